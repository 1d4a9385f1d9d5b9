/* A word is letters and digits, ASCII ones without their case, and one ideograph or syllable of East Asia each. Marks of
 * U+2000 to U+206F (quotes, dashes, spaces) and the no-break space end words as ASCII's do. */
#include "shingles.h"

#include <stdlib.h>

enum { PROBES_MAX = 64 };

static const uint64_t FNV_START = UINT64_C(0xCBF29CE484222325), FNV_PRIME = UINT64_C(0x100000001B3);

void shingles_clear(shingles *set) {
    if (set->count > 0)
        memset(set->slots, 0, set->room * sizeof *set->slots);
    set->count = 0;
}

void shingles_free(shingles *set) {
    free(set->slots);
    *set = (shingles){0};
}

/* The slot of the hash, or a free one; NULL if neither is near, as only crafted words bring about. */
static uint64_t *find(const shingles *set, uint64_t hash) {
    for (size_t i = 0; i < PROBES_MAX && i < set->room; i++) {
        uint64_t *slot = &set->slots[(hash + i) & (set->room - 1)];
        if (*slot == 0 || *slot == hash)
            return slot;
    }
    return NULL;
}

static void put(shingles *set, uint64_t hash) {
    uint64_t *slot = find(set, hash);
    if (!slot)
        return;
    set->count += *slot == 0;
    *slot = hash;
}

static bool has(const shingles *set, uint64_t hash) {
    const uint64_t *slot = find(set, hash);
    return slot && *slot == hash;
}

static void grow(shingles *set) {
    shingles larger = {.room = set->room ? 2 * set->room : 1024};
    larger.slots = calloc(larger.room, sizeof *larger.slots);
    if (!larger.slots)
        abort();
    for (size_t i = 0; i < set->room; i++)
        if (set->slots[i] != 0)
            put(&larger, set->slots[i]);
    free(set->slots);
    *set = larger;
}

/* The next word's hash; false at the end. */
static bool next_word(galley_text text, size_t *at, uint64_t *word) {
    uint64_t hash = FNV_START;
    while (*at < text.len) {
        unsigned char byte = (unsigned char)text.ptr[*at], lower = byte >= 'A' && byte <= 'Z' ? byte + 32 : byte;
        bool is_plain = (lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9');
        unsigned char second = *at + 1 < text.len ? (unsigned char)text.ptr[*at + 1] : 0;
        bool is_mark = (byte == 0xE2 && (second == 0x80 || second == 0x81)) || (byte == 0xC2 && second == 0xA0);
        bool is_symbol = byte >= 0xE3 && byte < 0xF0;
        if (byte < 0x80 ? !is_plain : is_mark || is_symbol) {
            if (hash != FNV_START)
                break;
            size_t len = byte < 0x80 ? 1 : byte == 0xC2 ? 2 : 3;
            for (size_t i = 0; is_symbol && i < len && *at + i < text.len; i++)
                hash = (hash ^ (unsigned char)text.ptr[*at + i]) * FNV_PRIME;
            *at = *at + len < text.len ? *at + len : text.len;
            if (is_symbol)
                break;
            continue;
        }
        hash = (hash ^ lower) * FNV_PRIME;
        ++*at;
    }
    *word = hash;
    return hash != FNV_START;
}

/* Adds a word; gives the hash of the last SHINGLE_WORDS, or 0 while there are fewer. */
static uint64_t push(shingle_window *window, uint64_t word) {
    for (size_t i = 1; i < SHINGLE_WORDS; i++)
        window->words[i - 1] = window->words[i];
    window->words[SHINGLE_WORDS - 1] = word;
    if (++window->count < SHINGLE_WORDS)
        return 0;
    uint64_t hash = FNV_START;
    for (size_t i = 0; i < SHINGLE_WORDS; i++)
        hash = ((hash ^ window->words[i]) * FNV_PRIME) ^ (hash >> 29);
    return hash ? hash : 1;
}

void shingles_add(shingles *set, galley_text text) {
    shingle_window window = {.count = 0};
    uint64_t word;
    for (size_t at = 0; next_word(text, &at, &word);) {
        uint64_t hash = push(&window, word);
        if (hash == 0)
            continue;
        if (2 * set->count >= set->room)
            grow(set);
        put(set, hash);
    }
}

void shingles_compare(const shingles *set, shingle_window *window, galley_text text, uint32_t *seen, uint32_t *shared) {
    uint64_t word;
    for (size_t at = 0; next_word(text, &at, &word);) {
        uint64_t hash = push(window, word);
        *seen += hash != 0;
        *shared += hash != 0 && has(set, hash);
    }
}
