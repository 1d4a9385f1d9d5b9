/* Raw deflate by zlib: in every build, and alone where isa-l is not. */
#include "base/memory.h"
#include "stream/deflate.h"

#include <limits.h>
#include <stdlib.h>
#include <zlib.h>

enum { RAW_DEFLATE = -15, MEMORY_LEVEL = 8 };

static void *take_memory(void *unused, unsigned count, unsigned size) {
    (void)unused;
    return memory_zero(count, size);
}

static void give_memory(void *unused, void *memory) {
    (void)unused;
    free(memory);
}

static z_stream *stream_new(void) {
    z_stream *stream = memory_zero(1, sizeof *stream);
    stream->zalloc = take_memory;
    stream->zfree = give_memory;
    return stream;
}

/* zlib counts in unsigned int: what is longer goes in pieces. */
static unsigned piece_of(size_t len) {
    return len < UINT_MAX ? (unsigned)len : UINT_MAX;
}

static uint32_t crc32_of(uint32_t crc, const void *bytes, size_t len) {
    return (uint32_t)crc32_z(crc, bytes, len);
}

static void *inflate_new(void) {
    z_stream *stream = stream_new();
    inflateInit2(stream, RAW_DEFLATE);
    return stream;
}

static void inflate_free(void *inflater) {
    inflateEnd(inflater);
    free(inflater);
}

static void inflate_reset(void *inflater) {
    inflateReset(inflater);
}

static inflate_status inflate_some(void *inflater, inflate_span *span) {
    z_stream *stream = inflater;
    unsigned in = piece_of(span->in_len), out = piece_of(span->out_len);
    stream->next_in = (z_const Bytef *)span->in;
    stream->avail_in = in;
    stream->next_out = span->out;
    stream->avail_out = out;
    int code = inflate(stream, Z_NO_FLUSH);
    span->in = stream->next_in;
    span->in_len -= in - stream->avail_in;
    span->out = stream->next_out;
    span->out_len -= out - stream->avail_out;
    if (code == Z_STREAM_END)
        return INFLATE_END;
    return code == Z_OK || code == Z_BUF_ERROR ? INFLATE_MORE : INFLATE_DAMAGED;
}

static void *deflate_new(int level) {
    z_stream *stream = stream_new();
    deflateInit2(stream, level, Z_DEFLATED, RAW_DEFLATE, MEMORY_LEVEL, Z_DEFAULT_STRATEGY);
    return stream;
}

static void deflate_free(void *deflater) {
    deflateEnd(deflater);
    free(deflater);
}

static void deflate_all(void *deflater, galley_text text, galley_buffer *out) {
    z_stream *stream = deflater;
    deflateReset(stream);
    stream->next_in = (z_const Bytef *)text.ptr;
    int code = Z_OK;
    while (code != Z_STREAM_END) {
        unsigned in = piece_of(text.len), room = piece_of(deflate_room(text.len));
        stream->avail_in = in;
        stream->next_out = (Bytef *)galley_buffer_reserve(out, room);
        stream->avail_out = room;
        code = deflate(stream, in == text.len ? Z_FINISH : Z_NO_FLUSH);
        text.len -= in - stream->avail_in;
        out->len += room - stream->avail_out;
    }
}

const deflate_backend deflate_zlib = {
    .name = "zlib " ZLIB_VERSION,
    .level_max = 9,
    .crc32 = crc32_of,
    .inflate_new = inflate_new,
    .inflate_free = inflate_free,
    .inflate_reset = inflate_reset,
    .inflate_some = inflate_some,
    .deflate_new = deflate_new,
    .deflate_free = deflate_free,
    .deflate_all = deflate_all,
};
