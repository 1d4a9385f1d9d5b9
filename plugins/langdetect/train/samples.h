/* Samples: the pieces in one script as counts of n-grams, and which n-grams are worth learning. */
#ifndef LANGDETECT_SAMPLES_H
#define LANGDETECT_SAMPLES_H

#include "corpus.h"
#include "model.h"

typedef struct entry {
    uint32_t feature; /* index in `keys` */
    uint32_t count;
} entry;

typedef struct sample {
    size_t first; /* in `entries` */
    uint32_t count;
    uint32_t ngrams; /* of the piece, also those that are no feature */
    uint32_t class;
    uint32_t source;
    uint8_t fold;
} sample;

typedef struct samples {
    script script;
    uint32_t classes; /* 0 is "none of the others" */
    galley_text tags[MODEL_LANGUAGES];
    uint32_t *keys;        /* of the features, ascending */
    uint32_t *pieces_with; /* each feature: in how many pieces it is */
    size_t features, count;
    sample *list;
    entry *entries;
} samples;

/* Leaves out the pieces of fold `without` (-1: none). */
void samples_make(samples *samples, const corpus *corpus, script script, int without);
void samples_clear(samples *samples);

#endif
