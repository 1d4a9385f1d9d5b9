/* The nearest right name: for messages that say "did you mean …". */
#ifndef CORE_BASE_NEAREST_H
#define CORE_BASE_NEAREST_H

#include <galley/base.h>

/* Finds among candidates, offered one by one, the one with the smallest edit distance to a word. */
typedef struct nearest {
    const char *word, *best;
    size_t distance;
} nearest;

void nearest_init(nearest *nearest, const char *word);
void nearest_offer(nearest *nearest, const char *candidate);

/* "; did you mean \"…\"?", or "" if nothing is near. `text` has room for 128 bytes. */
const char *nearest_hint(const nearest *nearest, char text[128]);

#endif
