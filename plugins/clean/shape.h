/* What the shape of a line and its place on the page say: is it the story's? */
#ifndef CLEAN_SHAPE_H
#define CLEAN_SHAPE_H

#include "recognise.h"

#include <stdint.h>

#define FEATURE(name) name,
typedef enum shape_feature {
#include "features.inc"
    FEATURE_COUNT
} shape_feature;
#undef FEATURE

/* The features of one line. */
typedef struct shape {
    uint8_t values[FEATURE_COUNT];
    bool is_furniture;
} shape;

/* The lines' shapes, in the arena; kind, is_prose and is_gone must be set. */
shape *shapes_read(const line *lines, size_t count, galley_text title, const phrases *known, galley_arena *arena);

/* The words of a line, folded, as far as they are looked at. */
galley_text shape_words(galley_text text, galley_arena *arena);

/* Is the line furniture? */
bool shape_is_furniture(const shape *one);

#endif
