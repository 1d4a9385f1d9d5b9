/* For the test and the fuzzer of passages: all that is read of a text, in either of the two ways. */
#ifndef DEDUP_READINGS_H
#define DEDUP_READINGS_H

#include "passage.h"

typedef struct reading {
    galley_buffer words, names, numbers, letters;
    bool is_within; /* no passage had more than there is room for */
} reading;

static inline void reading_clear(reading *all) {
    galley_buffer_clear(&all->words);
    galley_buffer_clear(&all->names);
    galley_buffer_clear(&all->numbers);
    galley_buffer_clear(&all->letters);
}

enum { LETTERS_AT_ONCE_MAX = 64 };

/* One word after the other; then the letters, so many at once. */
static inline reading read_one_by_one(const letters *table, galley_text text, size_t letters_at_once) {
    reading all = {.is_within = true};
    word_cursor cursor = {.table = table, .text = text};
    for (word each; word_cursor_next(&cursor, &each);) {
        galley_buffer_add_bytes(&all.words, &each.hash, sizeof each.hash);
        if (each.fact != FACT_NONE)
            galley_buffer_add_bytes(each.fact == FACT_NAME ? &all.names : &all.numbers, &each.hash, sizeof each.hash);
    }
    uint16_t found[LETTERS_AT_ONCE_MAX];
    for (size_t at = 0, count; (count = letters_read(table, text, &at, found, letters_at_once)) > 0;)
        galley_buffer_add_bytes(&all.letters, found, count * sizeof *found);
    return all;
}

static inline reading read_passages(const letters *table, galley_text text) {
    reading all = {.is_within = true};
    passage_cursor cursor = passage_cursor_of(table, text);
    uint16_t found[PASSAGE_LETTERS];
    for (passage each; passage_next(&cursor, &each, found);) {
        all.is_within &= each.word_count <= PASSAGE_WORDS && each.letter_count <= PASSAGE_LETTERS;
        galley_buffer_add_bytes(&all.words, each.words, each.word_count * sizeof *each.words);
        galley_buffer_add_bytes(&all.names, each.names, each.name_count * sizeof *each.names);
        galley_buffer_add_bytes(&all.numbers, each.numbers, each.number_count * sizeof *each.numbers);
        galley_buffer_add_bytes(&all.letters, found, each.letter_count * sizeof *found);
    }
    return all;
}

static inline bool is_same(const galley_buffer *one, const galley_buffer *other) {
    return galley_text_equal(galley_buffer_text(one), galley_buffer_text(other));
}

#endif
