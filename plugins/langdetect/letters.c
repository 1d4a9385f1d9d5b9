/* Letters: see letters.h. The loops over characters are what an article costs, hence the short way for ASCII. */
#include "letters.h"
#include <galley/text.h>

/* Odd constants that spread bits: 2^64 by the golden ratio, and one of Steele and Vigna's multipliers. */
#define HASH_STEP 0x9E3779B97F4A7C15u
#define HASH_LAST 0xD1342543DE82EF95u

/* A seed for each kind of feature, so that a whole word is not taken for an n-gram. */
#define SEED_NGRAM 0x51u
#define SEED_WORD  0xA7u

void letters_clear(letters *letters) {
    galley_buffer_clear(&letters->characters);
    galley_buffer_clear(&letters->scripts);
    galley_buffer_clear(&letters->keys);
}

static void add(letters *letters, uint32_t character, script script) {
    ((uint32_t *)(void *)letters->characters.ptr)[letters->count] = character;
    letters->scripts.ptr[letters->count++] = (char)script;
}

static void add_gap(letters *letters) {
    if (letters->scripts.ptr[letters->count - 1] != SCRIPT_NONE)
        add(letters, 0, SCRIPT_NONE);
}

static void make_room(letters *letters, size_t more) {
    letters->characters.len = letters->count * sizeof(uint32_t);
    letters->scripts.len = letters->count;
    galley_buffer_reserve(&letters->characters, more * sizeof(uint32_t));
    galley_buffer_reserve(&letters->scripts, more);
}

void letters_start(letters *letters) {
    letters->count = 0;
    memset(letters->counts, 0, sizeof letters->counts);
    make_room(letters, 1);
    add(letters, 0, SCRIPT_NONE);
}

static bool is_graphic(char byte) {
    return byte > ' ' && byte < 0x7F;
}

/* Where a run of ASCII signs that begins at `at` ends, if it is an address; `at` otherwise. */
static size_t skip_address(galley_text text, size_t at, size_t *run_end) {
    size_t end = at;
    bool is_address = text.len - at > 4 && memcmp(text.ptr + at, "www.", 4) == 0;
    for (; end < text.len && is_graphic(text.ptr[end]); end++) {
        is_address |= text.ptr[end] == '@' && end > at;
        is_address |= text.ptr[end] == ':' && end + 3 < text.len && memcmp(text.ptr + end, "://", 3) == 0;
    }
    *run_end = end;
    return is_address ? end : at;
}

static void add_character(letters *letters, uint32_t character) {
    script script = script_of(character);
    if (script == SCRIPT_NONE) {
        add_gap(letters);
        return;
    }
    letters->counts[script]++;
    add(letters, galley_to_lower(character), script);
}

void letters_read(letters *letters, galley_text text) {
    make_room(letters, text.len + 1);
    add_gap(letters);
    size_t run_end = 0; /* of the run of ASCII signs that was last examined */
    for (size_t at = 0; at < text.len;) {
        char byte = text.ptr[at];
        if (at >= run_end && is_graphic(byte)) {
            size_t behind = skip_address(text, at, &run_end);
            if (behind > at) {
                add_gap(letters);
                at = behind;
                continue;
            }
        }
        char lower = (char)(byte | 0x20);
        if (lower >= 'a' && lower <= 'z') {
            letters->counts[SCRIPT_LATIN]++;
            add(letters, (uint32_t)lower, SCRIPT_LATIN);
            at++;
        } else if (byte >= 0) {
            add_gap(letters);
            at++;
        } else {
            uint32_t character = 0;
            galley_utf8_next(text, &at, &character);
            add_character(letters, character);
        }
    }
    add_gap(letters);
}

static uint32_t finish(uint64_t hash) {
    return (uint32_t)((hash ^ hash >> 32) * HASH_LAST >> 32);
}

static uint64_t step(uint64_t hash, uint32_t character) {
    return (hash + character + 1) * HASH_STEP;
}

/* The n-grams of one word; characters[-1] and characters[len] count as gaps. Returns how many keys it wrote. */
static size_t word_ngrams(const uint32_t *word, size_t len, uint32_t *keys) {
    size_t made = 0;
    uint64_t whole = SEED_WORD;
    for (size_t i = 0; i < len; i++)
        whole = step(whole, word[i]);
    if (len + 2 > NGRAM_LONGEST)
        keys[made++] = finish(whole);

    uint64_t hash = step(SEED_NGRAM, 0);
    for (size_t last = 0; last < len && last < NGRAM_LONGEST - 1; last++) {
        hash = step(hash, word[last]);
        keys[made++] = finish(hash);
    }
    if (len < NGRAM_LONGEST - 1)
        keys[made++] = finish(step(hash, 0));
    for (size_t first = 0; first < len; first++) {
        size_t longest = len - first < NGRAM_LONGEST ? len - first : NGRAM_LONGEST;
        hash = SEED_NGRAM;
        for (size_t i = 0; i < longest; i++) {
            hash = step(hash, word[first + i]);
            keys[made++] = finish(hash);
        }
        if (longest < NGRAM_LONGEST)
            keys[made++] = finish(step(hash, 0));
    }
    return made;
}

static size_t word_ngrams_inside(const uint32_t *word, size_t len, uint32_t *keys) {
    size_t made = 0;
    for (size_t first = 0; first < len; first++) {
        uint64_t hash = SEED_NGRAM;
        for (size_t i = first; i < len && i < first + NGRAM_LONGEST; i++) {
            hash = step(hash, word[i]);
            keys[made++] = finish(hash);
        }
    }
    return made;
}

typedef size_t ngrams_of_word(const uint32_t *word, size_t len, uint32_t *keys);

static size_t each_word(letters *letters, script wanted, ngrams_of_word *ngrams_of_word, const uint32_t **keys) {
    /* A word of n letters gives at most 4n + 4 keys, and has a gap behind it. */
    letters->keys.len = 0;
    uint32_t *out =
        (uint32_t *)(void *)galley_buffer_reserve(&letters->keys, (letters->count + 1) * 5 * sizeof(uint32_t));
    const uint32_t *characters = (const uint32_t *)(const void *)letters->characters.ptr;
    const uint8_t *scripts = (const uint8_t *)letters->scripts.ptr;
    size_t made = 0;
    for (size_t at = 0; at < letters->count;) {
        if (scripts[at] != wanted) {
            at++;
            continue;
        }
        size_t first = at;
        while (at < letters->count && (scripts[at] == wanted || scripts[at] == SCRIPT_ANY))
            at++;
        made += ngrams_of_word(characters + first, at - first, out + made);
    }
    *keys = out;
    return made;
}

size_t letters_ngrams(letters *letters, script wanted, const uint32_t **keys) {
    return each_word(letters, wanted, word_ngrams, keys);
}

size_t letters_ngrams_inside(letters *letters, script wanted, const uint32_t **keys) {
    return each_word(letters, wanted, word_ngrams_inside, keys);
}
