/* The words and the letters of a text together, some hundred bytes of it at a time: what word_cursor_next and letters_read
 * give (words.h), in a fifth of the time where all folds to ASCII letters and digits, as nearly all of most languages in
 * Latin letters does. */
#ifndef DEDUP_PASSAGE_H
#define DEDUP_PASSAGE_H

#include "words.h"

enum {
    PASSAGE_BYTES = 448, /* of a text, at most, where it is read fast */
    PASSAGE_WORDS = PASSAGE_BYTES / 2 + 1,
    PASSAGE_LETTERS = 512,
};

typedef struct passage_cursor {
    word_cursor words;
    size_t letters_at; /* where the next letters are: not behind words.at */
} passage_cursor;

typedef struct passage {
    uint64_t words[PASSAGE_WORDS]; /* hashes; of names and numbers once more: */
    uint64_t names[PASSAGE_WORDS], numbers[PASSAGE_WORDS];
    size_t word_count, name_count, number_count, letter_count;
} passage;

/* From the start of a text on. */
passage_cursor passage_cursor_of(const letters *table, galley_text text);

/* The next passage; false at the end. A passage may have words alone or letters alone. Its letters are written to `found`,
 * which has room for PASSAGE_LETTERS. */
bool passage_next(passage_cursor *cursor, passage *next, uint16_t *found);

#endif
