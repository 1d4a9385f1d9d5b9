/* Sorted by how they begin, so that a paragraph is compared with few. */
#include "phrases.h"

#include <stdlib.h>

enum { KEY_BYTES = 2 /* the shortest phrase has as many */, LABEL_BYTES = 80, CREDIT_BYTES = 100 };

typedef enum phrase_kind { BEGINS, BEGINS_LINKED, ALONE, CREDIT, CREDIT_DOT } phrase_kind;

typedef struct phrase {
    galley_text folded;
    phrase_kind kind;
} phrase;

#define PHRASE(text)            {text, BEGINS},
#define PHRASE_LINKED(text)     {text, BEGINS_LINKED},
#define PHRASE_ALONE(text)      {text, ALONE},
#define PHRASE_CREDIT(text)     {text, CREDIT},
#define PHRASE_CREDIT_DOT(text) {text, CREDIT_DOT},
static const struct {
    const char *text;
    phrase_kind kind;
} listed[] = {
#include "phrases.inc"
};
#undef PHRASE
#undef PHRASE_LINKED
#undef PHRASE_ALONE
#undef PHRASE_CREDIT
#undef PHRASE_CREDIT_DOT

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

/* The length of the colon or equals sign that the text begins with; 0 if there is none. */
static size_t mark_len(galley_text text) {
    static const char *const marks[] = {":", "=", "\xEF\xBC\x9A", "\xEF\xBC\x9D"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t len = strlen(marks[i]);
        if (text.len >= len && memcmp(text.ptr, marks[i], len) == 0)
            return len;
    }
    return 0;
}

static galley_text text_from(galley_text text, size_t start) {
    return galley_text_part(text.ptr + start, text.len - start);
}

/* What stands before a colon near the start. */
static galley_text label_of(galley_text line) {
    for (size_t i = 0; i < line.len && i < LABEL_BYTES; i++)
        if (mark_len(text_from(line, i)) > 0)
            return galley_text_part(line.ptr, i);
    return line;
}

static bool is_credit(const phrases *known, galley_text folded, bool has_dot) {
    for (size_t i = 0; i < PHRASE_COUNT; i++) {
        galley_text word = known->all[i].folded;
        if (known->all[i].kind < (has_dot ? CREDIT_DOT : CREDIT) || word.len > folded.len)
            continue;
        bool is_end = word.len == folded.len || (unsigned char)word.ptr[0] >= 0xE0;
        if (is_end && memcmp(folded.ptr + folded.len - word.len, word.ptr, word.len) == 0)
            return true;
    }
    return false;
}

/* Where the last word begins. */
static size_t word_start(galley_text text) {
    size_t start = text.len;
    while (start > 0 && (text.ptr[start - 1] & 0x80 || galley_is_letter((unsigned char)text.ptr[start - 1])))
        start--;
    return start;
}

/* Is the word before the mark one of those, and does it stand out: by a capital, or behind a bracket or stroke? */
static bool is_before_credit(const phrases *known, galley_text before, bool has_dot, galley_arena *scratch) {
    before = galley_trim(before);
    size_t start = word_start(before), at = start;
    uint32_t first;
    if (!galley_utf8_next(before, &at, &first) ||
        (galley_is_lower(first) && (start == 0 || !strchr("([/|", before.ptr[start - 1]))))
        return false;
    return is_credit(known, galley_fold(text_from(before, start), scratch), has_dot);
}

bool phrases_credit(const phrases *known, galley_text line, galley_arena *scratch) {
    for (size_t i = line.len > CREDIT_BYTES ? line.len - CREDIT_BYTES : 0; i + 1 < line.len; i++) {
        bool has_dot = line.ptr[i] == '.';
        if ((has_dot || mark_len(text_from(line, i)) > 0) &&
            is_before_credit(known, galley_text_part(line.ptr, i), has_dot, scratch))
            return true;
    }
    return false;
}

static bool is_begun_by(const phrase *one, galley_text folded, galley_text label, bool has_link) {
    if (one->kind >= CREDIT && label.ptr == folded.ptr)
        return false;
    if (one->kind >= ALONE)
        return galley_text_equal(one->folded, label);
    return begins_with(folded, one->folded) && (one->kind == BEGINS || has_link);
}

bool phrases_begin(const phrases *known, galley_text line, bool has_link, galley_arena *scratch) {
    galley_text folded = galley_fold(line, scratch), label = label_of(line);
    label = label.len < line.len ? galley_fold(label, scratch) : folded;
    if (folded.len < KEY_BYTES)
        return false;
    for (size_t i = first_alike(known, folded); i < PHRASE_COUNT; i++) {
        if (compare_starts(known->all[i].folded, folded) > 0)
            return false;
        if (is_begun_by(&known->all[i], folded, label, has_link))
            return true;
    }
    return false;
}
