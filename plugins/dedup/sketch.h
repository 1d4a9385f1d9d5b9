/* What verifies that two articles are copies when their signatures say so: samples of an article's shingles and of the facts
 * in it, names and numbers. Up to a size a sample is all there is, so that what is computed from it is exact. */
#ifndef DEDUP_SKETCH_H
#define DEDUP_SKETCH_H

#include <galley/base.h>

typedef enum sample_kind { SAMPLE_SHINGLES, SAMPLE_NAMES, SAMPLE_NUMBERS, SAMPLES } sample_kind;

enum { SHINGLES_MAX = 512, FACTS_MAX = 64, SKETCH_MAX = SHINGLES_MAX + 2 * FACTS_MAX };

/* A sketch as it is stored: this, and then counts[…] hashes of each kind. Of a sample at level n only the hashes that begin
 * with n zeros are in it: one in 2^n. */
typedef struct sketch_head {
    uint64_t words; /* hash of all words in their order */
    uint16_t counts[SAMPLES];
    uint8_t levels[SAMPLES];
    uint8_t unused[3];
    uint32_t leads_to; /* of a guide (finder.h), which has no hashes: the survivor's number + 1; else 0 */
} sketch_head;

typedef struct sketch {
    sketch_head head;
    uint32_t hashes[SKETCH_MAX];
} sketch;

/* Is a hash in samples of that level? */
static inline bool is_of_level(uint32_t hash, uint32_t level) {
    return (uint64_t)hash >> (32 - level) == 0;
}

/* Bytes of it that are stored: no more than sizeof(sketch). */
size_t sketch_bytes(const sketch *of);

/* Can these be a sketch's bytes? */
bool sketch_is_sound(const void *bytes, size_t len);

/* A sample while it is drawn: the set of different hashes in it, as a list and as a table. */
typedef struct sample {
    uint32_t slots[4 * SHINGLES_MAX]; /* open addressing; 0: empty */
    uint32_t hashes[2 * SHINGLES_MAX + 1];
    uint32_t room, used; /* slots that there are, a power of two, and that are not empty */
    uint32_t count, most;
    uint8_t level;
} sample;

/* most: SHINGLES_MAX or less, a power of two. Nothing below `level` will be in it. */
void sample_begin(sample *drawn, uint32_t most, uint8_t level);
void sample_add(sample *drawn, const uint64_t *hashes, size_t count);
uint32_t sample_size(const sample *drawn); /* different hashes that were added, estimated above `most` */

void sketch_fill(sketch *made, uint64_t words, const sample drawn[SAMPLES]);

/* How similar two articles are; all from 0 to 1. */
typedef struct likeness {
    double resemblance; /* Jaccard's: the share of common shingles among all that either has */
    double containment; /* the share of the shorter one's shingles that the other has too */
    double similarity;  /* a quarter of the one and three of the other: what a threshold is for */
} likeness;

/* With the similarity that follows from the two. */
likeness likeness_of(double resemblance, double containment);

likeness sketch_compare(const sketch *one, const sketch *other);

/* One kind of a sketch's hashes as a table, for comparing it with many others. The sketch must outlive it. */
typedef struct sample_table {
    const sketch *of;
    sample_kind kind;
    uint32_t room; /* slots that there are, a power of two */
    uint32_t slots[4 * SHINGLES_MAX];
    uint16_t places[4 * SHINGLES_MAX]; /* where the hash of each slot that is not empty stands in the sketch, from 0 */
} sample_table;

enum { SAMPLE_TABLE_NONE = UINT16_MAX };

/* Where a hash other than 0 stands in the sketch, or SAMPLE_TABLE_NONE. */
static inline uint32_t sample_table_place(const sample_table *in, uint32_t hash) {
    uint32_t slot = hash & (in->room - 1);
    while (in->slots[slot] != 0 && in->slots[slot] != hash)
        slot = (slot + 1) & (in->room - 1);
    return in->slots[slot] != 0 ? in->places[slot] : SAMPLE_TABLE_NONE;
}

void sample_table_fill(sample_table *filled, const sketch *of, sample_kind kind);

/* Are two similar articles fillings of one form, rather than copies: two firms' dividends, two days' weather? */
bool sketch_is_same_form(const sketch *one, const sketch *other, unsigned shingle_letters);

/* Both, of a table of SAMPLE_SHINGLES. */
likeness sample_table_compare(const sample_table *shingles_of_one, const sketch *other);
bool sample_table_is_same_form(const sample_table *shingles_of_one, const sketch *other, unsigned shingle_letters);

#endif
