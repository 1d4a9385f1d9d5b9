/* Keywords in scripts without spaces: Chinese, Japanese, Thai and their kin. */
#ifndef ENRICH_UNSPACED_H
#define ENRICH_UNSPACED_H

#include "reading.h"

enum { UNSPACED_LONGEST = 12 /* characters */, HAN_CHARACTERS = 0x5200 /* from U+4E00 on */ };

typedef struct unspaced_word {
    double score; /* more is better */
    uint32_t first, length, count;
} unspaced_word;

typedef struct unspaced {
    galley_buffer characters, slots, items;
    size_t count;
    uint8_t kinds[HAN_CHARACTERS]; /* of Han characters; filled at the first use */
    bool is_ready;
} unspaced;

void unspaced_clear(unspaced *self);

/* Finds them all, best first. */
void unspaced_find(unspaced *self, const reading *text);

static inline const unspaced_word *unspaced_at(const unspaced *self, size_t at) {
    return (const unspaced_word *)(const void *)self->items.ptr + at;
}

#endif
