/* A run in numbers: the funnel from its manifest; fields, languages and lengths from its files. */
#ifndef CORE_INSPECT_MEASURE_H
#define CORE_INSPECT_MEASURE_H

#include "inspect/sweep.h"

/* A new reference:
 *     {"run", "pipeline", "started", "finished", "milliseconds", "jobs",
 *     "counts": {"read", "written", "dropped", "rejected"}, "rejected_unread": of these, before any stage,
 *     "stages": [{"stage", "use", "in", "kept", "dropped", "rejected", "reasons": {name: count}, "cpu_ms",
 *         "tap": {"articles", "bytes"} | null}…],
 *     "core_cpu_ms": {"read", "scan", "write"},
 *     "bytes": {"input", "text", "results_text", "articles", "dropped", "rejected", "taps"} (of files, but for the
 *     texts),
 *     "fields": [{"field", "filled", "share"}…] of the results, in the order in which they are met; "filled": neither
 *     null nor
 *         empty. "fields_cut": true if there are more names than are counted
 *     "languages": [{"lang" | null, "articles"}…] of the results, most first,
 *     "lengths": {"before": what was measured: "read", a stage's id (what left it) or null, "why"?: why not what was
 *     read,
 *         "points": [{"at": "read" | stage | "written", "articles", "without": have no text, "min", "p10", "median",
 *         "p90",
 *         "max"}…], "histogram": [{"from", "to", "counts": [as points]}…]}}
 * Lengths are characters of the text. Memory: four bytes an article. */
json_t *measure_run(const rundir *run, problems *trouble);

#endif
