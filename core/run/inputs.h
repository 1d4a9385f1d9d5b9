/* The corpus of a run: what the inputs hold, without the runs that lie among it. */
#ifndef CORE_RUN_INPUTS_H
#define CORE_RUN_INPUTS_H

#include "run/run.h"

/* corpus_find, but folders that hold a run, and the run's own directory, are passed over, unless they are what is
 * named; that is told on standard error, unless the run is quiet. Clear the corpus in any case. */
bool inputs_find(corpus *corpus, const char *const *arguments, size_t count, const run_options *options,
                 galley_error *error);

#endif
