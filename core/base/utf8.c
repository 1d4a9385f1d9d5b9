/* UTF-8: checking, reading and writing it. News text is mostly ASCII in every European language, so what is checked or
 * counted goes eight bytes at a time until one of them is not. */
#include "base/utf8.h"
#include "base/memory.h"

static const uint64_t high_bits = UINT64_C(0x8080808080808080);

static inline uint64_t load_eight(const unsigned char *bytes) {
    uint64_t eight;
    memcpy(&eight, bytes, sizeof eight);
    return eight;
}

/* The first place from `at` on where a byte is not ASCII, or `len`. */
static inline size_t skip_ascii(const unsigned char *bytes, size_t at, size_t len) {
    while (len - at >= 32) {
        uint64_t first = load_eight(bytes + at) | load_eight(bytes + at + 8);
        uint64_t second = load_eight(bytes + at + 16) | load_eight(bytes + at + 24);
        if ((first | second) & high_bits)
            break;
        at += 32;
    }
    while (len - at >= 8 && !(load_eight(bytes + at) & high_bits))
        at += 8;
    while (at < len && bytes[at] < 0x80)
        at++;
    return at;
}

size_t galley_utf8_valid(galley_text text) {
    const unsigned char *bytes = (const unsigned char *)text.ptr;
    size_t at = 0;
    while ((at = skip_ascii(bytes, at, text.len)) < text.len) {
        do { /* one non-ASCII character is often followed by another */
            size_t len = utf8_long_sequence(bytes + at, text.len - at);
            if (len == 0)
                return at;
            at += len;
        } while (at < text.len && bytes[at] >= 0x80);
    }
    return at;
}

bool galley_utf8_next(galley_text text, size_t *at, uint32_t *character) {
    if (*at >= text.len)
        return false;
    size_t len;
    *character = utf8_peek(text, *at, &len);
    *at += len;
    return true;
}

size_t galley_utf8_put(char out[4], uint32_t character) {
    if (character > UTF8_LAST || (character >= 0xD800 && character <= 0xDFFF))
        character = UTF8_REPLACEMENT;
    if (character < 0x80) {
        out[0] = (char)character;
        return 1;
    }
    if (character < 0x800) {
        out[0] = (char)(0xC0 | character >> 6);
        out[1] = (char)(0x80 | (character & 0x3F));
        return 2;
    }
    if (character < 0x10000) {
        out[0] = (char)(0xE0 | character >> 12);
        out[1] = (char)(0x80 | (character >> 6 & 0x3F));
        out[2] = (char)(0x80 | (character & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | character >> 18);
    out[1] = (char)(0x80 | (character >> 12 & 0x3F));
    out[2] = (char)(0x80 | (character >> 6 & 0x3F));
    out[3] = (char)(0x80 | (character & 0x3F));
    return 4;
}

void galley_buffer_add_character(galley_buffer *buffer, uint32_t character) {
    buffer->len += galley_utf8_put(galley_buffer_reserve(buffer, 4), character);
}

size_t galley_utf8_count(galley_text text) {
    size_t characters = 0;
    for (size_t i = 0; i < text.len; i++)
        characters += ((unsigned char)text.ptr[i] & 0xC0) != 0x80;
    return characters;
}

galley_text galley_utf8_cut(galley_text text, size_t max) {
    if (text.len <= max)
        return text;
    size_t end = max;
    for (int back = 0; back < 3 && end > 0 && ((unsigned char)text.ptr[end] & 0xC0) == 0x80; back++)
        end--;
    return galley_text_part(text.ptr, end);
}

/* U+0080 to U+009F: some terminals take them for the start of a command, as they take Escape. */
static bool is_c1_control(const char *at) {
    return (unsigned char)at[0] == 0xC2 && (at[1] & 0xE0) == 0x80;
}

void utf8_make_printable(char *string) {
    for (char *at = string; *at; at++)
        if ((unsigned char)*at < ' ' || *at == 0x7f)
            *at = '_';
        else if (is_c1_control(at))
            at[0] = at[1] = '_';
    galley_text rest = galley_text_of(string);
    size_t valid;
    while ((valid = galley_utf8_valid(rest)) < rest.len) {
        string += valid;
        *string++ = '_';
        rest = galley_text_of(string);
    }
}

char *utf8_printable(const char *string) {
    char *copy = memory_string(galley_text_of(string));
    utf8_make_printable(copy);
    return copy;
}
