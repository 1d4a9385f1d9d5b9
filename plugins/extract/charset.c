/* A page in a JSON string should be characters. Three things go wrong on the way, and can be told with certainty:
 *   - the page's bytes were kept, each as the code point of its number (Latin-1), and are UTF-8, UTF-16 with a mark, or
 *     what the page declares;
 *   - UTF-8 was read as Windows-1252 (or Latin-1): all characters beyond ASCII map back to bytes that are UTF-8. No text
 *     that was meant so does that throughout;
 *   - Windows-1252 was read as Latin-1: there are code points 0x80 to 0x9F, which HTML has no use for.
 * A page declared in an alphabet beyond Latin is taken for bytes only if it has no character above 0xFF and its bytes
 * beyond ASCII stand in rows, as letters of such an alphabet do. */
#include "charset.h"

#include "words.h"

#include <iconv.h>

enum {
    DECLARED_WITHIN = 4096, /* bytes: where a declaration is looked for; HTML says 1024 */
    ROWS_MIN = 20,          /* rows of three letters or more beyond ASCII that make bytes of an alphabet certain */
};

/* Windows-1252 from 0x80 to 0x9F; 0 where it has none. */
static const uint16_t windows[32] = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                     0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                     0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                     0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

/* Names of charsets whose letters are not Latin, as pages write them, and as iconv has them. */
static const struct {
    const char *label, *name;
} alphabets[] = {
#include "charsets.inc"
};

typedef struct seen {
    bool has_beyond_ascii, has_controls; /* controls: 0x80 to 0x9F */
    bool are_bytes;                      /* no character above 0xFF */
    bool are_windows;                    /* none that Windows-1252 does not have */
    size_t rows;                         /* of three and more characters beyond ASCII */
} seen;

static size_t ascii_run(galley_text text, size_t at) {
    size_t start = at;
    while (at + 8 <= text.len) {
        uint64_t word;
        memcpy(&word, text.ptr + at, 8);
        if (word & UINT64_C(0x8080808080808080))
            break;
        at += 8;
    }
    while (at < text.len && (unsigned char)text.ptr[at] < 0x80)
        at++;
    return at - start;
}

/* The byte that Windows-1252 or Latin-1 has for the character; -1 if there is none. */
static int byte_of(uint32_t character) {
    if (character <= 0xFF)
        return (int)character;
    for (int i = 0; i < 32; i++)
        if (windows[i] == character)
            return 0x80 + i;
    return -1;
}

static seen look(galley_text html) {
    seen all = {.are_bytes = true, .are_windows = true};
    size_t at = 0, row = 0;
    uint32_t character;
    while (at < html.len && all.are_windows) {
        size_t plain = ascii_run(html, at);
        at += plain;
        row = plain > 0 ? 0 : row;
        if (at >= html.len || !galley_utf8_next(html, &at, &character))
            break;
        all.has_beyond_ascii = true;
        all.rows += ++row == 3;
        all.has_controls |= character >= 0x80 && character <= 0x9F;
        all.are_bytes &= character <= 0xFF;
        all.are_windows &= byte_of(character) >= 0;
    }
    return all;
}

/* What the characters are bytes of. */
static galley_text to_bytes(galley_text html, galley_arena *arena) {
    char *out = galley_arena_alloc(arena, html.len + 1);
    size_t at = 0, written = 0;
    uint32_t character;
    while (at < html.len) {
        size_t plain = ascii_run(html, at);
        memcpy(out + written, html.ptr + at, plain);
        written += plain;
        at += plain;
        if (at < html.len && galley_utf8_next(html, &at, &character))
            out[written++] = (char)byte_of(character);
    }
    return galley_text_part(out, written);
}

static galley_text convert(galley_text bytes, const char *charset, galley_arena *arena) {
    iconv_t converter = iconv_open("UTF-8", charset);
    if ((intptr_t)converter == -1)
        return galley_text_of(NULL);
    size_t room = 3 * bytes.len + 1, left = bytes.len;
    char *out = galley_arena_alloc(arena, room), *to = out, *from = (char *)bytes.ptr;
    while (left > 0 && iconv(converter, &from, &left, &to, &room) == (size_t)-1 && left > 0 && room > 3) {
        to += galley_utf8_put(to, 0xFFFD); /* one bad byte */
        room -= 3;
        from++;
        left--;
    }
    iconv_close(converter);
    return galley_text_part(out, (size_t)(to - out));
}

/* What `charset=` is followed by near the start. */
static galley_text declared(galley_text bytes) {
    size_t end = bytes.len < DECLARED_WITHIN ? bytes.len : DECLARED_WITHIN;
    for (size_t at = 0; at + 8 < end; at++) {
        if (!text_starts(galley_text_part(bytes.ptr + at, end - at), "charset="))
            continue;
        size_t start = at + 8;
        while (start < end && (bytes.ptr[start] == '"' || bytes.ptr[start] == '\'' || bytes.ptr[start] == ' '))
            start++;
        size_t stop = start;
        while (stop < end && !strchr("\"' />;", bytes.ptr[stop]))
            stop++;
        return galley_text_part(bytes.ptr + start, stop - start);
    }
    return galley_text_of(NULL);
}

static const char *declared_alphabet(galley_text bytes) {
    galley_text label = declared(bytes);
    for (size_t i = 0; i < sizeof alphabets / sizeof *alphabets; i++)
        if (text_same(label, alphabets[i].label))
            return alphabets[i].name;
    return NULL;
}

static const char *marked_charset(galley_text bytes) {
    if (bytes.len >= 2 && memcmp(bytes.ptr, "\xFF\xFE", 2) == 0)
        return "UTF-16LE";
    return bytes.len >= 2 && memcmp(bytes.ptr, "\xFE\xFF", 2) == 0 ? "UTF-16BE" : NULL;
}

/* Code points 0x80 to 0x9F as the characters that Windows-1252 has there. */
static galley_text without_controls(galley_text html, galley_arena *arena) {
    char *out = galley_arena_alloc(arena, 2 * html.len + 1);
    size_t at = 0, written = 0;
    uint32_t character;
    while (at < html.len) {
        size_t plain = ascii_run(html, at);
        memcpy(out + written, html.ptr + at, plain);
        written += plain;
        at += plain;
        if (at >= html.len || !galley_utf8_next(html, &at, &character))
            break;
        bool is_control = character >= 0x80 && character <= 0x9F && windows[character - 0x80];
        written += galley_utf8_put(out + written, is_control ? windows[character - 0x80] : character);
    }
    return galley_text_part(out, written);
}

galley_text charset_decode(galley_text html, galley_arena *arena, bool *is_decoded) {
    seen all = look(html);
    *is_decoded = false;
    if (!all.has_beyond_ascii || !all.are_windows)
        return html;
    *is_decoded = true;
    galley_text bytes = to_bytes(html, arena);
    if (galley_utf8_valid(bytes) == bytes.len)
        return bytes;
    const char *charset = all.are_bytes ? marked_charset(bytes) : NULL;
    if (!charset && all.are_bytes && (all.rows >= ROWS_MIN || all.has_controls))
        charset = declared_alphabet(bytes);
    galley_text converted = charset ? convert(bytes, charset, arena) : galley_text_of(NULL);
    if (converted.len > 0)
        return converted;
    if (all.are_bytes && all.has_controls)
        return without_controls(html, arena);
    *is_decoded = false;
    return html;
}
