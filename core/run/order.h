/* The order of batches: turnstiles at stages with commit, and the one way in which a run stops early.
 *
 * Workers carry batches side by side. At a stage with commit a batch waits until its predecessor has passed. The lowest
 * batch in flight never waits, so nothing can lock up. When a batch fails fatally, those before it are carried to their
 * end and those behind it are given up. */
#ifndef CORE_RUN_ORDER_H
#define CORE_RUN_ORDER_H

#include <galley/base.h>
#include <pthread.h>

typedef struct order {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    uint64_t *next;   /* per stage: the batch whose turn it is */
    uint64_t stop_at; /* this batch and those behind it are given up; UINT64_MAX: none */
    galley_error error;
} order;

/* `first`: the number of the first batch. */
void order_init(order *order, size_t stages, uint64_t first);
void order_clear(order *order);

/* Waits for the batch's turn at the stage. False: the run stops before this batch. */
bool order_enter(order *order, size_t stage, uint64_t batch);

/* Lets the next batch pass. */
void order_leave(order *order, size_t stage);

/* Gives up this batch and all behind it. Of several callers the lowest batch's error is the one that is told. */
void order_stop(order *order, uint64_t batch, const galley_error *error);
bool order_is_stopped(order *order);

#endif
