/* Two texts beside one another, with what differs marked: by colour on a terminal, else by signs. */
#ifndef CORE_CLI_BESIDE_H
#define CORE_CLI_BESIDE_H

#include "cli/terminal.h"

#include <jansson.h>

enum { BESIDE_COLUMNS_MIN = 40, BESIDE_COLUMNS_MAX = 1000 };

/* `words` as changes_list has it (inspect/changes.h); a heading for each side; all of so many columns. Without
 * `is_full` the middle of what is the same is left out, and that of a long passage that one side has alone. */
void beside_print(const terminal *out, const json_t *words, const galley_text headings[2], size_t columns,
                  bool is_full);

#endif
