/* Growable bytes: doubling, checked, never failing (base/memory.h). */
#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>

enum { SMALLEST = 256 };

void galley_buffer_clear(galley_buffer *buffer) {
    free(buffer->ptr);
    *buffer = (galley_buffer){0};
}

void buffer_recycle(galley_buffer *buffer, size_t keep) {
    buffer->len = 0;
    if (buffer->capacity > keep)
        galley_buffer_clear(buffer);
}

char *galley_buffer_reserve(galley_buffer *buffer, size_t more) {
    size_t needed;
    if (__builtin_add_overflow(buffer->len, more, &needed))
        needed = SIZE_MAX;
    if (needed > buffer->capacity || !buffer->ptr) {
        size_t doubled = buffer->capacity < SIZE_MAX / 2 ? buffer->capacity * 2 : SIZE_MAX;
        size_t capacity = doubled < SMALLEST ? SMALLEST : doubled;
        if (capacity < needed)
            capacity = needed;
        buffer->ptr = memory_resize(buffer->ptr, capacity, 1);
        buffer->capacity = capacity;
    }
    return buffer->ptr + buffer->len;
}

void galley_buffer_add_bytes(galley_buffer *buffer, const void *bytes, size_t len) {
    if (len == 0)
        return;
    memcpy(galley_buffer_reserve(buffer, len), bytes, len);
    buffer->len += len;
}

void galley_buffer_add(galley_buffer *buffer, galley_text text) {
    galley_buffer_add_bytes(buffer, text.ptr, text.len);
}

void galley_buffer_add_string(galley_buffer *buffer, const char *string) {
    galley_buffer_add_bytes(buffer, string, strlen(string));
}

void galley_buffer_printf(galley_buffer *buffer, const char *format, ...) {
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (len > 0) {
        vsnprintf(galley_buffer_reserve(buffer, (size_t)len + 1), (size_t)len + 1, format, again);
        buffer->len += (size_t)len;
    }
    va_end(again);
}
