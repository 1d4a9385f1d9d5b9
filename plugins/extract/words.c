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
    const char *at = text.ptr, *end = text.ptr + text.len;
    while (text.len >= len && at + len <= end && (at = memchr(at, part[0], (size_t)(end - at) - len + 1))) {
        if (memcmp(at, part, len) == 0)
            return true;
        at++;
    }
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
