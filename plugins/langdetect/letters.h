/* Letters: a text as the model reads it: lower-case letters with their scripts, everything else a gap; and the n-grams
 * of the words in one script. Trainer and plugin share it, since a model only fits what was read in the same way. */
#ifndef LANGDETECT_LETTERS_H
#define LANGDETECT_LETTERS_H

#include "scripts.h"
#include <galley/base.h>

enum { NGRAM_LONGEST = 4 }; /* letters; the gaps at both ends of a word count */

typedef struct letters {
    galley_buffer characters;      /* of uint32_t; 0 is a gap; never two in a row; the first and the last are gaps */
    galley_buffer scripts;         /* of uint8_t, for each character; SCRIPT_NONE for a gap */
    galley_buffer keys;            /* of uint32_t: what letters_ngrams made */
    size_t count;                  /* characters */
    uint32_t counts[SCRIPT_COUNT]; /* letters of each script */
} letters;

/* `letters` must be cleared to 0 before the first start. Forgets what was read before. */
void letters_start(letters *letters);
void letters_clear(letters *letters);

/* Reads a piece behind what was read; a gap stands between pieces. Web and mail addresses are left out. */
void letters_read(letters *letters, galley_text text);

/* Hashes of the n-grams of 1 to NGRAM_LONGEST letters and of the whole words among the letters of `wanted`. Returns how
 * many; they stay in *keys until the next call. */
size_t letters_ngrams(letters *letters, script wanted, const uint32_t **keys);

/* The same of words that begin and end anywhere (the trainer has such): no n-grams with gaps, and no whole words. */
size_t letters_ngrams_inside(letters *letters, script wanted, const uint32_t **keys);

#endif
