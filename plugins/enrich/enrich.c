/* enrich: facts about an article, from the article alone. reading.c reads the text once; keywords.c and entities.c
 * look at what it read; this file has the parameters and writes the members. */
#include "entities.h"
#include "keywords.h"

#include <galley/date.h>
#include <galley/stage.h>
#include <stdlib.h>

enum { KEYWORDS, ENTITIES, WORDS, SENTENCES, READING_MINUTES, DATE, FINGERPRINT, FACTS };
enum {
    COUNT_KEYWORDS,
    COUNT_ENTITIES,
    COUNT_WORDS,
    COUNT_SENTENCES,
    DATE_CHANGED,
    DATE_KEPT,
    DATE_UNREAD,
    DATE_AMBIGUOUS,
    EMPTY
};

typedef struct enrich {
    galley_strings fields;
    int64_t words_per_minute, characters_per_minute, max_keywords, max_entities;
    bool wants[FACTS];
    galley_stop_words *stop;
    galley_calendar *names;
} enrich;

/* A worker's memory. */
typedef struct desk {
    reading reading;
    keywords keywords;
    entities entities;
} desk;

static const char *const facts[] = {[KEYWORDS] = "keywords",
                                    [ENTITIES] = "entities",
                                    [WORDS] = "words",
                                    [SENTENCES] = "sentences",
                                    [READING_MINUTES] = "reading_minutes",
                                    [DATE] = "date",
                                    [FINGERPRINT] = "fingerprint",
                                    NULL};

/* ---- Life ------------------------------------------------------------------------------------------------------ */

static bool enrich_open(void *stage, galley_error *error) {
    enrich *self = stage;
    (void)error;
    for (size_t i = 0; i < self->fields.count; i++)
        for (int fact = 0; fact < FACTS; fact++)
            self->wants[fact] |= strcmp(self->fields.items[i], facts[fact]) == 0;
    self->names = galley_calendar_new();
    self->stop = galley_stop_words_new();
    return true;
}

static void enrich_close(void *stage) {
    enrich *self = stage;
    galley_calendar_free(self->names);
    galley_stop_words_free(self->stop);
}

static void *enrich_worker_open(const void *stage, galley_error *error) {
    (void)stage;
    desk *desk = calloc(1, sizeof *desk);
    if (!desk)
        galley_error_set(error, "no memory for a worker: %zu bytes were not to be had", sizeof *desk);
    return desk;
}

static void enrich_worker_close(const void *stage, void *scratch) {
    (void)stage;
    desk *desk = scratch;
    reading_clear(&desk->reading);
    keywords_clear(&desk->keywords);
    entities_clear(&desk->entities);
    free(desk);
}

/* ---- Facts ----------------------------------------------------------------------------------------------------- */

static galley_verdict set_keywords(const enrich *self, desk *desk, galley_article *article) {
    json_t *list = json_array();
    keywords_find(&desk->keywords, &desk->reading, self->names, (size_t)self->max_keywords);
    for (size_t i = 0; i < desk->keywords.count; i++) {
        galley_text word = keywords_spell(&desk->keywords, &desk->reading, i, galley_article_arena(article));
        json_array_append_new(list, json_stringn(word.ptr, word.len));
    }
    galley_count(article, COUNT_KEYWORDS, desk->keywords.count);
    return galley_article_set_json(article, "keywords", list);
}

static galley_verdict set_entities(const enrich *self, desk *desk, galley_article *article, const char *lang) {
    json_t *list = json_array();
    entities_find(&desk->entities, &desk->reading, self->names, lang, galley_article_arena(article));
    for (size_t i = 0; i < desk->entities.count && i < (size_t)self->max_entities; i++) {
        const entity *each = entities_at(&desk->entities, i);
        json_t *name = json_stringn(each->name.ptr, each->name.len);
        json_array_append_new(list, json_pack("{s:o, s:I}", "name", name, "count", (json_int_t)each->count));
    }
    galley_count(article, COUNT_ENTITIES, json_array_size(list));
    return galley_article_set_json(article, "entities", list);
}

static int64_t reading_minutes(const enrich *self, const reading *text) {
    double minutes = (double)text->words / (double)self->words_per_minute +
                     (double)text->ideographs / (double)self->characters_per_minute;
    int64_t rounded = (int64_t)(minutes + 0.5);
    return rounded > 0 ? rounded : 1;
}

/* The letters and digits, folded: neither case, accents, punctuation nor white space make a difference. */
static galley_verdict set_fingerprint(galley_article *article, galley_text text) {
    galley_arena *arena = galley_article_arena(article);
    galley_text folded = galley_fold(text, arena);
    char *bare = galley_arena_alloc(arena, folded.len);
    size_t len = 0;
    for (size_t i = 0; i < folded.len; i++)
        if (folded.ptr[i] != ' ')
            bare[len++] = folded.ptr[i];
    galley_hash128 hash = galley_hash_128(galley_text_part(bare, len));
    return galley_article_set_text(
        article, "fingerprint",
        galley_arena_printf(arena, "%016llx%016llx", (unsigned long long)hash.high, (unsigned long long)hash.low));
}

static galley_verdict set_date(const enrich *self, galley_article *article, const char *lang) {
    galley_text date = galley_article_text(article, "date");
    const galley_date_hints hints = {.lang = lang};
    galley_date when;
    char iso[GALLEY_DATE_BYTES];
    if (date.len == 0)
        return GALLEY_KEEP;
    galley_date_result result = galley_date_read(self->names, date, &hints, galley_article_arena(article), &when);
    if (result != GALLEY_DATE_READ) {
        galley_count(article, result == GALLEY_DATE_AMBIGUOUS ? DATE_AMBIGUOUS : DATE_UNREAD, 1);
        return GALLEY_KEEP;
    }
    galley_date_write(&when, iso);
    bool is_changed = !galley_text_is(date, iso);
    galley_count(article, is_changed ? DATE_CHANGED : DATE_KEPT, 1);
    return is_changed ? galley_article_set_text(article, "date", galley_text_of(iso)) : GALLEY_KEEP;
}

static galley_verdict set_numbers(const enrich *self, const desk *desk, galley_article *article) {
    const reading *text = &desk->reading;
    size_t words = text->words + text->ideographs;
    galley_verdict verdict = GALLEY_KEEP;
    if (self->wants[WORDS])
        verdict = galley_article_set_integer(article, "words", (int64_t)words);
    if (verdict == GALLEY_KEEP && self->wants[SENTENCES])
        verdict = galley_article_set_integer(article, "sentences", (int64_t)text->sentences);
    if (verdict == GALLEY_KEEP && self->wants[READING_MINUTES])
        verdict = galley_article_set_integer(article, "reading_minutes", reading_minutes(self, text));
    galley_count(article, COUNT_WORDS, words);
    galley_count(article, COUNT_SENTENCES, text->sentences);
    return verdict;
}

static bool wants_reading(const enrich *self) {
    return self->wants[KEYWORDS] || self->wants[ENTITIES] || self->wants[WORDS] || self->wants[SENTENCES] ||
           self->wants[READING_MINUTES];
}

static galley_verdict enrich_text(const enrich *self, desk *desk, galley_article *article, const char *lang) {
    galley_text text = galley_article_text(article, "text");
    if (wants_reading(self)) {
        bool keeps_tokens = self->wants[KEYWORDS] || self->wants[ENTITIES];
        reading_read(&desk->reading, text, lang, self->stop, keeps_tokens, galley_article_arena(article));
        if (desk->reading.sentences == 0) {
            galley_count(article, EMPTY, 1);
            return GALLEY_KEEP;
        }
    }
    galley_verdict verdict = wants_reading(self) ? set_numbers(self, desk, article) : GALLEY_KEEP;
    if (verdict == GALLEY_KEEP && self->wants[KEYWORDS])
        verdict = set_keywords(self, desk, article);
    if (verdict == GALLEY_KEEP && self->wants[ENTITIES])
        verdict = set_entities(self, desk, article, lang);
    if (verdict == GALLEY_KEEP && self->wants[FINGERPRINT] && text.len > 0)
        verdict = set_fingerprint(article, text);
    return verdict;
}

static galley_verdict enrich_process(const void *stage, void *scratch, galley_article *article) {
    const enrich *self = stage;
    const char *lang = galley_article_text(article, "lang").ptr;
    galley_verdict verdict = self->wants[DATE] ? set_date(self, article, lang) : GALLEY_KEEP;
    return verdict == GALLEY_KEEP ? enrich_text(self, scratch, article, lang) : verdict;
}

/* ---- Tables ---------------------------------------------------------------------------------------------------- */

static const galley_param params[] = {
    {.name = "fields",
     .type = GALLEY_STRINGS,
     .offset = offsetof(enrich, fields),
     .fallback = "keywords,entities,words,sentences,reading_minutes,date,fingerprint",
     .choices = facts,
     .about = "what is written"},
    {.name = "max_keywords",
     .type = GALLEY_INTEGER,
     .offset = offsetof(enrich, max_keywords),
     .fallback = "10",
     .min = 1,
     .max = 100,
     .unit = "keywords",
     .about = "the best so many are written"},
    {.name = "max_entities",
     .type = GALLEY_INTEGER,
     .offset = offsetof(enrich, max_entities),
     .fallback = "20",
     .min = 1,
     .max = 1000,
     .unit = "entities",
     .about = "the most frequent so many are written"},
    {.name = "words_per_minute",
     .type = GALLEY_INTEGER,
     .offset = offsetof(enrich, words_per_minute),
     .fallback = "230",
     .min = 1,
     .max = 10000,
     .unit = "words",
     .about = "how fast people read"},
    {.name = "characters_per_minute",
     .type = GALLEY_INTEGER,
     .offset = offsetof(enrich, characters_per_minute),
     .fallback = "500",
     .min = 1,
     .max = 10000,
     .unit = "characters",
     .about = "how fast they read scripts without spaces: Chinese, Japanese, Thai and their kin"},
    {0}};

static const char *const reads[] = {"text", "date?", "lang?", NULL}, *const writes[] = {"$fields?", NULL};

static const galley_counter counters[] = {[COUNT_KEYWORDS] = {"keywords", "keywords written"},
                                          [COUNT_ENTITIES] = {"entities", "different entities written"},
                                          [COUNT_WORDS] = {"words", "words read"},
                                          [COUNT_SENTENCES] = {"sentences", "sentences read"},
                                          [DATE_CHANGED] = {"date_changed", "dates written as ISO 8601"},
                                          [DATE_KEPT] = {"date_kept", "dates that were ISO 8601 already"},
                                          [DATE_UNREAD] = {"date_unread", "dates left as they are: not to be read"},
                                          [DATE_AMBIGUOUS] = {"date_ambiguous", "dates left as they are: to be read in "
                                                                                "two ways; a lang would tell"},
                                          [EMPTY] = {"empty", "articles without a word, which get nothing but a date"},
                                          {0}};

GALLEY_STAGE(
    enrich, .version = "1.0", .about = "writes facts about an article: keywords, names, length, date, fingerprint",
    .description =
        "keywords: a list, best first, of words and of groups of two or three, by YAKE's statistics of this one "
        "text; in scripts without spaces runs of characters that come again in other company. entities: a list of "
        "{\"name\", \"count\"}, most frequent first: runs of capitalised words inside sentences, joined by "
        "particles (de, van, of); in German runs of two words and more; no heading, no day, no month, nothing in "
        "scripts without capitals; a surname alone counts as the one full name that ends with it. Both come from "
        "the first 256 KiB of a text, and do not say whether a name is a person's or a place's.\n\nwords, "
        "sentences, reading_minutes: integers; a character of a script without spaces is a word. date: ISO 8601, "
        "from numbers, RFC 2822 and the names of months in 64 languages, with the time and zone that are there. "
        "3/4/2024 and 3/4/24 are read by lang (not by \"en\", but by \"en-GB\" or \"en-US\"); a year of two digits "
        "is one of 1969 to 2068. A date that cannot be read, or has two readings, stays as it is and is counted. "
        "fingerprint: 32 hexadecimal digits (XXH3) of the letters and digits alone: the same for two texts that "
        "differ in case, accents, punctuation and white space only.",
    .size_of_stage = sizeof(enrich), .params = params, .reads = reads, .writes = writes, .counters = counters,
    .open = enrich_open, .close = enrich_close, .worker_open = enrich_worker_open, .worker_close = enrich_worker_close,
    .process = enrich_process);
