/* Turnstiles and emission: many threads, one order; and the one way to stop. */
#include "base/memory.h"
#include "run/emit.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { THREADS = 6, STAGES = 2, BATCHES = 2000, FIRST = 40 };
enum { NEVER = UINT64_MAX };

/* A run of batches that hold nothing but their numbers. */
typedef struct rehearsal {
    ledger_shape shape;
    order order;
    emitter *emitter;
    pthread_mutex_t reading;
    uint64_t next;           /* number of the batch that is taken next */
    uint64_t end;            /* behind the last */
    uint64_t fatal_at;       /* this batch stops the run, */
    uint64_t unwritable;     /* this one cannot be written */
    uint64_t passed[STAGES]; /* not atomic: the turnstile is what guards them */
    uint64_t emitted;        /* likewise, by the emitter's order */
    atomic_uint out_of_order;
} rehearsal;

static bool emit_number(void *context, batch *due, galley_error *error) {
    rehearsal *self = context;
    if (due->number == self->unwritable)
        return galley_error_set(error, "batch %llu cannot be written", (unsigned long long)due->number);
    self->out_of_order += due->number != self->emitted;
    self->emitted++;
    return true;
}

/* Takes a number as a reader gives it: only while holding a free batch. */
static bool take_number(rehearsal *self, batch *into) {
    pthread_mutex_lock(&self->reading);
    bool is_any = self->next < self->end;
    if (is_any)
        into->number = self->next++;
    pthread_mutex_unlock(&self->reading);
    return is_any;
}

static bool pass_turnstiles(rehearsal *self, const batch *carried) {
    for (size_t stage = 0; stage < STAGES; stage++) {
        if (!order_enter(&self->order, stage, carried->number))
            return false;
        self->out_of_order += self->passed[stage]++ != carried->number;
        if (stage == 1 && carried->number == self->fatal_at) {
            galley_error error;
            galley_error_set(&error, "batch %llu is fatal", (unsigned long long)carried->number);
            order_stop(&self->order, carried->number, &error);
            return false;
        }
        order_leave(&self->order, stage);
    }
    return true;
}

static void *work(void *argument) {
    rehearsal *self = argument;
    for (batch *next; (next = emitter_take(self->emitter));) {
        bool is_taken = take_number(self, next);
        if (!is_taken || !pass_turnstiles(self, next)) {
            emitter_return(self->emitter, next);
            if (is_taken)
                emitter_wake(self->emitter);
            break;
        }
        emitter_hand_over(self->emitter, next);
    }
    return NULL;
}

static void rehearse(rehearsal *self, uint64_t fatal_at, uint64_t unwritable) {
    pipeline none = {0};
    *self = (rehearsal){
        .next = FIRST, .end = FIRST + BATCHES, .fatal_at = fatal_at, .unwritable = unwritable, .emitted = FIRST};
    self->passed[0] = self->passed[1] = FIRST;
    ledger_shape_init(&self->shape, &none);
    order_init(&self->order, STAGES, FIRST);
    pthread_mutex_init(&self->reading, NULL);
    self->emitter = emitter_new(THREADS * 2 + 1, FIRST, &self->shape, &self->order, emit_number, self);
    pthread_t threads[THREADS];
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, work, self), 0);
    for (size_t i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
}

static void rehearsal_clear(rehearsal *self) {
    emitter_free(self->emitter);
    order_clear(&self->order);
    pthread_mutex_destroy(&self->reading);
    ledger_shape_clear(&self->shape);
}

static void batches_pass_and_leave_in_their_order(void **state) {
    (void)state;
    rehearsal self;
    rehearse(&self, NEVER, NEVER);
    assert_int_equal(self.out_of_order, 0);
    assert_int_equal(self.emitted, FIRST + BATCHES);
    assert_int_equal(self.passed[1], FIRST + BATCHES);
    assert_false(order_is_stopped(&self.order));
    rehearsal_clear(&self);
}

static void before_a_fatal_batch_all_leave_and_behind_it_none(void **state) {
    (void)state;
    static const uint64_t places[] = {FIRST, FIRST + 1, FIRST + 777, FIRST + BATCHES - 1};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        rehearsal self;
        rehearse(&self, places[i], NEVER);
        assert_int_equal(self.out_of_order, 0);
        assert_int_equal(self.emitted, places[i]);
        assert_non_null(strstr(self.order.error.message, "is fatal"));
        rehearsal_clear(&self);
    }
}

static void a_batch_that_cannot_be_written_is_the_last(void **state) {
    (void)state;
    rehearsal self;
    rehearse(&self, NEVER, FIRST + 500);
    assert_int_equal(self.out_of_order, 0);
    assert_int_equal(self.emitted, FIRST + 500);
    assert_non_null(strstr(self.order.error.message, "cannot be written"));
    rehearsal_clear(&self);
}

/* Hands over three batches of one phase, the last first, in one thread. */
static void hand_over_backwards(rehearsal *self, uint64_t unwritable) {
    pipeline none = {0};
    *self = (rehearsal){.unwritable = unwritable, .emitted = FIRST};
    ledger_shape_init(&self->shape, &none);
    order_init(&self->order, 0, FIRST);
    pthread_mutex_init(&self->reading, NULL);
    self->emitter = emitter_new(3, FIRST, &self->shape, &self->order, emit_number, self);
    batch *all[3];
    for (uint64_t i = 0; i < 3; i++) {
        all[i] = emitter_take(self->emitter);
        all[i]->number = FIRST + i;
    }
    for (size_t i = 3; i-- > 0;) {
        assert_int_equal(self->emitted, FIRST);
        emitter_hand_over(self->emitter, all[i]);
    }
}

static void what_waits_behind_a_batch_leaves_with_it(void **state) {
    (void)state;
    rehearsal self;
    hand_over_backwards(&self, NEVER);
    assert_int_equal(self.emitted, FIRST + 3);
    assert_int_equal(self.out_of_order, 0);
    rehearsal_clear(&self);
}

static void what_waits_behind_a_batch_that_cannot_be_written_stays(void **state) {
    (void)state;
    for (uint64_t i = 0; i < 3; i++) {
        rehearsal self;
        hand_over_backwards(&self, FIRST + i);
        assert_int_equal(self.emitted, FIRST + i);
        assert_true(order_is_stopped(&self.order));
        assert_null(emitter_take(self.emitter));
        rehearsal_clear(&self);
    }
}

static void of_several_errors_the_first_in_order_is_told(void **state) {
    (void)state;
    order self;
    order_init(&self, 1, 0);
    galley_error late = {"late"}, early = {"early"}, between = {"between"};
    order_stop(&self, 9, &late);
    order_stop(&self, 3, &early);
    order_stop(&self, 5, &between);
    assert_string_equal(self.error.message, "early");
    assert_false(order_enter(&self, 0, 3));
    assert_false(order_enter(&self, 0, 4));
    assert_true(order_enter(&self, 0, 0));
    order_clear(&self);
}

static void a_batch_is_empty_when_it_is_taken_again(void **state) {
    (void)state;
    pipeline none = {0};
    ledger_shape shape;
    ledger_shape_init(&shape, &none);
    batch *self = batch_new(&shape);
    field_map fields = {0};
    galley_buffer_add_string(&self->source.text, "{\"a\": 1}\nno json\n");
    self->shard = "a";
    batch_scan(self, &fields);
    galley_buffer_add_string(&batch_piece(self, "articles/a", 0)->lines, "line\n");
    assert_int_equal(self->count, 2);
    assert_int_equal(self->ledger[LEDGER_READ], 2);
    batch_reset(self, &shape);
    assert_int_equal(self->count, 0);
    assert_int_equal(self->piece_count, 0);
    assert_int_equal(self->ledger[LEDGER_READ], 0);
    assert_int_equal(batch_piece(self, "articles/b", 0)->lines.len, 0);
    batch_free(self);
    ledger_shape_clear(&shape);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(batches_pass_and_leave_in_their_order),
        cmocka_unit_test(before_a_fatal_batch_all_leave_and_behind_it_none),
        cmocka_unit_test(a_batch_that_cannot_be_written_is_the_last),
        cmocka_unit_test(what_waits_behind_a_batch_leaves_with_it),
        cmocka_unit_test(what_waits_behind_a_batch_that_cannot_be_written_stays),
        cmocka_unit_test(of_several_errors_the_first_in_order_is_told),
        cmocka_unit_test(a_batch_is_empty_when_it_is_taken_again),
    };
    return cmocka_run_group_tests_name("order", tests, NULL, NULL);
}
