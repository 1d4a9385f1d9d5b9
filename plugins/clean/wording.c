/* Tells by a line's words whether it is a story's, as logistic regression over hashed features does (Weinberger, Dasgupta,
 * Langford, Smola, Attenberg 2009): each word and each pair of neighbouring words has a place in a table of small weights,
 * which learn.py learns; different ones may share a place. The sum is divided by the root of their number, so that long
 * lines say no more than short ones. No list of words and no language is known here. */
#include "wording.h"

#include <string.h>

enum { FIRST_WORDS = 1, LAST_WORDS = 2, SCALE = 4 };

/* learn.py writes them: sixteen are one unit of the logistic scale. */
static const int8_t weights[WORDING_SLOTS] = {
#include "wording.inc"
};

/* FNV-1a (Fowler, Noll, Vo 1991), all digits alike. */
static uint32_t hash_word(const char *word, size_t len) {
    uint32_t hash = 2166136261U;
    for (size_t i = 0; i < len; i++) {
        unsigned char byte = (unsigned char)word[i];
        hash = (hash ^ (byte >= '0' && byte <= '9' ? '0' : byte)) * 16777619U;
    }
    return hash;
}

static uint16_t slot_of(uint32_t hash) {
    hash = (hash ^ hash >> 15) * 0x2C1B3C6DU;
    return (uint16_t)((hash ^ hash >> 16) & (WORDING_SLOTS - 1));
}

static uint16_t slot_of_pair(uint32_t first, uint32_t second, uint32_t where) {
    return slot_of((first * 31 + where) * 0x85EBCA6BU + second);
}

size_t wording_pieces(galley_text folded, uint16_t pieces[WORDING_MAX]) {
    size_t count = 0, words = 0;
    uint32_t before = 0, last = 0; /* 0 stands for the line's edge */
    for (size_t at = 0; at < folded.len && count + 5 <= WORDING_MAX;) {
        const char *space = memchr(folded.ptr + at, ' ', folded.len - at);
        size_t end = space ? (size_t)(space - folded.ptr) : folded.len;
        before = last;
        last = hash_word(folded.ptr + at, end - at);
        pieces[count++] = slot_of(last);
        pieces[count++] = slot_of_pair(before, last, 0);
        if (++words == 2)
            pieces[count++] = slot_of_pair(before, last, FIRST_WORDS);
        at = end + 1;
    }
    if (words > 0)
        pieces[count++] = slot_of_pair(last, 0, 0);
    if (words > 1)
        pieces[count++] = slot_of_pair(before, last, LAST_WORDS);
    return count;
}

uint8_t wording_of(galley_text folded) {
    uint16_t pieces[WORDING_MAX];
    size_t count = wording_pieces(folded, pieces);
    int32_t sum = 0;
    size_t root = 0; /* four times the root of `count` */
    for (size_t i = 0; i < count; i++) {
        sum += weights[pieces[i]];
        while ((root + 1) * (root + 1) <= 16 * (i + 1))
            root++;
    }
    if (count == 0)
        return WORDING_NOTHING;
    int32_t divisor = (int32_t)root, above = WORDING_NOTHING * divisor + SCALE * sum;
    if (above < 0)
        return 0;
    return (uint8_t)(above / divisor < UINT8_MAX ? above / divisor : UINT8_MAX);
}
