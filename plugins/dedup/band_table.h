/* The table of one band of a signature: the numbers of the articles with the same values there, by a hash of these. A look-up
 * costs one cache miss, and on a disk one page: a line of 16 slots is a cache line, and those with the same hash that do
 * not fit there are in the next ones.
 *
 * A slot holds a number and, in the bits that numbers do not need, some bits of the hash, so that nearly no signature is
 * fetched in vain. Lines are in the order of the hash. What a table holds depends on `room` and on what was put in, in
 * which order, only. */
#ifndef DEDUP_BAND_TABLE_H
#define DEDUP_BAND_TABLE_H

#include "mix.h"
#include "signature_list.h"

enum {
    BAND_LINE_SLOTS = 16,
    BAND_WALK_LINES = 8, /* an article that finds no free slot in so many lines is left out of this band's table */
};

/* Of the articles from number `first` on. */
typedef struct band_table {
    uint32_t which, rows, first;
    uint32_t *slots;     /* 0: empty, else bits of the hash and the number - first + 1 */
    size_t bytes;        /* of the slots */
    uint32_t home_lines; /* lines at which a walk may begin; BAND_WALK_LINES - 1 more stand behind them */
    uint32_t room;       /* articles for which the table is made */
    uint32_t number_mask;
} band_table;

/* A hash of the values of a band, of which there are at most four: its high half chooses the line. */
static inline uint64_t band_hash(const band_table *self, const signature *of) {
    uint32_t values = 0;
    for (uint32_t row = 0; row < self->rows; row++)
        values = values << 8 | of->values[self->which * self->rows + row];
    return (values + UINT64_C(1)) * UINT64_C(0x9E3779B97F4A7C15);
}

static inline uint32_t *band_home_line(const band_table *self, uint64_t hash) {
    return self->slots + (size_t)pick_place((uint32_t)(hash >> 32), self->home_lines) * BAND_LINE_SLOTS;
}

/* Slots are filled from the first on. */
static inline bool band_line_is_full(const uint32_t *line) {
    return line[BAND_LINE_SLOTS - 1] != 0;
}

/* Which of a line's slots are `wanted` in the bits of `mask`, as bits. Sixteen at once: most look-ups find nothing, so that
 * this is what they cost. */
static inline uint32_t band_line_match(const uint32_t *line, uint32_t mask, uint32_t wanted) {
    typedef uint32_t four __attribute__((vector_size(16)));
    const four *slots = (const four *)(const void *)line;
    const four bits = {1, 2, 4, 8};
    four same = (four)((slots[0] & mask) == wanted) & bits;
    same |= (four)((slots[1] & mask) == wanted) & bits << 4;
    same |= (four)((slots[2] & mask) == wanted) & bits << 8;
    same |= (four)((slots[3] & mask) == wanted) & bits << 12;
    uint64_t halves[2];
    memcpy(halves, &same, sizeof same);
    uint64_t both = halves[0] | halves[1];
    return (uint32_t)both | (uint32_t)(both >> 32);
}
_Static_assert(BAND_LINE_SLOTS == 16, "four times four slots are read");

/* Those with the hash; empty slots may seem to have it. */
static inline uint32_t band_line_same(const band_table *self, const uint32_t *line, uint64_t hash) {
    return band_line_match(line, ~self->number_mask, (uint32_t)hash & ~self->number_mask);
}

/* How a table for `room` articles is laid out: everything but where its slots are. */
void band_lay_out(band_table *self, uint32_t room);

/* An empty one, in memory of its own; what was there before is given back. */
void band_begin(band_table *self, uint32_t room);
void band_clear(band_table *self);

/* `most`: of articles with the same hash so many are kept, the first. */
void band_put(band_table *self, uint64_t hash, uint32_t number, size_t most);

/* Those articles, numbered from `number` on. */
void band_fill(band_table *self, signature_piece from, uint32_t number, size_t most);

#endif
