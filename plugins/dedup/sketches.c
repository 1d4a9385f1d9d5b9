/* Sketches, one after the other, each behind its length. The place of every fourth is in memory; the others are found by
 * walking from there. */
#include "sketches.h"
#include "append_file.h"
#include "memory.h"

enum { GROUP = 4 };

struct sketches {
    uint32_t count;
    galley_buffer groups; /* uint64_t: where each group begins */
    append_file bytes;
};

sketches *sketches_new(void) {
    sketches *all = heap_new(sizeof *all);
    append_file_init(&all->bytes);
    return all;
}

void sketches_free(sketches *all) {
    if (!all)
        return;
    galley_buffer_clear(&all->groups);
    append_file_clear(&all->bytes);
    heap_free(all);
}

uint32_t sketches_count(const sketches *all) {
    return all->count;
}

static bool begin_group(sketches *all, galley_error *error) {
    if (!append_file_settle(&all->bytes, error))
        return false;
    uint64_t start = append_file_size(&all->bytes);
    galley_buffer_add_bytes(&all->groups, &start, sizeof start);
    return true;
}

bool sketches_add(sketches *all, const sketch *added, galley_error *error) {
    if (all->count % GROUP == 0 && !begin_group(all, error))
        return false;
    uint16_t len = (uint16_t)sketch_bytes(added);
    append_file_add(&all->bytes, &len, sizeof len);
    append_file_add(&all->bytes, added, len);
    all->count++;
    return true;
}

bool sketches_get(const sketches *all, uint32_t number, sketch *found, galley_error *error) {
    uint64_t at;
    uint16_t len;
    memcpy(&at, all->groups.ptr + number / GROUP * sizeof at, sizeof at);
    for (uint32_t i = 0;; i++) {
        if (!append_file_read(&all->bytes, at, &len, sizeof len, error))
            return false;
        at += sizeof len;
        if (i == number % GROUP)
            return append_file_read(&all->bytes, at, found, len, error);
        at += len;
    }
}

/* ---- State ----------------------------------------------------------------------------------------------------- */

bool sketches_save(const sketches *all, state_file *state, galley_error *error) {
    if (!state_write(state, &all->count, sizeof all->count, error))
        return false;
    for (uint32_t i = 0; i < all->count; i++) {
        sketch each;
        if (!sketches_get(all, i, &each, error))
            return false;
        uint16_t len = (uint16_t)sketch_bytes(&each);
        if (!state_write(state, &len, sizeof len, error) || !state_write(state, &each, len, error))
            return false;
    }
    return true;
}

bool sketches_restore(sketches *all, state_file *state, galley_error *error) {
    uint32_t count;
    if (!state_read(state, &count, sizeof count, error))
        return false;
    while (all->count < count) {
        uint16_t len;
        sketch each;
        if (!state_read(state, &len, sizeof len, error))
            return false;
        if (len > sizeof each)
            return galley_error_set(error, STATE_DAMAGED);
        if (!state_read(state, &each, len, error))
            return false;
        if (!sketch_is_sound(&each, len))
            return galley_error_set(error, STATE_DAMAGED);
        if (!sketches_add(all, &each, error))
            return false;
    }
    return true;
}
