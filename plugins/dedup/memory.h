/* Memory for dedup's structs and tables: cleared, and never NULL, since running out ends the process as it does
 * everywhere in Galley. */
#ifndef DEDUP_MEMORY_H
#define DEDUP_MEMORY_H

#include <stddef.h>

void *heap_new(size_t bytes);
void heap_free(void *memory);

/* From the system and back to it, past the heap: many tables that grow in turn would leave holes there that nothing else
 * fits into, which was measured to cost a tenth of all memory. Begins on a page's border. */
void *pages_new(size_t bytes);
/* Much memory at random places costs more in small pages. A wish: it changes nothing else. */
void pages_wish_large(void *memory, size_t bytes);

void pages_free(void *pages, size_t bytes); /* as many as were asked for; NULL is allowed */

#endif
