/* Any bytes as a pipeline file on standard input, with and without settings: it loads, or there is a list of what is
 * wrong with it that can be printed. What loaded keeps to the parameters' tables, and opens and closes, also where a
 * stage fails; it can be drawn; its tests are sound, and can be compared with articles. The stages are those of the
 * build and `every`, which has a parameter of every type. */
#define _GNU_SOURCE /* memfd_create */
#include "inspect/graph.h"
#include "must.h"
#include "pipeline/output.h"
#include "trial/trial.h"

#include <galley/expression.h>
#include <galley/text.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static const char *const pairs[] = {"N=3", "WORD=title"};
static const settings none = {0}, some = {pairs, sizeof pairs / sizeof *pairs};

static void feed(const uint8_t *bytes, size_t len) {
    int file = memfd_create("fuzz", MFD_CLOEXEC);
    must(file >= 0 && write(file, bytes, len) == (ssize_t)len && lseek(file, 0, SEEK_SET) == 0);
    must(dup2(file, STDIN_FILENO) == STDIN_FILENO);
    close(file);
}

/* ---- Problems ---- */

static bool is_control(uint32_t character) {
    return character < ' ' || (character >= 0x7f && character < 0xa0);
}

static void must_be_printable(galley_text text) {
    must(galley_utf8_valid(text) == text.len);
    size_t at = 0;
    for (uint32_t character; galley_utf8_next(text, &at, &character);)
        must(!is_control(character));
}

static void check_problems(const problems *found) {
    static const char start[] = "standard input:";
    for (size_t i = 0; i < found->count; i++) {
        must(strncmp(found->messages[i], start, sizeof start - 1) == 0);
        must_be_printable(galley_text_of(found->messages[i]));
    }
}

/* ---- What loaded ---- */

static void check_number(const galley_param *param, double number) {
    must(param->min >= param->max || (number >= param->min && number <= param->max));
}

static void check_string(const char *string) {
    must(!string || galley_utf8_valid(galley_text_of(string)) == strlen(string));
}

static size_t choice_count(const galley_param *param) {
    size_t count = 0;
    while (param->choices[count])
        count++;
    return count;
}

static void check_strings(const galley_param *param, galley_strings strings) {
    for (size_t i = 0; i < strings.count; i++) {
        check_string(strings.items[i]);
        bool is_choice = !param->choices;
        for (size_t j = 0; !is_choice && param->choices[j]; j++)
            is_choice = strcmp(param->choices[j], strings.items[i]) == 0;
        must(is_choice);
    }
}

static void check_param(const galley_param *param, const void *place) {
    switch (param->type) {
    case GALLEY_BOOL:
        must(*(const unsigned char *)place <= 1);
        break;
    case GALLEY_INTEGER:
        check_number(param, (double)*(const int64_t *)place);
        break;
    case GALLEY_REAL:
        check_number(param, *(const double *)place);
        break;
    case GALLEY_SIZE:
        check_number(param, (double)*(const uint64_t *)place);
        break;
    case GALLEY_PATH:
        must(!*(const char *const *)place || **(const char *const *)place == '/');
        check_string(*(const char *const *)place);
        break;
    case GALLEY_STRING:
        check_string(*(const char *const *)place);
        break;
    case GALLEY_CHOICE:
        must(*(const int *)place >= 0 && (size_t) * (const int *)place < choice_count(param));
        break;
    case GALLEY_EXPRESSION:
        must(!*(galley_expression *const *)place || galley_expression_source(*(galley_expression *const *)place).ptr);
        break;
    case GALLEY_STRINGS:
        check_strings(param, *(const galley_strings *)place);
        break;
    }
}

static void check_params(const galley_param *table, const void *self) {
    for (const galley_param *each = table; each && each->name; each++)
        check_param(each, (const char *)self + each->offset);
}

/* Ids are parts of file names. */
static void check_id(const pipeline *pipeline, size_t stage) {
    const char *id = pipeline->stages[stage].id;
    must(*id && *id != '.' && !strchr(id, '/'));
    for (size_t i = 0; i < stage; i++)
        must(strcmp(pipeline->stages[i].id, id) != 0);
}

/* ---- Tests ---- */

/* As if the pipeline had no stages: what is an article is kept as it is. */
static void give_outcomes(trial *trial, const field_map *fields) {
    const char *at = trial->test->input.ptr, *end = at + trial->test->input.len;
    size_t count = 0;
    for (const char *line_end; at < end; at = line_end + 1, count++) {
        line_end = memchr(at, '\n', (size_t)(end - at));
        must(line_end && count < trial->test->input_count);
        outcome *into = &trial->outcomes[count];
        galley_error error = {""};
        bool is_article = article_scan(&into->article, galley_text_part(at, (size_t)(line_end - at)), (origin){0},
                                       fields, trial->arena, &error);
        into->fate = is_article ? TRIAL_KEPT : TRIAL_REJECTED;
        into->note = json_pack("{s:s, s:s}", "origin", "input:1", "error", error.message);
    }
    must(count == trial->test->input_count);
}

static void check_explanation(const explanation *why, bool is_met) {
    must(is_met == (why->expected.len == 0) && is_met == (why->found.len == 0));
    must_be_printable(galley_buffer_text(&why->expected));
    must_be_printable(galley_buffer_text(&why->found));
    must_be_printable(galley_buffer_text(&why->difference));
}

static void check_test(const pipeline *pipeline, const pipeline_test *test) {
    trial trial = {.pipeline = pipeline, .test = test, .arena = galley_arena_new()};
    trial.outcomes = calloc(test->input_count + 1, sizeof *trial.outcomes);
    must(trial.outcomes && (test->after == AFTER_ALL || test->after < pipeline->stage_count) && *test->name);
    give_outcomes(&trial, &pipeline->fields);
    for (size_t i = 0; i < test->expectation_count; i++) {
        const expectation *each = &test->expectations[i];
        must(each->article < test->input_count && each->kind < EXPECTATION_KINDS && each->value);
        must(!each->field == (each->kind > EXPECT_ABSENT));
        explanation why;
        check_explanation(&why, trial_meets(&trial, each, &why));
        explanation_clear(&why);
    }
    trial_clear(&trial);
}

static void check_graph(const pipeline *pipeline, graph_format format) {
    galley_buffer text = {0};
    graph_write(&text, pipeline, format);
    must(galley_utf8_valid(galley_buffer_text(&text)) == text.len);
    galley_buffer_clear(&text);
}

static void refuse_template(void *context, const char *message) {
    (void)context, (void)message;
    must(!"a template that was taken has a fault");
}

static void check_params_of_all(const pipeline *loaded) {
    for (size_t i = 0; i < loaded->stage_count; i++)
        check_params(loaded->stages[i].type->params, loaded->stages[i].self);
}

static void check_pipeline(pipeline *loaded) {
    must(json_is_object(loaded->as_run) && !json_object_get(loaded->as_run, "tests"));
    for (size_t i = 0; i < loaded->stage_count; i++)
        check_id(loaded, i);
    check_params_of_all(loaded);
    check_params(output_params, &loaded->output);
    template_check(loaded->output.path, refuse_template, NULL);
    for (size_t i = 0; i < loaded->test_count; i++)
        check_test(loaded, &loaded->tests[i]);
    check_graph(loaded, GRAPH_MERMAID);
    check_graph(loaded, GRAPH_DOT);
    problems found = {0};
    must(pipeline_open(loaded, &found) == (found.count == 0));
    check_problems(&found);
    problems_clear(&found);
    must(pipeline_open_anew(loaded, &found) == (found.count == 0));
    check_params_of_all(loaded);
    problems_clear(&found);
}

static void load(plugin_set *plugins, settings set) {
    problems found = {0};
    pipeline *loaded = pipeline_load("-", plugins, set, &found);
    must(!loaded == (found.count > 0));
    check_problems(&found);
    problems_clear(&found);
    if (loaded)
        check_pipeline(loaded);
    pipeline_free(loaded);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len) {
    static plugin_set *plugins; /* to load them again for each input would take nearly all the time */
    if (!plugins)
        plugins = plugin_set_new(FUZZ_STAGES);
    feed(bytes, len);
    load(plugins, none);
    must(lseek(STDIN_FILENO, 0, SEEK_SET) == 0);
    load(plugins, some);
    return 0;
}
