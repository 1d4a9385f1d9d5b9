/* The ledger: counting. */
#include "run/ledger.h"
#include "base/memory.h"

#include <stdlib.h>

static size_t reason_count(const galley_stage_type *type) {
    size_t count = 0;
    while (type->reasons && type->reasons[count].name)
        count++;
    return count;
}

static size_t counter_count(const galley_stage_type *type) {
    size_t count = 0;
    while (type->counters && type->counters[count].name)
        count++;
    return count;
}

void ledger_shape_init(ledger_shape *shape, const pipeline *pipeline) {
    *shape = (ledger_shape){.size = LEDGER_TOTALS, .stage_count = pipeline->stage_count};
    shape->stages = memory_zero(pipeline->stage_count, sizeof *shape->stages);
    for (size_t i = 0; i < pipeline->stage_count; i++) {
        const galley_stage_type *type = pipeline->stages[i].type;
        struct ledger_stage *stage = &shape->stages[i];
        stage->at = shape->size;
        stage->reasons = stage->at + LEDGER_STAGE_TOTALS;
        stage->counters = stage->reasons + reason_count(type);
        stage->counter_count = counter_count(type);
        shape->size = stage->counters + stage->counter_count;
    }
}

void ledger_shape_clear(ledger_shape *shape) {
    free(shape->stages);
}

uint64_t *ledger_new(const ledger_shape *shape) {
    return memory_zero(shape->size, sizeof(uint64_t));
}

void ledger_add(const ledger_shape *shape, uint64_t *sum, const uint64_t *more) {
    for (size_t i = 0; i < shape->size; i++)
        sum[i] += more[i];
}

bool ledger_is_balanced(const uint64_t *ledger) {
    return ledger[LEDGER_READ] == ledger[LEDGER_WRITTEN] + ledger[LEDGER_DROPPED] + ledger[LEDGER_REJECTED];
}

json_t *ledger_to_json(const ledger_shape *shape, const uint64_t *ledger) {
    json_t *row = json_array();
    for (size_t i = 0; i < shape->size; i++)
        json_array_append_new(row, json_integer((json_int_t)ledger[i]));
    return row;
}

bool ledger_from_json(const ledger_shape *shape, uint64_t *ledger, const json_t *json) {
    if (json_array_size(json) != shape->size)
        return false;
    for (size_t i = 0; i < shape->size; i++) {
        const json_t *number = json_array_get(json, i);
        if (!json_is_integer(number) || json_integer_value(number) < 0)
            return false;
        ledger[i] = (uint64_t)json_integer_value(number);
    }
    return true;
}
