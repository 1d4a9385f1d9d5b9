/* Sketches, one after the other, each filled up to whole units of eight bytes. Where every fourth begins is in memory, in one
 * number with how long it and the next two are, so that a sketch is read by one call. */
#include "sketches.h"
#include "append_file.h"
#include "memory.h"

enum {
    GROUP = 4,
    UNIT = 8,        /* bytes */
    START_BITS = 37, /* of a group's start in units: a tebibyte */
    LENGTH_BITS = 9,
};
_Static_assert(START_BITS + (GROUP - 1) * LENGTH_BITS <= 64, "a group is one number");
_Static_assert(sizeof(sketch) % UNIT == 0 && sizeof(sketch) / UNIT < 1 << LENGTH_BITS, "a length is so many bits");

struct sketches {
    uint32_t count;
    galley_buffer groups; /* uint64_t: start, and the first lengths above it */
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

static uint64_t *group_of(const sketches *all, uint32_t number) {
    return (uint64_t *)(void *)all->groups.ptr + number / GROUP;
}

static uint64_t start_of(uint64_t group) {
    return (group & ((UINT64_C(1) << START_BITS) - 1)) * UNIT;
}

/* The length of a group's nth, but for the last, which ends where the next group begins. */
static uint64_t length_of(uint64_t group, uint32_t nth) {
    return (group >> (START_BITS + nth * LENGTH_BITS) & ((1 << LENGTH_BITS) - 1)) * UNIT;
}

static bool begin_group(sketches *all, galley_error *error) {
    if (!append_file_settle(&all->bytes, error))
        return false;
    uint64_t start = append_file_size(&all->bytes) / UNIT;
    galley_buffer_add_bytes(&all->groups, &start, sizeof start);
    return true;
}

bool sketches_add(sketches *all, const sketch *added, galley_error *error) {
    static const char filling[UNIT] = {0};
    if (all->count % GROUP == 0 && !begin_group(all, error))
        return false;
    size_t len = sketch_bytes(added), units = (len + UNIT - 1) / UNIT;
    append_file_add(&all->bytes, added, len);
    append_file_add(&all->bytes, filling, units * UNIT - len);
    uint32_t nth = all->count % GROUP;
    if (nth < GROUP - 1)
        *group_of(all, all->count) |= (uint64_t)units << (START_BITS + nth * LENGTH_BITS);
    all->count++;
    return true;
}

bool sketches_get(const sketches *all, uint32_t number, sketch *found, galley_error *error) {
    uint64_t group = *group_of(all, number), at = start_of(group);
    uint32_t nth = number % GROUP;
    for (uint32_t i = 0; i < nth; i++)
        at += length_of(group, i);
    uint64_t end;
    if (nth < GROUP - 1)
        end = at + length_of(group, nth);
    else if (all->count - number > 1)
        end = start_of(*group_of(all, number + 1));
    else
        end = append_file_size(&all->bytes);
    return append_file_read(&all->bytes, at, found, end - at, error);
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
