/* What a line's words say: are they rather a story's or a page's? */
#ifndef CLEAN_WORDING_H
#define CLEAN_WORDING_H

#include <galley/text.h>

enum { WORDING_SLOTS = 1 << 15, WORDING_MAX = 512, WORDING_NOTHING = 128 };

/* The pieces of a folded line, as places in the table of weights: its words, its pairs of words, its first two and its last
 * two. Returns how many there are; at most WORDING_MAX are looked at. */
size_t wording_pieces(galley_text folded, uint16_t pieces[WORDING_MAX]);

/* WORDING_NOTHING if the words say nothing, more if they are a story's, less if they are a page's. */
uint8_t wording_of(galley_text folded);

#endif
