/* Reads program text by its brackets and quotes. No grammar is complete here: what is not understood is no program, and
 * stays. All is one pass over at most SYNTAX_MAX_BYTES, with a fixed stack. */
#include "syntax.h"

enum {
    DEPTH_MAX = 64,
    PROSE_WORDS = 4,   /* so many side by side are no program */
    CUT_MIN_BYTES = 60 /* a statement that the text's end cuts off is longer */
};

static bool is_ascii_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static size_t end_of_reading(galley_text text, size_t start) {
    return text.len - start > SYNTAX_MAX_BYTES ? start + SYNTAX_MAX_BYTES : text.len;
}

static size_t skip_name(galley_text text, size_t at, size_t end) {
    while (at < end && (is_name_char(text.ptr[at]) || text.ptr[at] == '-' || text.ptr[at] == ':'))
        at++;
    return at;
}

/* Behind the string whose quote stands at `at`; 0 if it does not end. Only `…` goes over lines. */
static size_t skip_string(galley_text text, size_t at, size_t end) {
    char quote = text.ptr[at];
    for (at++; at < end; at++) {
        if (text.ptr[at] == '\\')
            at++;
        else if (text.ptr[at] == quote)
            return at + 1;
        else if (text.ptr[at] == '\n' && quote != '`')
            return 0;
    }
    return 0;
}

/* Behind a comment that begins at `at`; `at` itself if none does. */
static size_t skip_comment(galley_text text, size_t at, size_t end) {
    if (at + 1 >= end || text.ptr[at] != '/')
        return at;
    if (text.ptr[at + 1] == '/') {
        const char *lf = memchr(text.ptr + at, '\n', end - at);
        return lf ? (size_t)(lf - text.ptr) : end;
    }
    for (size_t i = at + 2; text.ptr[at + 1] == '*' && i + 1 < end; i++)
        if (text.ptr[i] == '*' && text.ptr[i + 1] == '/')
            return i + 2;
    return at;
}

/* ---- Brackets ---------------------------------------------------------------------------------------------------- */

typedef struct brackets {
    char closing[DEPTH_MAX];
    size_t depth;
} brackets;

/* False if it closes what is not open, or is too deep. */
static bool pass_bracket(brackets *self, char c) {
    if (c == '(' || c == '[' || c == '{') {
        if (self->depth == DEPTH_MAX)
            return false;
        self->closing[self->depth++] = c == '(' ? ')' : c == '[' ? ']' : '}';
    } else if (c == ')' || c == ']' || c == '}') {
        if (self->depth == 0 || self->closing[self->depth - 1] != c)
            return false;
        self->depth--;
    }
    return true;
}

/* ---- Statements -------------------------------------------------------------------------------------------------- */

typedef struct statement {
    brackets open;
    char last;    /* that is not blank */
    size_t words; /* side by side */
    size_t marks; /* brackets, quotes and other signs */
} statement;

static bool begins_with(galley_text text, size_t at, const char *start) {
    size_t len = strlen(start);
    return text.len - at >= len && memcmp(text.ptr + at, start, len) == 0;
}

/* Does a sign say that the statement goes on? */
static bool goes_on(char c) {
    return c != '\0' && strchr(",=+-*&|?:.([{", c) != NULL;
}

/* Behind a bracket that closed the outermost: does what follows belong to it? */
static bool is_continued(galley_text text, size_t at, size_t end) {
    at = skip_blanks(text, at, end);
    return at < end && (strchr("(){,.;=|&?:[", text.ptr[at]) || begins_with(text, at, "else") ||
                        begins_with(text, at, "catch") || begins_with(text, at, "finally"));
}

/* A word, a number or a name; false if it is one too many for a program. */
static bool pass_name(statement *self, galley_text text, size_t *at, size_t end) {
    while (*at < end && is_name_char(text.ptr[*at]))
        ++*at;
    self->last = 'a';
    return ++self->words < PROSE_WORDS;
}

/* Any other sign; false if it cannot stand in a program. */
static bool pass_sign(statement *self, galley_text text, size_t *at, size_t end) {
    char c = text.ptr[*at];
    if ((unsigned char)c >= 0x80)
        return false;
    if (c == '"' || c == '\'' || c == '`') {
        size_t behind = skip_string(text, *at, end);
        if (behind == 0)
            return false;
        *at = behind;
    } else {
        if (c == '.' && *at + 1 < end && text.ptr[*at + 1] == ' ') /* a sentence's end */
            return false;
        if (!pass_bracket(&self->open, c))
            return false;
        ++*at;
    }
    self->last = c;
    self->words = 0;
    self->marks++;
    return true;
}

static bool ends_statement(const statement *self, galley_text text, size_t at, size_t end) {
    if (self->open.depth > 0)
        return false;
    if (self->last == ';')
        return true;
    if (self->last == '}' || self->last == ')')
        return !is_continued(text, at, end);
    return at < end && text.ptr[at] == '\n' && !goes_on(self->last);
}

/* At the text's end: whole, or so much of one that it is nothing else. */
static bool is_cut_off(const statement *self, size_t bytes) {
    if (self->open.depth == 0)
        return self->marks > 1 && !goes_on(self->last);
    return bytes >= CUT_MIN_BYTES && self->marks * 12 >= bytes;
}

size_t syntax_statement(galley_text text, size_t start) {
    size_t end = end_of_reading(text, start), at = start;
    statement self = {0};
    while (at < end) {
        size_t behind = skip_comment(text, at, end);
        if (behind > at) {
            at = behind;
            continue;
        }
        if (is_blank(text.ptr[at])) {
            if (text.ptr[at] == '\n')
                self.words = 0;
            at++;
        } else if (!(is_name_char(text.ptr[at]) ? pass_name(&self, text, &at, end) : pass_sign(&self, text, &at, end)))
            return 0;
        if (ends_statement(&self, text, at, end) && self.marks > 1)
            return at;
    }
    return end == text.len && is_cut_off(&self, end - start) ? end : 0;
}

/* ---- JSON -------------------------------------------------------------------------------------------------------- */

size_t syntax_json(galley_text text, size_t start) {
    size_t end = end_of_reading(text, start), members = 0;
    brackets open = {0};
    for (size_t at = start; at < end;) {
        char c = text.ptr[at];
        if (c == '"') {
            at = skip_string(text, at, end);
            if (at == 0)
                return 0;
            continue;
        }
        members += c == ':';
        if (!pass_bracket(&open, c) || (!is_name_char(c) && !is_blank(c) && !strchr("{}[]:,.-+", c)))
            return 0;
        at++;
        if (open.depth == 0)
            return members > 0 ? at : 0;
    }
    return 0;
}

/* ---- Style sheets ------------------------------------------------------------------------------------------------ */

/* `property: value;`, up to its end; 0 if it is something else. */
static size_t skip_declaration(galley_text text, size_t at, size_t end) {
    size_t name = at;
    while (at < end && ((text.ptr[at] >= 'a' && text.ptr[at] <= 'z') || text.ptr[at] == '-'))
        at++;
    size_t colon = skip_blanks(text, at, end);
    if (at < name + 2 || colon >= end || text.ptr[colon] != ':')
        return 0;
    for (at = colon + 1; at < end && !strchr(";{}", text.ptr[at]); at++)
        if ((unsigned char)text.ptr[at] >= 0x80)
            return 0;
    if (at >= end || text.ptr[at] == '{')
        return 0;
    return text.ptr[at] == ';' ? at + 1 : at;
}

/* What stands before the bracket of a block inside a block; 0 if none does. */
static size_t skip_selector(galley_text text, size_t at, size_t end) {
    while (at < end && (is_name_char(text.ptr[at]) || (text.ptr[at] && strchr(".#:-,>+~*()[]=\"'%@ \n", text.ptr[at]))))
        at++;
    return at < end && text.ptr[at] == '{' ? at + 1 : 0;
}

size_t syntax_style_block(galley_text text, size_t start) {
    size_t end = end_of_reading(text, start), depth = 1, declarations = 0;
    for (size_t at = start + 1; at < end;) {
        size_t comment = skip_comment(text, at = skip_blanks(text, at, end), end);
        if (at >= end)
            return 0;
        if (comment > at) {
            at = comment;
            continue;
        }
        if (text.ptr[at] == '}') {
            at++;
            if (--depth == 0)
                return declarations > 0 ? at : 0;
            continue;
        }
        size_t behind = skip_declaration(text, at, end);
        declarations += behind > 0;
        if (behind == 0) {
            behind = skip_selector(text, at, end);
            depth++;
        }
        if (behind == 0 || depth > DEPTH_MAX)
            return 0;
        at = behind;
    }
    return 0;
}

/* ---- Markup ------------------------------------------------------------------------------------------------------ */

/* Attributes up to `closing`: names, each with a value or without. 0 if there is anything else. */
static size_t skip_attributes(galley_text text, size_t at, size_t end, char closing, syntax_tag *tag) {
    while ((at = skip_blanks(text, at, end)) < end) {
        if (text.ptr[at] == closing)
            return at + 1;
        if (text.ptr[at] == '/') {
            at++;
            continue;
        }
        size_t name = at;
        at = skip_name(text, at, end);
        if (at == name || tag->is_closing)
            return 0;
        if (at >= end || text.ptr[at] != '=')
            continue;
        tag->has_attributes = true;
        if (++at < end && (text.ptr[at] == '"' || text.ptr[at] == '\'')) {
            at = skip_string(text, at, end);
            if (at == 0)
                return 0;
        } else
            while (at < end && !is_blank(text.ptr[at]) && text.ptr[at] != closing)
                at++;
    }
    return 0;
}

static size_t read_tag(galley_text text, size_t start, char closing, syntax_tag *tag) {
    size_t end = end_of_reading(text, start), at = start + 1;
    *tag = (syntax_tag){.is_closing = at < end && text.ptr[at] == '/'};
    size_t name = at += tag->is_closing;
    if (at >= end || !is_ascii_letter(text.ptr[at]))
        return 0;
    at = skip_name(text, at, end);
    tag->name = galley_text_part(text.ptr + name, at - name);
    if (at >= end || (!is_blank(text.ptr[at]) && text.ptr[at] != closing && text.ptr[at] != '/'))
        return 0;
    return skip_attributes(text, at, end, closing, tag);
}

size_t syntax_markup(galley_text text, size_t start, syntax_tag *tag) {
    return read_tag(text, start, '>', tag);
}

size_t syntax_shortcode(galley_text text, size_t start, syntax_tag *tag) {
    return read_tag(text, start, ']', tag);
}
