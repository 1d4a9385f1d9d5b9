/* Phrases that short paragraphs begin with where they are not the story's: phrases.inc, ready to be looked up. */
#ifndef EXTRACT_PHRASES_H
#define EXTRACT_PHRASES_H

#include <galley/text.h>

typedef struct phrases phrases;

phrases *phrases_new(void);
void phrases_free(phrases *known);

/* Does the paragraph begin with a phrase? `has_link`: it holds one. */
bool phrases_begin(const phrases *known, galley_text line, bool has_link, galley_arena *scratch);

/* Does the paragraph name who took a picture at its end? */
bool phrases_credit(const phrases *known, galley_text line, galley_arena *scratch);

#endif
