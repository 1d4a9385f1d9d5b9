/* galley run --try: some articles are run, the life of each is told, and nothing is kept. */
#ifndef CORE_CLI_TRY_H
#define CORE_CLI_TRY_H

#include "run/run.h"

typedef struct try_options {
    uint64_t count; /* articles; 0: this is no try */
    bool is_json;
} try_options;

/* Of the options for the run, those that say what is kept are set here. Returns the exit status. */
int try_corpus(pipeline *pipeline, corpus *corpus, const run_options *options, const try_options *given);

#endif
