/* Copies of one story: which articles of a run were found to be copies of another, and of which. */
#ifndef CORE_INSPECT_CLUSTERS_H
#define CORE_INSPECT_CLUSTERS_H

#include "inspect/copies.h"

typedef struct cluster_choice {
    size_t clusters, members; /* so many are told, and of each so many */
} cluster_choice;

/* An article is a copy of another if it was dropped with the id of that one as detail, or is a result whose
 * `dup_cluster` is that. A new reference:
 *     {"clusters", "copies": in all of them,
 *     "sizes": [{"from", "to": copies of a cluster, "clusters"}…],
 *     "largest": [{"id", "title" | null, "url" | null, "copies", "members": [{"id" | null, "title" | null,
 *         "url" | null, "stage" | null, "reason" | null, "score" | null}…]}…] most copies first}
 * Members are the first ones in the order of the run. Memory: 16 bytes a cluster, 32 while a table grows, and the
 * members that are told, for each file. */
json_t *clusters_find(const rundir *run, cluster_choice choice, problems *trouble);

#endif
