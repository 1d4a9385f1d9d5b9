/* The table of stop_words.inc, folded and hashed: open addressing, for each word the set of rows that list it. Half a
 * hash tells 2,000 words from others well enough, and the table fits into a processor's nearest cache. */
#include "base/memory.h"

#include <galley/text.h>
#include <stdlib.h>

enum { MOST_GUESSED_FROM = 150, FEWEST_GUESSED_FROM = 8, LISTED_IN_A_HUNDRED = 25 }; /* words */
enum { SLOTS = 4096, ANY_LANGUAGE = 0, SHORT_WORD = 3 /* letters */, FIRST_AFTER_CYRILLIC = 0x530 };

typedef struct row {
    const char *languages; /* primary subtags of BCP 47, with spaces between */
    const char *words;
} row;

static const row rows[] = {
#include "stop_words.inc"
};
enum { ROWS = sizeof rows / sizeof *rows };

typedef struct slot {
    uint32_t hash; /* its upper half; the lower one says where to look */
    uint32_t rows; /* a bit a row; 0: the slot is free */
} slot;

struct galley_stop_words {
    slot slots[SLOTS];
};

static const slot *find_slot(const galley_stop_words *words, uint64_t hash) {
    size_t at = hash % SLOTS;
    while (words->slots[at].rows && words->slots[at].hash != hash >> 32)
        at = (at + 1) % SLOTS;
    return &words->slots[at];
}

static void add_row(galley_stop_words *words, size_t number, galley_arena *arena) {
    galley_text folded = galley_fold(galley_text_of(rows[number].words), arena), word;
    for (size_t at = 0; galley_word_next(folded, &at, &word);) {
        uint64_t hash = galley_hash64(word, 0);
        slot *found = &words->slots[find_slot(words, hash) - words->slots];
        found->hash = (uint32_t)(hash >> 32);
        found->rows |= UINT32_C(1) << number;
    }
}

galley_stop_words *galley_stop_words_new(void) {
    galley_stop_words *words = memory_zero(1, sizeof *words);
    galley_arena *arena = galley_arena_new();
    for (size_t i = 0; i < ROWS; i++)
        add_row(words, i, arena);
    galley_arena_free(arena);
    return words;
}

void galley_stop_words_free(galley_stop_words *words) {
    free(words);
}

static bool is_subtag_end(char byte) {
    return byte == '\0' || byte == ' ' || byte == '-' || byte == '_';
}

static char lower_ascii(char byte) {
    return (char)(byte >= 'A' && byte <= 'Z' ? byte + 0x20 : byte);
}

/* Is the primary subtag of `tag` one of these languages? */
static bool names_language(const char *languages, const char *tag) {
    while (*languages) {
        size_t len = 0;
        while (!is_subtag_end(languages[len]) && languages[len] == lower_ascii(tag[len]))
            len++;
        if (is_subtag_end(languages[len]) && is_subtag_end(tag[len]))
            return true;
        languages += strcspn(languages, " ");
        languages += strspn(languages, " ");
    }
    return false;
}

uint32_t galley_stop_words_language(const char *tag) {
    for (size_t i = 0; tag && i < ROWS; i++)
        if (names_language(rows[i].languages, tag))
            return UINT32_C(1) << i;
    return ANY_LANGUAGE;
}

const char *galley_stop_words_guess(const galley_stop_words *words, galley_text folded) {
    size_t listed[ROWS] = {0}, read = 0, best = 0;
    galley_text word;
    for (size_t at = 0; read < MOST_GUESSED_FROM && galley_word_next(folded, &at, &word); read++) {
        uint32_t found = find_slot(words, galley_hash64(word, 0))->rows;
        for (size_t i = 0; i < ROWS; i++)
            listed[i] += found >> i & 1;
    }
    for (size_t i = 1; i < ROWS; i++)
        if (listed[i] > listed[best])
            best = i;
    bool is_sure = read >= FEWEST_GUESSED_FROM && listed[best] * 100 >= read * LISTED_IN_A_HUNDRED;
    return is_sure ? rows[best].languages : NULL;
}

/* Letters of scripts in which three make a short word: Latin, Greek, Cyrillic. */
static bool is_short(galley_text word) {
    size_t at = 0, letters = 0;
    for (uint32_t character; galley_utf8_next(word, &at, &character); letters++)
        if (letters == SHORT_WORD || character >= FIRST_AFTER_CYRILLIC || galley_is_digit(character))
            return false;
    return true;
}

bool galley_stop_words_has(const galley_stop_words *words, uint32_t language, galley_text word, uint64_t hash) {
    if (word.len == 1)
        return !galley_is_digit((unsigned char)word.ptr[0]);
    uint32_t listed = find_slot(words, hash)->rows;
    if (language != ANY_LANGUAGE)
        return (listed & language) != 0;
    return listed != 0 || is_short(word);
}
