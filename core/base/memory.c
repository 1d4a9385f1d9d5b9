/* Allocation with one answer to "no memory left": say so and end, as after a kill, so that --resume goes on. */
#define _GNU_SOURCE /* vasprintf */
#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static _Noreturn void out_of_memory(size_t count, size_t size) {
    fprintf(stderr,
            "galley: out of memory: %zu times %zu bytes were not to be had; continue with --resume, "
            "with fewer --jobs or on a machine with more memory\n",
            count, size);
    _exit(EXIT_OUT_OF_MEMORY);
}

void *memory_alloc(size_t size) {
    void *memory = malloc(size ? size : 1);
    if (!memory)
        out_of_memory(1, size);
    return memory;
}

void *memory_zero(size_t count, size_t size) {
    void *memory = calloc(count ? count : 1, size ? size : 1);
    if (!memory)
        out_of_memory(count, size);
    return memory;
}

void *memory_resize(void *old, size_t count, size_t size) {
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes))
        out_of_memory(count, size);
    void *memory = realloc(old, bytes ? bytes : 1);
    if (!memory)
        out_of_memory(count, size);
    return memory;
}

char *memory_string(galley_text text) {
    char *copy = memory_alloc(text.len + 1);
    if (text.len)
        memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    return copy;
}

char *memory_printf(const char *format, ...) {
    va_list args;
    va_start(args, format);
    char *text;
    if (vasprintf(&text, format, args) < 0)
        out_of_memory(1, 0);
    va_end(args);
    return text;
}
