/* The words of a text as numbers, for comparing: case, accents, compatibility forms, punctuation and spaces make no
 * difference. It is galley_fold and galley_word_next in one pass that writes nothing down: galley_fold is asked once
 * for each character of the Basic Multilingual Plane, when the stage is opened, and its answers are a table. */
#ifndef DEDUP_WORDS_H
#define DEDUP_WORDS_H

#include "letters.h"
#include "mix.h"

/* Does a word say what an article is about? Numbers begin with a digit; names with a capital, behind a word of the same
 * sentence. */
typedef enum word_fact { FACT_NONE, FACT_NAME, FACT_NUMBER } word_fact;

typedef struct word {
    uint64_t hash;
    word_fact fact;
} word;

/* A word's hash is one of its folded letters as UTF-8, in blocks of eight bytes, the first of which is the lowest; there are
 * two blocks at least, with zeros behind the word. Last its bits are mixed. */
static inline uint64_t add_block(uint64_t hash, uint64_t block) {
    return (hash + block) * UINT64_C(0x9E3779B97F4A7C15);
}

typedef struct word_cursor {
    const letters *table;
    galley_text text;
    size_t at;
    bool is_inside; /* a sentence: nothing but spaces, hyphens and apostrophes since the last word */
} word_cursor;

/* The next word; false at the end. */
bool word_cursor_next(word_cursor *cursor, word *next);

/* The letters and digits of a text from *at on, folded, as if nothing stood between them: so a word that a line's end or a
 * scanner's error broke in two is the same. An ideograph says more than a letter, and counts as two. Fills `found` as far
 * as two more have room, and gives their number, 0 at the end; moves *at behind the last. With room for two it is one
 * character. */
size_t letters_read(const letters *table, galley_text text, size_t *at, uint16_t *found, size_t room);

#endif
