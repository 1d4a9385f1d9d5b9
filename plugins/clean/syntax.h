/* Where a piece of program text ends: read by brackets and quotes, as its own reader would. Each function gets the
 * place where the piece begins, and returns the one behind its end, or 0 if what stands there is not wholly program.
 * None looks at more than SYNTAX_MAX_BYTES. */
#ifndef CLEAN_SYNTAX_H
#define CLEAN_SYNTAX_H

#include <galley/text.h>

static inline bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Of a name in a program: ASCII. */
static inline bool is_name_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$';
}

static inline size_t skip_blanks(galley_text text, size_t at, size_t end) {
    while (at < end && is_blank(text.ptr[at]))
        at++;
    return at;
}

enum { SYNTAX_MAX_BYTES = 16384 };

/* A statement of JavaScript: up to its semicolon, the bracket that closes it, or the line's end. Four words side by side
 * outside of quotes are prose, and so is a letter that is not ASCII. At the text's end it may be cut off. */
size_t syntax_statement(galley_text text, size_t start);

/* An object or a list of JSON with a member at least. */
size_t syntax_json(galley_text text, size_t start);

/* `{ property: value; … }` of a style sheet, from its bracket on; with others in it, as `@media` has. */
size_t syntax_style_block(galley_text text, size_t start);

/* A tag of markup: <br>, </p>, <a href="…">. */
typedef struct syntax_tag {
    galley_text name;
    bool is_closing, has_attributes;
} syntax_tag;

size_t syntax_markup(galley_text text, size_t start, syntax_tag *tag);

/* A code in brackets: [gallery ids="1,2"], [/caption]. */
size_t syntax_shortcode(galley_text text, size_t start, syntax_tag *tag);

#endif
