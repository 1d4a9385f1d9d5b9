/* What one line is, looked at by itself. */
#ifndef CLEAN_RECOGNISE_H
#define CLEAN_RECOGNISE_H

#include "phrases.h"

typedef struct line {
    galley_text text;
    size_t breaks; /* line breaks between the line before and this one */
    phrase_kind kind;
    bool is_prose; /* long, or a whole sentence of some length: the story's, whatever is in it */
    bool is_gone;
} line;

/* Sets kind and is_prose. `title` is the article's title, folded; `is_on` says which rules count. */
void recognise_line(line *found, galley_text title, const phrases *known, const bool is_on[RULE_COUNT],
                    galley_arena *arena);

/* Is it shorter than `bytes`, and does it end without a mark that ends a sentence or a part of one? */
bool line_is_label(const line *one, size_t bytes);

bool line_ends_sentence(galley_text text);

/* Does it end with a full stop or an ellipsis? A title may end with any other mark. */
bool line_ends_statement(galley_text text);

/* Does it begin with two small letters: as the rest of a sentence does, and no "iPhone"? */
bool line_begins_small(galley_text text);

#endif
