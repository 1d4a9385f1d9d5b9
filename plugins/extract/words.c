#include "words.h"

static char lower(char letter) {
    return letter >= 'A' && letter <= 'Z' ? (char)(letter + 32) : letter;
}

bool text_starts(galley_text text, const char *start) {
    size_t len = strlen(start);
    if (text.len < len)
        return false;
    for (size_t i = 0; i < len; i++)
        if (lower(text.ptr[i]) != lower(start[i]))
            return false;
    return true;
}

bool text_same(galley_text a, const char *b) {
    return a.len == strlen(b) && text_starts(a, b);
}

bool text_holds(galley_text text, const char *part) {
    size_t len = strlen(part);
    if (text.len < len)
        return false;
    const char *at = text.ptr, *end = text.ptr + text.len;
    while (at + len <= end && (at = memchr(at, part[0], (size_t)(end - at) - len + 1))) {
        if (memcmp(at, part, len) == 0)
            return true;
        at++;
    }
    return false;
}

bool text_has_digit(galley_text text) {
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] >= '0' && text.ptr[i] <= '9')
            return true;
    return false;
}

galley_text text_squeeze(galley_text text, galley_arena *arena) {
    galley_text trimmed = galley_trim(text);
    char *out = galley_arena_alloc(arena, 3 * trimmed.len + 1); /* each bad byte becomes U+FFFD */
    size_t written = 0, at = 0;
    uint32_t character;
    bool was_space = false;
    while (galley_utf8_next(trimmed, &at, &character)) {
        bool is_space = galley_is_space(character);
        if (is_space && was_space)
            continue;
        was_space = is_space;
        written += galley_utf8_put(out + written, is_space ? ' ' : character);
    }
    out[written] = '\0';
    return galley_text_part(out, written);
}

static const struct {
    const char *name;
    uint32_t character;
} entities[] = {{"amp;", '&'},      {"quot;", '"'},     {"apos;", '\''},     {"lt;", '<'},       {"gt;", '>'},
                {"nbsp;", ' '},     {"rsquo;", 0x2019}, {"lsquo;", 0x2018},  {"rdquo;", 0x201D}, {"ldquo;", 0x201C},
                {"ndash;", 0x2013}, {"mdash;", 0x2014}, {"hellip;", 0x2026}, {"laquo;", 0xAB},   {"raquo;", 0xBB}};

/* The character of the entity behind "&", and in *len its bytes; 0 if there is none. */
static uint32_t entity_at(galley_text rest, size_t *len) {
    for (size_t i = 0; i < sizeof entities / sizeof *entities; i++) {
        *len = strlen(entities[i].name);
        if (rest.len >= *len && memcmp(rest.ptr, entities[i].name, *len) == 0)
            return entities[i].character;
    }
    bool is_hex = rest.len > 2 && (rest.ptr[1] == 'x' || rest.ptr[1] == 'X');
    uint32_t number = 0;
    size_t at = is_hex ? 2 : 1;
    if (rest.len < 3 || rest.ptr[0] != '#')
        return 0;
    for (; at < rest.len && at < 10 && rest.ptr[at] != ';'; at++) {
        char digit = lower(rest.ptr[at]);
        bool is_letter = is_hex && digit >= 'a' && digit <= 'f';
        if (!is_letter && (digit < '0' || digit > '9'))
            return 0;
        number = number * (is_hex ? 16 : 10) + (uint32_t)(is_letter ? digit - 'a' + 10 : digit - '0');
    }
    *len = at + 1;
    return at < rest.len && rest.ptr[at] == ';' && number <= 0x10FFFF ? number : 0;
}

galley_text text_unescape(galley_text text, galley_arena *arena) {
    if (text.len == 0 || !memchr(text.ptr, '&', text.len))
        return text;
    char *out = galley_arena_alloc(arena, text.len + 1); /* an entity is never shorter than its character */
    size_t written = 0;
    for (size_t at = 0, len = 0; at < text.len;) {
        galley_text rest = galley_text_part(text.ptr + at + 1, text.len - at - 1);
        uint32_t character = text.ptr[at] == '&' ? entity_at(rest, &len) : 0;
        if (character) {
            written += galley_utf8_put(out + written, character);
            at += len + 1;
        } else {
            out[written++] = text.ptr[at++];
        }
    }
    return galley_text_part(out, written);
}
