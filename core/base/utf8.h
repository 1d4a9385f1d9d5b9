/* Decoding one character where a loop cannot afford a call for each: the same as galley_utf8_next. And making strings
 * fit to be printed. */
#ifndef CORE_BASE_UTF8_H
#define CORE_BASE_UTF8_H

#include <galley/text.h>

enum { UTF8_REPLACEMENT = 0xFFFD, UTF8_LAST = 0x10FFFF };

/* Each byte of a control character, U+009F included, and what is not UTF-8 becomes "_": for file names and messages,
 * which end up on terminals and in JSON. */
void utf8_make_printable(char *string);

/* A copy that is made printable, to be freed. */
char *utf8_printable(const char *string);

/* The length of the valid sequence of two to four bytes at `bytes`; 0 if there is none within `left` bytes. */
static inline size_t utf8_long_sequence(const unsigned char *bytes, size_t left) {
    unsigned first = bytes[0];
    if (left < 2 || (bytes[1] & 0xC0) != 0x80)
        return 0;
    if (first >= 0xC2 && first <= 0xDF)
        return 2;
    if (left < 3 || (bytes[2] & 0xC0) != 0x80)
        return 0;
    unsigned second = bytes[1];
    if ((first & 0xF0) == 0xE0) { /* E0 80..9F would be overlong, ED A0..BF a surrogate */
        bool is_overlong = first == 0xE0 && second < 0xA0, is_surrogate = first == 0xED && second >= 0xA0;
        return is_overlong || is_surrogate ? 0 : 3;
    }
    if (left < 4 || (bytes[3] & 0xC0) != 0x80 || first < 0xF0 || first > 0xF4)
        return 0;
    bool is_overlong = first == 0xF0 && second < 0x90, is_too_high = first == 0xF4 && second >= 0x90;
    return is_overlong || is_too_high ? 0 : 4;
}

/* The character at `at`, which must be inside the text; *len says how many bytes it has. */
static inline uint32_t utf8_peek(galley_text text, size_t at, size_t *len) {
    const unsigned char *bytes = (const unsigned char *)text.ptr + at;
    if (bytes[0] < 0x80) {
        *len = 1;
        return bytes[0];
    }
    switch (utf8_long_sequence(bytes, text.len - at)) {
    case 2:
        *len = 2;
        return (bytes[0] & 0x1Fu) << 6 | (bytes[1] & 0x3Fu);
    case 3:
        *len = 3;
        return (bytes[0] & 0x0Fu) << 12 | (bytes[1] & 0x3Fu) << 6 | (bytes[2] & 0x3Fu);
    case 4:
        *len = 4;
        return (bytes[0] & 0x07u) << 18 | (bytes[1] & 0x3Fu) << 12 | (bytes[2] & 0x3Fu) << 6 | (bytes[3] & 0x3Fu);
    default:
        *len = 1;
        return UTF8_REPLACEMENT;
    }
}

/* The character that ends before `at`, which must be above 0; *len says how many bytes it has. */
static inline uint32_t utf8_peek_back(galley_text text, size_t at, size_t *len) {
    size_t start = at - 1;
    while (start > 0 && at - start < 4 && ((unsigned char)text.ptr[start] & 0xC0) == 0x80)
        start--;
    galley_text up_to_here = {text.ptr, at};
    uint32_t character = utf8_peek(up_to_here, start, len);
    if (start + *len == at)
        return character;
    *len = 1;
    return UTF8_REPLACEMENT;
}

#endif
