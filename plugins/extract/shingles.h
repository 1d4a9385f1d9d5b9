/* Is a text part of another one? Told by runs of words that both have. */
#ifndef EXTRACT_SHINGLES_H
#define EXTRACT_SHINGLES_H

#include <galley/text.h>

enum { SHINGLE_WORDS = 4 };

/* A set of hashes of runs of words. Empty when zeroed; shingles_clear keeps the memory for the next text. */
typedef struct shingles {
    uint64_t *slots; /* 0: free */
    size_t room, count;
} shingles;

/* The last words of a text that comes in pieces. Empty when zeroed. */
typedef struct shingle_window {
    uint64_t words[SHINGLE_WORDS];
    size_t count;
} shingle_window;

void shingles_clear(shingles *set);
void shingles_free(shingles *set);

/* Adds a text's runs of words. */
void shingles_add(shingles *set, galley_text text);

/* Goes on with a piece of a text: adds to *seen its runs, and to *shared those in the set. */
void shingles_compare(const shingles *set, shingle_window *window, galley_text text, uint32_t *seen, uint32_t *shared);

#endif
