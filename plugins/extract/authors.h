/* Names of authors without what stands around them. What is made lives in the arena given. */
#ifndef EXTRACT_AUTHORS_H
#define EXTRACT_AUTHORS_H

#include <galley/text.h>

enum {
    AUTHOR_BYTES = 160, /* of all names */
    AUTHOR_WORDS = 6    /* of one */
};

/* Names as one line: "A, B". Empty if there is none in it. `lang` is the page's. */
galley_text author_names(galley_text names, galley_text lang, galley_arena *arena);

/* Is it what stands before a name? And the name without that. */
bool author_is_label(galley_text name);
galley_text author_skip_label(galley_text name, galley_text lang);

/* Does it say what an author is, "transport correspondent"? */
bool author_is_role(galley_text part);

/* Up to what ends a name: a bar, a bullet, a dash among spaces, a bracket. */
galley_text author_cut(galley_text name);

#endif
