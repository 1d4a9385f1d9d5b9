/* langdetect: says in which language an article is written, or "und" where that is not sure enough.
 *
 * letters.c reads the text as letters, detect.c judges by script and, where languages share one, by the model in
 * model.bin (see model.h), which is part of the plugin; or fasttext.c judges by a file of fastText's. Each article is
 * judged by itself; nothing is remembered. */
#include "detect.h"
#include "fasttext.h"
#include "tags.h"

#include <galley/stage.h>
#include <galley/text.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>

enum { OTHER_LANGUAGE, UNWANTED_LANGUAGE, UNSURE };
enum { UND, NO_LETTERS, KEPT, CORRECTED, BYTES, BYTES_READ };
enum { SCORE_DECIMALS = 4, SCRIPT_BYTES = 3000 /* of a text are enough to tell its script */ };

static const char undetermined[] = "und";

/* From model.S. */
extern const char langdetect_model[], langdetect_model_end[];

typedef struct langdetect {
    const char *field, *model_path;
    bool with_title, overwrite, drop_und, with_langs, with_script;
    double min_score;
    int64_t max_characters;
    galley_strings languages, only, drop;
    model model;
    fasttext fasttext; /* if there is a model_path */
} langdetect;

/* What a worker needs. */
typedef struct desk {
    letters letters;
    fasttext_scratch fasttext;
    galley_buffer joined, shares; /* of char; of share */
} desk;

/* A language's part of an article. `language` is "und" for what is not sure. */
typedef struct share {
    const char *language;
    size_t bytes;
} share;

/* ---- Tags ------------------------------------------------------------------------------------------------------ */

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

/* ---- Opening --------------------------------------------------------------------------------------------------- */

/* Of a model with tags such as "en-Latn", "en" is a language too. */
static bool knows(const langdetect *self, const char *tag) {
    if (!self->model_path)
        return model_knows(&self->model, tag);
    for (int32_t i = 0; i < self->fasttext.labels; i++)
        if (is_within(galley_text_of(self->fasttext.tags[i]), tag))
            return true;
    return false;
}

/* A parameter that names languages must name ones that can be found. */
static bool check_tags(const langdetect *self, const char *parameter, galley_strings tags, galley_error *error) {
    for (size_t i = 0; i < tags.count; i++)
        if (!knows(self, tags.items[i]))
            return galley_error_set(error, "%s: \"%s\" is no language that %s finds; wanted a BCP 47 tag of its list%s",
                                    parameter, tags.items[i], self->model_path ? self->model_path : "langdetect",
                                    self->model_path ? ""
                                                     : " (galley stages langdetect), such as \"fr\", \"nb\" or "
                                                       "\"sr-Latn\"");
    return true;
}

static void langdetect_close(void *stage) {
    langdetect *self = stage;
    if (self->model_path)
        fasttext_close(&self->fasttext);
    else
        model_close(&self->model);
}

static bool langdetect_open(void *stage, galley_error *error) {
    langdetect *self = stage;
    galley_text bytes = galley_text_part(langdetect_model, (size_t)(langdetect_model_end - langdetect_model));
    if (self->model_path ? !fasttext_open(&self->fasttext, self->model_path, error)
                         : !model_open_packed(&self->model, bytes, error))
        return false;
    /* What articles declare, and `only` and `drop` are compared with, may be a language that is never found. */
    if (check_tags(self, "languages", self->languages, error) &&
        (!self->overwrite ||
         (check_tags(self, "only", self->only, error) && check_tags(self, "drop", self->drop, error))))
        return true;
    langdetect_close(self);
    return false;
}

static void *langdetect_worker_open(const void *stage, galley_error *error) {
    (void)stage;
    desk *desk = calloc(1, sizeof *desk);
    if (!desk)
        galley_error_set(error, "no memory for a worker's letters");
    return desk;
}

static void langdetect_worker_close(const void *stage, void *scratch) {
    (void)stage;
    desk *desk = scratch;
    letters_clear(&desk->letters);
    fasttext_scratch_clear(&desk->fasttext);
    galley_buffer_clear(&desk->joined);
    galley_buffer_clear(&desk->shares);
    free(desk);
}

/* ---- Judging --------------------------------------------------------------------------------------------------- */

/* By a file of fastText's: title and text as one line, as far as `max_characters` allows. Its likelihoods are its own.
 */
static guess judge_by_fasttext(const langdetect *self, desk *desk, galley_text title, galley_text text, size_t *read) {
    galley_text part = text;
    if (self->max_characters > 0 && (uint64_t)self->max_characters < text.len) {
        double width = (double)text.len / (double)galley_utf8_count(text);
        part = galley_utf8_cut(text, (size_t)((double)self->max_characters * width));
    }
    desk->joined.len = 0;
    galley_buffer_add(&desk->joined, title);
    if (title.len > 0)
        galley_buffer_add_char(&desk->joined, ' ');
    galley_buffer_add(&desk->joined, part);
    double probability = 0;
    int32_t label = fasttext_judge(&self->fasttext, &desk->fasttext, galley_buffer_text(&desk->joined), &probability);
    *read = part.len;
    guess guess = {label < 0 ? "" : self->fasttext.tags[label], probability > 1 ? 1 : probability};
    return guess;
}

static guess judge(const langdetect *self, desk *desk, galley_text title, galley_text text, size_t *read) {
    if (self->model_path)
        return judge_by_fasttext(self, desk, title, text, read);
    return detect_article(&self->model, &desk->letters, title, text, (size_t)self->max_characters, read);
}

/* The tag to give for a guess: "und" if it is not good enough. */
static const char *tag_of(const langdetect *self, guess guess) {
    bool is_sure = guess.language[0] && guess.score >= self->min_score &&
                   (self->languages.count == 0 || is_within_any(galley_text_of(guess.language), self->languages));
    return is_sure ? guess.language : undetermined;
}

/* ---- Shares ---------------------------------------------------------------------------------------------------- */

static void add_share(galley_buffer *shares, const char *language, size_t bytes) {
    share *list = (share *)(void *)shares->ptr;
    for (size_t i = 0; i < shares->len / sizeof *list; i++)
        if (strcmp(list[i].language, language) == 0) {
            list[i].bytes += bytes;
            return;
        }
    share added = {language, bytes};
    galley_buffer_add_bytes(shares, &added, sizeof added);
}

/* The larger first; equal ones by tag. */
static int compare_shares(const void *a, const void *b) {
    const share *left = a, *right = b;
    if (left->bytes != right->bytes)
        return left->bytes < right->bytes ? 1 : -1;
    return strcmp(left->language, right->language);
}

/* Judges each paragraph (line) by itself, and how many of the text's bytes are in which language. */
static void judge_paragraphs(const langdetect *self, desk *desk, galley_text text) {
    galley_text line;
    desk->shares.len = 0;
    for (size_t at = 0, read = 0; galley_line_next(text, &at, &line);) {
        galley_text paragraph = galley_trim(line);
        if (paragraph.len > 0)
            add_share(&desk->shares, tag_of(self, judge(self, desk, galley_text_of(""), paragraph, &read)),
                      paragraph.len);
    }
    size_t count = desk->shares.len / sizeof(share);
    if (count > 1)
        qsort(desk->shares.ptr, count, sizeof(share), compare_shares);
}

/* Shares in steps of 1/1024: JSON's decimals write these exactly. */
enum { SHARE_STEPS = 1024 };

static galley_verdict set_langs(const langdetect *self, desk *desk, galley_article *article, galley_text text) {
    judge_paragraphs(self, desk, text);
    const share *shares = (const share *)(const void *)desk->shares.ptr;
    size_t count = desk->shares.len / sizeof *shares, all = 0;
    for (size_t i = 0; i < count; i++)
        all += shares[i].bytes;
    json_t *langs = json_array();
    for (size_t i = 0; i < count; i++) {
        double share = round((double)shares[i].bytes / (double)all * SHARE_STEPS) / SHARE_STEPS;
        json_array_append_new(langs, json_pack("{s:s, s:f}", "lang", shares[i].language, "share", share));
    }
    return galley_article_set_json(article, "langs", langs);
}

/* ---- Each article ---------------------------------------------------------------------------------------------- */

/* "und" is no other language: it is dropped by drop_und only. */
static galley_verdict decide(const langdetect *self, galley_article *article, galley_text lang, double score) {
    if (galley_text_is(lang, undetermined))
        return self->drop_und ? galley_drop(article, UNSURE, score, lang) : GALLEY_KEEP;
    if (is_within_any(lang, self->drop))
        return galley_drop(article, UNWANTED_LANGUAGE, score, lang);
    if (self->only.count > 0 && !is_within_any(lang, self->only))
        return galley_drop(article, OTHER_LANGUAGE, score, lang);
    return GALLEY_KEEP;
}

/* Writes what was asked for beside lang and lang_score. */
static galley_verdict set_more(const langdetect *self, desk *desk, galley_article *article, galley_text title,
                               galley_text text) {
    galley_verdict verdict = GALLEY_KEEP;
    if (self->with_script) {
        letters_start(&desk->letters);
        letters_read(&desk->letters, title);
        letters_read(&desk->letters, galley_utf8_cut(text, SCRIPT_BYTES));
        verdict = galley_article_set_text(article, "script", galley_text_of(detect_script(&desk->letters)));
    }
    return self->with_langs && verdict == GALLEY_KEEP ? set_langs(self, desk, article, text) : verdict;
}

static galley_verdict langdetect_process(const void *stage, void *scratch, galley_article *article) {
    const langdetect *self = stage;
    desk *desk = scratch;
    galley_text declared = galley_article_text(article, "lang");
    bool is_declared = declared.len > 0 && !galley_text_is(declared, undetermined);
    if (is_declared && !self->overwrite) {
        galley_count(article, KEPT, 1);
        return decide(self, article, declared, 0);
    }

    galley_text title = self->with_title ? galley_article_text(article, "title") : galley_text_of("");
    galley_text text = galley_article_text(article, self->field);
    size_t read = 0;
    guess guess = judge(self, desk, title, text, &read);
    galley_text lang = galley_text_of(tag_of(self, guess));
    bool is_sure = !galley_text_is(lang, undetermined);

    galley_count(article, BYTES, text.len);
    galley_count(article, BYTES_READ, read);
    galley_count(article, UND, !is_sure);
    galley_count(article, NO_LETTERS, !guess.language[0] && guess.score == 0);
    galley_count(article, CORRECTED, is_declared && is_sure && !is_within(declared, lang.ptr));
    galley_verdict verdict = galley_article_set_text(article, "lang", lang);
    if (verdict == GALLEY_KEEP)
        verdict = galley_article_set_real(article, "lang_score", guess.score, SCORE_DECIMALS);
    if (verdict == GALLEY_KEEP)
        verdict = set_more(self, desk, article, title, text);
    return verdict == GALLEY_KEEP ? decide(self, article, lang, guess.score) : verdict;
}

/* ---- The descriptor -------------------------------------------------------------------------------------------- */

static const galley_param params[] = {
    {.name = "min_score",
     .type = GALLEY_REAL,
     .offset = offsetof(langdetect, min_score),
     .fallback = "0.3",
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
     .about = "drop articles in other languages than these, but not \"und\". Empty: drop none"},
    {.name = "drop",
     .type = GALLEY_STRINGS,
     .offset = offsetof(langdetect, drop),
     .about = "drop articles in these languages"},
    {.name = "drop_und",
     .type = GALLEY_BOOL,
     .offset = offsetof(langdetect, drop_und),
     .fallback = "false",
     .about = "drop what is \"und\""},
    {.name = "langs",
     .type = GALLEY_BOOL,
     .offset = offsetof(langdetect, with_langs),
     .fallback = "false",
     .about = "write langs, too: the share of each language, paragraph by paragraph"},
    {.name = "script",
     .type = GALLEY_BOOL,
     .offset = offsetof(langdetect, with_script),
     .fallback = "false",
     .about = "write script, too: the script of most letters (ISO 15924)"},
    {.name = "model",
     .type = GALLEY_PATH,
     .offset = offsetof(langdetect, model_path),
     .about = "a model of fastText (.bin, .ftz) to judge by; absent: the plugin's own"},
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
static const char *const writes[] = {"lang", "lang_score", "langs?", "script?", NULL};

static const galley_reason reasons[] = {
    [OTHER_LANGUAGE] = {"other-language", "it is in a language that is not in only"},
    [UNWANTED_LANGUAGE] = {"unwanted-language", "it is in a language that is in drop"},
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
                            "and lang_score that of the guess. Languages of its own model: " LANGDETECT_TAGS,
             .size_of_stage = sizeof(langdetect), .params = params, .reads = reads, .writes = writes,
             .reasons = reasons, .counters = counters, .open = langdetect_open, .close = langdetect_close,
             .worker_open = langdetect_worker_open, .worker_close = langdetect_worker_close,
             .process = langdetect_process);
