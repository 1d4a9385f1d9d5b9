/* Raw deflate by isa-l: two to three times as fast as zlib. Where the build has no isa-l this file is empty.
 *
 * What isa-l 2.30 does and its manual does not say: it reads up to eight bytes ahead and does not give them back at the
 * end of a raw stream; it forgets what it has decoded but not yet given when it meets damage; a copy from before the
 * text's start is refused, but counted as given, which would let bytes of the heap into the text, and the input as used
 * up beyond its end (not so when it gets one byte at a time); "no error" may mean that it needs input, needs room, or
 * is done; it reads a block whose Huffman codes are incomplete, which zlib refuses, up to a word that no code has, or
 * to its end; and what it compresses to depends on how much room it is given. */
#include "stream/deflate.h"

#ifdef GALLEY_WITH_ISAL
#include "base/memory.h"

#include <isa-l.h>
#include <stddef.h>
#include <stdlib.h>

enum { LARGEST_PIECE = 1 << 30 /* of input or output of one call: isa-l counts in 32 bits */ };

#define STRING_OF(number)        #number
#define VERSION_OF(major, minor) STRING_OF(major) "." STRING_OF(minor) /* the numbers are macros themselves */

static uint32_t piece_of(size_t len) {
    return len < LARGEST_PIECE ? (uint32_t)len : LARGEST_PIECE;
}

static uint32_t crc32_of(uint32_t crc, const void *bytes, size_t len) {
    return crc32_gzip_refl(crc, bytes, len);
}

/* ---- Inflate ---- */

typedef struct isal_inflater {
    struct inflate_state state;
    struct inflate_state before; /* the state in which the call began */
    bool is_damaged;
} isal_inflater;

static void *inflate_new(void) {
    isal_inflater *self = memory_alloc(sizeof *self);
    isal_inflate_init(&self->state);
    self->state.hist_bits = 0;
    self->is_damaged = false;
    return self;
}

static void inflate_free(void *inflater) {
    free(inflater);
}

static void inflate_reset(void *memory) {
    isal_inflater *self = memory;
    isal_inflate_reset(&self->state);
    self->is_damaged = false;
}

/* What isa-l had decoded into its own buffer before it met the damage. */
static inflate_status give_rest(struct inflate_state *state, inflate_span *span) {
    size_t len = (size_t)(state->tmp_out_valid - state->tmp_out_processed);
    if (len > span->out_len)
        len = span->out_len;
    memcpy(span->out, state->tmp_out_buffer + state->tmp_out_processed, len);
    state->tmp_out_processed += (int32_t)len;
    span->out += len;
    span->out_len -= len;
    return state->tmp_out_processed < state->tmp_out_valid ? INFLATE_MORE : INFLATE_DAMAGED;
}

static void give_back(struct inflate_state *state, inflate_span *span) {
    size_t ahead = (size_t)state->read_in_length / 8;
    span->in -= ahead;
    span->in_len += ahead;
}

/* As much as is in use: nothing of the room behind the text that waits. */
static void copy_state(struct inflate_state *to, const struct inflate_state *from) {
    memcpy(to, from, offsetof(struct inflate_state, tmp_out_buffer) + (size_t)from->tmp_out_valid);
}

/* One call of isa-l with so many bytes of the input. */
static int inflate_piece(struct inflate_state *state, uint32_t in, inflate_span *span) {
    uint32_t out = piece_of(span->out_len);
    state->next_in = (uint8_t *)span->in; /* isa-l only reads it, but does not say so */
    state->avail_in = in;
    state->next_out = span->out;
    state->avail_out = out;
    int code = isal_inflate(state);
    span->in += in - state->avail_in;
    span->in_len -= in - state->avail_in;
    span->out += out - state->avail_out;
    span->out_len -= out - state->avail_out;
    return code;
}

static int inflate_bytewise(struct inflate_state *state, inflate_span *span) {
    int code = ISAL_DECOMP_OK;
    while (code == ISAL_DECOMP_OK && state->block_state != ISAL_BLOCK_FINISH && span->in_len > 0 && span->out_len > 0)
        code = inflate_piece(state, 1, span);
    return code;
}

static inflate_status inflate_some(void *memory, inflate_span *span) {
    isal_inflater *self = memory;
    struct inflate_state *state = &self->state;
    if (self->is_damaged)
        return give_rest(state, span);
    inflate_span begun = *span;
    copy_state(&self->before, state);
    int code = inflate_piece(state, piece_of(span->in_len), span);
    if (code != ISAL_DECOMP_OK) {
        *span = begun;
        copy_state(state, &self->before);
        code = inflate_bytewise(state, span);
    }
    if (code != ISAL_DECOMP_OK) {
        self->is_damaged = true;
        return give_rest(state, span);
    }
    if (state->block_state != ISAL_BLOCK_FINISH)
        return INFLATE_MORE;
    give_back(state, span);
    return INFLATE_END;
}

/* ---- Deflate ---- */

typedef struct isal_deflater {
    struct isal_zstream stream;
    uint8_t level_buffer[];
} isal_deflater;

static uint32_t level_buffer_size(int level) {
    static const uint32_t sizes[] = {0, ISAL_DEF_LVL1_DEFAULT, ISAL_DEF_LVL2_DEFAULT, ISAL_DEF_LVL3_DEFAULT};
    return sizes[level];
}

static void *deflate_new(int level) {
    uint32_t size = level_buffer_size(level);
    isal_deflater *self = memory_zero(1, sizeof *self + size);
    isal_deflate_init(&self->stream);
    self->stream.level = (uint32_t)level;
    self->stream.level_buf = self->level_buffer;
    self->stream.level_buf_size = size;
    return self;
}

static void deflate_free(void *deflater) {
    free(deflater);
}

static void deflate_all(void *memory, galley_text text, galley_buffer *out) {
    isal_deflater *self = memory;
    struct isal_zstream *stream = &self->stream;
    isal_deflate_reset(stream);
    memset(self->level_buffer, 0, stream->level_buf_size); /* what earlier members left there would change the output */
    stream->next_in = (uint8_t *)text.ptr;                 /* only read */
    do {
        uint32_t in = piece_of(text.len), room = piece_of(deflate_room(text.len));
        stream->avail_in = in;
        stream->end_of_stream = in == text.len;
        stream->next_out = (uint8_t *)galley_buffer_reserve(out, room);
        stream->avail_out = room;
        isal_deflate(stream);
        text.len -= in - stream->avail_in;
        out->len += room - stream->avail_out;
    } while (stream->internal_state.state != ZSTATE_END);
}

const deflate_backend deflate_isal = {
    .name = "isa-l " VERSION_OF(ISAL_MAJOR_VERSION, ISAL_MINOR_VERSION),
    .level_max = ISAL_DEF_MAX_LEVEL,
    .crc32 = crc32_of,
    .inflate_new = inflate_new,
    .inflate_free = inflate_free,
    .inflate_reset = inflate_reset,
    .inflate_some = inflate_some,
    .deflate_new = deflate_new,
    .deflate_free = deflate_free,
    .deflate_all = deflate_all,
};
#endif
