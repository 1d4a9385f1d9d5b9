/* The text is cut into tokens once more, up to the one at which jansson gave up: what stands there and before it tells
 * most faults of people who write JSON by hand. */
#include "pipeline/syntax.h"

#include <galley/text.h>

enum { SHOWN_BYTES_MAX = 24 };

static const char white_space[] = " \t\r\n", marks[] = "{}[],:";

typedef struct token {
    size_t start, end; /* equal at the end of the text */
    char first;        /* '\0' there */
} token;

size_t syntax_string_end(galley_text text, size_t at) {
    for (at++; at < text.len && text.ptr[at] != '"' && text.ptr[at] != '\n'; at++)
        if (text.ptr[at] == '\\' && at + 1 < text.len)
            at++;
    return at < text.len ? at + 1 : at;
}

static bool is_one_of(char byte, const char *bytes) {
    return byte != '\0' && strchr(bytes, byte);
}

/* The token behind another one: a string, a mark, or what stands together. */
static token next_token(galley_text text, token before) {
    size_t start = before.end;
    while (start < text.len && is_one_of(text.ptr[start], white_space))
        start++;
    if (start == text.len)
        return (token){start, start, '\0'};
    char first = text.ptr[start];
    size_t end = start + 1;
    if (first == '"')
        end = syntax_string_end(text, start);
    else if (!is_one_of(first, marks))
        while (end < text.len && !is_one_of(text.ptr[end], white_space) && !is_one_of(text.ptr[end], "{}[],:\""))
            end++;
    return (token){start, end, first};
}

/* The fault and its surroundings. */
typedef struct place {
    token before, fault, behind;
} place;

/* Jansson counts bytes up to the end of the token at which it gave up; that of the end of the file has none. */
static place find_place(galley_text text, const json_error_t *fault) {
    size_t position = strstr(fault->text, "near end of file") ? SIZE_MAX : (size_t)fault->position;
    place self = {{0}, {0}, {0}};
    do {
        self.before = self.fault;
        self.fault = next_token(text, self.fault);
    } while (self.fault.first && self.fault.end < position);
    self.behind = next_token(text, self.fault);
    return self;
}

static bool is_comma_too_many(const place *self) {
    bool is_unfollowed = self->before.first == ',' && is_one_of(self->fault.first, ",]}");
    return is_unfollowed || (self->fault.first == ',' && is_one_of(self->before.first, "{["));
}

static bool is_comma_missing(const place *self) {
    bool ends_value = self->before.first && !is_one_of(self->before.first, "{[,:");
    return ends_value && self->fault.first && !is_one_of(self->fault.first, "}],:");
}

/* What people write who come from another language. */
static const struct {
    const char *word, *advice;
} foreign_words[] = {
    {"True", "write true"},         {"TRUE", "write true"},          {"False", "write false"},
    {"FALSE", "write false"},       {"None", "write null"},          {"NULL", "write null"},
    {"nil", "write null"},          {"undefined", "write null"},     {"NaN", "no such number"},
    {"Infinity", "no such number"}, {"-Infinity", "no such number"},
};

/* What jansson says in words of its own, and how it is said here, by its code; NULL: as it says. */
static const char *describe_code(const json_error_t *fault) {
    switch (json_error_code(fault)) {
    case json_error_stack_overflow:
        return "brackets are nested too deep";
    case json_error_null_character:
    case json_error_null_byte_in_key:
        return "a string has the character \\u0000 in it, which nothing here may have";
    case json_error_numeric_overflow:
        return "a number is too large";
    default:
        return strstr(fault->text, "too big") ? "a number is too large" : NULL;
    }
}

/* By the token at which jansson gave up and those around it. False if they do not tell. */
static bool explain_place(const place *place, galley_text shown, const json_error_t *fault, galley_error *error) {
    bool is_colon_missing = strncmp(fault->text, "':'", 3) == 0, is_over = !place->fault.first;
    if (is_over && !place->before.first)
        galley_error_set(error, "nothing but white space and comments; a pipeline is {\"galley\": 1, \"stages\": […]}");
    else if (is_one_of(place->fault.first, "/#"))
        galley_error_set(error, "a comment begins with // and ends with its line; there are no others");
    else if (place->fault.first == '\'')
        galley_error_set(error, "a string stands in double quotes, not in single ones");
    else if (is_comma_too_many(place))
        galley_error_set(error, "a comma too many; one stands between two items only, not behind the last");
    else if (place->behind.first == ':' && !is_one_of(place->fault.first, "\"{}[],:"))
        galley_error_set(error, "a name stands in double quotes: \"%.*s\"", GALLEY_TEXT_ARGS(shown));
    else if (is_colon_missing && !is_over)
        galley_error_set(error, "a colon is missing before %.*s", GALLEY_TEXT_ARGS(shown));
    else if (is_comma_missing(place))
        galley_error_set(error, "a comma is missing before %.*s", GALLEY_TEXT_ARGS(shown));
    else if (is_over)
        galley_error_set(error, "the file ends too early; a ] or } is missing");
    else
        return false;
    return true;
}

static void explain_fault(galley_text shown, const json_error_t *fault, galley_error *error) {
    const char *described = describe_code(fault);
    galley_error_set(error, "%s", described ? described : fault->text);
    if (json_error_code(fault) == json_error_duplicate_key)
        galley_error_set(error, "the name %.*s stands twice in one object, and only one could count",
                         GALLEY_TEXT_ARGS(shown));
    for (size_t i = 0; i < sizeof foreign_words / sizeof *foreign_words; i++)
        if (galley_text_is(shown, foreign_words[i].word))
            galley_error_set(error, "%s is nothing in JSON: %s", foreign_words[i].word, foreign_words[i].advice);
}

/* What no text may have. False if it has none; else *at says where. */
static bool explain_bytes(galley_text text, size_t *at, galley_error *error) {
    const char *nul = memchr(text.ptr, '\0', text.len);
    *at = galley_utf8_valid(text);
    if (*at < text.len)
        galley_error_set(error, "byte 0x%02x is not UTF-8; save the file as UTF-8", (unsigned char)text.ptr[*at]);
    else if (nul)
        galley_error_set(error, "a NUL byte; save the file as plain text");
    if (*at == text.len && nul)
        *at = (size_t)(nul - text.ptr);
    return *at < text.len;
}

size_t syntax_explain(galley_text text, const json_error_t *fault, galley_error *error) {
    size_t at;
    if (!explain_bytes(text, &at, error)) {
        place place = find_place(text, fault);
        galley_text shown = galley_text_part(text.ptr + place.fault.start, place.fault.end - place.fault.start);
        shown = galley_utf8_cut(shown, SHOWN_BYTES_MAX);
        if (!explain_place(&place, shown, fault, error))
            explain_fault(shown, fault, error);
        at = place.before.first == ',' && is_comma_too_many(&place) ? place.before.start : place.fault.start;
    }
    galley_error_at(error, "this is no valid JSON");
    return at;
}
