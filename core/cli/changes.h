/* Changes of an article (inspect/changes.h) on a terminal. */
#ifndef CORE_CLI_CHANGES_H
#define CORE_CLI_CHANGES_H

#include "cli/terminal.h"

#include <jansson.h>

enum { LONG_VALUE = 400 }; /* bytes of a value that are shown */

/* One change; without `is_full` long values are cut, and the middle of what did not change is left out. */
void change_print(terminal *out, const json_t *change, bool is_full);

/* Its first line: the field, and of a text how many words came and went. */
void change_print_head(terminal *out, const json_t *change);

/* What changed, as it is shown: line feeds as ⏎ before them, other white space that is no space by its number. */
void change_add_shown(galley_buffer *out, galley_text text);

/* A piece of a difference in words ("words" of a change): [kind, text]. */
typedef struct change_piece {
    enum { PIECE_STAYS, PIECE_GOES, PIECE_COMES } kind;
    galley_text text; /* the JSON's */
} change_piece;

change_piece change_piece_read(const json_t *piece);

enum { CHANGE_CONTEXT = 60 }; /* bytes of what did not change that are shown beside a change */

/* The end of a text, from the first space within `max` bytes. */
galley_text text_tail(galley_text text, size_t max);

/* The start of a text, at the last space within `max` bytes. */
galley_text text_head(galley_text text, size_t max);

#endif
