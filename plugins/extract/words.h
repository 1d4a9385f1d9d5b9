/* Words and letters that the parts of extract share. */
#ifndef EXTRACT_WORDS_H
#define EXTRACT_WORDS_H

#include <galley/text.h>

/* ASCII letters only, whatever the locale. */
bool text_same(galley_text a, const char *b);          /* but for case */
bool text_starts(galley_text text, const char *start); /* but for case */
bool text_holds(galley_text text, const char *part);   /* byte for byte */
bool text_has_digit(galley_text text);
galley_text text_squeeze(galley_text text,
                         galley_arena *arena); /* white space single spaces, none at the ends; UTF-8 */

/* Decodes the entities that pages leave in JSON-LD and attributes: numbers, and the few common names. */
galley_text text_unescape(galley_text text, galley_arena *arena);

#endif
