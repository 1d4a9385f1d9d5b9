/* Arenas: a chain of chunks, the newest first. Allocation moves a cursor; reset keeps the largest chunk that is not a
 * huge one, so that a worker's arena settles at the size that its batches need and asks the system for little more, and
 * what one huge article needed is given back. */
#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>

enum { FIRST_CHUNK = 64 * 1024, LARGEST_GROWTH = 4 * 1024 * 1024, LARGEST_KEPT = 2 * LARGEST_GROWTH };

typedef struct chunk {
    struct chunk *older;
    size_t size, used; /* bytes behind this header */
    max_align_t bytes[];
} chunk;

struct galley_arena {
    chunk *newest;
};

static chunk *chunk_new(size_t size, chunk *older) {
    size_t bytes;
    if (__builtin_add_overflow(size, sizeof(chunk), &bytes))
        bytes = SIZE_MAX;
    chunk *fresh = memory_alloc(bytes);
    *fresh = (chunk){.older = older, .size = size};
    return fresh;
}

static void free_chunks(chunk *newest) {
    while (newest) {
        chunk *older = newest->older;
        free(newest);
        newest = older;
    }
}

galley_arena *galley_arena_new(void) {
    galley_arena *arena = memory_alloc(sizeof *arena);
    arena->newest = chunk_new(FIRST_CHUNK, NULL);
    return arena;
}

void galley_arena_free(galley_arena *arena) {
    if (!arena)
        return;
    free_chunks(arena->newest);
    free(arena);
}

void galley_arena_reset(galley_arena *arena) {
    chunk *largest = NULL; /* of those worth keeping, and the first one is */
    for (chunk *each = arena->newest; each; each = each->older)
        if (each->size <= LARGEST_KEPT && (!largest || each->size > largest->size))
            largest = each;
    chunk **link = &arena->newest;
    while (*link != largest)
        link = &(*link)->older;
    /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): an arena has one chunk at least */
    *link = largest->older;
    free_chunks(arena->newest);
    largest->older = NULL;
    largest->used = 0;
    arena->newest = largest;
}

/* One huge allocation makes no huge chunks behind it. */
static size_t grown(const chunk *newest, size_t wanted) {
    size_t size = newest->size < LARGEST_GROWTH ? newest->size * 2 : LARGEST_GROWTH;
    return size < wanted ? wanted : size;
}

void *galley_arena_alloc(galley_arena *arena, size_t size) {
    size_t aligned;
    if (__builtin_add_overflow(size, sizeof(max_align_t) - 1, &aligned))
        return memory_alloc(SIZE_MAX);
    aligned -= aligned % sizeof(max_align_t);
    chunk *newest = arena->newest;
    if (newest->size - newest->used < aligned)
        arena->newest = newest = chunk_new(grown(newest, aligned), newest);
    void *memory = (char *)newest->bytes + newest->used;
    newest->used += aligned;
    return memory;
}

galley_text galley_arena_copy(galley_arena *arena, galley_text text) {
    char *copy = galley_arena_alloc(arena, text.len + 1);
    if (text.len)
        memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    return galley_text_part(copy, text.len);
}

galley_text galley_arena_printf(galley_arena *arena, const char *format, ...) {
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    size_t size = len < 0 ? 0 : (size_t)len;
    char *text = galley_arena_alloc(arena, size + 1);
    vsnprintf(text, size + 1, format, again);
    va_end(again);
    return galley_text_part(text, size);
}
