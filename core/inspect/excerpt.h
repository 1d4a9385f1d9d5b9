/* What is shown of a long text: its start and its end, cut between words where that is near. */
#ifndef CORE_INSPECT_EXCERPT_H
#define CORE_INSPECT_EXCERPT_H

#include <galley/text.h>

/* The first or last `max` bytes at most: up to the last space in the half that is further in, or else whole
 * characters. */
galley_text text_head(galley_text text, size_t max);
galley_text text_tail(galley_text text, size_t max);

/* Views into a text. Nothing is left out if `head` is all of it; then `tail` is empty. */
typedef struct excerpt {
    galley_text head, tail;
    size_t left_out; /* bytes between them */
} excerpt;

/* Of what stayed the same between changes, so much on either side that one sees where one is; nothing at the text's own
 * start (`is_first`) and end (`is_last`). What would leave out less than `least` bytes is shown whole. */
excerpt excerpt_of_same(galley_text text, bool is_first, bool is_last, size_t context, size_t least);

#endif
