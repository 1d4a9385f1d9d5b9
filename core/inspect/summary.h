/* inspect/: reads what a run has left, and shows it to people. Knows manifests and plain files; knows nothing of how a
 * run is carried out. */
#ifndef CORE_INSPECT_SUMMARY_H
#define CORE_INSPECT_SUMMARY_H

#include <jansson.h>
#include <stdio.h>

/* The table at the end of a run, from its manifest: the funnel, reasons, what the stages counted, speed, memory.
 * `folder` is the run directory, or NULL if nothing was kept. */
void summary_print(FILE *out, const json_t *manifest, const char *folder);

/* Of that, only how many inputs were not read to their end, behind `before`; nothing if all were. */
void summary_print_broken(FILE *out, const char *before, const json_t *manifest, const char *folder);

#endif
