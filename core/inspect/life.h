/* The life of an article in a run: what each stage made of it, as far as the run's files tell, and where it ended. */
#ifndef CORE_INSPECT_LIFE_H
#define CORE_INSPECT_LIFE_H

#include "inspect/copies.h"

/* The lives of the articles that a query means: a new reference to
 *     {"count": how many there are, "is_cut": there are more, "lives": [the first `most`], "others": [{"id", "origin",
 *     "fate", "title"}…]}
 * A life: {"id", "origin" | null, "title" | null,
 *     "read": {"file", "line"} | null (the run's files do not tell how it was read),
 *     "steps": [{"stages": [ids], "file", "line"?, "changes": see changes_list}…],
 *     "end": {"fate": "written" | "dropped" | "rejected" | "unknown", "file", "line", "stage"?, "reason"?, "score"?,
 *             "detail"?, "of"?: the article that the detail names: {"id", "title", "fate", "file", "line"},
 *             "error"?, "text"?},
 *     "untapped": [ids of stages on its way whose work is not told apart]} */
json_t *lives_trace(const rundir *run, const query *query, size_t most, problems *trouble);

/* The lives of the first `most` articles of a run that is small: all of its files are held in memory. The same JSON. */
json_t *lives_all(const rundir *run, size_t most, problems *trouble);

/* What is asked for: `spelled` is an origin if it names a shard of the run, else an id. */
query query_of(const rundir *run, galley_text spelled);

#endif
