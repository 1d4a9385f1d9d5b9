/* Two sets of articles, before and after: which changed, appeared, vanished. Two stages of one run, or the results of
 * two. */
#ifndef CORE_INSPECT_COMPARE_H
#define CORE_INSPECT_COMPARE_H

#include "inspect/copies.h"

typedef struct compare_side {
    const rundir *run;
    file_choice files;
    const char *name; /* what it is, for people: "clean", "results" */
} compare_side;

/* A new reference:
 *     {"before": {"run", "at", "articles"}, "after": the same, "joined_by": "origin" | "id",
 *     "same", "changed", "appeared", "vanished", "unnamed": articles with neither id nor origin, which are not
 *     compared,
 *     "fields": [{"field", "added", "changed", "removed"}…] of articles that changed, most first,
 *     "examples": {"changed": [{"id", "title", "before": {"file", "line"}, "after": the same, "changes": see
 *     changes_list}…],
 *         "appeared" and "vanished": [{"id", "title", "file", "line", "why"?: {"stage", "reason" | "error", "score"?,
 *         "detail"?} of the run in which it is not}…]}}
 * with at most `examples` of each, the ones with the least hashes. Articles are joined by origin if both sides tell
 * that and are of one run, else by id; of those that share one, equal ones first, then in the order of the corpus.
 * Memory: hashes, about 60 bytes an article and 16 a member on each side, and twice that while a side is put
 * together. */
json_t *compare_sides(const compare_side *before, const compare_side *after, size_t examples, problems *trouble);

#endif
