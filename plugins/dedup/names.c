/* Names, one after the other, each behind its length in one byte. The place of every 32nd is in memory (a quarter of a
 * byte a name); the others are found by walking from there. A group is whole in the file or whole in memory. */
#include "names.h"
#include "memory.h"

#include <errno.h>
#include <fcntl.h>
#include <galley/text.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    GROUP = 32,
    GROUP_BYTES = GROUP * (1 + NAME_MAX_BYTES),
    LATEST_BYTES = 1 << 18, /* in memory, before they go to the file */
    NAME_START = 200,       /* what is left of a name that is too long */
    NO_FILE = -1
};

struct names {
    uint32_t count;
    galley_buffer groups; /* uint64_t: where each group begins among all bytes */
    galley_buffer latest; /* bytes behind those of the file */
    uint64_t in_file;     /* bytes */
    int file;
};

names *names_new(void) {
    names *all = heap_new(sizeof *all);
    all->file = NO_FILE;
    return all;
}

void names_free(names *all) {
    if (!all)
        return;
    galley_buffer_clear(&all->groups);
    galley_buffer_clear(&all->latest);
    if (all->file != NO_FILE)
        close(all->file);
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

/* ---- The file -------------------------------------------------------------------------------------------------- */

static bool open_file(names *all, galley_error *error) {
    if (all->file != NO_FILE)
        return true;
    const char *folder = getenv("TMPDIR");
    galley_buffer path = {0};
    galley_buffer_printf(&path, "%s/galley-dedup-XXXXXX", folder && folder[0] ? folder : "/tmp");
    galley_buffer_add_char(&path, '\0');
    all->file = mkstemp(path.ptr);
    if (all->file == NO_FILE) {
        galley_error_set(error, "%s: %s; set TMPDIR to a folder with room for the articles' ids", path.ptr,
                         strerror(errno));
    } else {
        unlink(path.ptr);
        fcntl(all->file, F_SETFD, FD_CLOEXEC);
    }
    galley_buffer_clear(&path);
    return all->file != NO_FILE;
}

/* Did pread or pwrite move no byte, for another reason than a signal? Then errno says why. */
static bool is_failure(ssize_t moved) {
    if (moved == 0)
        errno = EIO;
    return moved <= 0 && errno != EINTR;
}

static bool move_latest_to_file(names *all, galley_error *error) {
    if (!open_file(all, error))
        return false;
    for (size_t done = 0; done < all->latest.len;) {
        ssize_t wrote = pwrite(all->file, all->latest.ptr + done, all->latest.len - done, (off_t)(all->in_file + done));
        if (is_failure(wrote))
            return galley_error_set(error,
                                    "cannot keep the articles' ids in a temporary file: %s; set TMPDIR to a folder "
                                    "with more room",
                                    strerror(errno));
        done += wrote > 0 ? (size_t)wrote : 0;
    }
    all->in_file += all->latest.len;
    all->latest.len = 0;
    return true;
}

static bool read_file(const names *all, uint64_t from, char *bytes, size_t len, galley_error *error) {
    for (size_t done = 0; done < len;) {
        ssize_t got = pread(all->file, bytes + done, len - done, (off_t)(from + done));
        if (is_failure(got))
            return galley_error_set(error, "cannot read the temporary file of articles' ids: %s", strerror(errno));
        done += got > 0 ? (size_t)got : 0;
    }
    return true;
}

/* ---- Names ----------------------------------------------------------------------------------------------------- */

static uint64_t group_start(const names *all, size_t group) {
    uint64_t start;
    if (group * sizeof start >= all->groups.len)
        return all->in_file + all->latest.len;
    memcpy(&start, all->groups.ptr + group * sizeof start, sizeof start);
    return start;
}

static bool begin_group(names *all, galley_error *error) {
    if (all->latest.len >= LATEST_BYTES && !move_latest_to_file(all, error))
        return false;
    uint64_t start = all->in_file + all->latest.len;
    galley_buffer_add_bytes(&all->groups, &start, sizeof start);
    return true;
}

bool names_add(names *all, galley_text name, galley_error *error) {
    if (all->count % GROUP == 0 && !begin_group(all, error))
        return false;
    galley_buffer_add_char(&all->latest, (char)name.len);
    galley_buffer_add(&all->latest, name);
    all->count++;
    return true;
}

static bool read_group(const names *all, uint32_t group, char bytes[GROUP_BYTES], uint32_t *len, galley_error *error) {
    uint64_t start = group_start(all, group);
    *len = (uint32_t)(group_start(all, group + 1) - start);
    if (start < all->in_file)
        return read_file(all, start, bytes, *len, error);
    memcpy(bytes, all->latest.ptr + (start - all->in_file), *len);
    return true;
}

/* Where the nth name of a group begins, with its length, or where the group ends; `len` or more if it ends before. */
static size_t find_in_group(const char *bytes, size_t len, uint32_t nth) {
    size_t at = 0;
    for (uint32_t i = 0; i < nth && at < len; i++)
        at += 1 + (size_t)(unsigned char)bytes[at];
    return at;
}

bool names_get(const names *all, uint32_t number, galley_arena *arena, galley_text *name, galley_error *error) {
    char bytes[GROUP_BYTES];
    uint32_t len = 0;
    if (!read_group(all, number / GROUP, bytes, &len, error))
        return false;
    size_t at = find_in_group(bytes, len, number % GROUP);
    *name = galley_arena_copy(arena, galley_text_part(bytes + at + 1, (unsigned char)bytes[at]));
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
    galley_buffer_add_bytes(&all->latest, bytes, len);
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
