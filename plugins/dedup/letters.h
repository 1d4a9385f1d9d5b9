/* What is made of each character to compare it by: a table says what galley_fold makes of those below U+10000, so that
 * reading a text is a look-up a character. For words.c and passage.c, which read texts by it. */
#ifndef DEDUP_LETTERS_H
#define DEDUP_LETTERS_H

#include <galley/text.h>

enum { TABLED = 0x10000 };

typedef enum letter_kind {
    GAP,          /* ends a word */
    UNSEEN,       /* as if it were not there: accents, soft hyphens, joiners */
    OF_WORD,      /* letters and digits */
    BY_ITSELF,    /* a word: Thai, Lao, Burmese, Khmer have no spaces between words */
    AN_IDEOGRAPH, /* a word: Han, kana */
} letter_kind;

typedef enum letter_mark { PLAIN, CAPITAL, DIGIT, JOINING /* a gap within a sentence */ } letter_mark;

/* What folds to ASCII letters and digits alone can be written down as bytes, and so can gaps. */
enum {
    FOLDED_MARKED = 0x80, /* set in a letter that was a capital; in a digit that was none by itself, as in a fraction */
    FOLDED_GAP = 0,
    FOLDED_JOINING = ' ',
    NOT_FOLDED = 3, /* bytes: it cannot be written down so */
};

typedef struct letter {
    uint16_t first, second; /* folded; `second` is 0 if it folds to one */
    uint8_t kind, mark;
    uint8_t folded, folded_count; /* `first` or the gap as a byte, then `second`: no byte, one, two, or NOT_FOLDED */
} letter;

typedef struct letters {
    letter of[TABLED];
} letters;

letters *letters_new(void);
void letters_free(letters *table);

/* Beyond the table: rare Han, old scripts, emoji. */
uint32_t fold_rare(uint32_t character, letter_kind *kind);

/* The character at *at. Two and three bytes are nearly all that is not ASCII, and the text is valid. */
static inline uint32_t next_character(galley_text text, size_t *at) {
    const unsigned char *bytes = (const unsigned char *)text.ptr + *at;
    size_t left = text.len - *at;
    if (bytes[0] < 0x80) {
        *at += 1;
        return bytes[0];
    }
    if ((bytes[0] & 0xE0) == 0xC0 && left >= 2) {
        *at += 2;
        return (bytes[0] & 0x1Fu) << 6 | (bytes[1] & 0x3Fu);
    }
    if ((bytes[0] & 0xF0) == 0xE0 && left >= 3) {
        *at += 3;
        return (bytes[0] & 0x0Fu) << 12 | (bytes[1] & 0x3Fu) << 6 | (bytes[2] & 0x3Fu);
    }
    uint32_t character = 0;
    galley_utf8_next(text, at, &character);
    return character;
}

#endif
