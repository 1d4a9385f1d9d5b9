/* Names, one after the other, each behind its length in one byte and its tag. The place of every 32nd is in memory (a quarter of a
 * byte a name); the others are found by walking from there. */
#include "names.h"
#include "append_file.h"
#include "memory.h"

#include <galley/text.h>

enum {
    GROUP = 32,
    HEAD = 1 + sizeof(uint64_t), /* of a name: length, tag */
    GROUP_BYTES = GROUP * (HEAD + NAME_MAX_BYTES),
    NAME_START = 200, /* what is left of a name that is too long */
};

struct names {
    uint32_t count;
    galley_buffer groups; /* uint64_t: where each group begins among all bytes */
    append_file bytes;
};

names *names_new(void) {
    names *all = heap_new(sizeof *all);
    append_file_init(&all->bytes);
    return all;
}

void names_free(names *all) {
    if (!all)
        return;
    galley_buffer_clear(&all->groups);
    append_file_clear(&all->bytes);
    heap_free(all);
}

uint32_t names_count(const names *all) {
    return all->count;
}

galley_text names_shorten(galley_text id, galley_arena *arena) {
    if (id.len <= NAME_MAX_BYTES)
        return id;
    galley_buffer name = {0};
    galley_buffer_add(&name, galley_utf8_cut(id, NAME_START));
    galley_buffer_printf(&name, "…%016llx", (unsigned long long)galley_hash64(id, 0));
    galley_text copy = galley_arena_copy(arena, galley_buffer_text(&name));
    galley_buffer_clear(&name);
    return copy;
}

/* ---- Names ----------------------------------------------------------------------------------------------------- */

static uint64_t group_start(const names *all, size_t group) {
    uint64_t start;
    if (group * sizeof start >= all->groups.len)
        return append_file_size(&all->bytes);
    memcpy(&start, all->groups.ptr + group * sizeof start, sizeof start);
    return start;
}

static bool begin_group(names *all, galley_error *error) {
    if (!append_file_settle(&all->bytes, error))
        return false;
    uint64_t start = append_file_size(&all->bytes);
    galley_buffer_add_bytes(&all->groups, &start, sizeof start);
    return true;
}

bool names_add(names *all, galley_text name, uint64_t tag, galley_error *error) {
    if (all->count % GROUP == 0 && !begin_group(all, error))
        return false;
    unsigned char len = (unsigned char)name.len;
    append_file_add(&all->bytes, &len, sizeof len);
    append_file_add(&all->bytes, &tag, sizeof tag);
    append_file_add(&all->bytes, name.ptr, name.len);
    all->count++;
    return true;
}

static bool read_group(const names *all, uint32_t group, char bytes[GROUP_BYTES], uint32_t *len, galley_error *error) {
    uint64_t start = group_start(all, group);
    *len = (uint32_t)(group_start(all, group + 1) - start);
    return append_file_read(&all->bytes, start, bytes, *len, error);
}

/* Where the nth name of a group begins, with its length, or where the group ends; `len` or more if it ends before. */
static size_t find_in_group(const char *bytes, size_t len, uint32_t nth) {
    size_t at = 0;
    for (uint32_t i = 0; i < nth && at < len; i++)
        at += HEAD + (size_t)(unsigned char)bytes[at];
    return at;
}

bool names_get(const names *all, uint32_t number, galley_arena *arena, galley_text *name, uint64_t *tag,
               galley_error *error) {
    char bytes[GROUP_BYTES];
    uint32_t len = 0;
    if (!read_group(all, number / GROUP, bytes, &len, error))
        return false;
    size_t at = find_in_group(bytes, len, number % GROUP);
    *name = galley_arena_copy(arena, galley_text_part(bytes + at + HEAD, (unsigned char)bytes[at]));
    memcpy(tag, bytes + at + 1, sizeof *tag);
    return true;
}

/* ---- State ----------------------------------------------------------------------------------------------------- */

static uint32_t group_count(uint32_t count) {
    return count / GROUP + (count % GROUP != 0);
}

bool names_save(const names *all, state_file *state, galley_error *error) {
    if (!state_write(state, &all->count, sizeof all->count, error))
        return false;
    for (uint32_t group = 0; group < group_count(all->count); group++) {
        char bytes[GROUP_BYTES];
        uint32_t len = 0;
        if (!read_group(all, group, bytes, &len, error) || !state_write(state, &len, sizeof len, error) ||
            !state_write(state, bytes, len, error))
            return false;
    }
    return true;
}

/* A group that has exactly so many names. */
static bool restore_group(names *all, uint32_t count, state_file *state, galley_error *error) {
    char bytes[GROUP_BYTES];
    uint32_t len;
    if (!state_read(state, &len, sizeof len, error))
        return false;
    if (len > sizeof bytes)
        return galley_error_set(error, STATE_DAMAGED);
    if (!state_read(state, bytes, len, error))
        return false;
    if (find_in_group(bytes, len, count - 1) >= len || find_in_group(bytes, len, count) != len)
        return galley_error_set(error, STATE_DAMAGED);
    if (!begin_group(all, error))
        return false;
    append_file_add(&all->bytes, bytes, len);
    all->count += count;
    return true;
}

bool names_restore(names *all, state_file *state, galley_error *error) {
    uint32_t count;
    if (!state_read(state, &count, sizeof count, error))
        return false;
    while (all->count < count) {
        uint32_t left = count - all->count;
        if (!restore_group(all, left < GROUP ? left : GROUP, state, error))
            return false;
    }
    return true;
}
