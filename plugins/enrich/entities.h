/* Names in a text: runs of capitalised words. No list of names stands behind it. */
#ifndef ENRICH_ENTITIES_H
#define ENRICH_ENTITIES_H

#include "reading.h"

#include <galley/date.h>

typedef struct entity {
    galley_text name;
    uint64_t hash; /* of the folded name */
    uint32_t count;
    uint32_t first, last; /* tokens of the first one inside a sentence */
    uint32_t first_seen;  /* token of the first one anywhere */
} entity;

typedef struct entities {
    galley_buffer runs, items;
    size_t run_count, count;
} entities;

void entities_clear(entities *self);

/* Finds them all, most frequent ones first. Names live in the arena. */
void entities_find(entities *self, const reading *text, const galley_calendar *names, const char *lang,
                   galley_arena *arena);

static inline const entity *entities_at(const entities *self, size_t at) {
    return (const entity *)(const void *)self->items.ptr + at;
}

#endif
