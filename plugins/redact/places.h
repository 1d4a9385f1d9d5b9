/* What stands at a place of a text and before it: what scan.c and phone.c both look at. */
#ifndef REDACT_PLACES_H
#define REDACT_PLACES_H

#include <galley/text.h>

static inline bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

static inline bool is_alpha(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static inline char peek(galley_text text, size_t at) {
    return at < text.len ? text.ptr[at] : ' ';
}

static inline bool is_tail(char byte) {
    return ((unsigned char)byte & 0xC0) == 0x80;
}

/* Where the character before `at` begins. */
static inline size_t step_back(galley_text text, size_t from, size_t at) {
    while (at > from && is_tail(text.ptr[--at]))
        continue;
    return at;
}

/* A letter or digit, but of no script without spaces: there a number stands between words as it is. */
static inline bool is_word_character(uint32_t character) {
    return (galley_is_letter(character) && !galley_is_ideograph(character)) || galley_is_digit(character);
}

static inline uint32_t character_at(galley_text text, size_t at) {
    uint32_t character = ' ';
    return galley_utf8_next(text, &at, &character) ? character : ' ';
}

/* No word and no number goes on at `end`. */
static inline bool ends_word(galley_text text, size_t end) {
    return peek(text, end) != '@' && !is_word_character(character_at(text, end));
}

/* A space or a dash between the digits of one number, also a no-break one: its bytes; 0: none. It becomes ' ' or '-'.
 * */
size_t read_joint(galley_text text, size_t at, char *joint);

enum { WORD_BEFORE_ROOM = 44 };

/* The word that ends before `at`, in lower case, with at most some signs between; `at` moves before it. Returns its
 * bytes; 0: none. */
size_t read_word_before(galley_text text, size_t from, size_t *at, char word[WORD_BEFORE_ROOM]);

/* Is it one of a list's, which has single spaces between? */
bool is_listed(const char *list, const char *word, size_t len);

#endif
