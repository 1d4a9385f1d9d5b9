/* Wrapping and padding. */
#include "cli/wrap.h"
#include "base/memory.h"
#include "base/utf8.h"

#include <stdlib.h>

enum { LINE_COLUMNS = 80 };

static const char white_space[] = " \t\r\n";

void pad_print(FILE *out, size_t width, galley_text text) {
    size_t columns = galley_utf8_count(text);
    fprintf(out, "%.*s%*s", GALLEY_TEXT_ARGS(text), columns < width ? (int)(width - columns) : 0, "");
}

/* Does the white space at `text` hold an empty line? */
static bool is_paragraph_end(const char *text, size_t len) {
    size_t line_feeds = 0;
    for (size_t i = 0; i < len; i++)
        line_feeds += text[i] == '\n';
    return line_feeds > 1;
}

void wrap_print(FILE *out, size_t column, size_t indent, const char *text) {
    bool is_line_begun = false;
    text += strspn(text, white_space);
    while (*text) {
        size_t len = strcspn(text, white_space);
        char *word = memory_string(galley_text_part(text, len));
        utf8_make_printable(word);
        size_t columns = galley_utf8_count(galley_text_of(word));
        if (is_line_begun && column + 1 + columns > LINE_COLUMNS) {
            fputc('\n', out);
            column = 0;
            is_line_begun = false;
        }
        if (is_line_begun)
            column += (size_t)fprintf(out, " ");
        else if (column < indent)
            column += (size_t)fprintf(out, "%*s", (int)(indent - column), "");
        fputs(word, out);
        free(word);
        column += columns;
        is_line_begun = true;
        text += len;
        size_t space = strspn(text, white_space);
        if (is_paragraph_end(text, space) && text[space]) {
            fputs("\n\n", out);
            column = 0;
            is_line_begun = false;
        }
        text += space;
    }
    fputc('\n', out);
}
