/* Words as numbers. A table says of each character below U+10000 what galley_fold makes of it, so that the loop over a
 * text is one look-up and one multiplication a character. */
#include "words.h"
#include "memory.h"
#include "mix.h"

#include <stdlib.h>

enum { TABLED = 0x10000 };

typedef enum letter_kind {
    GAP,          /* ends a word */
    UNSEEN,       /* as if it were not there: accents, soft hyphens, joiners */
    OF_WORD,      /* letters and digits */
    BY_ITSELF,    /* Thai, Lao, Burmese, Khmer: no spaces between words, some four letters a word */
    AN_IDEOGRAPH, /* Han, kana: no spaces between words, less than two characters a word */
} letter_kind;

typedef enum letter_mark { PLAIN, CAPITAL, DIGIT, JOINING /* a gap within a sentence */ } letter_mark;

typedef struct letter {
    uint16_t first, second; /* folded; `second` is 0 if it folds to one */
    uint8_t kind, mark;
} letter;

struct letters {
    letter of[TABLED];
};

/* ---- The table ------------------------------------------------------------------------------------------------- */

static bool is_han_or_hangul(uint32_t character) {
    return (character >= 0x3400 && character < 0xA000) || (character >= 0xAC00 && character < 0xD7A4);
}

static bool is_surrogate_or_private(uint32_t character) {
    return character >= 0xD7FC && character < 0xF900;
}

static bool is_southeast_asian(uint32_t character) {
    return (character >= 0x0E00 && character < 0x0F00) || (character >= 0x1000 && character < 0x10A0) ||
           (character >= 0x1780 && character < 0x1800);
}

static letter_kind kind_of_letter(uint32_t character) {
    if (is_southeast_asian(character))
        return BY_ITSELF;
    return galley_is_ideograph(character) ? AN_IDEOGRAPH : OF_WORD;
}

/* What stands between a and b in "aXb" folded says what X is: nothing, a gap, or what it folds to. Of more than two
 * characters (a few ligatures) the first two will do. */
static letter read_folded(uint32_t character, galley_text folded) {
    letter found = {.kind = UNSEEN};
    galley_text inside = galley_text_part(folded.ptr + 1, folded.len - 2);
    uint32_t each;
    for (size_t at = 0; galley_utf8_next(inside, &at, &each) && !found.second;) {
        if (each == ' ' || each > UINT16_MAX)
            continue;
        if (found.first)
            found.second = (uint16_t)each;
        else
            found.first = (uint16_t)each;
    }
    if (found.first)
        found.kind = (uint8_t)kind_of_letter(character);
    else if (inside.len > 0)
        found.kind = GAP;
    return found;
}

/* What newsrooms spell in two ways, beyond galley_fold: 0 is "as if it were not there". */
static const struct {
    uint16_t character, as;
} alike[] = {
    {0x0640, 0},      /* Arabic tatweel, which only stretches a word */
    {0x0629, 0x0647}, /* teh marbuta, often without its dots */
    {0x0649, 0x064A}, /* alef maksura */
    {0x06CC, 0x064A}, /* Farsi yeh */
    {0x06A9, 0x0643}, /* Farsi kaf */
};

static bool find_alike(uint32_t character, letter *found) {
    for (size_t i = 0; i < sizeof alike / sizeof *alike; i++) {
        if (alike[i].character != character)
            continue;
        *found = (letter){.first = alike[i].as, .kind = alike[i].as ? OF_WORD : UNSEEN};
        return true;
    }
    return false;
}

/* Digits stand in rows of ten, from zero on, in every script. */
static uint16_t plain_digit(uint32_t character) {
    uint32_t zero = character;
    while (zero > 0 && galley_is_digit(zero - 1))
        zero--;
    return (uint16_t)('0' + (character - zero) % 10);
}

static letter fold_letter(uint32_t character, galley_arena *arena) {
    letter other;
    if (find_alike(character, &other))
        return other;
    if (galley_is_digit(character))
        return (letter){.first = plain_digit(character), .kind = OF_WORD};
    if (is_surrogate_or_private(character))
        return (letter){.kind = GAP};
    if (is_han_or_hangul(character))
        return (letter){.first = (uint16_t)character, .kind = (uint8_t)kind_of_letter(character)};
    char between[6] = "a";
    size_t len = 1 + galley_utf8_put(between + 1, character);
    between[len++] = 'b';
    galley_arena_reset(arena);
    galley_text folded = galley_fold(galley_text_part(between, len), arena);
    if (folded.len < 2)
        return (letter){.kind = GAP};
    return read_folded(character, folded);
}

static letter_mark mark_letter(uint32_t character, letter_kind kind) {
    if (kind == GAP) {
        bool is_joining = character == ' ' || character == 0xA0 || character == 0x202F || character == '-' ||
                          character == 0x2010 || character == 0x2011 || character == '\'' || character == 0x2019;
        return is_joining ? JOINING : PLAIN;
    }
    return galley_is_digit(character) ? DIGIT : galley_is_upper(character) ? CAPITAL : PLAIN;
}

letters *letters_new(void) {
    letters *table = heap_new(sizeof *table);
    galley_arena *arena = galley_arena_new();
    for (uint32_t character = 0; character < TABLED; character++) {
        letter made = fold_letter(character, arena);
        made.mark = (uint8_t)mark_letter(character, (letter_kind)made.kind);
        table->of[character] = made;
    }
    galley_arena_free(arena);
    return table;
}

void letters_free(letters *table) {
    heap_free(table);
}

/* ---- The loop -------------------------------------------------------------------------------------------------- */

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

/* Beyond the table: rare Han, old scripts, emoji. */
static uint64_t fold_rare(uint32_t character, letter_kind *kind) {
    *kind = galley_is_ideograph(character)                              ? AN_IDEOGRAPH
            : galley_is_letter(character) || galley_is_digit(character) ? OF_WORD
                                                                        : GAP;
    return galley_to_lower(character);
}

static const uint64_t LETTER_STEP = UINT64_C(0x9E3779B97F4A7C15);

static inline uint64_t add_letter(uint64_t hash, uint64_t character) {
    return (hash + character) * LETTER_STEP;
}

bool word_cursor_next(word_cursor *cursor, word *next) {
    const letter *table = cursor->table->of;
    galley_text text = cursor->text;
    uint64_t hash = 0;
    size_t at = cursor->at, behind = at;
    bool is_inside = cursor->is_inside;
    next->fact = FACT_NONE;
    while (at < text.len) {
        uint32_t character = next_character(text, &behind);
        letter_kind kind;
        letter_mark mark = PLAIN;
        uint64_t first, second = 0;
        if (character < TABLED) {
            const letter *found = &table[character];
            kind = (letter_kind)found->kind;
            mark = (letter_mark)found->mark;
            first = found->first;
            second = found->second;
        } else {
            first = fold_rare(character, &kind);
        }
        if (kind > OF_WORD) {
            bool is_alone = hash == 0;
            cursor->at = is_alone ? behind : at;
            cursor->is_inside = !is_alone;
            next->hash = mix_bits(is_alone ? add_letter(0, first) : hash);
            next->weight = !is_alone ? WEIGHT_WORD : kind == AN_IDEOGRAPH ? WEIGHT_IDEOGRAPH : WEIGHT_LETTER;
            return true;
        }
        at = behind;
        if (kind == OF_WORD) {
            if (hash == 0 && mark != PLAIN)
                next->fact = mark == DIGIT ? FACT_NUMBER : is_inside ? FACT_NAME : FACT_NONE;
            hash = add_letter(hash, first);
            if (second)
                hash = add_letter(hash, second);
        } else if (kind == GAP && hash != 0) {
            is_inside = mark == JOINING;
            break;
        } else if (kind == GAP && mark != JOINING) {
            is_inside = false;
        }
    }
    cursor->at = at;
    cursor->is_inside = is_inside;
    next->hash = mix_bits(hash);
    next->weight = WEIGHT_WORD;
    return hash != 0;
}
