/* What the parts of one run share: made by run.c, not global. Each field says who may touch it. */
#ifndef CORE_RUN_CONTEXT_H
#define CORE_RUN_CONTEXT_H

#include "run/batch.h"
#include "run/order.h"
#include "run/outputs.h"
#include "run/run.h"
#include "run/spool.h"
#include "run/survey.h"

#include <stdatomic.h>

/* How many lines of a shard met which end. */
typedef struct shard_counts {
    uint64_t read, written, dropped, rejected;
} shard_counts;

/* The stages between two surveys. */
typedef struct phase {
    size_t first, end; /* stages [first, end) process */
    bool is_told;      /* stages[first] is the survey stage whose findings are in */
    bool is_last;      /* otherwise stages[end] surveys */
} phase;

typedef struct run {
    /* Set before workers start, then only read. */
    pipeline *pipeline;
    const run_options *options;
    corpus *corpus;
    ledger_shape shape;
    bool *is_tapped;   /* a stage each */
    char *work_folder; /* RUN/unfinished, or a temporary one */
    int claim;         /* the run directory, locked for as long as the run has it; -1: none */
    bool can_checkpoint;
    phase phase;
    survey *survey;   /* of stages[phase.end], unless is_last */
    survey *findings; /* of stages[phase.first], if is_told */

    /* Reading: under read_lock. */
    pthread_mutex_t read_lock;
    corpus_reader *reader;  /* in the first phase */
    spool_reader *spool_in; /* in later ones */
    uint64_t first_batch;   /* numbers go on over --resume: states of two checkpoints differ in name */
    uint64_t next_batch;    /* number of the batch that is read next */
    uint64_t left;          /* articles that --limit still allows */
    uint64_t part;          /* pieces so far of a line that is too long */

    order order;

    /* Emitting: under the emitter's order. */
    outputs *outputs; /* NULL if nothing is kept */
    spool_writer *spool_out;
    uint64_t *ledger;
    shard_counts *shards;
    bool is_reader_gone; /* of standard output */
    corpus_place place;  /* behind the last batch that was emitted */
    uint64_t spool_place;
    uint64_t left_after;      /* what --limit allows behind that batch */
    uint64_t last_checkpoint; /* number of its batch; UINT64_MAX: none yet */
    double checkpoint_due;    /* on the run's clock */
    double began;             /* this process, on the monotonic clock */
    double seconds_before;    /* that earlier processes spent on this run */

    /* From any thread. */
    atomic_bool is_checkpoint_wanted;      /* the next batch shall be one */
    atomic_uint_fast64_t ns_saving_states; /* of stages, for the next checkpoint */
    atomic_bool is_interrupted;
    atomic_uint_fast64_t seen;       /* articles, in this phase */
    atomic_uint_fast64_t text_bytes; /* in this phase, and this process */
    atomic_uint_fast64_t dropped, rejected;
    atomic_size_t shards_done; /* in this phase */
} run;

/* Seconds on the monotonic clock. */
double clock_now(void);

/* Seconds that the run has taken so far, earlier processes of a resumed run included. */
double run_seconds(const run *run);

#endif
