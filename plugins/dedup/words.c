/* Words and letters one after the other, a look-up a character, in any script. passage.c reads the same much faster where it
 * can, and is tested against this. */
#include "words.h"
#include "letters.h"

/* ---- Hashes ---------------------------------------------------------------------------------------------------- */

/* A word's hash is one of its folded letters as UTF-8, in blocks of eight bytes, the first of which is the lowest; there are
 * two blocks at least, with zeros behind the word. */
typedef struct spelling {
    uint64_t hash, block;
    uint32_t bits, blocks; /* in the block; before it */
    bool has_letter;
} spelling;

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

/* ---- Words ----------------------------------------------------------------------------------------------------- */

static inline word_fact fact_of(uint8_t mark, bool is_inside) {
    return mark == DIGIT ? FACT_NUMBER : mark == CAPITAL && is_inside ? FACT_NAME : FACT_NONE;
}

bool word_cursor_next(word_cursor *cursor, word *next) {
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
