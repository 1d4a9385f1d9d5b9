/* Parameters: every type, its range, its default, and what a mistake is told as. */
#include "base/memory.h"
#include "plugin/params.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* A stage's struct with a field of each type. */
typedef struct all_types {
    bool flag;
    int64_t integer;
    double real;
    const char *string;
    int choice;
    galley_strings strings;
    const char *path;
    uint64_t size;
} all_types;

static const char *const colours[] = {"red", "green", "blue", NULL};

static const galley_param table[] = {
    {.name = "flag", .type = GALLEY_BOOL, .offset = offsetof(all_types, flag), .fallback = "true", .about = "a flag"},
    {.name = "integer",
     .type = GALLEY_INTEGER,
     .offset = offsetof(all_types, integer),
     .fallback = "7",
     .min = -10,
     .max = 10,
     .unit = "words",
     .about = "an integer"},
    {.name = "real",
     .type = GALLEY_REAL,
     .offset = offsetof(all_types, real),
     .fallback = "0.5",
     .max = 1,
     .about = "a real"},
    {.name = "string",
     .type = GALLEY_STRING,
     .offset = offsetof(all_types, string),
     .fallback = "s",
     .about = "a text"},
    {.name = "choice",
     .type = GALLEY_CHOICE,
     .offset = offsetof(all_types, choice),
     .fallback = "green",
     .choices = colours,
     .about = "a colour"},
    {.name = "strings",
     .type = GALLEY_STRINGS,
     .offset = offsetof(all_types, strings),
     .fallback = "red,blue",
     .choices = colours,
     .about = "colours"},
    {.name = "path", .type = GALLEY_PATH, .offset = offsetof(all_types, path), .fallback = "model", .about = "a file"},
    {.name = "size",
     .type = GALLEY_SIZE,
     .offset = offsetof(all_types, size),
     .fallback = "64K",
     .min = 1024,
     .max = 1e12,
     .about = "a size"},
    {0}};

static const galley_param wanted_table[] = {
    {.name = "file",
     .type = GALLEY_PATH,
     .offset = offsetof(all_types, path),
     .required = true,
     .about = "the file to read"},
    {.name = "free", .type = GALLEY_INTEGER, .offset = offsetof(all_types, integer), .about = "without limits"},
    {.name = "words", .type = GALLEY_STRINGS, .offset = offsetof(all_types, strings), .about = "any"},
    {0}};

/* What was stored, and what was told: "name! message" where the name is the mistake, "name: message" elsewhere. */
typedef struct outcome {
    all_types stored;
    galley_buffer told;
    size_t mistakes;
    json_t *with;
    galley_arena *arena;
    bool is_filled;
} outcome;

static bool is_filled(void *context, const json_t *value) {
    (void)value;
    return ((outcome *)context)->is_filled;
}

static void report(void *context, const char *name, bool is_name, const char *message) {
    outcome *self = context;
    self->mistakes++;
    galley_buffer_printf(&self->told, "%s%s %s\n", name ? name : "-", is_name ? "!" : ":", message);
}

static outcome store(const galley_param *params, const char *with, bool filled) {
    outcome result = {.arena = galley_arena_new(), .is_filled = filled};
    result.with = with ? json_loads(with, JSON_ALLOW_NUL, NULL) : NULL;
    params_store(params, result.with,
                 &(params_target){.self = &result.stored,
                                  .folder = "/pipelines",
                                  .arena = result.arena,
                                  .is_filled = is_filled,
                                  .report = report,
                                  .context = &result});
    galley_buffer_add_char(&result.told, '\0');
    return result;
}

static void outcome_clear(outcome *result) {
    galley_buffer_clear(&result->told);
    json_decref(result->with);
    galley_arena_free(result->arena);
}

static void every_type_has_its_default(void **state) {
    (void)state;
    outcome result = store(table, NULL, false);
    const all_types *stored = &result.stored;
    assert_string_equal(result.told.ptr, "");
    assert_true(stored->flag);
    assert_int_equal(stored->integer, 7);
    assert_true(stored->real == 0.5);
    assert_string_equal(stored->string, "s");
    assert_int_equal(stored->choice, 1);
    assert_int_equal(stored->strings.count, 2);
    assert_string_equal(stored->strings.items[0], "red");
    assert_string_equal(stored->strings.items[1], "blue");
    assert_string_equal(stored->path, "/pipelines/model");
    assert_int_equal(stored->size, 65536);
    outcome_clear(&result);
}

static void without_a_default_there_is_nothing(void **state) {
    (void)state;
    outcome result = store(wanted_table, "{\"file\": \"/x\"}", false);
    assert_string_equal(result.told.ptr, "");
    assert_int_equal(result.stored.integer, 0);
    assert_int_equal(result.stored.strings.count, 0);
    assert_string_equal(result.stored.path, "/x");
    outcome_clear(&result);
}

static void every_type_is_stored(void **state) {
    (void)state;
    outcome result = store(table,
                           "{\"flag\": false, \"integer\": -10, \"real\": 1, \"string\": \"\", \"choice\": \"blue\", "
                           "\"strings\": [], \"path\": \"a/../b\", \"size\": 4096}",
                           false);
    const all_types *stored = &result.stored;
    assert_string_equal(result.told.ptr, "");
    assert_false(stored->flag);
    assert_int_equal(stored->integer, -10);
    assert_true(stored->real == 1);
    assert_string_equal(stored->string, "");
    assert_int_equal(stored->choice, 2);
    assert_int_equal(stored->strings.count, 0);
    assert_string_equal(stored->path, "/pipelines/a/../b");
    assert_int_equal(stored->size, 4096);
    outcome_clear(&result);
}

static void what_was_filled_in_is_a_string_for_any_type(void **state) {
    (void)state;
    outcome result = store(
        table, "{\"flag\": \"false\", \"integer\": \"-3\", \"real\": \"1e-2\", \"size\": \"2M\", \"choice\": \"red\"}",
        true);
    assert_string_equal(result.told.ptr, "");
    assert_false(result.stored.flag);
    assert_int_equal(result.stored.integer, -3);
    assert_true(result.stored.real == 0.01);
    assert_int_equal(result.stored.size, 2 << 20);
    assert_int_equal(result.stored.choice, 0);
    outcome_clear(&result);
}

/* One mistake: parameters, was it filled in, and the start of what is told. */
static const struct mistake {
    const char *with;
    bool is_filled;
    const char *told;
} mistakes[] = {
    {"{\"flag\": 1}", false, "flag: parameter \"flag\": true or false is wanted, found 1"},
    {"{\"flag\": \"true\"}", false, "flag: parameter \"flag\": true or false is wanted, found \"true\""},
    {"{\"flag\": \"yes\"}", true, "flag: parameter \"flag\": true or false is wanted"},
    {"{\"integer\": 1.5}", false, "integer: parameter \"integer\": an integer is wanted, found 1.5"},
    {"{\"integer\": \"5\"}", false, "integer: parameter \"integer\": an integer is wanted, found \"5\""},
    {"{\"integer\": \"5x\"}", true, "integer: parameter \"integer\": an integer is wanted"},
    {"{\"integer\": \"\"}", true, "integer: parameter \"integer\": an integer is wanted"},
    {"{\"integer\": \"99999999999999999999\"}", true, "integer: parameter \"integer\": an integer is wanted"},
    {"{\"integer\": 11}", false, "integer: parameter \"integer\": a value from -10 to 10 words is wanted, found 11"},
    {"{\"integer\": -11}", false, "integer: parameter \"integer\": a value from -10 to 10 words is wanted"},
    {"{\"integer\": null}", false, "integer: parameter \"integer\": an integer is wanted, found null"},
    {"{\"real\": \"0.5\"}", false, "real: parameter \"real\": a number is wanted"},
    {"{\"real\": 1.0001}", false, "real: parameter \"real\": a value from 0 to 1 is wanted"},
    {"{\"real\": \"nan\"}", true, "real: parameter \"real\": a number is wanted"},
    {"{\"real\": \"inf\"}", true, "real: parameter \"real\": a number is wanted"},
    {"{\"string\": 5}", false, "string: parameter \"string\": a string is wanted, found 5"},
    {"{\"string\": \"a\\u0000b\"}", false, "string: parameter \"string\": a string is wanted"},
    {"{\"choice\": \"blu\"}", false,
     "choice: parameter \"choice\": one of red, green, blue is wanted, found \"blu\"; did you mean \"blue\"?"},
    {"{\"choice\": 0}", false, "choice: parameter \"choice\": one of red, green, blue is wanted, found 0"},
    {"{\"choice\": \"\"}", false, "choice: parameter \"choice\": one of red, green, blue is wanted, found \"\""},
    {"{\"strings\": \"red\"}", false, "strings: parameter \"strings\": a list of strings is wanted"},
    {"{\"strings\": [\"red\", 1]}", false, "strings: parameter \"strings\": a list of strings is wanted"},
    {"{\"strings\": [\"red\", \"gren\"]}", false,
     "strings: parameter \"strings\": one of red, green, blue is wanted, found \"gren\""},
    {"{\"path\": \"\"}", false, "path: parameter \"path\": a path is wanted"},
    {"{\"size\": -1}", false, "size: parameter \"size\": a size, such as"},
    {"{\"size\": \"64X\"}", false, "size: parameter \"size\": a size, such as"},
    {"{\"size\": 1000}", false, "size: parameter \"size\": a value from 1024 to 1000000000000 is wanted, found 1000"},
    {"{\"size\": 1.5}", false, "size: parameter \"size\": a size, such as"},
    {"{\"colour\": 1}", false, "colour! there is no parameter \"colour\""},
    {"{\"interger\": 1}", false, "interger! there is no parameter \"interger\"; did you mean \"integer\"?"},
};

static void each_mistake_is_told_with_what_was_found_and_wanted(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        outcome result = store(table, mistakes[i].with, mistakes[i].is_filled);
        if (result.mistakes != 1 || strncmp(result.told.ptr, mistakes[i].told, strlen(mistakes[i].told)) != 0)
            fail_msg("%s was told as\n%s", mistakes[i].with, result.told.ptr);
        outcome_clear(&result);
    }
}

static void all_mistakes_are_told_at_once(void **state) {
    (void)state;
    outcome result = store(wanted_table, "{\"colour\": 1, \"words\": 0}", false);
    assert_int_equal(result.mistakes, 3);
    assert_non_null(strstr(result.told.ptr, "-: parameter \"file\" must be given: path (\"the file to read\")"));
    outcome_clear(&result);
}

static void what_a_misspelt_name_holds_is_checked_as_the_nearest(void **state) {
    (void)state;
    outcome result = store(wanted_table, "{\"fiel\": 1, \"filee\": 2}", false);
    assert_int_equal(result.mistakes, 3);
    assert_non_null(strstr(result.told.ptr, "fiel! there is no parameter \"fiel\"; did you mean \"file\"?"));
    assert_non_null(strstr(result.told.ptr, "fiel: parameter \"file\": a string is wanted, found 1"));
    outcome_clear(&result);
}

static void a_list_by_default_has_its_items_checked_too(void **state) {
    (void)state;
    static const galley_param some[] = {
        {.name = "some", .type = GALLEY_STRINGS, .choices = colours, .fallback = "red,gren", .about = "which"}, {0}};
    outcome result = store(some, "{}", false);
    assert_int_equal(result.mistakes, 1);
    assert_non_null(strstr(result.told.ptr, "found \"gren\""));
    outcome_clear(&result);
}

static void a_choice_of_one_is_told_as_such(void **state) {
    (void)state;
    static const char *const one[] = {"first", NULL};
    static const galley_param keep[] = {{.name = "keep", .type = GALLEY_CHOICE, .choices = one, .about = "which"}, {0}};
    outcome result = store(keep, "{\"keep\": \"last\"}", false);
    assert_string_equal(result.told.ptr, "keep: parameter \"keep\": nothing but first is wanted, found \"last\"\n");
    outcome_clear(&result);
}

static void every_type_says_what_it_is_if_it_is_not_given(void **state) {
    (void)state;
    static const char *const defaults[] = {
        [GALLEY_BOOL] = "false", [GALLEY_INTEGER] = "0",  [GALLEY_REAL] = "0",
        [GALLEY_STRING] = NULL,  [GALLEY_CHOICE] = "red", [GALLEY_STRINGS] = NULL,
        [GALLEY_PATH] = NULL,    [GALLEY_SIZE] = "0",     [GALLEY_EXPRESSION] = NULL};
    for (int type = GALLEY_BOOL; type <= GALLEY_EXPRESSION; type++) {
        galley_param param = {.name = "p", .type = (galley_param_type)type, .choices = colours};
        const char *found = param_default(&param);
        assert_true(defaults[type] ? found && strcmp(found, defaults[type]) == 0 : !found);
        param.fallback = "f";
        assert_string_equal(param_default(&param), "f");
        param.required = true;
        assert_null(param_default(&param));
    }
}

static void a_long_value_is_shown_by_its_start(void **state) {
    (void)state;
    char *with = memory_alloc(3000);
    snprintf(with, 3000, "{\"integer\": \"%02500d\"}", 5);
    outcome result = store(table, with, false);
    assert_int_equal(result.mistakes, 1);
    assert_true(result.told.len < 300);
    outcome_clear(&result);
    free(with);
}

static void sizes_have_units_and_do_not_overflow(void **state) {
    (void)state;
    static const struct {
        const char *text;
        uint64_t bytes;
    } good[] = {{"0", 0}, {"64K", 65536}, {"2M", 2 << 20}, {"3G", UINT64_C(3) << 30}, {"1T", UINT64_C(1) << 40}};
    static const char *const bad[] = {
        "", "K", "-1", " 1", "+1", "1KB", "1 K", "1.5G", "k", "99999999999999999999", "99999999999T"};
    uint64_t bytes = 1;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_true(size_parse(good[i].text, &bytes));
        assert_int_equal(bytes, good[i].bytes);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(size_parse(bad[i], &bytes));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_type_has_its_default),
        cmocka_unit_test(without_a_default_there_is_nothing),
        cmocka_unit_test(every_type_is_stored),
        cmocka_unit_test(what_was_filled_in_is_a_string_for_any_type),
        cmocka_unit_test(each_mistake_is_told_with_what_was_found_and_wanted),
        cmocka_unit_test(all_mistakes_are_told_at_once),
        cmocka_unit_test(what_a_misspelt_name_holds_is_checked_as_the_nearest),
        cmocka_unit_test(a_list_by_default_has_its_items_checked_too),
        cmocka_unit_test(a_choice_of_one_is_told_as_such),
        cmocka_unit_test(every_type_says_what_it_is_if_it_is_not_given),
        cmocka_unit_test(a_long_value_is_shown_by_its_start),
        cmocka_unit_test(sizes_have_units_and_do_not_overflow),
    };
    return cmocka_run_group_tests_name("params", tests, NULL, NULL);
}
