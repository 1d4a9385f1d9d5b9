/* A survey: what `gather` sees, what `settle` finds and what articles are told depend on neither memory nor workers. */
#include "run/survey.h"
#include "temporary.h"

#include <stdio.h>

enum { ARTICLES = 3000, ROOMY = 64 * 1024 * 1024, TIGHT = 256 * 1024 };

/* The stage: keys are numbers; a key's first article is shared, and all its articles are told how many they are. */
typedef struct census {
    galley_buffer settled; /* what settle found, one line a finding */
    bool shares_in_settle, fails_in_gather;
} census;

static bool census_gather(const void *stage, galley_text key, galley_notes *notes, galley_telling *telling,
                          galley_error *error) {
    const census *self = stage;
    if (self->fails_in_gather && galley_text_is(key, "key 7"))
        return galley_error_set(error, "seven is too many");
    galley_note note, before = {0};
    galley_buffer line = {0};
    for (uint64_t i = 0; galley_notes_next(notes, &note); i++, before = note) {
        assert_true(i == 0 || before.article <= note.article);
        if (galley_text_is(key, "many") && i > 0 && before.article == note.article)
            assert_int_equal(note.bytes.ptr[0], before.bytes.ptr[0] + 1);
        if (i == 0 || before.article != note.article)
            galley_buffer_printf(&line, "%s%llu", i ? " " : "", (unsigned long long)note.article);
        galley_buffer_printf(&line, "/%.*s", GALLEY_TEXT_ARGS(note.bytes));
    }
    if (line.len > 100)
        line.len = 100;
    galley_share(telling, galley_buffer_text(&line));
    galley_notes_rewind(notes);
    char count[64];
    snprintf(count, sizeof count, "%.*s has %llu", GALLEY_TEXT_ARGS(key),
             (unsigned long long)galley_notes_count(notes));
    while (galley_notes_next(notes, &note))
        galley_tell(telling, note.article, galley_text_of(count));
    galley_buffer_clear(&line);
    return true;
}

static bool census_settle(void *stage, galley_findings *findings, galley_telling *telling, galley_error *error) {
    (void)error;
    census *self = stage;
    galley_text key, finding;
    self->settled.len = 0;
    for (int round = 0; round < 2; round++, galley_findings_rewind(findings))
        while (galley_findings_next(findings, &key, &finding))
            galley_buffer_printf(&self->settled, "%.*s: %.*s\n", GALLEY_TEXT_ARGS(key), GALLEY_TEXT_ARGS(finding));
    galley_tell(telling, ARTICLES - 1, galley_text_of("you are the last"));
    if (self->shares_in_settle)
        galley_share(telling, galley_text_of("too late"));
    return true;
}

static const galley_stage_type census_type = {.name = "census", .gather = census_gather, .settle = census_settle};

/* Each article posts two notes under keys that it shares with others; workers take articles in turns. */
static void post_all(survey *into, unsigned workers) {
    for (uint64_t article = 0; article < ARTICLES; article++) {
        galley_postings *postings = survey_postings(into, (unsigned)(article * 7 % 11 % workers));
        survey_at(postings, article);
        char key[32], note[32];
        for (uint64_t i = 0; i < 2; i++) {
            snprintf(key, sizeof key, "key %llu", (unsigned long long)((article * (i + 1)) % 400));
            snprintf(note, sizeof note, "%llu", (unsigned long long)i);
            galley_post(postings, galley_text_of(key), galley_text_of(note));
        }
        for (char letter = 'a'; letter <= 'z'; letter++) /* all of one article under one key: their order is kept */
            if (article % 10 == 0)
                galley_post(postings, galley_text_of("many"), galley_text_part(&letter, 1));
        assert_null(survey_trouble(postings));
    }
}

/* All that is told, taken in ranges of `step` articles, as a reader of batches does. */
static void take_all(survey *from, uint64_t step, galley_buffer *told) {
    galley_error error = {""};
    for (uint64_t first = 0; first < ARTICLES; first += step)
        if (!survey_take_told(from, first, first + step, told, &error))
            fail_msg("%s", error.message);
}

typedef struct outcome {
    galley_buffer settled, told;
} outcome;

static outcome conduct(void **state, uint64_t memory, unsigned workers, uint64_t step) {
    census self = {0};
    stage stage = {.id = (char *)"census", .type = &census_type, .self = &self};
    survey *survey = survey_new(&stage, *state, memory, workers);
    post_all(survey, workers);
    galley_error error = {""};
    if (!survey_conclude(survey, &error))
        fail_msg("%s", error.message);
    outcome result = {.settled = self.settled};
    take_all(survey, step, &result.told);
    survey_free(survey);
    return result;
}

static void outcome_clear(outcome *result) {
    galley_buffer_clear(&result->settled);
    galley_buffer_clear(&result->told);
}

static void assert_equal(const galley_buffer *a, const galley_buffer *b) {
    assert_int_equal(a->len, b->len);
    assert_memory_equal(a->ptr, b->ptr, a->len);
}

static void nothing_depends_on_memory_workers_or_batches(void **state) {
    outcome expected = conduct(state, ROOMY, 1, ARTICLES);
    assert_true(expected.settled.len > 400 && expected.told.len > (size_t)ARTICLES * 16);
    static const struct {
        uint64_t memory;
        unsigned workers;
        uint64_t step;
    } ways[] = {{TIGHT, 1, 1}, {ROOMY, 4, 13}, {TIGHT, 4, 1000}};
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        outcome found = conduct(state, ways[i].memory, ways[i].workers, ways[i].step);
        assert_equal(&found.settled, &expected.settled);
        assert_equal(&found.told, &expected.told);
        outcome_clear(&found);
    }
    outcome_clear(&expected);
}

static void a_resumed_run_settles_again_and_reads_what_was_told(void **state) {
    outcome expected = conduct(state, ROOMY, 2, ARTICLES);
    census self = {0};
    stage stage = {.id = (char *)"census", .type = &census_type, .self = &self};
    survey *again = survey_new(&stage, *state, ROOMY, 3);
    galley_error error = {""};
    if (!survey_settle_again(again, &error))
        fail_msg("%s", error.message);
    galley_buffer told = {0};
    take_all(again, 100, &told);
    assert_equal(&self.settled, &expected.settled);
    assert_equal(&told, &expected.told);
    galley_buffer_clear(&told);
    galley_buffer_clear(&self.settled);
    survey_free(again);
    outcome_clear(&expected);
}

static void what_was_told_to_articles_that_are_gone_is_passed_over(void **state) {
    outcome whole = conduct(state, ROOMY, 1, ARTICLES);
    outcome_clear(&whole);
    census self = {0};
    stage stage = {.id = (char *)"census", .type = &census_type, .self = &self};
    survey *again = survey_new(&stage, *state, ROOMY, 1);
    galley_error error = {""};
    galley_buffer told = {0};
    assert_true(survey_settle_again(again, &error));
    assert_true(survey_take_told(again, 50, 51, &told, &error)); /* those before 50 are not wanted */
    uint64_t ordinal;
    memcpy(&ordinal, told.ptr, sizeof ordinal);
    assert_int_equal(ordinal, 50);
    told.len = 0;
    assert_true(survey_take_told(again, 0, 0, &told, &error)); /* a batch without articles */
    assert_int_equal(told.len, 0);
    galley_buffer_clear(&told);
    galley_buffer_clear(&self.settled);
    survey_free(again);
}

static void a_posting_that_is_too_large_is_told(void **state) {
    census self = {0};
    stage stage = {.id = (char *)"census", .type = &census_type, .self = &self};
    survey *survey = survey_new(&stage, *state, ROOMY, 1);
    galley_postings *postings = survey_postings(survey, 0);
    char *note = memory_zero(65536, 1);
    survey_at(postings, 0);
    galley_post(postings, galley_text_of(""), galley_text_part(note, 65536));
    assert_null(survey_trouble(postings));
    galley_post(postings, galley_text_of("k"), galley_text_part(note, 65536));
    assert_non_null(strstr(survey_trouble(postings)->message, "65537 bytes is too large"));
    galley_error error = {""};
    assert_false(survey_conclude(survey, &error));
    assert_non_null(strstr(error.message, "too large"));
    survey_free(survey);
    free(note);
}

static void assert_concludes_with(void **state, census *self, const char *words) {
    stage stage = {.id = (char *)"census", .type = &census_type, .self = self};
    survey *survey = survey_new(&stage, *state, ROOMY, 3);
    post_all(survey, 3);
    galley_error error = {""};
    assert_false(survey_conclude(survey, &error));
    assert_non_null(strstr(error.message, words));
    survey_free(survey);
    galley_buffer_clear(&self->settled);
}

static void errors_of_a_stage_end_the_survey(void **state) {
    assert_concludes_with(state, &(census){.fails_in_gather = true}, "seven is too many");
    assert_concludes_with(state, &(census){.shares_in_settle = true}, "only gather may");
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, temporary_make, temporary_remove) /* cmocka's need */

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_FOLDER(nothing_depends_on_memory_workers_or_batches),
        IN_FOLDER(a_resumed_run_settles_again_and_reads_what_was_told),
        IN_FOLDER(what_was_told_to_articles_that_are_gone_is_passed_over),
        IN_FOLDER(a_posting_that_is_too_large_is_told),
        IN_FOLDER(errors_of_a_stage_end_the_survey),
    };
    return cmocka_run_group_tests_name("survey", tests, NULL, NULL);
}
