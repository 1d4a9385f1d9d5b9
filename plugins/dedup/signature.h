/* What is kept of an article to compare it by: a MinHash signature of its shingles, or one hash of all its words. */
#ifndef DEDUP_SIGNATURE_H
#define DEDUP_SIGNATURE_H

#include "words.h"

enum {
    SIGNATURE_ROWS = 3, /* values that two articles must share at the same place to be compared at all: a band */
    SIGNATURE_BANDS = 36,
    SIGNATURE_VALUES = SIGNATURE_ROWS * SIGNATURE_BANDS,
    SHINGLE_WORDS_MAX = 10
};

typedef struct signature {
    uint32_t size; /* shingles */
    uint8_t values[SIGNATURE_VALUES];
} signature;

typedef enum signature_kind {
    SIGNATURE_EMPTY, /* nothing to compare */
    SIGNATURE_SHORT, /* too short for a shingle: `words` only */
    SIGNATURE_FULL
} signature_kind;

typedef struct article_signature {
    signature_kind kind;
    uint64_t words; /* hash of all words in their order; of the trimmed text if it has no word */
    signature shingles;
} article_signature;

typedef struct signature_maker signature_maker;

/* Makes signatures of shingles of so many words, 1 to SHINGLE_WORDS_MAX; 0: hashes of all words only, and every text with
 * something in it is SHORT. What it points to is not changed by use, so that workers may share one. */
signature_maker *signature_maker_new(unsigned shingle_words);
void signature_maker_free(signature_maker *maker);

/* The signature of title (may be empty) and text together. EMPTY if the text is, whatever the title. */
void signature_make(const signature_maker *maker, galley_text title, galley_text text, article_signature *made);

/* How similar two articles are, estimated; all from 0 to 1. */
typedef struct likeness {
    double resemblance; /* Jaccard's: the share of common shingles among all that either has */
    double containment; /* the share of the shorter one's shingles that the other has too */
    double similarity;  /* the mean of the two: what a threshold is for */
} likeness;

likeness signature_compare(const signature *one, const signature *other);

#endif
