/* Text for a terminal: lines of at most 80 columns, one column a character. */
#ifndef CORE_CLI_WRAP_H
#define CORE_CLI_WRAP_H

#include <galley/text.h>
#include <stdio.h>

/* Prints words between white space, as many a line as fit; further lines begin at `indent`. `column` is where the first
 * line stands already. An empty line in the text stays one. Control characters become "_". Ends with a line feed. */
void wrap_print(FILE *out, size_t column, size_t indent, const char *text);

/* Prints text and spaces up to `width` characters; what is longer stays whole. */
void pad_print(FILE *out, size_t width, galley_text text);

#endif
