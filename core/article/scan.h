/* Finds the members of a JSON object on one line, and validates the line while it does (RFC 8259, UTF-8, no half
 * surrogates): what passes here can be decoded later without an error path. Nothing is decoded or copied. */
#ifndef CORE_ARTICLE_SCAN_H
#define CORE_ARTICLE_SCAN_H

#include <galley/base.h>

enum { SCAN_DEPTH_MAX = 2048 }; /* as deep as jansson reads */

typedef struct scan_member {
    size_t name, name_end;   /* offsets of the name's text in the line, without its quotes */
    size_t value, value_end; /* offsets of the value, with the quotes of a string */
    bool name_has_escape, value_has_escape;
} scan_member;

/* The line that is being scanned, and how far. */
typedef struct scan {
    galley_text line;
    size_t at;
    size_t open; /* offset behind { */
    galley_error *error;
} scan;

/* Goes to the first member. False with an error if the line is no object. */
bool scan_begin(scan *scan, galley_text line, galley_error *error);

typedef enum scan_step { SCAN_MEMBER, SCAN_DONE, SCAN_INVALID } scan_step;

/* The next member. DONE only after the rest of the line was found to be empty. */
scan_step scan_next(scan *scan, scan_member *member);

/* Decodes a valid JSON string (the text between the quotes) to UTF-8; writes at most raw.len bytes, returns how
 * many. */
size_t scan_decode_string(galley_text raw, char *out);

#endif
