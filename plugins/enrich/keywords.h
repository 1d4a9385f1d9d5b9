/* Words and groups of words that tell what a text is about. */
#ifndef ENRICH_KEYWORDS_H
#define ENRICH_KEYWORDS_H

#include "reading.h"
#include "unspaced.h"

#include <galley/date.h>

enum { KEYWORD_WORDS = 3, KEPT_LOGARITHMS = 256 };

typedef struct keyword {
    uint64_t hash;
    double score;          /* less is better */
    uint32_t first, count; /* the token it is first seen at; how often it is seen */
    uint32_t words;        /* or characters, of a script without spaces */
} keyword;

/* Open addressing: index + 1 of an item, or 0. */
typedef struct keyword_table {
    uint32_t *slots;
    size_t mask;
} keyword_table;

typedef struct keywords {
    galley_buffer pairs, pair_slots, starts, occurrences, scores, parts, items, item_slots, chosen;
    keyword_table pair_table;
    size_t pair_count, item_count, count;
    unspaced unspaced;
    double logarithms[KEPT_LOGARITHMS], places[KEPT_LOGARITHMS];
} keywords;

void keywords_clear(keywords *self);

/* Finds the best `most`, none of which begins or ends with a day or a month; how many there are is in `count`. */
void keywords_find(keywords *self, const reading *text, const galley_calendar *names, size_t most);

/* One of them, best first, as it is written where it is first seen; in the arena. */
galley_text keywords_spell(const keywords *self, const reading *text, size_t at, galley_arena *arena);

#endif
