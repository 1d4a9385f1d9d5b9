/* What the look of a block and its place in the story say: does it belong there? */
#ifndef EXTRACT_LOOKS_H
#define EXTRACT_LOOKS_H

#include "blocks.h"
#include "metadata.h"

#define LOOK(name) LOOK_##name,
typedef enum look_feature {
#include "looks.inc"
    LOOK_COUNT
} look_feature;
#undef LOOK

/* The features of one block. */
typedef struct look {
    uint8_t values[LOOK_COUNT];
} look;

/* The part of a page that the story is in. */
typedef struct story {
    const page *page;
    const metadata *about;
    const uint32_t *meanings;
    const block *blocks; /* those in it, of which is known what the rules say */
    const galley_text *texts;
    size_t count;
    uint32_t root;
    bool is_told;
} story;

/* A look for each block, in the arena. */
look *looks_read(const story *of, galley_arena *arena);

/* How surely the block is the story's: above 0 it is, below it is not. */
int32_t look_score(const look *one);

#endif
