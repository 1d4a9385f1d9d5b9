/* State files. The sum is taken over the calls' bytes, so reading has to ask for the same pieces that were written; pieces
 * longer than a block are cut into blocks on both sides. */
#include "state.h"

#include <errno.h>
#include <galley/text.h>

enum { STATE_BLOCK = 1 << 20 };

static void add_to_sum(state_file *state, const void *bytes, size_t len) {
    state->sum = galley_hash64(galley_text_part(bytes, len), state->sum);
}

static size_t block_len(uint64_t left) {
    return left < STATE_BLOCK ? (size_t)left : STATE_BLOCK;
}

bool state_write(state_file *state, const void *bytes, size_t len, galley_error *error) {
    const char *from = bytes;
    for (size_t left = len; left > 0;) {
        size_t block = block_len(left);
        add_to_sum(state, from, block);
        if (fwrite(from, 1, block, state->file) != block)
            return galley_error_set(error, "cannot write: %s", strerror(errno));
        from += block;
        left -= block;
    }
    return true;
}

bool state_read(state_file *state, void *bytes, size_t len, galley_error *error) {
    char *to = bytes;
    for (size_t left = len; left > 0;) {
        size_t block = block_len(left);
        if (fread(to, 1, block, state->file) != block)
            return galley_error_set(error, STATE_DAMAGED);
        add_to_sum(state, to, block);
        to += block;
        left -= block;
    }
    return true;
}

bool state_read_buffer(state_file *state, galley_buffer *out, uint64_t len, galley_error *error) {
    for (uint64_t left = len; left > 0;) {
        size_t block = block_len(left);
        if (!state_read(state, galley_buffer_reserve(out, block), block, error))
            return false;
        out->len += block;
        left -= block;
    }
    return true;
}

bool state_write_end(state_file *state, galley_error *error) {
    uint64_t sum = state->sum;
    return state_write(state, &sum, sizeof sum, error);
}

bool state_read_end(state_file *state, galley_error *error) {
    uint64_t wanted = state->sum, found;
    if (!state_read(state, &found, sizeof found, error))
        return false;
    return (found == wanted && fgetc(state->file) == EOF) || galley_error_set(error, STATE_DAMAGED);
}
