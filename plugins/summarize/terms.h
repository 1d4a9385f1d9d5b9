/* A text's words as numbers, for counting in which sentences they stand. A term is a word without case and accents; in
 * scripts without spaces it is two characters that stand together, since one says little. */
#ifndef SUMMARIZE_TERMS_H
#define SUMMARIZE_TERMS_H

#include <galley/text.h>

#define NOT_SEEN UINT32_MAX

typedef struct term {
    uint64_t hash;
    uint32_t sentences;     /* in how many it stands */
    uint32_t last_sentence; /* the last that it was seen in, counted from 1; 0: none yet */
    uint32_t first_seen;    /* the number of the first sentence that has it */
    uint32_t last_seen;     /* for walks over the sentences: where it was seen last, or NOT_SEEN */
    bool is_stop, is_number, is_in_title, is_said;
} term;

/* The terms of one text after another; {0} is an empty one. */
typedef struct terms {
    const galley_stop_words *stop;
    uint32_t language;
    galley_buffer items; /* of term */
    galley_buffer slots; /* of uint32_t: number + 1 by hash, open addressing; 0: free */
    size_t count, slot_count;
} terms;

void terms_clear(terms *all);

/* Forgets the terms of the last text. `lang` is the next one's, a BCP 47 tag or NULL; `stop` lives as long as `all`. */
void terms_begin(terms *all, const galley_stop_words *stop, const char *lang);

static inline term *terms_at(const terms *all, uint32_t number) {
    return (term *)(void *)all->items.ptr + number;
}

/* Makes every term not seen, before another walk. */
void terms_forget_walk(terms *all);

/* Reads a text that galley_fold made. */
typedef struct term_cursor {
    galley_text folded;
    size_t at;
    galley_text ideograph; /* the one that ends at `at`, or none */
} term_cursor;

/* The next word; false behind the last. *found is its term, good until the next call, or NULL for the first of some
 * ideographs, which is a word and no term. */
bool terms_next(terms *all, term_cursor *cursor, term **found);

#endif
