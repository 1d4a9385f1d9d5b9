#include "places.h"

enum { LONGEST_WORD = WORD_BEFORE_ROOM - 4 /* bytes */, MOST_SIGNS = 4 /* between a word and a number */ };

size_t read_joint(galley_text text, size_t at, char *joint) {
    static const struct {
        const char *bytes;
        char is;
    } wide[] = {{"\xC2\xA0", ' '},     {"\xE2\x80\xAF", ' '}, {"\xE2\x80\x89", ' '},
                {"\xE2\x80\x90", '-'}, {"\xE2\x80\x91", '-'}, {"\xE2\x80\x93", '-'}};
    char byte = peek(text, at);
    if (at < text.len && (byte == ' ' || byte == '-')) {
        *joint = byte;
        return 1;
    }
    for (size_t i = 0; ((unsigned char)byte & 0x80) != 0 && i < sizeof wide / sizeof *wide; i++) {
        size_t len = strlen(wide[i].bytes);
        *joint = wide[i].is;
        if (text.len - at >= len && memcmp(text.ptr + at, wide[i].bytes, len) == 0)
            return len;
    }
    return 0;
}

bool is_listed(const char *list, const char *word, size_t len) {
    while (*list && len > 0) {
        size_t here = strcspn(list, " ");
        if (here == len && memcmp(list, word, len) == 0)
            return true;
        list += here + (list[here] == ' ');
    }
    return false;
}

size_t read_word_before(galley_text text, size_t from, size_t *at, char word[WORD_BEFORE_ROOM]) {
    size_t end = *at, signs = 0;
    for (; end > from && signs <= MOST_SIGNS; signs++) {
        size_t before = step_back(text, from, end);
        uint32_t character = character_at(text, before);
        if (is_word_character(character) || character == '\n')
            break;
        end = before;
    }
    size_t start = end, len = 0;
    while (start > from && end - start < LONGEST_WORD) {
        size_t before = step_back(text, from, start);
        if (!is_word_character(character_at(text, before)))
            break;
        start = before;
    }
    for (size_t next = start; next < end && len <= LONGEST_WORD;) {
        uint32_t character = ' ';
        galley_utf8_next(galley_text_part(text.ptr, end), &next, &character);
        len += galley_utf8_put(word + len, galley_to_lower(character));
    }
    *at = start;
    return signs <= MOST_SIGNS ? len : 0;
}
