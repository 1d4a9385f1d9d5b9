/* run/: one execution of a pipeline over a corpus. See DESIGN.md, "The run". */
#ifndef CORE_RUN_RUN_H
#define CORE_RUN_RUN_H

#include "pipeline/pipeline.h"
#include "stream/corpus.h"

typedef struct run_options {
    const char *out; /* the run directory; NULL only with to_stdout: then nothing but the results is kept */
    bool to_stdout;  /* results as plain JSON Lines to standard output, in place of articles/ */
    unsigned jobs;   /* workers, at least 1 */
    uint64_t limit;  /* articles to read at most; UINT64_MAX: all */
    const char *tap; /* stage ids with commas, or "all"; NULL: none */
    double tap_percent;
    bool resume, force;
    bool is_quiet;
    bool is_trial;             /* nothing outlives it: no stage's `finish` is called */
    uint64_t memory;           /* bytes for surveys, above which they sort on disk */
    double checkpoint_seconds; /* between checkpoints, at least; 0: one a batch */
} run_options;

/* Exit statuses of `galley run`. */
typedef enum run_result {
    RUN_COMPLETE = 0,
    RUN_INPUT_BROKEN = 1,  /* complete, but some shard could not be read to its end */
    RUN_REFUSED = 2,       /* nothing was run: command line, pipeline file, run directory */
    RUN_STOPPED = 3,       /* an error stopped it; --resume goes on */
    RUN_INTERRUPTED = 130, /* SIGINT, SIGTERM, SIGHUP; --resume goes on */
    RUN_READER_GONE = 141  /* whoever read standard output has enough; as if by SIGPIPE, and no error */
} run_result;

/* Runs an opened pipeline. `corpus` gets its shards' errors. `*manifest` becomes a new reference to what run.json holds
 * (NULL if nothing was run). Problems that do not stop the run are told on standard error, unless it is quiet. */
run_result run_pipeline(pipeline *pipeline, corpus *corpus, const run_options *options, json_t **manifest,
                        galley_error *error);

#endif
