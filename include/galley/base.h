/* galley/base.h: what every part of Galley and every stage shares: views, errors, arenas, buffers.
 *
 * Ownership, once for the whole API: a view (galley_text) owns nothing. What a function gives out of an arena lives as
 * long as the arena does. What a function named _new gives belongs to the caller, who gives it to _free; what _init
 * fills in place is emptied by _clear. Strings that go in are copied unless the comment says otherwise.
 *
 * Memory that runs out is not an error to handle: the process ends with a message and exit status 4, exactly as if it
 * had been killed, and `galley run --resume` goes on from there. So no allocation here returns NULL.
 *
 * Threads: nothing here is global. An object may be used by one thread at a time unless its comment says
 * more. */
#ifndef GALLEY_BASE_H
#define GALLEY_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define GALLEY_API                   __attribute__((visibility("default")))
#define GALLEY_FORMAT(string, first) __attribute__((format(printf, string, first)))
#else
#define GALLEY_API
#define GALLEY_FORMAT(string, first)
#endif

/* ---- Text ------------------------------------------------------------------------------------------------------ */

/* Some bytes of somebody else's. Not terminated by NUL; may hold NUL. {NULL, 0} is "none", and is also an empty
 * text. */
typedef struct galley_text {
    const char *ptr;
    size_t len; /* bytes */
} galley_text;

static inline galley_text galley_text_of(const char *string) {
    galley_text text = {string, string ? strlen(string) : 0};
    return text;
}

static inline galley_text galley_text_part(const char *ptr, size_t len) {
    galley_text text = {ptr, len};
    return text;
}

static inline bool galley_text_equal(galley_text a, galley_text b) {
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static inline bool galley_text_is(galley_text text, const char *string) {
    return galley_text_equal(text, galley_text_of(string));
}

/* For printf: printf("%.*s", GALLEY_TEXT_ARGS(text)). A macro, since C cannot pass two arguments as one. */
#define GALLEY_TEXT_ARGS(text) (int)(text).len, (text).ptr

/* ---- Errors ---------------------------------------------------------------------------------------------------- */

/* A sentence for a person: where (file:line, stage, parameter), what was found, what was wanted, what to do.
 * A caller makes one as {0} or {""} and passes its address; a function that fails fills it and returns false. Texts
 * that do not fit are cut at a character. */
typedef struct galley_error {
    char message[1024];
} galley_error;

/* Writes the sentence, as printf does. Returns false always, so that `return galley_error_set(error, …);` reads well.
 * `error` may be NULL: then nothing is written. */
GALLEY_API bool galley_error_set(galley_error *error, const char *format, ...) GALLEY_FORMAT(2, 3);

/* Puts a place before the sentence that is there: "place: sentence". Returns false always. */
GALLEY_API bool galley_error_at(galley_error *error, const char *format, ...) GALLEY_FORMAT(2, 3);

/* ---- Arena ----------------------------------------------------------------------------------------------------- */

/* Memory that is given back all at once. Cheap to take from; nothing is freed singly. One thread at a time. */
typedef struct galley_arena galley_arena;

GALLEY_API galley_arena *galley_arena_new(void);
GALLEY_API void galley_arena_free(galley_arena *arena); /* NULL is allowed */

/* Makes all of the arena's memory free to be used again, and keeps most of it for the next round. */
GALLEY_API void galley_arena_reset(galley_arena *arena);

/* `size` bytes, aligned for any type, not cleared. Never NULL; size 0 gives a valid pointer. */
GALLEY_API void *galley_arena_alloc(galley_arena *arena, size_t size);

/* A copy of a text in the arena, with a NUL after its end that its length does not count. */
GALLEY_API galley_text galley_arena_copy(galley_arena *arena, galley_text text);

/* printf into the arena; a NUL stands after the end. */
GALLEY_API galley_text galley_arena_printf(galley_arena *arena, const char *format, ...) GALLEY_FORMAT(2, 3);

/* ---- Buffer ---------------------------------------------------------------------------------------------------- */

/* Bytes that grow. `galley_buffer b = {0};` is an empty one; galley_buffer_clear gives its memory back. To use it again
 * and keep the memory, set `len = 0`. */
typedef struct galley_buffer {
    char *ptr;
    size_t len, capacity; /* bytes */
} galley_buffer;

GALLEY_API void galley_buffer_clear(galley_buffer *buffer);

/* Room for `more` bytes behind `len`; returns where they go. The caller adds to `len` what it wrote. */
GALLEY_API char *galley_buffer_reserve(galley_buffer *buffer, size_t more);

GALLEY_API void galley_buffer_add(galley_buffer *buffer, galley_text text);
GALLEY_API void galley_buffer_add_bytes(galley_buffer *buffer, const void *bytes, size_t len);
GALLEY_API void galley_buffer_add_string(galley_buffer *buffer, const char *string);
GALLEY_API void galley_buffer_printf(galley_buffer *buffer, const char *format, ...) GALLEY_FORMAT(2, 3);

static inline void galley_buffer_add_char(galley_buffer *buffer, char byte) {
    if (buffer->len == buffer->capacity)
        galley_buffer_reserve(buffer, 1);
    buffer->ptr[buffer->len++] = byte;
}

static inline galley_text galley_buffer_text(const galley_buffer *buffer) {
    return galley_text_part(buffer->ptr, buffer->len);
}

#ifdef __cplusplus
}
#endif
#endif
