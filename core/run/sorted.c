/* External merge sort. A run's file holds the parts one behind the other, each sorted; it is mapped when it is read, so
 * that thousands of runs cost address space and page cache but no descriptors and no buffers. What a cursor has passed
 * is unmapped page by page: the process stays as small as its budget, and a cursor that goes back finds the pages
 * again. */
#define _DEFAULT_SOURCE /* madvise */
#include "run/sorted.h"
#include "base/memory.h"
#include "stream/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* A record as it lies in memory and in a run: this, then key, then note, padded to 8 bytes. */
typedef struct packed {
    uint32_t key_len, note_len;
    sort_tie tie;
    char bytes[];
} packed;

typedef struct part_memory {
    galley_buffer bytes;
    size_t count;
    const packed **sorted; /* once the sorter is closed */
} part_memory;

struct sort_writer {
    sorter *sorter;
    unsigned number;
    part_memory *parts;
    uint64_t used, budget;
    size_t runs;
};

typedef struct run_file {
    char *map;
    size_t len;
    uint64_t *part_ends; /* offsets */
    char *path;
} run_file;

struct sorter {
    char *folder, *name;
    size_t parts;
    unsigned writer_count;
    sort_writer *writers;
    run_file **runs; /* a row for each writer */
};

/* ---- Making ---- */

sorter *sorter_new(const char *folder, const char *name, size_t parts, uint64_t memory, unsigned writers) {
    sorter *self = memory_zero(1, sizeof *self);
    *self = (sorter){.folder = memory_string(galley_text_of(folder)),
                     .name = memory_string(galley_text_of(name)),
                     .parts = parts,
                     .writer_count = writers,
                     .writers = memory_zero(writers, sizeof(sort_writer)),
                     .runs = memory_zero(writers, sizeof(run_file *))};
    for (unsigned i = 0; i < writers; i++)
        self->writers[i] = (sort_writer){
            .sorter = self, .number = i, .parts = memory_zero(parts, sizeof(part_memory)), .budget = memory / writers};
    return self;
}

static void free_run(run_file *run) {
    if (run->len)
        munmap(run->map, run->len);
    unlink(run->path);
    free(run->path);
    free(run->part_ends);
}

void sorter_free(sorter *self) {
    if (!self)
        return;
    for (unsigned i = 0; i < self->writer_count; i++) {
        sort_writer *writer = &self->writers[i];
        for (size_t part = 0; part < self->parts; part++) {
            galley_buffer_clear(&writer->parts[part].bytes);
            free(writer->parts[part].sorted);
        }
        free(writer->parts);
        for (size_t run = 0; run < writer->runs; run++)
            free_run(&self->runs[i][run]);
        free(self->runs[i]);
    }
    free(self->runs);
    free(self->writers);
    free(self->folder);
    free(self->name);
    free(self);
}

sort_writer *sorter_writer(sorter *self, unsigned writer) {
    return &self->writers[writer];
}

/* ---- Order ---- */

static size_t packed_size(size_t key_len, size_t note_len) {
    size_t size = sizeof(packed) + key_len + note_len;
    return (size + 7) / 8 * 8;
}

static const packed *packed_behind(const packed *record) {
    /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): asked of records that are there only */
    return (const packed *)((const char *)record + packed_size(record->key_len, record->note_len));
}

static int compare(const packed *a, const packed *b) {
    size_t shorter = a->key_len < b->key_len ? a->key_len : b->key_len;
    int by_key = memcmp(a->bytes, b->bytes, shorter);
    if (by_key)
        return by_key;
    if (a->key_len != b->key_len)
        return a->key_len < b->key_len ? -1 : 1;
    if (a->tie.first != b->tie.first)
        return a->tie.first < b->tie.first ? -1 : 1;
    return a->tie.second < b->tie.second ? -1 : a->tie.second > b->tie.second;
}

static int compare_pointers(const void *a, const void *b) {
    return compare(*(const packed *const *)a, *(const packed *const *)b);
}

static void sort_part(part_memory *part) {
    const packed *record = (const packed *)part->bytes.ptr;
    if (!record)
        return; /* none ever came here */
    part->sorted = memory_resize(part->sorted, part->count, sizeof(packed *));
    for (size_t i = 0; i < part->count; i++, record = packed_behind(record))
        part->sorted[i] = record;
    qsort(part->sorted, part->count, sizeof(packed *), compare_pointers);
}

/* ---- Writing runs ---- */

static bool map_run(run_file *run, galley_error *error) {
    if (run->len == 0)
        return true;
    int fd = open(run->path, O_RDONLY | O_CLOEXEC);
    void *map = fd < 0 ? MAP_FAILED : mmap(NULL, run->len, PROT_READ, MAP_SHARED, fd, 0);
    int reason = errno;
    if (fd >= 0)
        close(fd);
    if (map == MAP_FAILED)
        return galley_error_set(error, "%s: %s", run->path, strerror(reason));
    run->map = map;
    return true;
}

static bool write_parts(sort_writer *self, part_file *file, run_file *run, galley_error *error) {
    galley_buffer block = {0};
    bool is_written = true;
    for (size_t i = 0; i < self->sorter->parts && is_written; i++) {
        part_memory *part = &self->parts[i];
        sort_part(part);
        for (size_t at = 0; at < part->count && is_written; at++) {
            const packed *record = part->sorted[at];
            galley_buffer_add_bytes(&block, record, packed_size(record->key_len, record->note_len));
            bool is_last = at + 1 == part->count;
            if (!is_last && block.len < 256 * 1024)
                continue;
            is_written = part_file_write(file, galley_buffer_text(&block), error);
            run->len += block.len;
            block.len = 0;
        }
        run->part_ends[i] = run->len;
    }
    galley_buffer_clear(&block);
    return is_written;
}

static bool spill(sort_writer *self, galley_error *error) {
    sorter *sorter = self->sorter;
    run_file run = {.part_ends = memory_zero(sorter->parts, sizeof(uint64_t))};
    run.path = memory_printf("%s/%s-%u-%zu", sorter->folder, sorter->name, self->number, self->runs);
    part_file *file = part_file_new(run.path, error);
    bool is_written = file && write_parts(self, file, &run, error);
    if (is_written)
        is_written = part_file_finish(file, error) && map_run(&run, error);
    else
        part_file_free(file);
    if (!is_written) {
        free(run.part_ends);
        free(run.path);
        return false;
    }
    run_file **runs = &sorter->runs[self->number];
    *runs = memory_resize(*runs, self->runs + 1, sizeof **runs);
    (*runs)[self->runs++] = run;
    for (size_t i = 0; i < sorter->parts; i++)
        self->parts[i].bytes.len = self->parts[i].count = 0;
    self->used = 0;
    return true;
}

bool sort_add(sort_writer *self, size_t part, const sort_record *record, galley_error *error) {
    size_t size = packed_size(record->key.len, record->note.len);
    size_t cost = size * 2 + 2 * sizeof(packed *); /* buffers double; sorting takes two pointers a record */
    if (self->used + cost > self->budget && self->used > 0 && !spill(self, error))
        return false;
    part_memory *into = &self->parts[part];
    packed *place = (packed *)galley_buffer_reserve(&into->bytes, size);
    *place = (packed){.key_len = (uint32_t)record->key.len, .note_len = (uint32_t)record->note.len, .tie = record->tie};
    if (record->key.len)
        memcpy(place->bytes, record->key.ptr, record->key.len);
    if (record->note.len)
        memcpy(place->bytes + record->key.len, record->note.ptr, record->note.len);
    size_t used = sizeof *place + record->key.len + record->note.len;
    memset((char *)place + used, 0, size - used);
    into->bytes.len += size;
    into->count++;
    self->used += cost;
    return true;
}

void sorter_close(sorter *self) {
    for (unsigned i = 0; i < self->writer_count; i++)
        for (size_t part = 0; part < self->parts; part++)
            sort_part(&self->writers[i].parts[part]);
}

static size_t run_part_start(const run_file *run, size_t part) {
    return part == 0 ? 0 : run->part_ends[part - 1];
}

size_t sorter_runs(const sorter *self) {
    size_t runs = 0;
    for (unsigned i = 0; i < self->writer_count; i++)
        runs += self->writers[i].runs;
    return runs;
}

/* ---- Merging ---- */

enum { RELEASED_AT_ONCE = 64 * 1024 }; /* as much as Linux maps around a page that is missing */

/* One sorted sequence: a run's part, or a writer's memory. */
typedef struct source {
    const packed *at;
    char *passed;                /* of a run's part: from here on it may still be mapped */
    const char *end;             /* of a run's part */
    const packed *const *sorted; /* of memory: the next pointer */
    size_t left;
} source;

struct sort_cursor {
    source *heap; /* the smallest record on top */
    size_t count;
};

/* Unmaps the whole pages between what was unmapped before and `to`. */
static void release(source *self, const char *to) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE), len = (size_t)(to - self->passed);
    size_t before = (page - (uintptr_t)self->passed % page) % page;
    if (len < before + page)
        return;
    size_t pages = (len - before) / page * page;
    madvise(self->passed + before, pages, MADV_DONTNEED);
    self->passed += before + pages;
}

static bool source_step(source *self) {
    if (self->sorted) {
        if (self->left == 0)
            return false;
        self->at = *self->sorted++;
        self->left--;
        return true;
    }
    self->at = packed_behind(self->at);
    const char *at = (const char *)self->at;
    bool is_over = at >= self->end;
    if (is_over || at - self->passed >= RELEASED_AT_ONCE)
        release(self, at);
    return !is_over;
}

static void sift_down(sort_cursor *self, size_t at) {
    for (;;) {
        size_t child = at * 2 + 1;
        if (child >= self->count)
            return;
        if (child + 1 < self->count && compare(self->heap[child + 1].at, self->heap[child].at) < 0)
            child++;
        if (compare(self->heap[at].at, self->heap[child].at) <= 0)
            return;
        source swapped = self->heap[at];
        self->heap[at] = self->heap[child];
        self->heap[child] = swapped;
        at = child;
    }
}

static void add_source(sort_cursor *self, source fresh) {
    self->heap = memory_resize(self->heap, self->count + 1, sizeof *self->heap);
    self->heap[self->count++] = fresh;
}

sort_cursor *sort_cursor_new(sorter *sorter, size_t part) {
    sort_cursor *self = memory_zero(1, sizeof *self);
    for (unsigned i = 0; i < sorter->writer_count; i++) {
        for (size_t run = 0; run < sorter->writers[i].runs; run++) {
            const run_file *file = &sorter->runs[i][run];
            size_t start = run_part_start(file, part), end = file->part_ends[part];
            if (start < end)
                add_source(self, (source){.at = (const packed *)(file->map + start),
                                          .passed = file->map + start,
                                          .end = file->map + end});
        }
        part_memory *memory = &sorter->writers[i].parts[part];
        source in_memory = {.sorted = memory->sorted, .left = memory->count};
        if (memory->sorted && source_step(&in_memory))
            add_source(self, in_memory);
    }
    for (size_t i = self->count / 2; i-- > 0;)
        sift_down(self, i);
    return self;
}

void sort_cursor_free(sort_cursor *self) {
    if (!self)
        return;
    free(self->heap);
    free(self);
}

bool sort_cursor_peek(const sort_cursor *self, sort_record *record) {
    if (self->count == 0)
        return false;
    const packed *found = self->heap[0].at;
    record->key = galley_text_part(found->bytes, found->key_len);
    record->note = galley_text_part(found->bytes + found->key_len, found->note_len);
    record->tie = found->tie;
    return true;
}

void sort_cursor_step(sort_cursor *self) {
    if (!source_step(&self->heap[0]))
        self->heap[0] = self->heap[--self->count];
    sift_down(self, 0);
}

void sort_cursor_move(sort_cursor *self, const sort_cursor *to) {
    self->heap = memory_resize(self->heap, to->count, sizeof *self->heap);
    if (to->count)
        memcpy(self->heap, to->heap, to->count * sizeof *self->heap);
    self->count = to->count;
}
