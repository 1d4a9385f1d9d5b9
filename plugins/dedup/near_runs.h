/* The part of a near index that has left memory: sorted runs in a temporary file. A run has, for each band, the articles'
 * numbers in the order of the band's hash; in memory is one hash for every block of a run, so that a look-up reads one block
 * a band and run. Signatures lie in a file of their own, by number. */
#ifndef DEDUP_NEAR_RUNS_H
#define DEDUP_NEAR_RUNS_H

#include "signature.h"

/* One article in one band: ordered by hash, then number. */
typedef uint64_t run_entry;

static inline run_entry run_entry_of(uint32_t hash, uint32_t number) {
    return (uint64_t)hash << 32 | number;
}

typedef struct near_runs near_runs;

near_runs *near_runs_new(size_t bands);
void near_runs_free(near_runs *runs);

/* Begins a run of so many articles; then comes each band in order, its entries sorted here. */
void near_runs_begin(near_runs *runs, uint32_t count);
bool near_runs_add_band(near_runs *runs, run_entry *entries, galley_error *error);

/* The signatures of the articles that follow those that were added before. */
bool near_runs_add_signatures(near_runs *runs, const signature *added, uint32_t count, galley_error *error);

uint32_t near_runs_articles(const near_runs *runs); /* whose signatures are there */
bool near_runs_signature(const near_runs *runs, uint32_t number, signature *found, galley_error *error);

/* Numbers of the articles with that hash in that band, the first of all runs, at most `max`; gives how many in *count. */
bool near_runs_find(const near_runs *runs, size_t band, uint32_t hash, uint32_t *numbers, size_t max, size_t *count,
                    galley_error *error);

/* Bytes of memory. */
uint64_t near_runs_bytes(const near_runs *runs);

#endif
