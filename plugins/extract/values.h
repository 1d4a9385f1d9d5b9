/* Values that a page tells, without what stands around them. What is made lives in the arena given. */
#ifndef EXTRACT_VALUES_H
#define EXTRACT_VALUES_H

#include "page.h"

enum {
    VALUE_BYTES = 1000, /* of an element's text; more is no title and no name */
};

/* ---- Where they stand ---- */

/* The text inside a node, as one line. */
galley_text value_inside(const page *of, size_t index, galley_arena *arena);

galley_text value_of_meta(const page *of, size_t index);
galley_text value_name_of_meta(const page *of, size_t index);

/* ---- Others ---- */

/* A BCP 47 tag: fr_FR becomes fr-FR. */
galley_text value_lang(galley_text lang, galley_arena *arena);

/* An address as a whole one; empty if it cannot be told, or leads to the site's front page. */
galley_text value_url(galley_text url, galley_text address, galley_arena *arena);
galley_text value_host(galley_text url); /* without "www." */

/* ---- Comparing: whatever the case and accents ---- */

bool value_is_like(galley_text a, galley_text b, galley_arena *scratch);
bool value_is_part(galley_text part, galley_text whole, galley_arena *scratch);
bool value_folded_holds(galley_text whole, galley_text part);      /* both folded already; false if `part` is empty */
galley_text value_joined(galley_text text, galley_arena *scratch); /* folded, and without the spaces */
size_t value_word_count(galley_text text);

#endif
