/* The spool's format, native byte order: a header a batch, then the articles, compressed (zlib, fastest). An article is
 * its line as it was read and its edits, so that what is untouched stays so and what is dropped later is dropped
 * whole. */
#include "run/spool.h"
#include "base/memory.h"
#include "stream/file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <zlib.h>

enum { PACKED_MAX = 1024 * 1024 * 1024 };

typedef struct header {
    uint64_t shard, first, end; /* ordinals: of the first article, behind the last */
    uint64_t articles, text_len, packed_len;
    uint64_t ends_shard;
} header;

/* ---- Packing ---- */

static void put_number(galley_buffer *out, uint64_t number) {
    galley_buffer_add_bytes(out, &number, sizeof number);
}

static void put_text(galley_buffer *out, galley_text text) {
    put_number(out, text.len);
    galley_buffer_add(out, text);
}

static bool is_edit(const member *each) {
    return each->state != MEMBER_UNTOUCHED && !(each->state == MEMBER_REMOVED && each->is_shadowed);
}

static void put_article(galley_buffer *out, const galley_article *article) {
    put_number(out, article->origin.line);
    put_number(out, article->origin.ordinal);
    put_text(out, article->line);
    uint64_t edits = 0;
    for (size_t i = 0; i < article->member_count; i++)
        edits += is_edit(&article->members[i]);
    put_number(out, edits);
    for (size_t i = 0; i < article->member_count; i++) {
        const member *each = &article->members[i];
        if (!is_edit(each))
            continue;
        put_number(out, each->state == MEMBER_REMOVED);
        put_text(out, each->name);
        put_text(out, each->state == MEMBER_REMOVED ? galley_text_of("") : each->value);
    }
}

void spool_pack(const batch *batch, galley_buffer *packed) {
    galley_buffer text = {0};
    header head = {.shard = batch->source.shard, .ends_shard = batch->source.ends_shard};
    for (size_t i = 0; i < batch->count; i++) {
        const entry *each = &batch->entries[i];
        if (each->fate != FATE_ALIVE)
            continue;
        if (head.articles++ == 0)
            head.first = each->article.origin.ordinal;
        head.end = each->article.origin.ordinal + 1;
        put_article(&text, &each->article);
    }
    uLongf len = compressBound((uLong)text.len);
    galley_buffer_reserve(packed, sizeof head + len);
    compress2((Bytef *)packed->ptr + packed->len + sizeof head, &len, (const Bytef *)text.ptr, (uLong)text.len, 1);
    head.text_len = text.len;
    head.packed_len = len;
    memcpy(packed->ptr + packed->len, &head, sizeof head);
    packed->len += sizeof head + len;
    galley_buffer_clear(&text);
}

/* ---- Writing ---- */

struct spool_writer {
    part_file *file;
};

spool_writer *spool_writer_new(const char *path, galley_error *error) {
    part_file *file = part_file_new(path, error);
    if (!file)
        return NULL;
    spool_writer *self = memory_zero(1, sizeof *self);
    self->file = file;
    return self;
}

bool spool_writer_add(spool_writer *self, galley_text packed, galley_error *error) {
    return part_file_write(self->file, packed, error);
}

bool spool_writer_finish(spool_writer *self, galley_error *error) {
    bool is_finished = part_file_finish(self->file, error);
    self->file = NULL;
    return is_finished;
}

void spool_writer_free(spool_writer *self) {
    if (!self)
        return;
    part_file_free(self->file);
    free(self);
}

/* ---- Reading ---- */

struct spool_reader {
    FILE *file;
    char *path;
    size_t shards; /* of the corpus */
    uint64_t size;
    _Atomic uint64_t place;
};

spool_reader *spool_reader_new(const char *path, size_t shards, galley_error *error) {
    FILE *file = fopen(path, "rbe");
    if (!file) {
        galley_error_set(error, "%s: %s", path, strerror(errno));
        return NULL;
    }
    spool_reader *self = memory_zero(1, sizeof *self);
    self->file = file;
    self->path = memory_string(galley_text_of(path));
    self->shards = shards;
    struct stat status;
    if (fstat(fileno(file), &status) == 0)
        self->size = (uint64_t)status.st_size;
    return self;
}

void spool_reader_free(spool_reader *self) {
    if (!self)
        return;
    fclose(self->file);
    free(self->path);
    free(self);
}

bool spool_reader_seek(spool_reader *self, uint64_t place, galley_error *error) {
    self->place = place;
    if (fseeko(self->file, (off_t)place, SEEK_SET) == 0)
        return true;
    return galley_error_set(error, "%s: %s", self->path, strerror(errno));
}

double spool_reader_part(const spool_reader *self) {
    return self->size > 0 ? (double)self->place / (double)self->size : 0;
}

static bool damaged(const spool_reader *self, galley_error *error) {
    return galley_error_set(error, "%s: the working file is damaged at byte %llu; start again with --force", self->path,
                            (unsigned long long)self->place);
}

/* The text of a batch from a spool is the header and what is packed behind it. */
static header header_of(const batch *from) {
    header head;
    memcpy(&head, from->source.text.ptr, sizeof head);
    return head;
}

bool spool_reader_next(spool_reader *self, batch *into, galley_error *error) {
    header head;
    size_t got = fread(&head, 1, sizeof head, self->file);
    if (got == 0 && !ferror(self->file))
        return false;
    if (got < sizeof head || head.packed_len > PACKED_MAX || head.text_len > PACKED_MAX || head.shard >= self->shards)
        return damaged(self, error);
    galley_buffer *text = &into->source.text;
    buffer_recycle(text, BATCH_MEMORY_KEPT);
    galley_buffer_add_bytes(text, &head, sizeof head);
    char *packed = galley_buffer_reserve(text, head.packed_len);
    if (fread(packed, 1, head.packed_len, self->file) < head.packed_len)
        return damaged(self, error);
    text->len += head.packed_len;
    self->place += sizeof head + head.packed_len;
    into->source.kind = BATCH_LINES;
    into->source.shard = head.shard;
    into->source.ends_shard = head.ends_shard;
    into->spool_end = self->place;
    return true;
}

void spool_range(const batch *from, uint64_t *first, uint64_t *end) {
    header head = header_of(from);
    *first = head.first;
    *end = head.end;
}

/* ---- Unpacking ---- */

static bool take_number(galley_text *from, uint64_t *number) {
    if (from->len < sizeof *number)
        return false;
    memcpy(number, from->ptr, sizeof *number);
    *from = galley_text_part(from->ptr + sizeof *number, from->len - sizeof *number);
    return true;
}

static bool take_text(galley_text *from, galley_text *text) {
    uint64_t len;
    if (!take_number(from, &len) || len > from->len)
        return false;
    *text = galley_text_part(from->ptr, len);
    *from = galley_text_part(from->ptr + len, from->len - len);
    return true;
}

static bool take_edit(galley_article *into, galley_text *from) {
    uint64_t is_removed;
    galley_text name, value;
    if (!take_number(from, &is_removed) || !take_text(from, &name) || !take_text(from, &value))
        return false;
    if (is_removed)
        article_edit_remove(into, name);
    else
        article_edit(into, name, value);
    return true;
}

static bool unpacked_is_damaged(galley_error *error) {
    return galley_error_set(error, "a working file of the run is damaged; start again with --force");
}

static bool take_article(batch *into, galley_text *from, const field_map *fields, galley_error *error) {
    entry *each = batch_add_entry(into);
    origin at = {.shard = into->shard};
    galley_text line;
    uint64_t edits;
    if (!take_number(from, &at.line) || !take_number(from, &at.ordinal) || !take_text(from, &line))
        return unpacked_is_damaged(error);
    if (!article_scan(&each->article, line, at, fields, into->arena, error))
        return false;
    if (!take_number(from, &edits))
        return unpacked_is_damaged(error);
    for (; edits > 0; edits--)
        if (!take_edit(&each->article, from))
            return unpacked_is_damaged(error);
    return true;
}

bool spool_unpack(batch *into, const corpus *corpus, const field_map *fields, galley_error *error) {
    header head = header_of(into);
    into->shard = corpus->shards[into->source.shard].name;
    uLongf len = (uLongf)head.text_len;
    char *text = galley_arena_alloc(into->arena, len);
    const Bytef *packed = (const Bytef *)into->source.text.ptr + sizeof head;
    if (uncompress((Bytef *)text, &len, packed, (uLong)head.packed_len) != Z_OK || len != head.text_len)
        return unpacked_is_damaged(error);
    galley_text rest = galley_text_part(text, len);
    for (uint64_t i = 0; i < head.articles; i++)
        if (!take_article(into, &rest, fields, error))
            return false;
    return rest.len == 0 || unpacked_is_damaged(error);
}
