/* Articles by their signatures: finds the ones that are similar to a given one without comparing it with all. About 304
 * bytes an article. An article that is never added (a copy) is never found: there are no chains of copies of copies. */
#ifndef DEDUP_NEAR_INDEX_H
#define DEDUP_NEAR_INDEX_H

#include "signature.h"
#include "state.h"

/* So many articles can be added: their numbers leave one bit of a slot. */
#define NEAR_COUNT_MAX ((UINT32_C(1) << 31) - 1)

typedef struct near_match {
    uint32_t number; /* in the order of adding, from 0 */
    likeness alike;
} near_match;

typedef struct near_index near_index;

near_index *near_index_new(void);
void near_index_free(near_index *index);

uint32_t near_index_count(const near_index *index);

/* The most similar article whose similarity reaches the threshold; of equals the more resembling, then the first.
 * `compared` says how many signatures were looked at: at most NEAR_COMPARED_MAX, whatever was added. Uses memory of the
 * index: one call at a time. */
enum { NEAR_SAME_BAND_MAX = 16, NEAR_COMPARED_MAX = NEAR_SAME_BAND_MAX * SIGNATURE_BANDS };
bool near_index_find(near_index *index, const signature *wanted, double threshold, near_match *best,
                     uint32_t *compared);

/* Adds one, under the number near_index_count, which must be below NEAR_COUNT_MAX. */
void near_index_add(near_index *index, const signature *added);

bool near_index_save(const near_index *index, state_file *state, galley_error *error);
bool near_index_restore(near_index *index, state_file *state, galley_error *error); /* of a new one */

/* Bytes of memory it holds. */
uint64_t near_index_bytes(const near_index *index);

#endif
