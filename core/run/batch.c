/* Batches: from a block of text to articles. */
#include "run/batch.h"
#include "base/memory.h"

#include <stdlib.h>

batch *batch_new(const ledger_shape *shape) {
    batch *self = memory_zero(1, sizeof *self);
    self->arena = galley_arena_new();
    self->ledger = ledger_new(shape);
    return self;
}

static void clear_entries(batch *self) {
    for (size_t i = 0; i < self->count; i++)
        article_clear(&self->entries[i].article);
    self->count = 0;
}

void batch_free(batch *self) {
    if (!self)
        return;
    clear_entries(self);
    for (size_t i = 0; i < self->piece_capacity; i++) {
        galley_buffer_clear(&self->pieces[i].lines);
        galley_buffer_clear(&self->pieces[i].member);
    }
    galley_buffer_clear(&self->results);
    galley_buffer_clear(&self->told);
    galley_buffer_clear(&self->source.text);
    galley_arena_free(self->arena);
    free(self->entries);
    free(self->pieces);
    free(self->ledger);
    free(self);
}

void batch_reset(batch *self, const ledger_shape *shape) {
    clear_entries(self);
    for (size_t i = 0; i < self->piece_count; i++) {
        buffer_recycle(&self->pieces[i].lines, BATCH_MEMORY_KEPT);
        buffer_recycle(&self->pieces[i].member, BATCH_MEMORY_KEPT);
    }
    self->piece_count = 0;
    buffer_recycle(&self->results, BATCH_MEMORY_KEPT);
    buffer_recycle(&self->told, BATCH_MEMORY_KEPT);
    self->part = 0;
    self->is_checkpoint = false;
    memset(self->ledger, 0, shape->size * sizeof *self->ledger);
    galley_arena_reset(self->arena);
}

entry *batch_add_entry(batch *self) {
    if (self->count == self->capacity) {
        self->capacity = self->capacity ? self->capacity * 2 : 256;
        self->entries = memory_resize(self->entries, self->capacity, sizeof *self->entries);
    }
    entry *fresh = &self->entries[self->count++];
    *fresh = (entry){.stage = NO_STAGE};
    return fresh;
}

piece *batch_piece(batch *self, const char *path, size_t shard) {
    for (size_t i = 0; i < self->piece_count; i++)
        if (strcmp(self->pieces[i].path, path) == 0)
            return &self->pieces[i];
    if (self->piece_count == self->piece_capacity) {
        size_t capacity = self->piece_capacity ? self->piece_capacity * 2 : 8;
        self->pieces = memory_resize(self->pieces, capacity, sizeof *self->pieces);
        memset(self->pieces + self->piece_capacity, 0, (capacity - self->piece_capacity) * sizeof *self->pieces);
        self->piece_capacity = capacity;
    }
    piece *fresh = &self->pieces[self->piece_count++];
    fresh->path = (char *)galley_arena_copy(self->arena, galley_text_of(path)).ptr;
    fresh->shard = shard;
    fresh->articles = 0;
    fresh->lines.len = fresh->member.len = 0;
    return fresh;
}

/* ---- Scanning ---- */

bool is_blank_line(galley_text line) {
    for (size_t i = 0; i < line.len; i++)
        if (line.ptr[i] != ' ' && line.ptr[i] != '\t' && line.ptr[i] != '\r')
            return false;
    return true;
}

static void reject(entry *each, galley_arena *arena, const char *message) {
    each->fate = FATE_REJECTED;
    each->article.said.message = galley_arena_copy(arena, galley_text_of(message));
}

static void scan_line(batch *self, galley_text line, origin from, const field_map *fields) {
    entry *each = batch_add_entry(self);
    galley_error error;
    if (!article_scan(&each->article, line, from, fields, self->arena, &error))
        reject(each, self->arena, error.message);
}

static void scan_lines(batch *self, const field_map *fields) {
    const char *at = self->source.text.ptr, *end = at + self->source.text.len;
    origin from = {.shard = self->shard, .line = self->source.first_line, .ordinal = self->source.ordinal};
    for (; at < end; from.line++, from.ordinal++) {
        const char *line_end = memchr(at, '\n', (size_t)(end - at));
        galley_text line = galley_text_part(at, (size_t)((line_end ? line_end : end) - at));
        if (is_blank_line(line))
            self->ledger[LEDGER_BLANK]++;
        else
            scan_line(self, line, from, fields);
        at = line_end ? line_end + 1 : end;
    }
    self->ledger[LEDGER_READ] += self->count;
}

bool is_line_end(const batch_text *source) {
    return source->is_last_piece || (source->kind == BATCH_BROKEN && source->text.len > 0);
}

/* The line that a broken stream cut off, or a piece of one that is too long. */
static void reject_source(batch *self, const field_map *fields, const char *message) {
    entry *each = batch_add_entry(self);
    origin from = {.shard = self->shard, .line = self->source.first_line, .ordinal = self->source.ordinal};
    galley_text line = galley_buffer_text(&self->source.text);
    line.len -= line.len > 0 && line.ptr[line.len - 1] == '\n';
    each->article = (galley_article){.line = line, .origin = from, .fields = fields, .arena = self->arena};
    reject(each, self->arena, message);
}

void batch_scan(batch *self, const field_map *fields) {
    self->ledger[LEDGER_TEXT_BYTES] += self->source.text.len;
    switch (self->source.kind) {
    case BATCH_LINES:
        scan_lines(self, fields);
        break;
    case BATCH_PIECE: {
        galley_error error;
        galley_error_set(&error, "the line is longer than %d MiB, the most that an article may have",
                         LINE_MAX_BYTES / (1024 * 1024));
        reject_source(self, fields, error.message);
        break;
    }
    case BATCH_BROKEN:
        if (is_line_end(&self->source))
            reject_source(self, fields, self->source.error.message);
        break;
    }
    self->ledger[LEDGER_READ] += is_line_end(&self->source);
}

/* ---- Rejected lines ---- */

static void write_base64(galley_buffer *out, galley_text bytes) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t at = 0; at < bytes.len; at += 3) {
        size_t left = bytes.len - at;
        uint32_t group = (uint32_t)(unsigned char)bytes.ptr[at] << 16;
        if (left > 1)
            group |= (uint32_t)(unsigned char)bytes.ptr[at + 1] << 8;
        if (left > 2)
            group |= (unsigned char)bytes.ptr[at + 2];
        char four[4] = {digits[group >> 18], digits[group >> 12 & 63], left > 1 ? digits[group >> 6 & 63] : '=',
                        left > 2 ? digits[group & 63] : '='};
        galley_buffer_add_bytes(out, four, 4);
    }
}

void write_rejected(galley_buffer *out, galley_text from, galley_text error, galley_text line, uint64_t part) {
    galley_buffer_add_string(out, "{\"origin\": ");
    json_write_string(out, from);
    galley_buffer_add_string(out, ", \"error\": ");
    json_write_string(out, error);
    if (part)
        galley_buffer_printf(out, ", \"part\": %llu", (unsigned long long)part);
    if (galley_utf8_valid(line) == line.len) {
        galley_buffer_add_string(out, ", \"line\": ");
        json_write_string(out, line);
    } else {
        galley_buffer_add_string(out, ", \"base64\": \"");
        write_base64(out, line);
        galley_buffer_add_char(out, '"');
    }
    galley_buffer_add_string(out, "}\n");
}
