/* Turnstiles: one lock for all of a run's, since they are passed a few times per megabyte. */
#include "run/order.h"
#include "base/memory.h"

#include <stdlib.h>

void order_init(order *self, size_t stages, uint64_t first) {
    *self = (order){.next = memory_zero(stages, sizeof(uint64_t)), .stop_at = UINT64_MAX};
    for (size_t i = 0; i < stages; i++)
        self->next[i] = first;
    pthread_mutex_init(&self->lock, NULL);
    pthread_cond_init(&self->changed, NULL);
}

void order_clear(order *self) {
    pthread_cond_destroy(&self->changed);
    pthread_mutex_destroy(&self->lock);
    free(self->next);
}

bool order_enter(order *self, size_t stage, uint64_t batch) {
    pthread_mutex_lock(&self->lock);
    while (self->next[stage] != batch && batch < self->stop_at)
        pthread_cond_wait(&self->changed, &self->lock);
    bool is_its_turn = batch < self->stop_at;
    pthread_mutex_unlock(&self->lock);
    return is_its_turn;
}

void order_leave(order *self, size_t stage) {
    pthread_mutex_lock(&self->lock);
    self->next[stage]++;
    pthread_cond_broadcast(&self->changed);
    pthread_mutex_unlock(&self->lock);
}

void order_stop(order *self, uint64_t batch, const galley_error *error) {
    pthread_mutex_lock(&self->lock);
    if (batch < self->stop_at) {
        self->stop_at = batch;
        self->error = *error;
    }
    pthread_cond_broadcast(&self->changed);
    pthread_mutex_unlock(&self->lock);
}

bool order_is_stopped(order *self) {
    pthread_mutex_lock(&self->lock);
    bool is_stopped = self->stop_at != UINT64_MAX;
    pthread_mutex_unlock(&self->lock);
    return is_stopped;
}
