/* gzip out: one text, one member (RFC 1952). The header is the same ten bytes always; the backend makes what is between
 * header and trailer. */
#include "base/memory.h"
#include "stream/deflate.h"

#include <stdlib.h>

struct gzip_writer {
    const deflate_backend *backend;
    void *deflater;
};

gzip_writer *gzip_writer_new_with(const deflate_backend *backend, int level) {
    gzip_writer *writer = memory_alloc(sizeof *writer);
    int lowest = level < 1 ? 1 : level;
    *writer = (gzip_writer){backend, backend->deflate_new(lowest > backend->level_max ? backend->level_max : lowest)};
    return writer;
}

gzip_writer *gzip_writer_new(int level) {
    const deflate_backend *const *backend = deflate_backends;
    while (level > (*backend)->level_max && backend[1])
        backend++;
    return gzip_writer_new_with(*backend, level);
}

void gzip_writer_free(gzip_writer *writer) {
    if (!writer)
        return;
    writer->backend->deflate_free(writer->deflater);
    free(writer);
}

static void add_number(galley_buffer *out, uint32_t number) {
    for (int shift = 0; shift < 32; shift += 8)
        galley_buffer_add_char(out, (char)(number >> shift & 0xff));
}

void gzip_writer_member(gzip_writer *writer, galley_text text, galley_buffer *out) {
    /* magic, deflate, no flags, no time, no hint, unknown system */
    static const unsigned char header[] = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255};
    galley_buffer_add_bytes(out, header, sizeof header);
    writer->backend->deflate_all(writer->deflater, text, out);
    add_number(out, writer->backend->crc32(0, text.ptr, text.len));
    add_number(out, (uint32_t)(text.len & UINT32_MAX));
}

const char *gzip_backend(void) {
    return deflate_backends[0]->name;
}
