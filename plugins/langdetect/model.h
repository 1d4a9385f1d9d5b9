/* The model: for each script that several languages share, weights of n-grams for each of them.
 *
 * As bytes (little endian), written by train/train.c:
 *     "galley-langdetect 2\n", u8 groups, then each group:
 *       4 bytes ISO 15924 code, u8 languages, each language: u8 length, tag (length 0: "none of the others")
 *       u32 quantum (1/2^24), i32 level, i32 slope (1/2^16): see model_group
 *       16 levels, i8: the weights that there are
 *       u32 rows, each row, by key: varint key - previous key, for each two languages a byte: which level is the
 *       weight of the one (low half) and of the other
 * The file is that as one member of gzip, which makes it a quarter smaller.
 * A row has all languages: with few n-grams and full rows short texts are told apart far better than with many n-grams
 * and a few weights each, and adding up full rows is what processors are quick at.
 * Opening it makes hash tables of the rows; nothing points into the bytes afterwards. */
#ifndef LANGDETECT_MODEL_H
#define LANGDETECT_MODEL_H

#include "scripts.h"
#include <galley/base.h>

enum {
    MODEL_LANGUAGES = 255, /* most of a group */
    MODEL_LEVELS = 16,     /* different weights */
    MODEL_TAG = 12,        /* bytes of the longest tag with its NUL */
    MODEL_BLOCK = 16       /* weights that are added at once */
};

typedef struct model_group {
    uint32_t languages;
    char (*tags)[MODEL_TAG];
    double quantum;      /* what a weight of 1 stands for */
    double level, slope; /* of n n-grams' sums s: s * quantum / n^.75 * exp(level + slope * ln n) are log-odds */
    uint32_t slot_bits;
    uint16_t *marks; /* of each slot: the low half of its key; 0: empty */
    uint32_t *rows;  /* of each slot: which row it is */
    size_t stride;   /* of a row: languages, rounded up to whole blocks of MODEL_BLOCK */
    int8_t *weights;
} model_group;

typedef struct model {
    galley_arena *arena;
    model_group *groups[SCRIPT_COUNT]; /* NULL where the script has none */
} model;

/* False, with a sentence, if the bytes are no such model; then there is nothing to close. */
bool model_open(model *model, galley_text bytes, galley_error *error);
/* The same of a file's bytes. */
bool model_open_packed(model *model, galley_text packed, galley_error *error);
void model_close(model *model);

/* Does the model, or a script alone, ever give this tag? */
bool model_knows(const model *model, const char *tag);

/* How likely each language of the group is, given these n-grams: `odds` has room for group->languages. Together they
 * make 1; all 0 if the group knows none of the n-grams. */
void model_weigh(const model_group *group, const uint32_t *keys, size_t count, double *odds);

#endif
