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

enum { CHANGE_CONTEXT = 60 }; /* bytes of what did not change that are shown beside a change */

#endif
