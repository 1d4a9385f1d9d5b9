/* Takes lines of page furniture out of a text. */
#ifndef CLEAN_LINES_H
#define CLEAN_LINES_H

#include "fields.h"
#include "shape.h"

/* What there is to read of an article beside its text, and what its lines tell; empty what they do not. */
typedef struct about {
    galley_text title, url;
    galley_text told[FIELD_COUNT];
} about;

/* The text without the lines that the rules in `is_on` take; the text itself if there is none. Adds to `gone` how many
 * lines went by which rule, and fills about->told. A text of one line, or of more than a million, is left alone. `arena`
 * takes what lives as long as the text, `scratch` is reset. */
galley_text lines_clean(galley_text text, about *about, const phrases *known, const bool is_on[RULE_COUNT],
                        size_t gone[RULE_COUNT], galley_arena *arena, galley_arena *scratch);

/* The text's lines with something in them, with what the rules but `shape` say of them, and their shapes: for learn.py.
 * NULL if there are fewer than two. */
line *lines_shapes(galley_text text, about *about, const phrases *known, shape **shapes, size_t *count,
                   galley_arena *arena, galley_arena *scratch);

#endif
