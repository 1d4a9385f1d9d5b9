/* Output files by path, in a hash table with open addressing (a template such as "{source}" can make thousands). */
#include "run/outputs.h"
#include "base/memory.h"
#include "stream/file.h"

#include <galley/text.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct output {
    char *path;
    size_t shard;
    size_t next_of_shard; /* index + 1 in `all`, or 0 */
    part_file *file;      /* NULL once finished */
    uint64_t bytes, articles;
} output;

struct outputs {
    char *folder;
    output *all; /* in the order of their first write */
    size_t count, capacity;
    size_t *of_shard; /* index + 1 in `all` of each shard's last one, or 0 */
    size_t shards;
    size_t open_of_all; /* that are not of one shard */
    size_t *table;      /* index + 1 in `all`, or 0 */
    size_t table_size;
};

outputs *outputs_new(const char *folder, size_t shards) {
    outputs *self = memory_zero(1, sizeof *self);
    self->folder = memory_string(galley_text_of(folder));
    self->of_shard = memory_zero(shards, sizeof *self->of_shard);
    self->shards = shards;
    self->table_size = 64;
    self->table = memory_zero(self->table_size, sizeof *self->table);
    return self;
}

void outputs_free(outputs *self) {
    if (!self)
        return;
    for (size_t i = 0; i < self->count; i++) {
        part_file_free(self->all[i].file);
        free(self->all[i].path);
    }
    free(self->all);
    free(self->of_shard);
    free(self->table);
    free(self->folder);
    free(self);
}

/* The slot that holds the path, or the free one where it belongs. */
static size_t *table_slot(outputs *self, const char *path) {
    size_t at = (size_t)galley_hash64(galley_text_of(path), 0) & (self->table_size - 1);
    while (self->table[at] && strcmp(self->all[self->table[at] - 1].path, path) != 0)
        at = (at + 1) & (self->table_size - 1);
    return &self->table[at];
}

static void grow_table(outputs *self) {
    free(self->table);
    self->table_size *= 2;
    self->table = memory_zero(self->table_size, sizeof *self->table);
    for (size_t i = 0; i < self->count; i++)
        *table_slot(self, self->all[i].path) = i + 1;
}

static output *add_output(outputs *self, const char *path, size_t shard) {
    if ((self->count + 1) * 2 > self->table_size)
        grow_table(self);
    if (self->count == self->capacity) {
        self->capacity = self->capacity ? self->capacity * 2 : 16;
        self->all = memory_resize(self->all, self->capacity, sizeof *self->all);
    }
    output *fresh = &self->all[self->count];
    *fresh = (output){.path = memory_string(galley_text_of(path)), .shard = shard};
    *table_slot(self, path) = ++self->count;
    if (shard != OUTPUT_OF_ALL) {
        fresh->next_of_shard = self->of_shard[shard];
        self->of_shard[shard] = self->count;
    }
    return fresh;
}

static bool open_file(outputs *self, output *each, uint64_t len, galley_error *error) {
    bool is_of_all = each->shard == OUTPUT_OF_ALL;
    if (is_of_all && self->open_of_all == OUTPUTS_MAX)
        return galley_error_set(error,
                                "%s: the output path makes more than %d files at a time; use a field with fewer values "
                                "in \"output\": {\"path\": …}, or put {shard} into it, and begin anew with --force",
                                each->path, OUTPUTS_MAX);
    char *path = memory_printf("%s/%s", self->folder, each->path);
    each->file = part_file_resume(path, len, error);
    free(path);
    self->open_of_all += is_of_all && each->file;
    return each->file != NULL;
}

bool outputs_write(outputs *self, const char *path, size_t shard, galley_text bytes, uint64_t articles,
                   galley_error *error) {
    size_t slot = *table_slot(self, path);
    output *each = slot ? &self->all[slot - 1] : add_output(self, path, shard);
    if (!each->file && !open_file(self, each, each->bytes, error))
        return false;
    if (!part_file_write(each->file, bytes, error))
        return false;
    each->bytes += bytes.len;
    each->articles += articles;
    return true;
}

static bool finish(outputs *self, output *each, galley_error *error) {
    if (!each->file)
        return true;
    part_file *file = each->file;
    each->file = NULL;
    self->open_of_all -= each->shard == OUTPUT_OF_ALL;
    return part_file_finish(file, error);
}

bool outputs_finish(outputs *self, size_t shard, galley_error *error) {
    for (size_t next = self->of_shard[shard]; next; next = self->all[next - 1].next_of_shard)
        if (!finish(self, &self->all[next - 1], error))
            return false;
    return true;
}

bool outputs_finish_all(outputs *self, galley_error *error) {
    for (size_t i = 0; i < self->count; i++)
        if (!finish(self, &self->all[i], error))
            return false;
    return true;
}

json_t *outputs_list(const outputs *self) {
    json_t *list = json_array();
    for (size_t i = 0; i < self->count; i++) {
        const output *each = &self->all[i];
        json_t *item = json_pack("{s:s, s:I, s:I}", "path", each->path, "bytes", (json_int_t)each->bytes, "articles",
                                 (json_int_t)each->articles);
        if (each->file)
            json_object_set_new(item, "shard",
                                json_integer(each->shard == OUTPUT_OF_ALL ? -1 : (json_int_t)each->shard));
        json_array_append_new(list, item);
    }
    return list;
}

bool outputs_sync(outputs *self, galley_error *error) {
    for (size_t i = 0; i < self->count; i++)
        if (self->all[i].file && !part_file_sync(self->all[i].file, error))
            return false;
    return true;
}

/* A file that was finished before: it has not been taken away or changed. */
static bool is_still_whole(const outputs *self, const output *each, galley_error *error) {
    char *path = memory_printf("%s/%s", self->folder, each->path);
    struct stat facts;
    bool is_whole = stat(path, &facts) == 0 && S_ISREG(facts.st_mode) && (uint64_t)facts.st_size == each->bytes;
    if (!is_whole)
        galley_error_set(error,
                         "%s: the run finished this file with %llu bytes, and it is %s; put it back, or begin anew "
                         "with --force",
                         path, (unsigned long long)each->bytes, access(path, F_OK) == 0 ? "changed" : "gone");
    free(path);
    return is_whole;
}

bool outputs_restore(outputs *self, const json_t *list, galley_error *error) {
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *path;
        json_int_t bytes, articles, shard = -2;
        if (json_unpack(json_array_get(list, i), "{s:s, s:I, s:I, s?I}", "path", &path, "bytes", &bytes, "articles",
                        &articles, "shard", &shard) != 0 ||
            bytes < 0 || articles < 0 || (shard >= 0 && (size_t)shard >= self->shards) || !path_is_inside(path) ||
            *table_slot(self, path))
            return galley_error_set(
                error, "the checkpoint's list of files is damaged at entry %zu; start again with --force", i);
        output *each = add_output(self, path, shard < 0 ? OUTPUT_OF_ALL : (size_t)shard);
        each->bytes = (uint64_t)bytes;
        each->articles = (uint64_t)articles;
        bool is_sound = shard == -2 ? is_still_whole(self, each, error) : open_file(self, each, each->bytes, error);
        if (!is_sound)
            return false;
    }
    return true;
}
