/* Character classes for loops: what the first 256 characters are, without a call. */
#ifndef CORE_TEXT_CHARACTERS_H
#define CORE_TEXT_CHARACTERS_H

#include <galley/text.h>

/* One letter a character, U+0000 to U+00FF: u upper case, l lower case, o other letter, d digit, s space,
 * p punctuation, . anything else. */
extern const char latin_classes[256];

static inline bool is_latin_word(uint32_t character) {
    char class = latin_classes[character];
    return class == 'l' || class == 'u' || class == 'd' || class == 'o';
}

/* A combining mark (M*). */
bool is_mark(uint32_t character);

#endif
