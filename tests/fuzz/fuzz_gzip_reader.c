/* Any bytes as a gzip stream, through each backend: no crash, no endless loop, an error that says something, and text
 * that does not depend on how much is asked for at once. Build with clang -fsanitize=fuzzer,address,undefined.
 *
 * The first byte chooses how much is asked for; the rest is the stream. */
#define _GNU_SOURCE /* memfd_create */
#include "stream/deflate.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { TEXT_MAX = 4 * 1024 * 1024 /* a bomb is cut here */ };

static int file_of(const uint8_t *bytes, size_t len) {
    int descriptor = memfd_create("fuzz", MFD_CLOEXEC);
    if (descriptor < 0 || write(descriptor, bytes, len) != (ssize_t)len || lseek(descriptor, 0, SEEK_SET) != 0)
        abort();
    return descriptor;
}

static void must(bool holds) {
    if (!holds)
        abort();
}

/* Each read gets memory of exactly the size that it may use, so that the sanitizer sees a byte too many. */
static gzip_status read_all(const deflate_backend *backend, const uint8_t *bytes, size_t len, size_t capacity,
                            galley_buffer *text) {
    gzip_reader *reader = gzip_reader_new_with(backend, file_of(bytes, len));
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

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len) {
    if (len == 0)
        return 0;
    for (const deflate_backend *const *backend = deflate_backends; *backend; backend++) {
        galley_buffer at_once = {0}, in_steps = {0};
        gzip_status status = read_all(*backend, bytes + 1, len - 1, TEXT_MAX, &at_once);
        gzip_status again = read_all(*backend, bytes + 1, len - 1, (size_t)bytes[0] * 16 + 1, &in_steps);
        size_t compared = at_once.len < in_steps.len ? at_once.len : in_steps.len;
        must(compared == 0 || memcmp(at_once.ptr, in_steps.ptr, compared) == 0);
        must(compared >= TEXT_MAX || (status == again && at_once.len == in_steps.len));
        galley_buffer_clear(&at_once);
        galley_buffer_clear(&in_steps);
    }
    return 0;
}
