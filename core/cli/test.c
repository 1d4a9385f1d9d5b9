/* galley test: carries out the tests that are written in a pipeline file. */
#include "base/utf8.h"
#include "cli/cli.h"
#include "cli/load.h"
#include "trial/trial.h"

#include <stdio.h>
#include <stdlib.h>

enum { ALL_PASS = 0, SOME_FAIL = 1, FAULTY = 2, NO_RUN = 3, INTERRUPTED = 130 };

static const char help[] = "usage: galley test PIPELINE [OPTIONS]\n"
                           "\n"
                           "Carries out the \"tests\" that a pipeline file holds. The articles of a test go\n"
                           "through the pipeline together, as in a run of their own. PIPELINE may be - for\n"
                           "standard input.\n"
                           "\n"
                           "  \"tests\": [{\n"
                           "    \"name\": \"a copy goes, and tells of what\",\n"
                           "    \"input\": [{\"id\": \"a\", \"text\": \"…\"}, {\"id\": \"b\", \"text\": \"…\"}],\n"
                           "    \"after\": \"dedup\",\n"
                           "    \"expect\": [\n"
                           "      {\"id\": \"a\", \"field\": \"text\", \"contains\": \"the bridge\"},\n"
                           "      {\"id\": \"b\", \"dropped\": {\"stage\": \"dedup\", \"reason\": \"near\"}}\n"
                           "    ]\n"
                           "  }]\n"
                           "\n"
                           "An expectation names an article, by \"id\" or by \"article\", its number from 0, and\n"
                           "one thing that must hold of it behind the stage \"after\" (without that: at the\n"
                           "end). Of a \"field\": that it \"contains\" a text or, being a list, an item; that it\n"
                           "\"lacks\" one; that it \"equals\" a value; or \"absent\": true. Of the article:\n"
                           "\"kept\": true; \"dropped\": true or {\"stage\", \"reason\", \"detail\"}, each of them\n"
                           "optional; \"rejected\": true or {\"stage\", \"error\"}, words of the error. In \"input\"\n"
                           "a string stands for a line that is no article. What tests hold is taken as it is\n"
                           "written: ${NAME} is not filled in them.\n"
                           "\n"
                           "Each test is a run in a folder of its own below TMPDIR (default /tmp); many are\n"
                           "fastest where that is in memory, such as /dev/shm.\n"
                           "\n"
                           "  -k, --only TEXT         only tests with TEXT in their name\n"
                           "      --json              what was found, as JSON\n"
                           "      --plugins DIR       look for plugins here first\n"
                           "      --set NAME=VALUE    fill ${NAME} in the pipeline file; may be repeated\n"
                           "  -h, --help              this text\n"
                           "\n"
                           "Exit status: 0 all tests pass, 1 some fail, 2 the command line or the file is\n"
                           "wrong or there is no such test, 3 a run could not be made, 130 interrupted.\n"
                           "\n"
                           "example:\n"
                           "  galley test pipelines/news.json\n";

static const struct option long_options[] = {{"only", required_argument, NULL, 'k'},
                                             {"json", no_argument, NULL, OPTION_JSON},
                                             {"plugins", required_argument, NULL, OPTION_PLUGINS},
                                             {"set", required_argument, NULL, OPTION_SET},
                                             {"help", no_argument, NULL, OPTION_HELP},
                                             {0}};

static bool take_only(void *own, int option, const char *value, galley_error *error) {
    (void)option, (void)error;
    *(const char **)own = value;
    return true;
}

static const options_shape shape = {.command = "test",
                                    .help = help,
                                    .letters = ":k:h",
                                    .table = long_options,
                                    .rest_min = 1,
                                    .rest_max = 1,
                                    .wanted = "which PIPELINE?",
                                    .takes = "one PIPELINE",
                                    .take = take_only};

/* ---- One test ---- */

/* What is told of it: {"name", "place", "passed", "failures": […]}; a failure has "place", "article", "expected",
 * "found" and perhaps "difference". */
static void add_failure(json_t *failures, const expectation *failed, const explanation *why) {
    json_t *entry = json_object();
    json_object_set_new(entry, "place", json_string(failed->place));
    json_object_set_new(entry, "article", json_string(failed->label));
    json_object_set_new(entry, "expected", json_string(why->expected.ptr));
    json_object_set_new(entry, "found", json_string(why->found.ptr));
    if (why->difference.len > 0)
        json_object_set_new(entry, "difference", json_string(why->difference.ptr));
    json_array_append_new(failures, entry);
}

static void check_expectations(trial *trial, json_t *failures) {
    const pipeline_test *test = trial->test;
    for (size_t i = 0; i < test->expectation_count; i++) {
        explanation why;
        if (!trial_meets(trial, &test->expectations[i], &why))
            add_failure(failures, &test->expectations[i], &why);
        explanation_clear(&why);
    }
}

/* False if nothing is known of the test: then *status says why, and so does the error. */
static bool run_test(pipeline *pipeline, const pipeline_test *test, json_t *told, int *status, galley_error *error) {
    json_t *failures = json_array();
    trial trial;
    trial_result result = trial_run(&trial, pipeline, test, error);
    if (result == TRIAL_DONE)
        check_expectations(&trial, failures);
    else if (result == TRIAL_STOPPED)
        json_array_append_new(failures, json_pack("{s:s, s:s, s:s}", "place", test->place, "expected",
                                                  "the run ends as it should", "found", error->message));
    trial_clear(&trial);
    bool is_known = result == TRIAL_DONE || result == TRIAL_STOPPED;
    if (!is_known)
        *status = result == TRIAL_INTERRUPTED ? INTERRUPTED : NO_RUN;
    bool has_passed = json_array_size(failures) == 0;
    json_array_append_new(told, json_pack("{s:s, s:s, s:b, s:o}", "name", test->name, "place", test->place, "passed",
                                          has_passed, "failures", failures));
    return is_known;
}

/* ---- Telling ---- */

/* In a terminal's words: no control characters. */
static void print_line(const char *before, const char *said) {
    char *printable = utf8_printable(said);
    printf("%s%s\n", before, printable);
    free(printable);
}

static void print_part(const char *label, const json_t *failure, const char *key) {
    const char *said = json_string_value(json_object_get(failure, key));
    if (said)
        print_line(label, said);
}

static void print_failure(const json_t *failure) {
    const char *article = json_string_value(json_object_get(failure, "article"));
    char *place = utf8_printable(json_string_value(json_object_get(failure, "place")));
    printf("    %s:%s", place, article ? " " : "");
    print_line("", article ? article : "");
    print_part("      expected  ", failure, "expected");
    print_part("      found     ", failure, "found");
    print_part("      differs   ", failure, "difference");
    free(place);
}

static void print_test(const json_t *told) {
    size_t index;
    json_t *failure;
    bool has_passed = json_is_true(json_object_get(told, "passed"));
    print_line(has_passed ? "  ok    " : "  FAIL  ", json_string_value(json_object_get(told, "name")));
    json_array_foreach(json_object_get(told, "failures"), index, failure) print_failure(failure);
    fflush(stdout);
}

static size_t count_passed(const json_t *told) {
    size_t index, count = 0;
    json_t *each;
    json_array_foreach(told, index, each) count += json_is_true(json_object_get(each, "passed"));
    return count;
}

static int print_end(const pipeline *pipeline, bool is_json, json_t *told) {
    size_t count = json_array_size(told), passed = count_passed(told);
    const char *name = strcmp(pipeline->path, "-") == 0 ? "standard input" : pipeline->path;
    if (is_json) {
        char *printable = utf8_printable(name);
        json_t *all = json_pack("{s:s, s:i, s:i, s:O}", "pipeline", printable, "passed", (int)passed, "failed",
                                (int)(count - passed), "tests", told);
        json_print(all);
        json_decref(all);
        free(printable);
    } else {
        printf("%zu of %zu tests pass\n", passed, count);
    }
    return passed == count ? ALL_PASS : SOME_FAIL;
}

/* ---- All tests ---- */

static bool is_chosen(const pipeline_test *test, const char *only) {
    return !only || strstr(test->name, only);
}

static int refuse_none(const pipeline *pipeline, const char *only) {
    if (only && pipeline->test_count > 0)
        fprintf(stderr, "galley test: none of the %zu tests has \"%s\" in its name\n", pipeline->test_count, only);
    else
        fprintf(stderr, "galley test: %s has no \"tests\"; `galley test --help` tells how to write some\n",
                pipeline->path);
    return FAULTY;
}

/* All, or those in whose names `only` stands. */
static int run_tests(pipeline *pipeline, const char *only, bool is_json) {
    json_t *told = json_array();
    galley_error error = {""};
    int status = ALL_PASS;
    bool is_known = true;
    for (size_t i = 0; is_known && i < pipeline->test_count; i++) {
        if (!is_chosen(&pipeline->tests[i], only))
            continue;
        is_known = run_test(pipeline, &pipeline->tests[i], told, &status, &error);
        if (is_known && !is_json)
            print_test(json_array_get(told, json_array_size(told) - 1));
    }
    if (!is_known)
        fprintf(stderr, "galley test: %s\n", error.message[0] ? error.message : "interrupted");
    else if (json_array_size(told) == 0)
        status = refuse_none(pipeline, only);
    else
        status = print_end(pipeline, is_json, told);
    json_decref(told);
    return status;
}

static int load_and_test(const options *line, const char *only) {
    plugin_set *plugins = plugin_set_new(line->plugins);
    pipeline *pipeline = pipeline_load_told(line, plugins);
    int status = pipeline ? run_tests(pipeline, only, line->is_json) : FAULTY;
    pipeline_free(pipeline);
    plugin_set_free(plugins);
    return status;
}

int cli_test(int argc, char **argv) {
    const char *only = NULL;
    options line;
    int status;
    if (options_read(&line, &shape, argc, argv, &only, &status))
        status = load_and_test(&line, only);
    options_clear(&line);
    return status;
}
