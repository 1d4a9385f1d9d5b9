/* inspect/: reads what a run has left, and shows it to people. Knows manifests and plain files; knows nothing of how a run
 * is carried out. */
#ifndef CORE_INSPECT_SUMMARY_H
#define CORE_INSPECT_SUMMARY_H

#include <jansson.h>
#include <stdio.h>

/* The table at the end of a run, from its manifest: the funnel, reasons, what the stages counted, speed, memory. */
void summary_print(FILE *out, const json_t *manifest);

#endif
