/* What tests of gzip in and out read: members, and files of them. */
#ifndef TESTS_UNIT_STREAMS_H
#define TESTS_UNIT_STREAMS_H

#include "stream/deflate.h"

#include <setjmp.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

/* Words from a small stock, the same for the same seed. */
static inline galley_buffer words(size_t len, unsigned seed) {
    galley_buffer text = {0};
    while (text.len < len) {
        seed = seed * 1103515245u + 12345u;
        galley_buffer_printf(&text, "%x%c", seed >> 16 & 0xfff, seed >> 28 ? ' ' : '\n');
    }
    text.len = len;
    return text;
}

static inline void add_member(const deflate_backend *backend, galley_buffer *stream, galley_text text) {
    gzip_writer *writer = gzip_writer_new_with(backend, 1);
    gzip_writer_member(writer, text, stream);
    gzip_writer_free(writer);
}

/* A file without a name that holds these bytes, at its start. */
static inline int file_of(const galley_buffer *bytes) {
    FILE *file = tmpfile();
    assert_non_null(file);
    if (bytes->len > 0)
        assert_int_equal(fwrite(bytes->ptr, 1, bytes->len, file), bytes->len);
    rewind(file);
    int descriptor = dup(fileno(file));
    fclose(file);
    return descriptor;
}

#endif
