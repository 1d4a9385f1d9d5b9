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

size_t syntax_explain(galley_text text, const json_error_t *fault, galley_error *error) {
    static const char intro[] = "this is no valid JSON";
    size_t valid = galley_utf8_valid(text);
    if (valid < text.len) {
        galley_error_set(error, "%s: byte 0x%02x is not UTF-8; save the file as UTF-8", intro,
                         (unsigned char)text.ptr[valid]);
        return valid;
    }
    place place = find_place(text, fault);
    galley_text shown = galley_text_part(text.ptr + place.fault.start, place.fault.end - place.fault.start);
    shown = galley_utf8_cut(shown, SHOWN_BYTES_MAX);
    bool is_colon_missing = strncmp(fault->text, "':'", 3) == 0;
    if (is_one_of(place.fault.first, "/#"))
        galley_error_set(error, "%s: a comment begins with // and ends with its line; there are no others", intro);
    else if (place.fault.first == '\'')
        galley_error_set(error, "%s: a string stands in double quotes, not in single ones", intro);
    else if (is_comma_too_many(&place))
        galley_error_set(error, "%s: a comma too many; one stands between two items only, not behind the last", intro);
    else if (place.behind.first == ':' && !is_one_of(place.fault.first, "\"{}[],:"))
        galley_error_set(error, "%s: a name stands in double quotes: \"%.*s\"", intro, GALLEY_TEXT_ARGS(shown));
    else if (is_colon_missing && place.fault.first)
        galley_error_set(error, "%s: a colon is missing before %.*s", intro, GALLEY_TEXT_ARGS(shown));
    else if (is_comma_missing(&place))
        galley_error_set(error, "%s: a comma is missing before %.*s", intro, GALLEY_TEXT_ARGS(shown));
    else if (place.before.first && !place.fault.first)
        galley_error_set(error, "%s: the file ends too early; a ] or } is missing", intro);
    else
        galley_error_set(error, "%s: %s", intro, fault->text);
    return place.before.first == ',' && is_comma_too_many(&place) ? place.before.start : place.fault.start;
}
