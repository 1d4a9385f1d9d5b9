/* Memory. A plugin reaches the heap of Galley, with its answer to "no memory left", through galley_buffer. */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include "memory.h"

#include <galley/base.h>
#include <stdint.h>
#include <sys/mman.h>

enum { LARGE_PAGE = 1 << 21 };

void *heap_new(size_t bytes) {
    galley_buffer memory = {0};
    return memset(galley_buffer_reserve(&memory, bytes), 0, bytes);
}

void heap_free(void *memory) {
    galley_buffer buffer = {.ptr = memory};
    galley_buffer_clear(&buffer);
}

void *pages_new(size_t bytes) {
    void *pages = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED) {
        galley_buffer all = {0};
        galley_buffer_reserve(&all, SIZE_MAX); /* not to be had: says so and ends the process */
    }
    pages_wish_large(pages, bytes);
    return pages;
}

void pages_wish_large(void *memory, size_t bytes) {
    size_t before = (LARGE_PAGE - (uintptr_t)memory % LARGE_PAGE) % LARGE_PAGE;
    if (before + LARGE_PAGE <= bytes)
        madvise((char *)memory + before, (bytes - before) / LARGE_PAGE * LARGE_PAGE, MADV_HUGEPAGE);
}

void pages_free(void *pages, size_t bytes) {
    if (pages)
        munmap(pages, bytes);
}
