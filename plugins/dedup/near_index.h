/* Articles by their signatures: finds the ones that are similar to a given one without comparing it with all. About 290
 * bytes an article, and 3 MB for the latest. An article that is never added (a copy) is never found: there are no chains of
 * copies of copies. */
#ifndef DEDUP_NEAR_INDEX_H
#define DEDUP_NEAR_INDEX_H

#include "latest.h"
#include "signature.h"
#include "state.h"

/* So many articles can be added: their numbers leave one bit of a slot. */
#define NEAR_COUNT_MAX ((UINT32_C(1) << 31) - 1)

typedef struct near_match {
    uint32_t number; /* in the order of adding, from 0 */
    likeness alike;
} near_match;

typedef struct near_index near_index;

/* `memory`: bytes above which it goes to disk, into temporary files; 0: never. */
near_index *near_index_new(uint64_t memory);
void near_index_free(near_index *index);

uint32_t near_index_count(const near_index *index);

enum {
    NEAR_ROWS = 3, /* values that two articles must share at the same place to be compared at all: a band */
    NEAR_BANDS = 34,
    NEAR_LATEST_ROWS = LATEST_ROWS, /* of the latest articles: it finds nearly every pair, and many more strangers */
    NEAR_LATEST_BANDS = LATEST_BANDS,
    NEAR_LATEST_MAX = LATEST_MAX,
    NEAR_LATEST = NEAR_LATEST_MAX / 2, /* so many of the latest articles at least */
    NEAR_SAME_BAND_MAX = 16,
    NEAR_LATEST_SAME_MAX = 32,
    NEAR_COMPARED_MAX = NEAR_SAME_BAND_MAX * NEAR_BANDS + NEAR_LATEST_SAME_MAX * NEAR_LATEST_BANDS,
    NEAR_MATCHES_MAX = 16
};

typedef struct near_found {
    near_match matches[NEAR_MATCHES_MAX];
    size_t count;
    uint32_t compared; /* signatures that were looked at: at most NEAR_COMPARED_MAX, whatever was added */
} near_found;

/* In how many of the `bands` bands of `rows` values two signatures are equal. */
size_t near_bands_met(const signature *one, const signature *other, size_t rows, size_t bands);

/* The articles whose estimated resemblance and similarity reach `least`, the most similar first, of equals the more
 * resembling, then the first; not more than NEAR_MATCHES_MAX. Uses memory of the index: one call at a time. */
void near_index_find(near_index *index, const signature *wanted, likeness least, near_found *found);

/* Adds one, under the number near_index_count, which must be below NEAR_COUNT_MAX. False with an error if the disk does not
 * take what leaves memory. */
bool near_index_add(near_index *index, const signature *added, galley_error *error);

bool near_index_save(const near_index *index, state_file *state, galley_error *error);
bool near_index_restore(near_index *index, state_file *state, galley_error *error); /* of a new one */

/* Bytes of memory it holds. */
uint64_t near_index_bytes(const near_index *index);

#endif
