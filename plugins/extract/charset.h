/* What characters the page's string is of. */
#ifndef EXTRACT_CHARSET_H
#define EXTRACT_CHARSET_H

#include <galley/text.h>

/* The page as Unicode. `html` is UTF-8 always, being a JSON string, but what is in it may be the page's bytes, each as the
 * code point of its number, or the characters of a wrong reading of them. Where that is certain the bytes are read anew;
 * otherwise `html` itself is given back, and *is_decoded is false. */
galley_text charset_decode(galley_text html, galley_arena *arena, bool *is_decoded);

#endif
