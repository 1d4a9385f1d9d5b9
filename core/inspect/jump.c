/* A search by halves over the bytes of the file. Where a member begins is seen by the ten bytes with which the file
 * itself begins, since one writer gives all of its members the same header; should they stand elsewhere by chance, what
 * follows is no gzip, and the jump is lost. */
#define _GNU_SOURCE /* memmem */
#include "inspect/jump.h"
#include "base/memory.h"
#include "stream/gzip.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    HEADER = 10,           /* bytes, RFC 1952 */
    WINDOW = 256 * 1024,   /* compressed bytes that are searched at once */
    READ_SIZE = 64 * 1024, /* of text */
    TEXT_MAX =
        64 * 1024 * 1024, /* of one member; there are none so long in a run's files, but for one of a single line */
};

typedef struct jump {
    const rundir *run;
    size_t file, shard;
    uint64_t line; /* wanted */
    const char *path;
    uint64_t size;
    char header[HEADER];
    char *window;
    galley_buffer text;
    galley_arena *arena;
} jump;

static bool read_at(int fd, char *out, size_t len, uint64_t at) {
    ssize_t got = pread(fd, out, len, (off_t)at);
    return got >= 0 && (size_t)got == len;
}

/* The first member that begins in from..to; `to` if none does. */
static uint64_t find_member(const jump *self, int fd, uint64_t from, uint64_t to) {
    while (from + HEADER <= self->size && from < to) {
        size_t len = self->size - from < WINDOW ? (size_t)(self->size - from) : WINDOW;
        if (!read_at(fd, self->window, len, from))
            return to;
        const char *hit = memmem(self->window, len, self->header, HEADER);
        if (hit)
            return from + (uint64_t)(hit - self->window) < to ? from + (uint64_t)(hit - self->window) : to;
        from += len - (HEADER - 1);
        if (len < WINDOW)
            break;
    }
    return to;
}

/* A reader that stands at a member; NULL if there is none. */
static gzip_reader *open_member(const jump *self, uint64_t at) {
    int fd = open(self->path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return NULL;
    gzip_reader *reader = gzip_reader_new(fd);
    galley_error error;
    if (gzip_reader_seek(reader, (gzip_place){.compressed = at}, &error))
        return reader;
    gzip_reader_free(reader);
    return NULL;
}

static gzip_status read_more(jump *self, gzip_reader *reader) {
    size_t got;
    galley_error error;
    char *end = galley_buffer_reserve(&self->text, READ_SIZE);
    gzip_status status = gzip_reader_read(reader, end, READ_SIZE, &got, &error);
    self->text.len += got;
    return status;
}

/* A copy's line of origin; false if the line is none of this shard. */
static bool read_copy(const jump *self, galley_text line, copy *copy) {
    return copy_read(copy, self->run, self->file, 0, line, self->arena) && copy->shard == self->shard;
}

/* The origin of the first line of a member; false if it has none. */
static bool probe(jump *self, uint64_t at, uint64_t *line) {
    gzip_reader *reader = open_member(self, at);
    if (!reader)
        return false;
    self->text.len = 0;
    const char *end = NULL;
    gzip_status status = GZIP_MORE;
    while (!end && status == GZIP_MORE && self->text.len < TEXT_MAX) {
        size_t seen = self->text.len;
        status = read_more(self, reader);
        end = self->text.len > seen ? memchr(self->text.ptr + seen, '\n', self->text.len - seen) : NULL;
    }
    gzip_reader_free(reader);
    copy copy;
    if (!end || !read_copy(self, galley_text_part(self->text.ptr, (size_t)(end - self->text.ptr)), &copy))
        return false;
    *line = copy.line;
    return true;
}

/* The last member that begins with the wanted line or one before it. FOUND, or ABSENT if even the first is behind it.
 * */
static jump_end find_half(jump *self, int fd, uint64_t *start) {
    uint64_t low = 0, high = self->size, line;
    if (!probe(self, 0, &line))
        return JUMP_LOST;
    if (line > self->line)
        return JUMP_ABSENT;
    while (high - low > 1) {
        uint64_t middle = low + (high - low) / 2, member = find_member(self, fd, middle, high);
        if (member == high) {
            high = middle;
            continue;
        }
        if (!probe(self, member, &line))
            return JUMP_LOST;
        if (line <= self->line)
            low = member;
        else
            high = middle;
    }
    *start = low;
    return JUMP_FOUND;
}

/* Looks through the text that is there, up to its last line feed. FOUND, ABSENT if a later line was met, LOST: neither.
 * */
static jump_end search_lines(jump *self, copy *found, size_t *at) {
    for (const char *end; (end = memchr(self->text.ptr + *at, '\n', self->text.len - *at));) {
        const char *begin = self->text.ptr + *at;
        *at += (size_t)(end - begin) + 1;
        if (!read_copy(self, galley_text_part(begin, (size_t)(end - begin)), found) || found->line < self->line)
            continue;
        return found->line == self->line ? JUMP_FOUND : JUMP_ABSENT;
    }
    return JUMP_LOST;
}

/* Reads a member on from its start, until the line or one behind it is met. */
static jump_end search_member(jump *self, uint64_t start, copy *found) {
    gzip_reader *reader = open_member(self, start);
    if (!reader)
        return JUMP_LOST;
    self->text.len = 0;
    jump_end end = JUMP_LOST;
    gzip_status status = GZIP_MORE;
    for (size_t at = 0; end == JUMP_LOST && status == GZIP_MORE && self->text.len < TEXT_MAX;) {
        status = read_more(self, reader);
        end = search_lines(self, found, &at);
    }
    gzip_reader_free(reader);
    return end == JUMP_LOST && status == GZIP_END ? JUMP_ABSENT : end;
}

static jump_end search(jump *self, copy *found) {
    int fd = open(self->path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return JUMP_LOST;
    uint64_t start = 0;
    jump_end end = JUMP_LOST;
    bool is_gzip = read_at(fd, self->header, HEADER, 0) && memcmp(self->header, "\x1f\x8b\x08", 3) == 0;
    if (is_gzip)
        end = find_half(self, fd, &start);
    close(fd);
    return end == JUMP_FOUND ? search_member(self, start, found) : end;
}

jump_end jump_to(copy *found, const rundir *run, size_t file, size_t shard, uint64_t line, galley_arena *arena) {
    jump self = {.run = run, .file = file, .shard = shard, .line = line, .path = run->files[file].path};
    if (!rundir_has_whole(run, file, &self.size, NULL))
        return JUMP_LOST;
    self.window = memory_alloc(WINDOW);
    self.arena = galley_arena_new();
    copy hit;
    jump_end end = search(&self, &hit);
    if (end == JUMP_FOUND) {
        galley_text kept = galley_arena_copy(arena, hit.article.line);
        copy_read(found, run, file, 0, kept, arena);
    }
    galley_arena_free(self.arena);
    galley_buffer_clear(&self.text);
    free(self.window);
    return end;
}
