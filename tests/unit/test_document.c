/* Pipeline files as documents: comments, places, ${…}; the template of "output". */
#define _DEFAULT_SOURCE /* setenv */
#include "pipeline/document.h"
#include "pipeline/output.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static bool read_text(document *into, const char *text, galley_error *error) {
    return document_parse(into, "p.json", galley_text_of(text), error);
}

static void assert_position(document *document, size_t at, const char *wanted) {
    char *position = document_position(document, at);
    assert_string_equal(position, wanted);
    free(position);
}

/* ---- Reading ---- */

static void values_and_names_are_found_where_they_stand(void **state) {
    (void)state;
    document document;
    galley_error error;
    assert_true(read_text(&document,
                          "{ // \"a\": 1\n"
                          "  \"k\\u00e9y\": {\"é\": [10, {\"b\": \"x // no comment\"}, [], null]},\n"
                          "  \"last\" : true }\n",
                          &error));
    json_t *outer = json_object_get(document.root, "kéy");
    const document_place *place = document_member(&document, document.root, "kéy");
    assert_position(&document, place->name_at, "p.json:2:3");
    assert_position(&document, place->value_at, "p.json:2:15");
    json_t *list = json_object_get(outer, "é");
    place = document_item(&document, list, 1);
    assert_position(&document, place->value_at, "p.json:2:26");
    place = document_member(&document, json_array_get(list, 1), "b");
    assert_position(&document, place->value_at, "p.json:2:32");
    assert_string_equal(json_string_value(json_object_get(json_array_get(list, 1), "b")), "x // no comment");
    assert_position(&document, document_item(&document, list, 3)->value_at, "p.json:2:56");
    assert_position(&document, document_member(&document, document.root, "last")->value_at, "p.json:3:12");
    assert_null(document_member(&document, document.root, "é"));
    document_clear(&document);
}

static void values_end_where_they_end_and_containers_have_theirs_in_order(void **state) {
    (void)state;
    document document;
    galley_error error;
    assert_true(read_text(&document, "{\"a\": [1.50, {\"b\": \"x\\\"]\"} , [ ]], \"c\": null}", &error));
    json_t *list = json_object_get(document.root, "a");
    static const char *const spans[] = {"1.50", "{\"b\": \"x\\\"]\"}", "[ ]"};
    const document_place *outer = document_member(&document, document.root, "a"), *each;
    size_t number = 0;
    while ((each = document_next(&document, list, &number))) {
        galley_text span = galley_text_part(document.text.ptr + each->value_at, each->value_end - each->value_at);
        assert_true(number <= 3 && galley_text_is(span, spans[number - 1]));
        assert_true(document_is_below(each, outer) && !document_is_below(outer, each));
    }
    assert_int_equal(number, 4);
    assert_false(document_is_below(document_member(&document, document.root, "c"), outer));
    number = 0;
    assert_null(document_next(&document, json_array_get(list, 2), &number));
    assert_null(document_item(&document, list, 3));
    document_clear(&document);
}

static void positions_may_be_asked_in_any_order(void **state) {
    (void)state;
    document document;
    galley_error error;
    assert_true(read_text(&document, "{\"é\": 1,\n \"ü\": 2}", &error));
    for (int i = 0; i < 2; i++) {
        assert_position(&document, 12, "p.json:2:3");
        assert_position(&document, 5, "p.json:1:5");
    }
    assert_position(&document, SIZE_MAX, "p.json:2:9");
    document_clear(&document);
}

static void what_is_no_pipeline_is_refused_with_its_place(void **state) {
    (void)state;
    static const struct {
        const char *text, *wanted;
    } cases[] = {
        {"", ":1:1: the file is empty"},
        {"[]", ":1:1: a pipeline is a JSON object"},
        {"// only a comment\n", ":2:1: this is no valid JSON: nothing but white space and comments"},
        {"{\n\"a\": 1,\n\"a\": 2}", ":3:1: this is no valid JSON: the name \"a\" stands twice"},
        {"{\"é\": \"\xff\"}", ":1:8: this is no valid JSON: byte 0xff is not UTF-8"},
        {"{\"a\": \"no end // \n}", ":1:"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        document document;
        galley_error error = {""};
        assert_false(read_text(&document, cases[i].text, &error));
        if (!strstr(error.message, cases[i].wanted))
            fail_msg("case %zu: wanted %s, found %s", i, cases[i].wanted, error.message);
        document_clear(&document);
    }
}

static void the_usual_faults_are_told_where_they_begin_with_their_cure(void **state) {
    (void)state;
    static const struct {
        const char *text, *wanted;
    } cases[] = {
        {"{\"a\": 1\n \"b\": 2}", ":2:2: this is no valid JSON: a comma is missing before \"b\""},
        {"{\"a\": [1 2]}", ":1:10: this is no valid JSON: a comma is missing before 2"},
        {"{\"a\": {}\n  // c\n {}}", ":3:2: this is no valid JSON: a comma is missing before {"},
        {"{\"a\": \"x\" \"a long string that is not shown whole\": 1}",
         ":1:11: this is no valid JSON: a comma is missing before \"a long"},
        {"{\"a\": 1,\n}", ":1:8: this is no valid JSON: a comma too many"},
        {"{\"a\": [1,], \"b\": 1}", ":1:9: this is no valid JSON: a comma too many"},
        {"{\"a\": [1,, 2]}", ":1:9: this is no valid JSON: a comma too many"},
        {"{\"a\": [, 2]}", ":1:8: this is no valid JSON: a comma too many"},
        {"{galley: 1}", ":1:2: this is no valid JSON: a name stands in double quotes: \"galley\""},
        {"{\"a\": 1, id : 1}", ":1:10: this is no valid JSON: a name stands in double quotes: \"id\""},
        {"{'a': 1}", ":1:2: this is no valid JSON: a string stands in double quotes, not"},
        {"/* \"a\" */ {}", ":1:1: this is no valid JSON: a comment begins with //"},
        {"{\"a\": 1, /* no */ \"b\": 2}", ":1:10: this is no valid JSON: a comment begins with //"},
        {"{\"a\": 1 # no\n}", ":1:9: this is no valid JSON: a comment begins with //"},
        {"{\"a\" 1}", ":1:6: this is no valid JSON: a colon is missing before 1"},
        {"{\"a\": [1", ":1:9: this is no valid JSON: the file ends too early"},
        {"{\"a\": True}", ":1:7: this is no valid JSON: True is nothing in JSON: write true"},
        {"{\"a\": \"x\\y\"}", ":1:7: this is no valid JSON: invalid escape"},
        {"{\"a\": 1e999}", ":1:7: this is no valid JSON: a number is too large"},
        {"{\"a\": 99999999999999999999}", ":1:7: this is no valid JSON: a number is too large"},
        {"{\"a\": \"\\u0000\"}", ":1:7: this is no valid JSON: a string has the character \\u0000"},
        {"{\"\\u0000\": 1}", ":1:2: this is no valid JSON: a string has the character \\u0000"},
        {"{\"a\": \"x\n\"}", ":1:7: this is no valid JSON: "},
        {"{\"é\": 01}", ":1:7: this is no valid JSON: "},
        {"{\"a\": 1}}", ":1:9: this is no valid JSON: end of file expected"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        document document;
        galley_error error = {""};
        assert_false(read_text(&document, cases[i].text, &error));
        if (!strstr(error.message, cases[i].wanted))
            fail_msg("case %zu: wanted %s, found %s", i, cases[i].wanted, error.message);
        document_clear(&document);
    }
}

static void nesting_costs_no_stack(void **state) {
    (void)state;
    galley_buffer text = {0};
    galley_buffer_add_string(&text, "{\"a\": ");
    for (int i = 0; i < 2000; i++)
        galley_buffer_add_char(&text, '[');
    for (int i = 0; i < 2000; i++)
        galley_buffer_add_char(&text, ']');
    galley_buffer_add_bytes(&text, "}", 2);
    document document;
    galley_error error;
    assert_true(read_text(&document, text.ptr, &error));
    assert_int_equal(document.count, 2000);
    document_clear(&document);
    galley_buffer_clear(&text);
}

/* ---- Filling ---- */

static void collect(void *context, size_t at, const char *message) {
    (void)at;
    galley_buffer *all = context;
    galley_buffer_printf(all, "%s\n", message);
}

/* Fills {"v": TEXT} and gives the value; problems are added to `all`. */
static char *fill(const char *text, settings set, galley_buffer *all) {
    char file[256];
    snprintf(file, sizeof file, "{\"v\": \"%s\"}", text);
    document document;
    galley_error error;
    assert_true(read_text(&document, file, &error));
    document_fill(&document, set, collect, all);
    char *value = strdup(json_string_value(json_object_get(document.root, "v")));
    document_clear(&document);
    return value;
}

static void placeholders_are_filled_from_settings_then_the_environment_then_defaults(void **state) {
    (void)state;
    const char *const pairs[] = {"A=first", "A=last", "EMPTY=", "E=from set"};
    const settings set = {pairs, 4}, none = {NULL, 0};
    setenv("GALLEY_TEST_E", "from environment", 1);
    setenv("E", "not this", 1);
    static const struct {
        const char *text, *wanted;
    } cases[] = {{"${A}-${EMPTY}-${E}", "last--from set"},
                 {"${A}${EMPTY}${E}${GALLEY_TEST_E}", "lastfrom setfrom environment"},
                 {"${A}${EMPTY}${E}${NOT_THERE:-a:-b}", "lastfrom seta:-b"},
                 {"${A}${EMPTY:-full}${E}$${A} $A ${NOT_THERE:-}", "lastfrom set${A} $A "}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        galley_buffer all = {0};
        char *value = fill(cases[i].text, set, &all);
        assert_string_equal(value, cases[i].wanted);
        assert_int_equal(all.len, 0);
        free(value);
    }
    galley_buffer all = {0};
    free(fill("${NOT_THERE} ${A", none, &all));
    galley_buffer_add_char(&all, '\0');
    assert_string_equal(all.ptr,
                        "${NOT_THERE} has no value: give --set NOT_THERE=VALUE, or set it in the environment\n");
    galley_buffer_clear(&all);
}

static void what_cannot_be_filled_is_told(void **state) {
    (void)state;
    const char *const pairs[] = {"AB=1", "BAD=\xff"};
    const settings set = {pairs, 2};
    galley_buffer all = {0};
    free(fill("${BAD}", set, &all));
    free(fill("${", set, &all));
    free(fill("${1}", set, &all));
    free(fill("${ABC}", set, &all));
    galley_buffer_add_char(&all, '\0');
    assert_non_null(strstr(all.ptr, "the value of BAD is not UTF-8\n"));
    assert_non_null(strstr(all.ptr, "after ${ a name is wanted"));
    assert_non_null(strstr(all.ptr, "--set AB: the pipeline has no ${AB}; did you mean \"ABC\"?\n"));
    galley_buffer_clear(&all);
}

/* ---- Output template ---- */

static void collect_template(void *context, const char *message) {
    collect(context, 0, message);
}

/* What is told of a template, a line each; to be freed. */
static char *faults_of(const char *template) {
    galley_buffer all = {0};
    template_check(template, collect_template, &all);
    galley_buffer_add_char(&all, '\0');
    return all.ptr;
}

static void a_template_stays_inside_the_run_directory(void **state) {
    (void)state;
    static const char *const good[] = {"{shard}", "{lang}/{shard}",    "a.b/..c/{x}-{y}", "all",
                                       "…",       "{date:1}{date:100}"};
    static const char *const bad[] = {"",           "/a",           "a/",        "a//b",  "../a",     "a/..",
                                      "a/./b",      "{}",           "{a",        "a}b",   "{{a}",     "a\nb",
                                      "{a}/../b",   "{shard}}",     "{a:}",      "{:7}",  "{date:0}", "{date:07}",
                                      "{date:101}", "{date:-1}",    "{date:7 }", "{:}",   "{::}",     "{date:7x}",
                                      "{dc:date}",  "{date:1000}x", "{shard:3}", "a\x7F", "a\xC2\x9B"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        char *told = faults_of(good[i]);
        assert_string_equal(told, "");
        free(told);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char *told = faults_of(bad[i]);
        if (!*told)
            fail_msg("the template \"%s\" was taken", bad[i]);
        free(told);
    }
}

static void an_ending_that_results_get_anyhow_is_told_with_the_cure(void **state) {
    (void)state;
    static const char *const endings[] = {".jsonl.gz", ".jsonl", ".json.gz", ".gz", ".ndjson"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        char template[64], wanted[128];
        snprintf(template, sizeof template, "{lang}/{shard}%s", endings[i]);
        snprintf(wanted, sizeof wanted, "ends in \"%s\", ", endings[i]);
        char *told = faults_of(template);
        assert_non_null(strstr(told, wanted));
        assert_non_null(strstr(told, "write \"{lang}/{shard}\"\n"));
        free(told);
    }
}

static void every_fault_of_a_template_is_told(void **state) {
    (void)state;
    char *told = faults_of("/a}{date:x}{\t}{shard:3}{id:7}{b");
    static const char *const wanted[] = {"inside articles/",
                                         "control character",
                                         "at \"}{date:x}",
                                         "{date:x}: behind",
                                         "{shard:3}: a shard's name is not cut",
                                         "at \"{b\""};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        if (!strstr(told, wanted[i]))
            fail_msg("wanted %s, found %s", wanted[i], told);
    size_t lines = 0;
    for (const char *at = told; *at; at++)
        lines += *at == '\n';
    assert_int_equal(lines, sizeof wanted / sizeof *wanted);
    free(told);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_and_names_are_found_where_they_stand),
        cmocka_unit_test(values_end_where_they_end_and_containers_have_theirs_in_order),
        cmocka_unit_test(positions_may_be_asked_in_any_order),
        cmocka_unit_test(what_is_no_pipeline_is_refused_with_its_place),
        cmocka_unit_test(the_usual_faults_are_told_where_they_begin_with_their_cure),
        cmocka_unit_test(nesting_costs_no_stack),
        cmocka_unit_test(placeholders_are_filled_from_settings_then_the_environment_then_defaults),
        cmocka_unit_test(what_cannot_be_filled_is_told),
        cmocka_unit_test(a_template_stays_inside_the_run_directory),
        cmocka_unit_test(an_ending_that_results_get_anyhow_is_told_with_the_cure),
        cmocka_unit_test(every_fault_of_a_template_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
