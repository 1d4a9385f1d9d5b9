/* What is kept of an article to compare it by: a MinHash signature of its shingles, or one hash of all its words. */
#ifndef DEDUP_SIGNATURE_H
#define DEDUP_SIGNATURE_H

#include "sketch.h"
#include "words.h"

enum { SIGNATURE_VALUES = 104, SHINGLE_LETTERS_MAX = 40 };

typedef struct signature {
    uint32_t size; /* different shingles */
    uint8_t values[SIGNATURE_VALUES];
} signature;

typedef enum signature_kind {
    SIGNATURE_EMPTY, /* no word to compare */
    SIGNATURE_SHORT, /* too short for shingles: `words` only */
    SIGNATURE_FULL
} signature_kind;

typedef struct article_signature {
    signature_kind kind;
    uint64_t words; /* hash of all words in their order */
    signature shingles;
    sketch verifying; /* of a FULL one only; last */
} article_signature;

/* Bytes from its start that say something: the sketch is at its end, and seldom full. */
size_t signature_bytes(const article_signature *of);

typedef struct signature_maker signature_maker;

/* Makes signatures of shingles of so many letters, 1 to SHINGLE_LETTERS_MAX; 0: hashes of all words only, and every text with
 * a word in it is SHORT. What it points to is not changed by use, so that workers may share one. */
signature_maker *signature_maker_new(unsigned shingle_letters);
void signature_maker_free(signature_maker *maker);

/* The signature of title (may be empty) and text together. EMPTY if the text has no word, whatever the title. */
void signature_make(const signature_maker *maker, galley_text title, galley_text text, article_signature *made);

/* The hash of a text's words in their order, and how many they are. */
uint64_t signature_words(const signature_maker *maker, galley_text text, uint32_t *count);

/* A shingle, and where its letters stand: in one of the two texts, or at the end of the title and the start of the text. */
typedef struct shingle {
    uint64_t hash;
    galley_text in_title, in_text;
} shingle;

/* Every shingle that signature_make hashes, in order, as often as it is there; of a maker without shingles every word.
 * Adds them to `found` as structs, and gives their number. */
size_t signature_shingles(const signature_maker *maker, galley_text title, galley_text text, galley_buffer *found);

/* How similar two articles are, estimated. */
likeness signature_compare(const signature *one, const signature *other);

#endif
