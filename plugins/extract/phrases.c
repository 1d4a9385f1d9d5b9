#include "phrases.h"

#include <stdlib.h>

typedef struct phrase {
    galley_text folded;
    bool is_linked;
} phrase;

#define PHRASE(text)        {text, false},
#define PHRASE_LINKED(text) {text, true},
static const struct {
    const char *text;
    bool is_linked;
} listed[] = {
#include "phrases.inc"
};
#undef PHRASE
#undef PHRASE_LINKED

enum { PHRASE_COUNT = sizeof listed / sizeof *listed };

struct phrases {
    galley_arena *arena;
    phrase all[PHRASE_COUNT];
};

phrases *phrases_new(void) {
    phrases *known = calloc(1, sizeof *known);
    if (!known)
        abort();
    known->arena = galley_arena_new();
    for (size_t i = 0; i < PHRASE_COUNT; i++)
        known->all[i] = (phrase){galley_fold(galley_text_of(listed[i].text), known->arena), listed[i].is_linked};
    return known;
}

void phrases_free(phrases *known) {
    if (!known)
        return;
    galley_arena_free(known->arena);
    free(known);
}

bool phrases_begin(const phrases *known, galley_text folded, bool has_link) {
    for (size_t i = 0; i < PHRASE_COUNT; i++) {
        galley_text phrase = known->all[i].folded;
        if (phrase.len > folded.len || (known->all[i].is_linked && !has_link))
            continue;
        bool is_end = folded.len == phrase.len || folded.ptr[phrase.len] == ' ' || (phrase.ptr[0] & 0x80);
        if (is_end && memcmp(folded.ptr, phrase.ptr, phrase.len) == 0)
            return true;
    }
    return false;
}
