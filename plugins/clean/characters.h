/* Characters of scraped text: entities decoded, what cannot be seen removed, white space made plain. */
#ifndef CLEAN_CHARACTERS_H
#define CLEAN_CHARACTERS_H

#include <galley/text.h>

typedef struct characters_rules {
    bool entities, invisible, spaces;
} characters_rules;

/* What was found; not what was removed of white space, which is everywhere. */
typedef struct characters_found {
    uint64_t entities, invisible;
} characters_found;

/* Puts the text into `out`, which is emptied first. With `spaces`: every horizontal white space is one space, none stands
 * at a line's ends, lines end with LF, and at most one empty line stands between two others. */
void characters_clean(galley_text text, characters_rules rules, galley_buffer *out, characters_found *found);

#endif
