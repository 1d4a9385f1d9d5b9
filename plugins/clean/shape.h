/* What the shape of a line and its place on the page say: is it the story's? */
#ifndef CLEAN_SHAPE_H
#define CLEAN_SHAPE_H

#include "recognise.h"

#include <stdint.h>

#define GROUP(name, values) name,
typedef enum shape_group {
#include "groups.inc"
    GROUP_COUNT
} shape_group;
#undef GROUP

/* The values of one line, a group each. */
typedef struct shape {
    uint8_t values[GROUP_COUNT];
} shape;

/* How many values a group has. */
size_t shape_group_values(shape_group group);

/* The lines' shapes, in the arena; kind and is_prose must be set. */
shape *shapes_read(const line *lines, size_t count, galley_arena *arena);

/* Sets is_furniture[i] for each line, in the way that is likeliest for the page as a whole. */
void shapes_decide(const shape *shapes, size_t count, bool *is_furniture, galley_arena *arena);

#endif
