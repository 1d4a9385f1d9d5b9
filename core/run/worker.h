/* A worker: takes batches, carries each through the phase's stages, hands them over. */
#ifndef CORE_RUN_WORKER_H
#define CORE_RUN_WORKER_H

#include "run/context.h"
#include "run/emit.h"

typedef struct worker {
    run *run;
    emitter *emitter;
    unsigned number;
    pthread_t thread;
} worker;

/* The thread's function; `argument` is a worker. Returns NULL: what went wrong is in the run's order. */
void *worker_main(void *argument);

#endif
