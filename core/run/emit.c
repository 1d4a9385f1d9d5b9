/* A ring of finished batches and a stack of free ones. A batch's slot is its number modulo the number of batches: two
 * batches in flight are never that far apart, since a number is given only to a batch that was free. */
#include "run/emit.h"
#include "base/memory.h"

#include <stdlib.h>

struct emitter {
    pthread_mutex_t lock;
    pthread_cond_t freed;
    batch **all, **free, **finished;
    size_t count, free_count;
    uint64_t next; /* number of the batch that is due */
    bool is_emitting;
    const ledger_shape *shape;
    order *order;
    emit_function *emit;
    void *context;
};

emitter *emitter_new(size_t batches, uint64_t first, const ledger_shape *shape, order *order, emit_function *emit,
                     void *context) {
    emitter *self = memory_zero(1, sizeof *self);
    *self =
        (emitter){.count = batches, .next = first, .shape = shape, .order = order, .emit = emit, .context = context};
    pthread_mutex_init(&self->lock, NULL);
    pthread_cond_init(&self->freed, NULL);
    self->all = memory_zero(batches, sizeof(batch *));
    self->free = memory_zero(batches, sizeof(batch *));
    self->finished = memory_zero(batches, sizeof(batch *));
    for (size_t i = 0; i < batches; i++)
        self->all[i] = self->free[self->free_count++] = batch_new(shape);
    return self;
}

void emitter_free(emitter *self) {
    for (size_t i = 0; i < self->count; i++)
        batch_free(self->all[i]);
    free(self->all);
    free(self->free);
    free(self->finished);
    pthread_cond_destroy(&self->freed);
    pthread_mutex_destroy(&self->lock);
    free(self);
}

batch *emitter_take(emitter *self) {
    pthread_mutex_lock(&self->lock);
    while (self->free_count == 0 && !order_is_stopped(self->order))
        pthread_cond_wait(&self->freed, &self->lock);
    batch *taken = self->free_count && !order_is_stopped(self->order) ? self->free[--self->free_count] : NULL;
    pthread_mutex_unlock(&self->lock);
    if (taken)
        batch_reset(taken, self->shape);
    return taken;
}

void emitter_return(emitter *self, batch *unused) {
    pthread_mutex_lock(&self->lock);
    self->free[self->free_count++] = unused;
    pthread_cond_signal(&self->freed);
    pthread_mutex_unlock(&self->lock);
}

void emitter_wake(emitter *self) {
    pthread_mutex_lock(&self->lock);
    pthread_cond_broadcast(&self->freed);
    pthread_mutex_unlock(&self->lock);
}

/* Takes the batch that is due, if it is there. The lock is held. */
static batch *take_due(emitter *self) {
    batch **slot = &self->finished[self->next % self->count];
    batch *due = *slot;
    *slot = NULL;
    return due;
}

/* Writes one batch, without the lock, which the caller holds before and after. */
static void emit_unlocked(emitter *self, batch *due) {
    pthread_mutex_unlock(&self->lock);
    galley_error error = {0};
    bool is_written = self->emit(self->context, due, &error);
    if (!is_written)
        order_stop(self->order, due->number, &error);
    pthread_mutex_lock(&self->lock);
    self->next += is_written;
    self->free[self->free_count++] = due;
    if (is_written)
        pthread_cond_signal(&self->freed);
    else
        pthread_cond_broadcast(&self->freed);
}

void emitter_hand_over(emitter *self, batch *finished) {
    pthread_mutex_lock(&self->lock);
    self->finished[finished->number % self->count] = finished;
    if (!self->is_emitting) {
        self->is_emitting = true;
        for (batch *due; (due = take_due(self));)
            emit_unlocked(self, due);
        self->is_emitting = false;
    }
    pthread_mutex_unlock(&self->lock);
}
