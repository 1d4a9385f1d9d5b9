/* Memory that does not fail: what cannot be had ends the process (see galley/base.h), so callers need no branch for
 * it. */
#ifndef CORE_BASE_MEMORY_H
#define CORE_BASE_MEMORY_H

#include <galley/base.h>

enum { EXIT_OUT_OF_MEMORY = 4 };

void *memory_alloc(size_t size);                           /* not cleared */
void *memory_zero(size_t count, size_t size);              /* cleared; count * size is checked */
void *memory_resize(void *old, size_t count, size_t size); /* as realloc; count * size is checked */
char *memory_string(galley_text text);                     /* a copy that ends with NUL */
char *memory_printf(const char *format, ...) GALLEY_FORMAT(1, 2);

/* Empties a buffer for its next use; its memory is given back if that is more than `keep` bytes, so that one long
 * content does not hold it for ever. */
void buffer_recycle(galley_buffer *buffer, size_t keep);

#endif
