/* The ledger of fates: how many articles met which end, at which stage, for which reason. One row of numbers, so that
 * batches' ledgers are added, stored in a checkpoint and read back without knowing what each number means. */
#ifndef CORE_RUN_LEDGER_H
#define CORE_RUN_LEDGER_H

#include "pipeline/pipeline.h"

typedef enum ledger_total {
    LEDGER_READ,    /* lines that should be articles */
    LEDGER_WRITTEN, /* results */
    LEDGER_DROPPED,
    LEDGER_REJECTED,
    LEDGER_BLANK,        /* lines with nothing on them: passed over, not read */
    LEDGER_TEXT_BYTES,   /* of all lines */
    LEDGER_RESULT_BYTES, /* of the results, as text */
    LEDGER_NS_READ,      /* nanoseconds of processor time: gunzip and line bounds */
    LEDGER_NS_SCAN,      /* validating lines, finding members */
    LEDGER_NS_WRITE,     /* writing lines and gzip members */
    LEDGER_TOTALS
} ledger_total;

typedef enum ledger_stage_total {
    LEDGER_STAGE_IN,
    LEDGER_STAGE_KEPT,
    LEDGER_STAGE_DROPPED,
    LEDGER_STAGE_REJECTED,
    LEDGER_STAGE_WITHOUT, /* articles that lacked a field which the stage reads */
    LEDGER_STAGE_NS,
    LEDGER_STAGE_TOTALS
} ledger_stage_total;

/* Where a pipeline's numbers stand in the row. */
typedef struct ledger_shape {
    size_t size;
    size_t stage_count;
    struct ledger_stage {
        size_t at;       /* its LEDGER_STAGE_ numbers */
        size_t reasons;  /* then a number a reason */
        size_t counters; /* then a number a counter */
        size_t counter_count;
    } * stages;
} ledger_shape;

void ledger_shape_init(ledger_shape *shape, const pipeline *pipeline);
void ledger_shape_clear(ledger_shape *shape);

uint64_t *ledger_new(const ledger_shape *shape);
void ledger_add(const ledger_shape *shape, uint64_t *sum, const uint64_t *more);

/* Promise 1: read = written + dropped + rejected. */
bool ledger_is_balanced(const uint64_t *ledger);

json_t *ledger_to_json(const ledger_shape *shape, const uint64_t *ledger);
bool ledger_from_json(const ledger_shape *shape, uint64_t *ledger, const json_t *json);

#endif
