/* The JSON scanner. One pass, no recursion: nesting is a row of bits, one a level (object or array).
 *
 * Most bytes of a news corpus are inside strings, so that loop takes eight bytes at a time and stops only at a quote, a
 * backslash, a control character or a byte that is not ASCII. It relies on nothing but two's complement arithmetic. */
#include "article/scan.h"

#include <galley/text.h>

#include <stdio.h>

/* ---- Errors ---- */

static bool invalid(scan *self, size_t at, const char *wanted) {
    if (at >= self->line.len)
        return galley_error_set(self->error, "invalid JSON: the line ends at byte %zu, %s was expected", at + 1,
                                wanted);
    unsigned char found = (unsigned char)self->line.ptr[at];
    if (found < 0x20 || found >= 0x7f)
        return galley_error_set(self->error, "invalid JSON at byte %zu: byte 0x%02x, %s was expected", at + 1, found,
                                wanted);
    return galley_error_set(self->error, "invalid JSON at byte %zu: found '%c', %s was expected", at + 1, found,
                            wanted);
}

static int byte_at(const scan *self, size_t at) {
    return at < self->line.len ? (unsigned char)self->line.ptr[at] : -1;
}

static void skip_space(scan *self) {
    const char *bytes = self->line.ptr;
    size_t at = self->at;
    while (at < self->line.len && (bytes[at] == ' ' || bytes[at] == '\t' || bytes[at] == '\r' || bytes[at] == '\n'))
        at++;
    self->at = at;
}

/* ---- Strings ---- */

#define EVERY_BYTE(value) (UINT64_C(0x0101010101010101) * (value)) /* a constant expression, so not a function */

/* Has any of eight bytes its high bit set, a value below 0x20, or is it a quote or a backslash? */
static bool has_special(uint64_t word) {
    uint64_t quote = word ^ EVERY_BYTE('"'), backslash = word ^ EVERY_BYTE('\\');
    uint64_t below = (word - EVERY_BYTE(0x20)) | (quote - EVERY_BYTE(1)) | (backslash - EVERY_BYTE(1)) | word;
    return (below & EVERY_BYTE(0x80)) != 0;
}

static const char *skip_plain(const char *at, const char *end) {
    while (end - at >= 8) {
        uint64_t word;
        memcpy(&word, at, 8);
        if (has_special(word))
            break;
        at += 8;
    }
    while (at < end && (unsigned char)*at >= 0x20 && (unsigned char)*at < 0x80 && *at != '"' && *at != '\\')
        at++;
    return at;
}

static bool is_continuation(const char *at) {
    return ((unsigned char)*at & 0xc0) == 0x80;
}

/* The length of the UTF-8 sequence at `at`, whose first byte is not ASCII; 0 if it is not valid (RFC 3629). */
static size_t sequence_length(const char *at, const char *end) {
    unsigned char first = (unsigned char)at[0];
    size_t left = (size_t)(end - at);
    if (first >= 0xc2 && first <= 0xdf)
        return left >= 2 && is_continuation(at + 1) ? 2 : 0;
    if (first >= 0xe0 && first <= 0xef) {
        if (left < 3 || !is_continuation(at + 1) || !is_continuation(at + 2))
            return 0;
        unsigned char second = (unsigned char)at[1];
        bool is_overlong = first == 0xe0 && second < 0xa0, is_surrogate = first == 0xed && second >= 0xa0;
        return is_overlong || is_surrogate ? 0 : 3;
    }
    if (first >= 0xf0 && first <= 0xf4) {
        if (left < 4 || !is_continuation(at + 1) || !is_continuation(at + 2) || !is_continuation(at + 3))
            return 0;
        unsigned char second = (unsigned char)at[1];
        bool is_overlong = first == 0xf0 && second < 0x90, is_too_large = first == 0xf4 && second >= 0x90;
        return is_overlong || is_too_large ? 0 : 4;
    }
    return 0;
}

static int hex_value(char digit) {
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    if (digit >= 'a' && digit <= 'f')
        return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F')
        return digit - 'A' + 10;
    return -1;
}

/* The four hex digits at `at`; -1 if they are not there. */
static int hex_four(const char *at, const char *end) {
    if (end - at < 4)
        return -1;
    int value = 0;
    for (int i = 0; i < 4; i++) {
        int digit = hex_value(at[i]);
        if (digit < 0)
            return -1;
        value = value << 4 | digit;
    }
    return value;
}

static bool is_high_surrogate(int unit) {
    return unit >= 0xd800 && unit <= 0xdbff;
}

static bool is_low_surrogate(int unit) {
    return unit >= 0xdc00 && unit <= 0xdfff;
}

/* Passes over an escape; `at` is behind the backslash. NULL with an error. */
static const char *skip_escape(scan *self, const char *at, const char *end) {
    size_t offset = (size_t)(at - self->line.ptr);
    if (at == end || !memchr("\"\\/bfnrtu", *at, 9)) {
        invalid(self, offset, "an escape (one of \" \\ / b f n r t u)");
        return NULL;
    }
    if (*at != 'u')
        return at + 1;
    int unit = hex_four(at + 1, end);
    if (unit < 0) {
        invalid(self, offset + 1, "four hexadecimal digits");
        return NULL;
    }
    at += 5;
    if (is_high_surrogate(unit)) {
        bool has_other_half = end - at >= 6 && at[0] == '\\' && at[1] == 'u' && is_low_surrogate(hex_four(at + 2, end));
        if (has_other_half)
            return at + 6;
    }
    if (is_high_surrogate(unit) || is_low_surrogate(unit)) {
        galley_error_set(self->error,
                         "invalid JSON at byte %zu: \\u%04x is half of a surrogate pair, the other half is missing",
                         offset, (unsigned)unit);
        return NULL;
    }
    return at;
}

/* From behind the opening quote to behind the closing one. */
static bool skip_string(scan *self, bool *has_escape) {
    const char *at = self->line.ptr + self->at, *end = self->line.ptr + self->line.len;
    *has_escape = false;
    for (;;) {
        at = skip_plain(at, end);
        size_t offset = (size_t)(at - self->line.ptr);
        if (at == end)
            return invalid(self, offset, "the closing quote of a string");
        unsigned char byte = (unsigned char)*at;
        if (byte == '"') {
            self->at = offset + 1;
            return true;
        }
        if (byte == '\\') {
            *has_escape = true;
            at = skip_escape(self, at + 1, end);
            if (!at)
                return false;
        } else if (byte < 0x20) {
            return invalid(self, offset, "an escape in place of this control character");
        } else {
            size_t len = sequence_length(at, end);
            if (len == 0)
                return galley_error_set(self->error, "invalid UTF-8 at byte %zu: byte 0x%02x", offset + 1, byte);
            at += len;
        }
    }
}

static char unescaped(char letter) {
    switch (letter) {
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return letter;
    }
}

size_t scan_decode_string(galley_text raw, char *out) {
    const char *at = raw.ptr, *end = raw.ptr + raw.len;
    char *start = out;
    while (at < end) {
        const char *escape = memchr(at, '\\', (size_t)(end - at));
        size_t plain = (size_t)((escape ? escape : end) - at);
        memcpy(out, at, plain);
        out += plain;
        if (!escape)
            break;
        at = escape + 2;
        if (escape[1] != 'u') {
            *out++ = unescaped(escape[1]);
            continue;
        }
        uint32_t character = (uint32_t)hex_four(at, end);
        at += 4;
        if (is_high_surrogate((int)character)) {
            uint32_t low = (uint32_t)hex_four(at + 2, end);
            character = 0x10000 + ((character - 0xd800) << 10) + (low - 0xdc00);
            at += 6;
        }
        out += galley_utf8_put(out, character);
    }
    return (size_t)(out - start);
}

/* ---- Numbers and words ---- */

static bool skip_digits(scan *self) {
    size_t start = self->at;
    while (byte_at(self, self->at) >= '0' && byte_at(self, self->at) <= '9')
        self->at++;
    return self->at > start || invalid(self, self->at, "a digit");
}

static bool skip_number(scan *self) {
    if (byte_at(self, self->at) == '-')
        self->at++;
    if (byte_at(self, self->at) == '0')
        self->at++;
    else if (!skip_digits(self))
        return false;
    if (byte_at(self, self->at) == '.') {
        self->at++;
        if (!skip_digits(self))
            return false;
    }
    int exponent = byte_at(self, self->at);
    if (exponent != 'e' && exponent != 'E')
        return true;
    self->at++;
    int sign = byte_at(self, self->at);
    if (sign == '+' || sign == '-')
        self->at++;
    return skip_digits(self);
}

static bool skip_word(scan *self, const char *word) {
    size_t len = strlen(word);
    if (self->line.len - self->at < len || memcmp(self->line.ptr + self->at, word, len) != 0)
        return invalid(self, self->at, "a JSON value");
    self->at += len;
    return true;
}

/* ---- Values ---- */

/* Open objects and arrays, the innermost last: a bit each, set for an object. */
typedef struct nesting {
    uint64_t is_object[SCAN_DEPTH_MAX / 64];
    size_t depth;
} nesting;

static bool nesting_enter(scan *self, nesting *nest, bool is_object) {
    if (nest->depth == SCAN_DEPTH_MAX)
        return galley_error_set(self->error, "JSON nested deeper than %d levels at byte %zu", SCAN_DEPTH_MAX,
                                self->at + 1);
    uint64_t bit = UINT64_C(1) << (nest->depth % 64);
    if (bit == 1)
        nest->is_object[nest->depth / 64] = 0;
    if (is_object)
        nest->is_object[nest->depth / 64] |= bit;
    else
        nest->is_object[nest->depth / 64] &= ~bit;
    nest->depth++;
    return true;
}

static bool nesting_in_object(const nesting *nest) {
    size_t top = nest->depth - 1;
    return nest->is_object[top / 64] >> (top % 64) & 1;
}

static bool skip_name(scan *self) {
    bool has_escape;
    skip_space(self);
    if (byte_at(self, self->at) != '"')
        return invalid(self, self->at, "a member's name in quotes");
    self->at++;
    if (!skip_string(self, &has_escape))
        return false;
    skip_space(self);
    if (byte_at(self, self->at) != ':')
        return invalid(self, self->at, "':'");
    self->at++;
    return true;
}

/* A string, number, word, or the opening of an object or array; *opened says that it was one of those, not yet
 * closed. */
static bool skip_scalar_or_open(scan *self, nesting *nest, bool *has_escape, bool *opened) {
    *opened = false;
    skip_space(self);
    int byte = byte_at(self, self->at);
    switch (byte) {
    case '"':
        self->at++;
        return skip_string(self, has_escape);
    case '{':
    case '[':
        if (!nesting_enter(self, nest, byte == '{'))
            return false;
        self->at++;
        skip_space(self);
        if (byte_at(self, self->at) == (byte == '{' ? '}' : ']')) {
            self->at++;
            nest->depth--;
            return true;
        }
        *opened = true;
        return byte == '[' || skip_name(self);
    case 't':
        return skip_word(self, "true");
    case 'f':
        return skip_word(self, "false");
    case 'n':
        return skip_word(self, "null");
    default:
        if (byte == '-' || (byte >= '0' && byte <= '9'))
            return skip_number(self);
        return invalid(self, self->at, "a JSON value");
    }
}

/* Behind a value inside of `nest`: passes over the closing of what it ends, up to the next value or out of
 * everything. */
static bool skip_to_next(scan *self, nesting *nest) {
    while (nest->depth > 0) {
        bool in_object = nesting_in_object(nest);
        skip_space(self);
        int byte = byte_at(self, self->at);
        if (byte == ',') {
            self->at++;
            return !in_object || skip_name(self);
        }
        if (byte != (in_object ? '}' : ']'))
            return invalid(self, self->at, in_object ? "',' or '}'" : "',' or ']'");
        self->at++;
        nest->depth--;
    }
    return true;
}

static bool skip_value(scan *self, bool *has_escape) {
    nesting nest;
    nest.depth = 0;
    bool opened;
    if (!skip_scalar_or_open(self, &nest, has_escape, &opened))
        return false;
    while (nest.depth > 0) {
        if (!opened && !skip_to_next(self, &nest))
            return false;
        if (nest.depth > 0 && !skip_scalar_or_open(self, &nest, has_escape, &opened))
            return false;
    }
    return true;
}

/* ---- The object ---- */

bool scan_begin(scan *self, galley_text line, galley_error *error) {
    *self = (scan){.line = line, .error = error};
    skip_space(self);
    if (byte_at(self, self->at) == '{') {
        self->open = ++self->at;
        return true;
    }
    int byte = byte_at(self, self->at);
    if (byte >= 0 && memchr("[\"-0123456789tfn", byte, 16))
        return galley_error_set(error, "the line is no JSON object: it begins with '%c'", byte);
    return invalid(self, self->at, "'{'");
}

static scan_step finish(scan *self) {
    self->at++;
    skip_space(self);
    if (self->at == self->line.len)
        return SCAN_DONE;
    invalid(self, self->at, "the end of the line (one object a line)");
    return SCAN_INVALID;
}

scan_step scan_next(scan *self, scan_member *member) {
    bool is_first = self->at == self->open;
    skip_space(self);
    int byte = byte_at(self, self->at);
    if (byte == '}')
        return finish(self);
    if (!is_first) {
        if (byte != ',') {
            invalid(self, self->at, "',' or '}'");
            return SCAN_INVALID;
        }
        self->at++;
        skip_space(self);
    }
    if (byte_at(self, self->at) != '"') {
        invalid(self, self->at, "a member's name in quotes");
        return SCAN_INVALID;
    }
    member->name = ++self->at;
    if (!skip_string(self, &member->name_has_escape))
        return SCAN_INVALID;
    member->name_end = self->at - 1;
    skip_space(self);
    if (byte_at(self, self->at) != ':') {
        invalid(self, self->at, "':'");
        return SCAN_INVALID;
    }
    self->at++;
    skip_space(self);
    member->value = self->at;
    member->value_has_escape = false;
    if (!skip_value(self, &member->value_has_escape))
        return SCAN_INVALID;
    member->value_end = self->at;
    return SCAN_MEMBER;
}
