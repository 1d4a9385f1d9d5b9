/* The ledger of fates: where numbers stand, whether the books balance, and what is read back. */
#include "run/ledger.h"

#include <setjmp.h>
#include <stdlib.h>

#include <cmocka.h>

static const galley_reason reasons[] = {{"one", "first"}, {"two", "second"}, {0}};
static const galley_counter counters[] = {{"seen", "how many"}, {0}};
static const galley_stage_type plain = {.name = "plain"},
                               busy = {.name = "busy", .reasons = reasons, .counters = counters};

static ledger_shape shape_of_three(void) {
    stage stages[] = {{.type = &busy}, {.type = &plain}, {.type = &busy}};
    pipeline pipeline = {.stages = stages, .stage_count = 3};
    ledger_shape shape;
    ledger_shape_init(&shape, &pipeline);
    return shape;
}

static void every_number_has_a_place_of_its_own(void **state) {
    (void)state;
    ledger_shape shape = shape_of_three();
    assert_int_equal(shape.stage_count, 3);
    assert_int_equal(shape.size, LEDGER_TOTALS + 3 * LEDGER_STAGE_TOTALS + 2 * (2 + 1));
    uint64_t *ledger = ledger_new(&shape);
    for (size_t stage = 0; stage < 3; stage++) {
        const struct ledger_stage *at = &shape.stages[stage];
        for (size_t i = 0; i < LEDGER_STAGE_TOTALS; i++)
            ledger[at->at + i]++;
        for (size_t i = at->reasons; i < at->counters; i++)
            ledger[i]++;
        for (size_t i = 0; i < at->counter_count; i++)
            ledger[at->counters + i]++;
    }
    for (size_t i = 0; i < shape.size; i++)
        assert_int_equal(ledger[i], i >= LEDGER_TOTALS);
    free(ledger);
    ledger_shape_clear(&shape);
}

static void books_balance_when_each_article_met_one_fate(void **state) {
    (void)state;
    ledger_shape shape = shape_of_three();
    uint64_t *ledger = ledger_new(&shape);
    assert_true(ledger_is_balanced(ledger));
    ledger[LEDGER_READ] = 10;
    assert_false(ledger_is_balanced(ledger));
    ledger[LEDGER_WRITTEN] = 5;
    ledger[LEDGER_DROPPED] = 3;
    ledger[LEDGER_REJECTED] = 2;
    ledger[LEDGER_BLANK] = 99;
    assert_true(ledger_is_balanced(ledger));
    ledger[LEDGER_REJECTED] = 3;
    assert_false(ledger_is_balanced(ledger));
    free(ledger);
    ledger_shape_clear(&shape);
}

static void what_is_written_is_read_back_and_what_is_not_a_ledger_is_refused(void **state) {
    (void)state;
    ledger_shape shape = shape_of_three();
    uint64_t *ledger = ledger_new(&shape), *again = ledger_new(&shape);
    for (size_t i = 0; i < shape.size; i++)
        ledger[i] = i * UINT64_C(1000000007);
    ledger_add(&shape, ledger, ledger);
    json_t *json = ledger_to_json(&shape, ledger);
    assert_true(ledger_from_json(&shape, again, json));
    assert_memory_equal(ledger, again, shape.size * sizeof *ledger);
    json_array_set_new(json, 4, json_string("4"));
    assert_false(ledger_from_json(&shape, again, json));
    json_array_set_new(json, 4, json_integer(-4));
    assert_false(ledger_from_json(&shape, again, json));
    json_array_remove(json, 4);
    assert_false(ledger_from_json(&shape, again, json));
    assert_false(ledger_from_json(&shape, again, NULL));
    json_decref(json);
    free(ledger);
    free(again);
    ledger_shape_clear(&shape);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_number_has_a_place_of_its_own),
        cmocka_unit_test(books_balance_when_each_article_met_one_fate),
        cmocka_unit_test(what_is_written_is_read_back_and_what_is_not_a_ledger_is_refused),
    };
    return cmocka_run_group_tests_name("ledger", tests, NULL, NULL);
}
