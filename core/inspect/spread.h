/* How the results of a run spread over sources and over time. */
#ifndef CORE_INSPECT_SPREAD_H
#define CORE_INSPECT_SPREAD_H

#include "inspect/sweep.h"

/* A new reference:
 *     {"sources": [{"source", "articles"}…] the `most` largest, largest first, "others": {"sources", "articles"} of the
 *         rest, "uncounted": articles whose source was not told apart from others, "without": articles that name none,
 *     "dates": {"unit": "day" | "month" | "year", "bars": [{"at": "2024-03", "articles"}…] without gaps,
 *         "without": have no date, "unread": have one that is not YYYY-MM-DD…, or outside of 1800 to 2199}}
 * A source is the field `source`, else the host of `url`. Memory: a thousand names of sources for each file, and a
 * number for each day of 400 years. */
json_t *spread_measure(const rundir *run, size_t most, problems *trouble);

#endif
