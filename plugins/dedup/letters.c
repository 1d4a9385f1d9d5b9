/* The table is made with galley_fold, which is asked once for each character when the stage is opened. */
#include "letters.h"
#include "memory.h"

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

/* Small letters of other alphabets that look like Latin ones, as they are or as capitals: put among Latin ones to deceive,
 * or by mistake. Words in those alphabets stay different from one another all the same. */
static const struct {
    uint16_t character, as;
} looking_alike[] = {
    {0x0430, 'a'}, {0x0432, 'b'}, {0x0435, 'e'}, {0x043A, 'k'}, {0x043C, 'm'}, {0x043D, 'h'}, {0x043E, 'o'},
    {0x0440, 'p'}, {0x0441, 'c'}, {0x0442, 't'}, {0x0443, 'y'}, {0x0445, 'x'}, {0x0455, 's'}, {0x0456, 'i'},
    {0x0458, 'j'}, {0x04BB, 'h'}, {0x051B, 'q'}, {0x051D, 'w'}, {0x03B1, 'a'}, {0x03B2, 'b'}, {0x03B5, 'e'},
    {0x03B6, 'z'}, {0x03B7, 'h'}, {0x03B9, 'i'}, {0x03BA, 'k'}, {0x03BC, 'm'}, {0x03BD, 'n'}, {0x03BF, 'o'},
    {0x03C1, 'p'}, {0x03C4, 't'}, {0x03C5, 'y'}, {0x03C7, 'x'},
};

static uint16_t as_latin(uint16_t folded) {
    for (size_t i = 0; i < sizeof looking_alike / sizeof *looking_alike; i++)
        if (looking_alike[i].character == folded)
            return looking_alike[i].as;
    return folded;
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
    found.first = as_latin(found.first);
    found.second = as_latin(found.second);
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
        bool is_joining = character == ' ' || character == '\n' || character == 0xA0 || character == 0x202F ||
                          character == '-' || character == 0x2010 || character == 0x2011 || character == '\'' ||
                          character == 0x2019;
        return is_joining ? JOINING : PLAIN;
    }
    return galley_is_digit(character) ? DIGIT : galley_is_upper(character) ? CAPITAL : PLAIN;
}

/* As bytes, if it can be. */
static void write_folded(letter *made) {
    bool is_ascii = made->first < 0x80 && made->second < 0x80;
    made->folded_count = NOT_FOLDED;
    if (made->kind == UNSEEN)
        made->folded_count = 0;
    if (made->kind == GAP)
        made->folded_count = 1;
    if (made->kind == OF_WORD && is_ascii)
        made->folded_count = made->second ? 2 : 1;
    bool is_digit = made->first <= '9';
    bool is_marked = is_digit ? made->mark != DIGIT : made->mark == CAPITAL;
    if (made->kind == OF_WORD)
        made->folded = (uint8_t)(made->first | (is_marked ? FOLDED_MARKED : 0));
    else
        made->folded = made->mark == JOINING ? FOLDED_JOINING : FOLDED_GAP;
}

letters *letters_new(void) {
    letters *table = heap_new(sizeof *table);
    galley_arena *arena = galley_arena_new();
    for (uint32_t character = 0; character < TABLED; character++) {
        letter made = fold_letter(character, arena);
        made.mark = (uint8_t)mark_letter(character, (letter_kind)made.kind);
        write_folded(&made);
        table->of[character] = made;
    }
    galley_arena_free(arena);
    return table;
}

void letters_free(letters *table) {
    heap_free(table);
}

uint32_t fold_rare(uint32_t character, letter_kind *kind) {
    *kind = galley_is_ideograph(character)                              ? AN_IDEOGRAPH
            : galley_is_letter(character) || galley_is_digit(character) ? OF_WORD
                                                                        : GAP;
    return galley_to_lower(character);
}
