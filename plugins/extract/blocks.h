/* A page's text in blocks: pieces that no block element interrupts. */
#ifndef EXTRACT_BLOCKS_H
#define EXTRACT_BLOCKS_H

#include "page.h"
#include "shingles.h"

typedef struct block {
    uint32_t first, end;         /* nodes */
    uint32_t container;          /* the block element that it is in */
    uint32_t characters, linked; /* letters and marks; those in links. An ideograph counts for three, a Hangul
                                    syllable for two */
    uint32_t strong, slanted;    /* those in bold, those in italics or small */
    uint32_t runs, shared;       /* runs of words, and those that the set given has too */
    bool is_heading, is_prose, ends_sentence;
    bool ends_unmarked;              /* with a letter of Thai or Lao, which end sentences with nothing */
    bool is_off, is_phrase, is_kept; /* what body.c says of it */
} block;

/* Appends the blocks of the page to `blocks` (of block). `known` may be empty. `opens`: also of what is in <noscript>,
 * <template>, <aside>, where some pages have all of their story. */
void blocks_read(const page *of, const shingles *known, bool opens, galley_buffer *blocks);

/* Mostly links? */
bool block_is_links(const block *one);

/* Appends the block's text as one line, white space made single spaces. */
void block_write(const page *of, const block *one, galley_buffer *out);

#endif
