/* langdetect: says in which language an article is written, or "und" where that is not sure enough.
 *
 * letters.c reads the text as letters, detect.c judges by script and, where languages share one, by the model in model.bin
 * (see model.h), which is part of the plugin. Each article is judged by itself; nothing is remembered. */
#include "detect.h"

#include <galley/stage.h>

#include <stdlib.h>

enum { OTHER_LANGUAGE, UNSURE };
enum { UND, NO_LETTERS, KEPT, CORRECTED, BYTES, BYTES_READ };
enum { SCORE_DECIMALS = 4 };

static const char undetermined[] = "und";

/* From model.S. */
extern const char langdetect_model[], langdetect_model_end[];

typedef struct langdetect {
    const char *field;
    bool with_title, overwrite, drop_und;
    double min_score;
    int64_t max_characters;
    galley_strings languages, only;
    model model;
} langdetect;

/* ---- Opening --------------------------------------------------------------------------------------------------- */

/* A parameter that names languages must name ones that can be found. */
static bool check_tags(const langdetect *self, const char *parameter, galley_strings tags, galley_error *error) {
    for (size_t i = 0; i < tags.count; i++)
        if (!model_knows(&self->model, tags.items[i]))
            return galley_error_set(error,
                                    "%s: \"%s\" is no language that langdetect finds; wanted a BCP 47 tag of its list "
                                    "(plugins/langdetect/README.md), such as \"fr\", \"nb\" or \"sr-Latn\"",
                                    parameter, tags.items[i]);
    return true;
}

static bool langdetect_open(void *stage, galley_error *error) {
    langdetect *self = stage;
    galley_text bytes = galley_text_part(langdetect_model, (size_t)(langdetect_model_end - langdetect_model));
    if (!model_open(&self->model, bytes, error))
        return false;
    /* What articles declare, and `only` is compared with, may be a language that is never found. */
    if (check_tags(self, "languages", self->languages, error) &&
        (!self->overwrite || check_tags(self, "only", self->only, error)))
        return true;
    model_close(&self->model);
    return false;
}

static void langdetect_close(void *stage) {
    langdetect *self = stage;
    model_close(&self->model);
}

static void *langdetect_worker_open(const void *stage, galley_error *error) {
    (void)stage;
    letters *letters = calloc(1, sizeof *letters);
    if (!letters)
        galley_error_set(error, "no memory for a worker's letters");
    return letters;
}

static void langdetect_worker_close(const void *stage, void *scratch) {
    (void)stage;
    letters_clear(scratch);
    free(scratch);
}

/* ---- Each article ---------------------------------------------------------------------------------------------- */

/* Is a tag, "fr-CA", this one, "fr", or a narrower one? */
static bool is_within(galley_text tag, const char *wider) {
    size_t len = strlen(wider);
    return tag.len >= len && galley_text_is(galley_text_part(tag.ptr, len), wider) &&
           (tag.len == len || tag.ptr[len] == '-');
}

static bool is_within_any(galley_text tag, galley_strings wider) {
    for (size_t i = 0; i < wider.count; i++)
        if (is_within(tag, wider.items[i]))
            return true;
    return false;
}

static galley_verdict decide(const langdetect *self, galley_article *article, galley_text lang, double score) {
    if (self->only.count == 0 || is_within_any(lang, self->only))
        return GALLEY_KEEP;
    if (!galley_text_is(lang, undetermined))
        return galley_drop(article, OTHER_LANGUAGE, score, lang);
    return self->drop_und ? galley_drop(article, UNSURE, score, lang) : GALLEY_KEEP;
}

static galley_verdict langdetect_process(const void *stage, void *scratch, galley_article *article) {
    const langdetect *self = stage;
    letters *letters = scratch;
    galley_text declared = galley_article_text(article, "lang");
    bool is_declared = declared.len > 0 && !galley_text_is(declared, undetermined);
    if (is_declared && !self->overwrite) {
        galley_count(article, KEPT, 1);
        return decide(self, article, declared, 0);
    }

    galley_text title = self->with_title ? galley_article_text(article, "title") : galley_text_of("");
    galley_text text = galley_article_text(article, self->field);
    size_t read = 0;
    guess guess = detect_article(&self->model, letters, title, text, (size_t)self->max_characters, &read);
    bool is_sure = guess.language[0] && guess.score >= self->min_score &&
                   (self->languages.count == 0 || is_within_any(galley_text_of(guess.language), self->languages));
    galley_text lang = galley_text_of(is_sure ? guess.language : undetermined);

    galley_count(article, BYTES, text.len);
    galley_count(article, BYTES_READ, read);
    galley_count(article, UND, !is_sure);
    galley_count(article, NO_LETTERS, letters->count <= 1);
    galley_count(article, CORRECTED, is_declared && is_sure && !is_within(declared, lang.ptr));
    galley_verdict verdict = galley_article_set_text(article, "lang", lang);
    if (verdict == GALLEY_KEEP)
        verdict = galley_article_set_real(article, "lang_score", guess.score, SCORE_DECIMALS);
    return verdict == GALLEY_KEEP ? decide(self, article, lang, guess.score) : verdict;
}

/* ---- The descriptor -------------------------------------------------------------------------------------------- */

static const galley_param params[] = {
    {.name = "min_score",
     .type = GALLEY_REAL,
     .offset = offsetof(langdetect, min_score),
     .fallback = "0.7",
     .min = 0,
     .max = 1,
     .about = "how likely a language must be to be given; below it is \"und\""},
    {.name = "languages",
     .type = GALLEY_STRINGS,
     .offset = offsetof(langdetect, languages),
     .about = "give only these; what is most likely another is \"und\". Empty: all"},
    {.name = "only",
     .type = GALLEY_STRINGS,
     .offset = offsetof(langdetect, only),
     .about = "drop articles in other languages than these. Empty: drop none"},
    {.name = "drop_und",
     .type = GALLEY_BOOL,
     .offset = offsetof(langdetect, drop_und),
     .fallback = "false",
     .about = "with only: drop what is \"und\", too"},
    {.name = "overwrite",
     .type = GALLEY_BOOL,
     .offset = offsetof(langdetect, overwrite),
     .fallback = "true",
     .about = "false: an article that says its lang keeps it, unread"},
    {.name = "field",
     .type = GALLEY_STRING,
     .offset = offsetof(langdetect, field),
     .fallback = "text",
     .about = "what is read"},
    {.name = "with_title",
     .type = GALLEY_BOOL,
     .offset = offsetof(langdetect, with_title),
     .fallback = "true",
     .about = "read the title together with it"},
    {.name = "max_characters",
     .type = GALLEY_INTEGER,
     .offset = offsetof(langdetect, max_characters),
     .fallback = "3000",
     .min = 0,
     .max = 1e9,
     .unit = "characters",
     .about = "most that is read of a text, from start, middle and end; where fewer make it sure, fewer are; 0: all"},
    {0}};

static const char *const reads[] = {"$field", "title?", "lang?", NULL};
static const char *const writes[] = {"lang", "lang_score", NULL};

static const galley_reason reasons[] = {
    [OTHER_LANGUAGE] = {"other-language", "it is in a language that is not in only"},
    [UNSURE] = {"unsure", "its language is \"und\", and drop_und is on"},
    {0}};

static const galley_counter counters[] = {
    [UND] = {"und", "articles whose language is not sure enough, or none that is known"},
    [NO_LETTERS] = {"no_letters", "of these, articles without any letter"},
    [KEPT] = {"kept", "articles that kept the lang that they came with"},
    [CORRECTED] = {"corrected", "articles that came with another lang"},
    [BYTES] = {"bytes", "length of the texts that were judged"},
    [BYTES_READ] = {"bytes_read", "how much of that was read"},
    {0}};

GALLEY_STAGE(langdetect, .version = "1.0", .about = "finds the language of an article, or \"und\" where it is not sure",
             .description = "Writes lang, a BCP 47 tag, and lang_score, how likely it is that the best guess is right "
                            "(0 to 1). Scripts that "
                            "belong to one language decide by themselves; languages that share a script are told apart "
                            "by a linear model over "
                            "n-grams of letters, which is part of the plugin. Where the best guess is less likely than "
                            "min_score, lang is \"und\" "
                            "and lang_score that of the guess.",
             .size_of_stage = sizeof(langdetect), .params = params, .reads = reads, .writes = writes,
             .reasons = reasons, .counters = counters, .open = langdetect_open, .close = langdetect_close,
             .worker_open = langdetect_worker_open, .worker_close = langdetect_worker_close,
             .process = langdetect_process);
