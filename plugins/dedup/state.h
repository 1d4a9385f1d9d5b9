/* The stage's state as a file: numbers and arrays as they lie in memory, with a running check sum behind them. For the
 * same machine; another byte order is refused. Knows nothing of what the numbers mean. */
#ifndef DEDUP_STATE_H
#define DEDUP_STATE_H

#include <galley/base.h>
#include <stdio.h>

/* What to say of a state whose numbers cannot be. A macro, since it is a format. */
#define STATE_DAMAGED "the state is damaged or cut off; begin anew with --force"

typedef struct state_file {
    FILE *file;
    uint64_t sum; /* of all bytes so far; 0 at the start */
} state_file;

/* False with an error if the disk does not take it. */
bool state_write(state_file *state, const void *bytes, size_t len, galley_error *error);

/* False with an error if the file ends before. */
bool state_read(state_file *state, void *bytes, size_t len, galley_error *error);

/* The same for memory that is only made as its bytes come, so that a wrong length costs an error and no memory. Appends to
 * `out`. */
bool state_read_buffer(state_file *state, galley_buffer *out, uint64_t len, galley_error *error);

/* The check sum. Reading also wants the file to end here. */
bool state_write_end(state_file *state, galley_error *error);
bool state_read_end(state_file *state, galley_error *error);

#endif
