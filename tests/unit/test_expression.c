/* Expressions: what is wrong is told with its column, and what is right is worth what it says. */
#include "article/article.h"

#include <galley/expression.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static void mistakes_are_told_with_their_column(void **state) {
    (void)state;
    static const struct {
        const char *source, *message;
    } mistakes[] = {
        {"", "column 1: the expression ends where a value should stand"},
        {"n = 3", "column 3: = sets nothing here; to compare write =="},
        {"n == 3 &&", "column 8: write and, or, not"},
        {"title == \"Été\" nd n", "column 16: an operator is missing before this"},
        {"été == 'x", "column 8: the quote that opens here is not closed"},
        {"'a\\q'", "column 3: after \\ stands one of \" ' \\ n t"},
        {"(n + 2", "column 1: the ( that opens here is not closed"},
        {"n + 2)", "column 6: ) closes nothing"},
        {"1 < n < 3", "column 7: comparisons do not chain: write a < b and b < c"},
        {"n in 3", "column 6: in wants a list: in (\"a\", \"b\")"},
        {"lenght(title)", "column 1: there is no function lenght; did you mean \"length\"?"},
        {"contains(title)", "column 9: contains takes 2 values, not 1"},
        {"n, 2", "column 2: a comma stands between the values of a function or a list"},
        {"n + * 2", "column 5: a value is missing before this"},
        {"has()", "column 5: a value is missing before this"},
        {"12abc", "column 1: this is no number"},
        {"n == 2 #", "column 8: nothing begins with this character"},
        {"n not in (1)", "column 3: not stands before what it denies: not x in (…)"},
        {"``", "column 1: a field has a name"},
        {"n == 08", "column 6: a number does not begin with 0; dates and codes are quoted: \"2020-01-31\""},
        {"date > 2020-01-01", "column 13: a number does not begin with 0; dates and codes are quoted: \"2020-01-31\""},
        {"title == “x”", "column 10: quotes are written \" or '"},
        {"n <> 3", "column 3: for not equal write !="},
        {"n > .5", "column 5: a number has a digit before its point, a name a letter on both sides of it"},
        {"title =~ 'x'", "column 7: for a part of a text write contains(x, y), starts(x, y) or ends(x, y)"},
        {"yes ? 1 : 2", "column 5: for a choice write if(condition, x, y)"},
        {"list[0] == 1", "column 5: for a member of an object write a point: quality.words"},
        {"yes AND n", "column 5: write and"},
        {"title is null", "column 7: to compare write ==; whether there is something says has(x)"},
        {"n in (1 2)", "column 9: an operator or a comma is missing before this"},
        {"title == None", "column 10: write null, true, false; a field of this name is quoted with `"},
        {"title == 'fr' or 'en'",
         "column 15: or wants conditions, and a text is never true: compare it, or write has(x)"},
        {"if(n + 1, 1, 2)", "column 3: if wants conditions, and a number is never true: compare it, or write has(x)"},
        {"length(title) == '5'",
         "column 15: a number and a text are never alike for ==: number(x) reads a text, text(x) "
         "writes a number"},
        {"1 + 'x'", "column 3: a number and a text are never alike for +: number(x) reads a text, text(x) writes a "
                    "number"},
        {"'a' in ('a', 2)",
         "column 8: a text and a number are never alike for in: number(x) reads a text, text(x) writes "
         "a number"},
        {"'a' - 1", "column 5: a text is nothing for -"},
        {"lower(3)", "column 6: a number is nothing for lower"},
        {"true < false", "column 6: true or false is nothing for <"},
    };
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        galley_error error = {""};
        assert_null(galley_expression_new(galley_text_of(mistakes[i].source), &error));
        assert_string_equal(error.message, mistakes[i].message);
    }
}

static void what_can_be_no_condition_is_known(void **state) {
    (void)state;
    static const struct {
        const char *source;
        bool may_be;
    } values[] = {{"yes", true},
                  {"n > 3", true},
                  {"if(yes, n, false)", true},
                  {"if(yes, true, false)", true},
                  {"length(title)", false},
                  {"'x'", false},
                  {"null", false},
                  {"title + 'x'", false},
                  {"if(yes, 1, 2)", false},
                  {"not n", true},
                  {"n + n", true}};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        galley_error error = {""};
        galley_expression *expression = galley_expression_new(galley_text_of(values[i].source), &error);
        assert_non_null(expression);
        if (galley_expression_may_be_true(expression) != values[i].may_be)
            fail_msg("%s: %s was expected", values[i].source, values[i].may_be ? "yes" : "no");
        galley_expression_free(expression);
    }
}

static void what_is_too_deep_or_too_long_is_refused(void **state) {
    (void)state;
    static const char *const parts[] = {"(", "-", "not ", "1 + (", "1 + ", "if(1, 1, ", "1, "};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        galley_buffer source = {0};
        while (source.len < 1000000)
            galley_buffer_add_string(&source, parts[i]);
        galley_error error = {""};
        assert_null(galley_expression_new(galley_buffer_text(&source), &error));
        assert_memory_equal(error.message, "column ", 7);
        galley_buffer_clear(&source);
    }
}

static const char line[] =
    "{\"title\": \"Ete\", \"n\": 3, \"yes\": true, \"none\": null, \"list\": [1, 2], \"o\": {\"a\": 7}}";

static bool is_true(const char *source) {
    static const field_map no_fields = {0};
    galley_arena *arena = galley_arena_new();
    galley_article article = {0};
    galley_error error = {""};
    origin from = {.shard = "test", .line = 1};
    assert_true(article_scan(&article, galley_text_of(line), from, &no_fields, arena, &error));
    galley_expression *expression = galley_expression_new(galley_text_of(source), &error);
    assert_string_equal(error.message, "");
    bool truth = galley_expression_is_true(expression, &article);
    galley_expression_free(expression);
    article_clear(&article);
    galley_arena_free(arena);
    return truth;
}

static void expressions_are_worth_what_they_say(void **state) {
    (void)state;
    static const char *const truths[] = {
        "yes",
        "n == 3",
        "n != '3'",
        "none == null",
        "gone == null",
        "not gone",
        "not n",
        "not has(none)",
        "has(list)",
        "length(list) == 2",
        "length(title) == 3",
        "o.a == 7",
        "o.b == null",
        "title < 'Eth'",
        "not (n < 'x' or n > 'x')",
        "1 + 2 * 3 == 7",
        "(1 + 2) * 3 == 9",
        "10 - 2 - 3 == 5",
        "-2 - -3 == 1",
        "7 % 4 == 3",
        "1 / 0 == null",
        "title - 1 == null",
        "'a' + 'b' == \"ab\"",
        "n in (1, 3)",
        "not n in (1, 2)",
        "true or false and false",
        "not false and true",
        "not n == 4",
        "starts(title, 'E') and ends(title, 'te') and contains(title, 't')",
        "lower('ÀÉ') == 'àé'",
        "number(' 12.5 ') == 12.5",
        "number('0x10') == null",
        "text(2.5) == '2.5'",
        "text(1e6) == '1000000'",
        "if(n > 2, 'a', 'b') == 'a'",
        "min(2, 1) == 1 and max(2, 1) == 2",
        "round(2.5) == 3",
        "words(\"it's 3.5 o'clock\") == 3",
        "'\\'' == \"'\"",
        "trim('  x ') == 'x'",
    };
    for (size_t i = 0; i < sizeof truths / sizeof *truths; i++)
        if (!is_true(truths[i]))
            fail_msg("is not true: %s", truths[i]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mistakes_are_told_with_their_column),
        cmocka_unit_test(what_can_be_no_condition_is_known),
        cmocka_unit_test(what_is_too_deep_or_too_long_is_refused),
        cmocka_unit_test(expressions_are_worth_what_they_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
