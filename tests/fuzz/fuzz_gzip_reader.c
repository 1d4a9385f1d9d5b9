/* Any bytes as a gzip stream, through each backend: no crash, no endless loop, an error that says something, and text
 * that depends neither on how much is asked for at once, nor on the backend, nor on whether members were inflated
 * ahead.
 *
 * The first byte chooses how much is asked for; the rest is the stream. */
#define _GNU_SOURCE /* memfd_create */
#include "must.h"
#include "stream/ahead.h"

#include <sys/mman.h>
#include <unistd.h>

enum { TEXT_MAX = 256 * 1024 /* a bomb is cut here */ };

static int file_of(const uint8_t *bytes, size_t len) {
    int descriptor = memfd_create("fuzz", MFD_CLOEXEC);
    if (descriptor < 0 || write(descriptor, bytes, len) != (ssize_t)len || lseek(descriptor, 0, SEEK_SET) != 0)
        abort();
    return descriptor;
}

/* Each read gets memory of exactly the size that it may use, so that the sanitizer sees a byte too many. */
static gzip_status read_all(const deflate_backend *backend, ahead *ahead, const uint8_t *bytes, size_t len,
                            size_t capacity, galley_buffer *text) {
    gzip_reader *reader = gzip_reader_new_with(backend, file_of(bytes, len));
    if (ahead) {
        gzip_supply supply = ahead_supply(ahead);
        gzip_reader_attach(reader, &supply);
    }
    char *out = malloc(capacity);
    galley_error error = {""};
    gzip_status status = GZIP_MORE;
    while (status == GZIP_MORE && text->len < TEXT_MAX) {
        size_t got;
        status = gzip_reader_read(reader, out, capacity, &got, &error);
        must(got <= capacity && (status != GZIP_MORE || got == capacity));
        galley_buffer_add_bytes(text, out, got);
        gzip_place place = gzip_reader_place(reader);
        must(place.compressed <= len && place.text <= text->len);
    }
    must((status == GZIP_BROKEN) == (error.message[0] != '\0'));
    must(gzip_reader_consumed(reader) <= len);
    free(out);
    gzip_reader_free(reader);
    return status;
}

/* What reading gave. */
typedef struct reading {
    gzip_status status;
    galley_buffer text;
} reading;

static reading read_with(const deflate_backend *backend, ahead *ahead, const uint8_t *bytes, size_t len,
                         size_t capacity) {
    reading read = {.text = {0}};
    read.status = read_all(backend, ahead, bytes, len, capacity, &read.text);
    return read;
}

/* As far as both go. */
static size_t must_begin_alike(const reading *one, const reading *other) {
    size_t compared = one->text.len < other->text.len ? one->text.len : other->text.len;
    must(compared == 0 || memcmp(one->text.ptr, other->text.ptr, compared) == 0);
    return compared;
}

static void must_be_alike(const reading *one, const reading *other) {
    size_t compared = must_begin_alike(one, other);
    must(compared >= TEXT_MAX || (one->status == other->status && one->text.len == other->text.len));
}

/* isa-l takes blocks whose Huffman code is incomplete, which zlib refuses: what zlib calls broken may go on. */
static void must_be_like_zlib(const reading *one, const reading *zlib) {
    if (zlib->status == GZIP_BROKEN)
        must(must_begin_alike(one, zlib) == zlib->text.len || one->status == GZIP_BROKEN);
    else
        must_be_alike(one, zlib);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len) {
    if (len == 0)
        return 0;
    reading wanted = read_with(&deflate_zlib, NULL, bytes + 1, len - 1, TEXT_MAX);
    for (const deflate_backend *const *backend = deflate_backends; *backend; backend++) {
        reading in_steps = read_with(*backend, NULL, bytes + 1, len - 1, (size_t)bytes[0] * 16 + 1);
        reading at_once = read_with(*backend, NULL, bytes + 1, len - 1, TEXT_MAX);
        ahead *members = ahead_new(*backend, 2, (size_t)bytes[0] + 1);
        reading inflated_ahead = read_with(*backend, members, bytes + 1, len - 1, TEXT_MAX);
        must_be_alike(&at_once, &in_steps);
        must_be_like_zlib(&at_once, &wanted);
        must_be_alike(&at_once, &inflated_ahead);
        ahead_free(members);
        galley_buffer_clear(&inflated_ahead.text);
        galley_buffer_clear(&in_steps.text);
        galley_buffer_clear(&at_once.text);
    }
    galley_buffer_clear(&wanted.text);
    return 0;
}
