/* Words as numbers. A table says of each character below U+10000 what galley_fold makes of it, so that the loop over a
 * text is a look-up a character; words of ASCII letters alone, which most are, are read sixteen bytes at a time. */
#include "words.h"
#include "memory.h"
#include "mix.h"

#include <stdlib.h>

enum { TABLED = 0x10000 };

typedef enum letter_kind {
    GAP,          /* ends a word */
    UNSEEN,       /* as if it were not there: accents, soft hyphens, joiners */
    OF_WORD,      /* letters and digits */
    BY_ITSELF,    /* a word: Thai, Lao, Burmese, Khmer have no spaces between words */
    AN_IDEOGRAPH, /* a word: Han, kana */
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

/* ---- Characters ------------------------------------------------------------------------------------------------ */

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
static uint32_t fold_rare(uint32_t character, letter_kind *kind) {
    *kind = galley_is_ideograph(character)                              ? AN_IDEOGRAPH
            : galley_is_letter(character) || galley_is_digit(character) ? OF_WORD
                                                                        : GAP;
    return galley_to_lower(character);
}

/* ---- Hashes ---------------------------------------------------------------------------------------------------- */

/* A word's hash is one of its folded letters as UTF-8, in blocks of eight bytes, the first of which is the lowest; there are
 * two blocks at least, with zeros behind the word. */
typedef struct spelling {
    uint64_t hash, block;
    uint32_t bits, blocks; /* in the block; before it */
    bool has_letter;
} spelling;

static inline uint64_t add_block(uint64_t hash, uint64_t block) {
    return (hash + block) * UINT64_C(0x9E3779B97F4A7C15);
}

static inline void add_byte(spelling *word, uint32_t byte) {
    word->block |= (uint64_t)byte << word->bits;
    word->bits += 8;
    if (word->bits < 64)
        return;
    word->hash = add_block(word->hash, word->block);
    word->blocks++;
    word->block = word->bits = 0;
}

static inline void add_letter(spelling *word, uint32_t character) {
    word->has_letter = true;
    if (character < 0x80) {
        add_byte(word, character);
        return;
    }
    if (character < 0x800) {
        add_byte(word, 0xC0 | character >> 6);
    } else {
        if (character < TABLED) {
            add_byte(word, 0xE0 | character >> 12);
        } else {
            add_byte(word, 0xF0 | character >> 18);
            add_byte(word, 0x80 | (character >> 12 & 0x3F));
        }
        add_byte(word, 0x80 | (character >> 6 & 0x3F));
    }
    add_byte(word, 0x80 | (character & 0x3F));
}

static inline uint64_t end_word(const spelling *word) {
    uint64_t hash = word->hash;
    if (word->blocks == 0)
        hash = add_block(add_block(hash, word->block), 0);
    else if (word->blocks == 1 || word->bits > 0)
        hash = add_block(hash, word->block);
    return mix_bits(hash);
}

static uint64_t hash_letter(uint32_t character) {
    spelling alone = {.hash = 0};
    add_letter(&alone, character);
    return end_word(&alone);
}

/* ---- Plain words ----------------------------------------------------------------------------------------------- */

enum { PLAIN_BYTES = 16 };
static const uint64_t EACH = UINT64_C(0x0101010101010101);

static inline uint64_t load_block(const char *bytes) {
    uint64_t block;
    memcpy(&block, bytes, sizeof block);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    block = __builtin_bswap64(block);
#endif
    return block;
}

/* The lowest bit of each byte that is no ASCII letter or digit. A sum's highest bit says whether a byte below 0x80 is not
 * less than another. */
static inline uint64_t find_others(uint64_t bytes) {
    uint64_t low = bytes & 0x7F * EACH, lower = low | 0x20 * EACH;
    uint64_t is_letter = (lower + (0x80 - 'a') * EACH) & ~(lower + (0x7F - 'z') * EACH);
    uint64_t is_digit = (low + (0x80 - '0') * EACH) & ~(low + (0x7F - '9') * EACH);
    return (~(is_letter | is_digit) | bytes) >> 7 & EACH;
}

/* One bit a byte. */
static inline uint32_t gather(uint64_t lowest_bits) {
    return (uint32_t)(lowest_bits * UINT64_C(0x0102040810204080) >> 56);
}

static inline word_fact fact_of(uint8_t mark, bool is_inside) {
    return mark == DIGIT ? FACT_NUMBER : mark == CAPITAL && is_inside ? FACT_NAME : FACT_NONE;
}

/* Most words are of less than sixteen ASCII letters and digits, with nothing but ASCII before them: these are found and
 * hashed all at once. False, and nothing is read, if the next one is another. */
static inline bool next_plain_word(word_cursor *cursor, word *next) {
    const letter *table = cursor->table->of;
    galley_text text = cursor->text;
    size_t at = cursor->at;
    bool is_inside = cursor->is_inside;
    for (; text.len - at > PLAIN_BYTES && table[(unsigned char)text.ptr[at]].kind == GAP; at++)
        is_inside = is_inside && table[(unsigned char)text.ptr[at]].mark == JOINING;
    if (text.len - at <= PLAIN_BYTES)
        return false;
    const char *bytes = text.ptr + at;
    uint64_t first = load_block(bytes), second = load_block(bytes + 8);
    uint64_t first_others = find_others(first), second_others = find_others(second);
    uint32_t ends = gather(first_others) | gather(second_others) << 8 | 1u << PLAIN_BYTES;
    size_t len = (size_t)__builtin_ctz(ends);
    unsigned char end = (unsigned char)bytes[len];
    if (len == 0 || end >= 0x80 || table[end].kind != GAP)
        return false;
    uint64_t in_first = (first_others - 1) & ~first_others; /* all bits before the first that is set, or simply all */
    uint64_t in_second = (second_others - 1) & ~second_others & -(uint64_t)(first_others == 0);
    next->hash =
        mix_bits(add_block(add_block(0, (first | 0x20 * EACH) & in_first), (second | 0x20 * EACH) & in_second));
    next->fact = fact_of(table[(unsigned char)*bytes].mark, is_inside);
    cursor->at = at + len + 1;
    cursor->is_inside = table[end].mark == JOINING;
    return true;
}

/* ---- The loop -------------------------------------------------------------------------------------------------- */

static bool next_any_word(word_cursor *cursor, word *next) {
    const letter *table = cursor->table->of;
    galley_text text = cursor->text;
    spelling read = {.hash = 0};
    size_t at = cursor->at, behind = at;
    bool is_inside = cursor->is_inside;
    next->fact = FACT_NONE;
    while (at < text.len) {
        uint32_t character = next_character(text, &behind);
        letter_kind kind;
        uint8_t mark = PLAIN;
        uint32_t first, second = 0;
        if (character < TABLED) {
            const letter *found = &table[character];
            kind = (letter_kind)found->kind;
            mark = found->mark;
            first = found->first;
            second = found->second;
        } else {
            first = fold_rare(character, &kind);
        }
        if (kind == OF_WORD && !read.has_letter)
            next->fact = fact_of(mark, is_inside);
        if (kind > OF_WORD) {
            bool is_alone = !read.has_letter;
            cursor->at = is_alone ? behind : at;
            cursor->is_inside = !is_alone;
            next->hash = is_alone ? hash_letter(first) : end_word(&read);
            return true;
        }
        at = behind;
        if (kind == OF_WORD) {
            add_letter(&read, first);
            if (second)
                add_letter(&read, second);
        } else if (kind == GAP && read.has_letter) {
            is_inside = mark == JOINING;
            break;
        } else if (kind == GAP && mark != JOINING) {
            is_inside = false;
        }
    }
    cursor->at = at;
    cursor->is_inside = is_inside;
    next->hash = end_word(&read);
    return read.has_letter;
}

bool word_cursor_next(word_cursor *cursor, word *next) {
    return next_plain_word(cursor, next) || next_any_word(cursor, next);
}

/* ---- Letters --------------------------------------------------------------------------------------------------- */

size_t letters_read(const letters *table, galley_text text, size_t *at, uint16_t *found, size_t room) {
    size_t count = 0, next = *at;
    while (next < text.len && count + 2 <= room) {
        unsigned char byte = (unsigned char)text.ptr[next];
        if (byte < 0x80) { /* one letter, or none */
            found[count] = table->of[byte].first;
            count += table->of[byte].kind == OF_WORD;
            next++;
            continue;
        }
        uint32_t character = next_character(text, &next);
        letter read = {.kind = GAP};
        if (character < TABLED) {
            read = table->of[character];
        } else {
            letter_kind kind;
            read.first = (uint16_t)fold_rare(character, &kind);
            read.kind = (uint8_t)kind;
        }
        if (read.kind == AN_IDEOGRAPH)
            read.second = read.first;
        found[count] = read.first;
        found[count + 1] = read.second;
        count += read.kind < OF_WORD ? 0 : read.second != 0 ? 2 : 1;
    }
    *at = next;
    return count;
}
