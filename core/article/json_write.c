/* Writing JSON: strings, whose runs that need no escape are copied whole, and reals as short as they can be read
 * back. */
#include "article/article.h"

#include <stdio.h>
#include <stdlib.h>

enum { LONGEST_SHORT = 16 /* bytes: what jansson writes longer may have a shorter spelling */, REAL_ROOM = 40 };

static const char *escape_of(unsigned char byte) {
    switch (byte) {
    case '"':
        return "\\\"";
    case '\\':
        return "\\\\";
    case '\n':
        return "\\n";
    case '\r':
        return "\\r";
    case '\t':
        return "\\t";
    case '\b':
        return "\\b";
    case '\f':
        return "\\f";
    default:
        return NULL;
    }
}

static bool needs_escape(char byte) {
    return (unsigned char)byte < 0x20 || byte == '"' || byte == '\\';
}

/* Without printf: a hostile line is nothing else for megabytes. */
static void add_code(galley_buffer *out, unsigned char byte) {
    static const char digits[] = "0123456789abcdef";
    const char code[] = {'\\', 'u', '0', '0', digits[byte >> 4], digits[byte & 15]};
    galley_buffer_add_bytes(out, code, sizeof code);
}

void json_write_string(galley_buffer *out, galley_text text) {
    galley_buffer_add_char(out, '"');
    size_t at = 0;
    while (at < text.len) {
        size_t plain = at;
        while (plain < text.len && !needs_escape(text.ptr[plain]))
            plain++;
        galley_buffer_add_bytes(out, text.ptr + at, plain - at);
        if (plain == text.len)
            break;
        unsigned char byte = (unsigned char)text.ptr[plain];
        const char *escape = escape_of(byte);
        if (escape)
            galley_buffer_add_string(out, escape);
        else
            add_code(out, byte);
        at = plain + 1;
    }
    galley_buffer_add_char(out, '"');
}

static bool is_number_byte(char byte) {
    return (byte >= '0' && byte <= '9') || (byte != '\0' && strchr("+-.eE", byte));
}

static size_t skip_string(const char *json, size_t at, size_t len) {
    for (at++; at < len && json[at] != '"'; at++)
        at += json[at] == '\\';
    return at < len ? at + 1 : len;
}

/* Of 15, 16 and 17 digits the fewest that are read as the same number. */
static size_t shorten_real(char *number, size_t len) {
    char spelled[REAL_ROOM], shorter[REAL_ROOM];
    bool is_real = len > LONGEST_SHORT && len < sizeof spelled && memchr(number, '.', len);
    if (!is_real)
        return len;
    memcpy(spelled, number, len);
    spelled[len] = '\0';
    double value = strtod(spelled, NULL);
    for (int digits = 15; digits <= 16; digits++) {
        int written = snprintf(shorter, sizeof shorter, "%.*g", digits, value);
        bool is_same = written > 0 && (size_t)written < len && strtod(shorter, NULL) == value;
        if (!is_same || !strpbrk(shorter, ".e"))
            continue;
        memcpy(number, shorter, (size_t)written);
        return (size_t)written;
    }
    return len;
}

size_t json_shorten_reals(char *json, size_t len) {
    size_t at = 0, kept = 0, out = 0; /* kept: behind what was moved to its place */
    while (at < len) {
        size_t start = at;
        if (json[at] == '"') {
            at = skip_string(json, at, len);
            continue;
        }
        while (at < len && is_number_byte(json[at]))
            at++;
        size_t shorter = shorten_real(json + start, at - start);
        if (shorter < at - start) {
            memmove(json + out, json + kept, start + shorter - kept);
            out += start + shorter - kept;
            kept = at;
        }
        at += at == start;
    }
    memmove(json + out, json + kept, len - kept);
    return out + len - kept;
}
