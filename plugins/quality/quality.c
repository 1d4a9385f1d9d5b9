/* quality: drops or marks articles by published rules for web text; measure.c measures, rules.inc is the table of
 * rules. */
#include "measure.h"

#include <galley/stage.h>
#include <math.h>
#include <stdlib.h>

enum { GOPHER, REPETITION, C4, FINEWEB, FAMILIES };
enum { ACTION_DROP, ACTION_MARK };
enum { MOST_DETAIL = 64 };

/* A rule's place in the table: its threshold, reason and counter have the same. A macro, since the table makes four. */
enum {
#define RULE(measure, parameter, reason, family, is_most, threshold, about) RULE_##reason,
#include "rules.inc"
#undef RULE
    RULES
};

typedef struct quality {
    bool is_on[FAMILIES];
    int action;
    bool c4_marks, c4_lines;
    int64_t short_line;
    double thresholds[RULES];
} quality;

typedef struct rule {
    measured measure;
    const char *name, *parameter;
    int family;
    bool is_most; /* the threshold is the most that passes, not the least */
} rule;

static const rule rules[] = {
#define RULE(measure, parameter, reason, family, is_most, threshold, about)                                            \
    {measure, #reason, #parameter, family, is_most},
#include "rules.inc"
#undef RULE
};

/* ---- Life ------------------------------------------------------------------------------------------------------ */

static bool quality_open(void *stage, galley_error *error) {
    const quality *self = stage;
    for (int i = 0; i < FAMILIES; i++)
        if (self->is_on[i])
            return true;
    return galley_error_set(error, "nothing is asked: switch on gopher, repetition, c4 or fineweb");
}

static void *quality_worker_open(const void *stage, galley_error *error) {
    (void)stage;
    desk *desk = calloc(1, sizeof *desk);
    if (!desk)
        galley_error_set(error, "no memory for a worker: %zu bytes were not to be had", sizeof *desk);
    return desk;
}

static void quality_worker_close(const void *stage, void *scratch) {
    (void)stage;
    desk_clear(scratch);
    free(scratch);
}

/* ---- Rules ----------------------------------------------------------------------------------------------------- */

static void measure(const quality *self, desk *desk, galley_text text, const char *lang) {
    measure_words(desk, text, lang);
    if (self->is_on[REPETITION])
        measure_repetition(desk, text);
    if (self->is_on[C4])
        measure_c4(desk, text, &(settings){.wants_mark = self->c4_marks, .lang = lang});
    if (self->is_on[FINEWEB])
        measure_fineweb(desk, text, self->short_line);
}

static bool fails(const quality *self, const desk *desk, int number) {
    double value = desk->of[rules[number].measure], threshold = self->thresholds[number];
    if (!self->is_on[rules[number].family] || value == NOT_MEASURED)
        return false;
    return rules[number].is_most ? value > threshold : value < threshold;
}

static int find_failing(const quality *self, const desk *desk) {
    for (int i = 0; i < RULES; i++)
        if (fails(self, desk, i))
            return i;
    return RULES;
}

static galley_verdict drop(const quality *self, const desk *desk, int number, galley_article *article) {
    double value = desk->of[rules[number].measure];
    galley_text detail = galley_arena_printf(galley_article_arena(article), "%.4g; %s is %.4g", value,
                                             rules[number].parameter, self->thresholds[number]);
    return galley_drop(article, number, value, detail);
}

/* With four decimals, which say enough. */
static json_t *json_value(double value) {
    return value == floor(value) ? json_integer((json_int_t)value) : json_real(round(value * 1e4) / 1e4);
}

static galley_verdict mark(const quality *self, const desk *desk, galley_article *article) {
    json_t *values = json_object(), *failed = json_array();
    for (int i = 0; i < RULES; i++) {
        double value = desk->of[rules[i].measure];
        if (!self->is_on[rules[i].family] || value == NOT_MEASURED)
            continue;
        json_object_set_new(values, rules[i].parameter + strlen("max_"), json_value(value));
        if (!fails(self, desk, i))
            continue;
        json_array_append_new(failed, json_string(rules[i].name));
        galley_count(article, i, 1);
    }
    json_object_set_new(values, "failed", failed);
    return galley_article_set_json(article, "quality", values);
}

static galley_verdict quality_process(const void *stage, void *scratch, galley_article *article) {
    const quality *self = stage;
    desk *desk = scratch;
    galley_text lang = galley_article_text(article, "lang");
    measure(self, desk, galley_article_text(article, "text"), lang.len > 0 ? lang.ptr : NULL);
    if (self->action == ACTION_MARK)
        return mark(self, desk, article);
    int failing = find_failing(self, desk);
    if (failing < RULES)
        return drop(self, desk, failing, article);
    bool sets_text = self->is_on[C4] && self->c4_lines;
    return sets_text ? galley_article_set_text(article, "text", galley_buffer_text(&desk->kept)) : GALLEY_KEEP;
}

/* ---- Tables ---------------------------------------------------------------------------------------------------- */

static const char *const actions[] = {[ACTION_DROP] = "drop", [ACTION_MARK] = "mark", NULL};

static const galley_param params[] = {
    {.name = "action",
     .type = GALLEY_CHOICE,
     .offset = offsetof(quality, action),
     .fallback = "drop",
     .choices = actions,
     .about = "drop for the first rule that fails, or mark: write quality, with all measured values and the rules that "
              "fail"},
    {.name = "gopher",
     .type = GALLEY_BOOL,
     .offset = offsetof(quality, is_on[GOPHER]),
     .fallback = "true",
     .about = "the quality rules of Gopher (Rae et al. 2021)"},
    {.name = "repetition",
     .type = GALLEY_BOOL,
     .offset = offsetof(quality, is_on[REPETITION]),
     .fallback = "true",
     .about = "the repetition rules of Gopher"},
    {.name = "c4",
     .type = GALLEY_BOOL,
     .offset = offsetof(quality, is_on[C4]),
     .fallback = "false",
     .about = "the rules of C4 (Raffel et al. 2020), but for its list of bad words"},
    {.name = "c4_marks",
     .type = GALLEY_BOOL,
     .offset = offsetof(quality, c4_marks),
     .fallback = "true",
     .about = "of the lines C4 keeps those that end in . ? ! or a quote; FineWeb does without"},
    {.name = "c4_lines",
     .type = GALLEY_BOOL,
     .offset = offsetof(quality, c4_lines),
     .fallback = "false",
     .about = "sets text to the lines that C4 keeps"},
    {.name = "fineweb",
     .type = GALLEY_BOOL,
     .offset = offsetof(quality, is_on[FINEWEB]),
     .fallback = "false",
     .about = "the rules that FineWeb added (Penedo et al. 2024)"},
    {.name = "short_line",
     .type = GALLEY_INTEGER,
     .offset = offsetof(quality, short_line),
     .fallback = "30",
     .min = 0,
     .max = 1e6,
     .unit = "characters",
     .about = "a line of at most so many is short"},
#define RULE(measure, parameter, reason, family, is_most, threshold, what)                                             \
    {.name = #parameter,                                                                                               \
     .type = GALLEY_REAL,                                                                                              \
     .offset = offsetof(quality, thresholds[RULE_##reason]),                                                           \
     .fallback = (threshold),                                                                                          \
     .min = 0,                                                                                                         \
     .max = 1e9,                                                                                                       \
     .about = (what)},
#include "rules.inc"
#undef RULE
    {0}};

static const char *const reads[] = {"text", "lang?", NULL}, *const writes[] = {"text?", "quality?", NULL};

static const galley_reason reasons[] = {
#define RULE(measure, parameter, reason, family, is_most, threshold, about) {#reason, about},
#include "rules.inc"
#undef RULE
    {0}};

static const galley_counter counters[] = {
#define RULE(measure, parameter, reason, family, is_most, threshold, about) {#reason, about},
#include "rules.inc"
#undef RULE
    {0}};

GALLEY_STAGE(
    quality, .version = "1.0", .about = "drops or marks articles by published rules for web text",
    .description =
        "The rules of Gopher, C4 and FineWeb with their published thresholds: max_… is the most that passes, min_… the "
        "least. A word is what stands between spaces. Stop words are those of the language that lang "
        "names; without one, or for a language without a list, that rule is not asked. The score of a "
        "drop is the measured value.",
    .size_of_stage = sizeof(quality), .params = params, .reads = reads, .writes = writes, .reasons = reasons,
    .counters = counters, .open = quality_open, .worker_open = quality_worker_open,
    .worker_close = quality_worker_close, .process = quality_process);
