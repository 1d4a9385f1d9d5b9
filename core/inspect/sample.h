/* Some articles of a run, drawn by the hash of their ids: the same seed gives the same articles, of whatever run or
 * stage, as far as they are there. */
#ifndef CORE_INSPECT_SAMPLE_H
#define CORE_INSPECT_SAMPLE_H

#include "inspect/copies.h"

typedef struct sample_choice {
    file_choice files;
    const char *stage, *reason; /* of dropped ones; NULL: any */
    size_t count;
    uint64_t seed;
} sample_choice;

/* [{"id" | null, "origin" | null, "file", "line", "article": as it stands in the file, "stage"?, "reason"?, "score"?,
 * "detail"?, "error"?}…], a new reference, in the order of the run's files. `count` lines are held in memory for every file. */
json_t *sample_draw(const rundir *run, const sample_choice *choice, problems *trouble);

#endif
