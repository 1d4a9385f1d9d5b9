/* Sorted by how they begin, so that a paragraph is compared with few. */
#include "phrases.h"

#include <stdlib.h>

enum { KEY_BYTES = 2 /* the shortest phrase has as many */, LABEL_BYTES = 80 };

typedef enum phrase_kind { BEGINS, BEGINS_LINKED, ALONE } phrase_kind;

typedef struct phrase {
    galley_text folded;
    phrase_kind kind;
} phrase;

#define PHRASE(text)        {text, BEGINS},
#define PHRASE_LINKED(text) {text, BEGINS_LINKED},
#define PHRASE_ALONE(text)  {text, ALONE},
static const struct {
    const char *text;
    phrase_kind kind;
} listed[] = {
#include "phrases.inc"
};
#undef PHRASE
#undef PHRASE_LINKED
#undef PHRASE_ALONE

enum { PHRASE_COUNT = sizeof listed / sizeof *listed };

struct phrases {
    galley_arena *arena;
    phrase all[PHRASE_COUNT];
};

static int compare_starts(galley_text a, galley_text b) {
    return memcmp(a.ptr, b.ptr, KEY_BYTES);
}

static int compare_phrases(const void *a, const void *b) {
    galley_text one = ((const phrase *)a)->folded, other = ((const phrase *)b)->folded;
    int order = memcmp(one.ptr, other.ptr, one.len < other.len ? one.len : other.len);
    return order != 0 ? order : (one.len > other.len) - (one.len < other.len);
}

phrases *phrases_new(void) {
    phrases *known = calloc(1, sizeof *known);
    if (!known)
        abort();
    known->arena = galley_arena_new();
    for (size_t i = 0; i < PHRASE_COUNT; i++)
        known->all[i] = (phrase){galley_fold(galley_text_of(listed[i].text), known->arena), listed[i].kind};
    qsort(known->all, PHRASE_COUNT, sizeof *known->all, compare_phrases);
    return known;
}

void phrases_free(phrases *known) {
    if (!known)
        return;
    galley_arena_free(known->arena);
    free(known);
}

/* The first phrase that does not begin before the text does: those that the text may begin with follow. */
static size_t first_alike(const phrases *known, galley_text folded) {
    size_t low = 0, high = PHRASE_COUNT;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_starts(known->all[middle].folded, folded) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Does the text go on with another word? Scripts of three bytes a letter have no spaces, or few. */
static bool ends_word(galley_text folded, size_t at) {
    return folded.len == at || folded.ptr[at] == ' ' || (unsigned char)folded.ptr[0] >= 0xE0;
}

static bool begins_with(galley_text folded, galley_text phrase) {
    return phrase.len <= folded.len && memcmp(folded.ptr, phrase.ptr, phrase.len) == 0 && ends_word(folded, phrase.len);
}

/* What stands before a colon near the start. */
static galley_text label_of(galley_text line) {
    for (size_t i = 0; i < line.len && i < LABEL_BYTES; i++)
        if (line.ptr[i] == ':' || (i + 2 < line.len && memcmp(line.ptr + i, "\xEF\xBC\x9A", 3) == 0))
            return galley_text_part(line.ptr, i);
    return line;
}

bool phrases_begin(const phrases *known, galley_text line, bool has_link, galley_arena *scratch) {
    galley_text folded = galley_fold(line, scratch), label = label_of(line);
    label = label.len < line.len ? galley_fold(label, scratch) : folded;
    if (folded.len < KEY_BYTES)
        return false;
    for (size_t i = first_alike(known, folded); i < PHRASE_COUNT; i++) {
        const phrase *one = &known->all[i];
        if (compare_starts(one->folded, folded) > 0)
            return false;
        if (one->kind == ALONE ? galley_text_equal(one->folded, label)
                               : begins_with(folded, one->folded) && (one->kind == BEGINS || has_link))
            return true;
    }
    return false;
}
