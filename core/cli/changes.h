/* Changes of an article (inspect/changes.h) on a terminal. */
#ifndef CORE_CLI_CHANGES_H
#define CORE_CLI_CHANGES_H

#include "cli/terminal.h"

#include <jansson.h>

enum { LONG_VALUE = 400 }; /* bytes of a value that are shown */

/* One change; without `is_full` long values are cut, and the middle of what did not change is left out. */
void change_print(terminal *out, const json_t *change, bool is_full);

/* The start of a text, at the last space within `max` bytes. */
galley_text text_head(galley_text text, size_t max);

#endif
