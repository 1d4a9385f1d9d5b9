/* The part of a near index that has left memory: runs in temporary files. A run has the signatures of consecutive articles,
 * and for each band a table of their numbers in the order of the band's hash. A look-up reads a page of each band and run;
 * so that there are never many, four runs of a size are merged into one.
 *
 * Files are mapped: what of them is read again and again the system keeps in memory that nobody else needs, and takes it
 * back at will. */
#ifndef DEDUP_NEAR_RUNS_H
#define DEDUP_NEAR_RUNS_H

#include "band_table.h"

typedef struct near_runs near_runs;

/* With so many bands of `rows` values; of articles with the same band a table has the first `most`. */
near_runs *near_runs_new(uint32_t bands, uint32_t rows, size_t most);
void near_runs_free(near_runs *runs);

/* A run of the articles that follow those that were added before. False with an error if the disk does
 * not take them; then nothing was added. */
bool near_runs_add(near_runs *runs, const signature_piece *added, size_t count, galley_error *error);

uint32_t near_runs_articles(const near_runs *runs);

/* The signature of a number below near_runs_articles, and those that follow in the same run. */
signature_piece near_runs_signatures(const near_runs *runs, uint32_t number);

/* Its tables of a band: one a run, the oldest first. */
size_t near_runs_count(const near_runs *runs);
const band_table *near_runs_table(const near_runs *runs, size_t run, size_t band);

/* Bytes of memory, without what is mapped. */
uint64_t near_runs_bytes(const near_runs *runs);

#endif
