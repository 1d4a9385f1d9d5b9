/* The manifest, run.json: what was run, over what, what came out, where it stopped being so. */
#ifndef CORE_RUN_MANIFEST_H
#define CORE_RUN_MANIFEST_H

#include "run/context.h"

/* A new reference. */
json_t *manifest_new(const run *run, const char *started);

/* How many inputs were missing or not read to their end. */
size_t manifest_broken_inputs(const json_t *manifest);

/* "2026-11-24T14:03:07Z" */
void time_now(char text[32]);

#endif
