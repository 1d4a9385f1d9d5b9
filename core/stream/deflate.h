/* Raw deflate (RFC 1951) and CRC-32, from isa-l or from zlib behind one table of functions.
 *
 * What is gzip's own (headers, trailers, members, padding) is written once, in gzip_reader.c and gzip_writer.c, and is
 * the same whichever library inflates. Private to this folder and to its tests, which run both backends. */
#ifndef CORE_STREAM_DEFLATE_H
#define CORE_STREAM_DEFLATE_H

#include "stream/gzip.h"

/* How far an inflater may move `in` back at the end of its stream: it reads ahead by whole machine words. */
enum { INFLATE_LOOKAHEAD = 8 };

typedef enum inflate_status {
    INFLATE_MORE, /* the input is used up, or `out` is full */
    INFLATE_END,  /* the stream is over: `in` stands behind its last byte, perhaps before where it stood at the call */
    INFLATE_DAMAGED /* no deflate stream; everything before the damage has been given */
} inflate_status;

/* Input and output of one call, which moves the pointers and lowers the lengths. */
typedef struct inflate_span {
    const unsigned char *in;
    size_t in_len;
    unsigned char *out;
    size_t out_len;
} inflate_span;

typedef struct deflate_backend {
    const char *name; /* "zlib 1.2.13" */
    int level_max;    /* deflate_new takes 1 to this */

    uint32_t (*crc32)(uint32_t crc, const void *bytes, size_t len); /* of nothing: 0 */

    void *(*inflate_new)(void);
    void (*inflate_free)(void *inflater);
    void (*inflate_reset)(void *inflater); /* to the start of a stream */
    inflate_status (*inflate_some)(void *inflater, inflate_span *span);

    void *(*deflate_new)(int level);
    void (*deflate_free)(void *deflater);
    void (*deflate_all)(void *deflater, galley_text text, galley_buffer *out); /* appends one whole stream */
} deflate_backend;

/* The room for the output of `len` bytes: enough also for what does not shrink, and the same for the same length, since
 * a library may end its blocks where the room ends. */
static inline size_t deflate_room(size_t len) {
    return len < SIZE_MAX / 2 ? len + len / 64 + 1024 : len;
}

/* Those of this build, the fastest first, then NULL: the reader takes the first, the writer the first that has the
 * level. */
extern const deflate_backend *const deflate_backends[];
extern const deflate_backend deflate_isal, deflate_zlib; /* deflate_isal only where the build has it */

/* What gzip_writer_new calls with the backend that it chooses; gzip_reader.h has the reader's. */
gzip_writer *gzip_writer_new_with(const deflate_backend *backend, int level);

#endif
