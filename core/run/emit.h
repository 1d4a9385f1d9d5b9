/* Emission: batches leave in the order of their numbers, whoever finished them first.
 *
 * A worker hands a finished batch over and goes on. Whoever hands over the one that is due writes it and all that wait
 * behind it. The number of batches is fixed, so memory is; a worker that finds none free waits for an emission. */
#ifndef CORE_RUN_EMIT_H
#define CORE_RUN_EMIT_H

#include "run/batch.h"
#include "run/order.h"

typedef bool emit_function(void *context, batch *batch, galley_error *error);

typedef struct emitter emitter;

/* `first`: the number of the first batch. */
emitter *emitter_new(size_t batches, uint64_t first, const ledger_shape *shape, order *order, emit_function *emit,
                     void *context);
void emitter_free(emitter *emitter);

/* A free batch, emptied; NULL if the run is stopped. */
batch *emitter_take(emitter *emitter);

/* Gives back one that was not used. */
void emitter_return(emitter *emitter, batch *batch);

/* Hands over a finished batch. An error while writing stops the run at that batch. */
void emitter_hand_over(emitter *emitter, batch *batch);

/* Wakes those who wait in emitter_take, after order_stop. */
void emitter_wake(emitter *emitter);

#endif
