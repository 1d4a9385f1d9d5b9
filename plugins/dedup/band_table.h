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
#include "signature.h"

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

/* A hash of the values of a band. */
static inline uint64_t band_hash(const band_table *self, const signature *of) {
    uint64_t values = self->which;
    for (size_t row = 0; row < self->rows; row++)
        values = values << 8 | of->values[self->which * self->rows + row];
    return mix_bits(values);
}

static inline uint32_t *band_home_line(const band_table *self, uint64_t hash) {
    return self->slots + (size_t)pick_place((uint32_t)(hash >> 32), self->home_lines) * BAND_LINE_SLOTS;
}

/* What a line has of a hash, as bits: slot i is bit i. */
typedef struct band_line {
    uint32_t same; /* those with the hash */
    bool has_room; /* then the walk ends here */
    uint32_t next; /* the first empty slot, if it has room */
} band_line;

/* Sixteen slots at once: most look-ups find nothing, so that this is what they cost. Slots are filled from the first on. */
static inline band_line band_read_line(const band_table *self, const uint32_t *line, uint64_t hash) {
    typedef uint32_t four __attribute__((vector_size(16)));
    const four *slots = (const four *)(const void *)line;
    const uint32_t tag_mask = ~self->number_mask, tag = (uint32_t)hash & tag_mask;
    four same = {0}, empty = {0}, bit = {1, 2, 4, 8};
    for (size_t i = 0; i < BAND_LINE_SLOTS / 4; i++, bit <<= 4) {
        same |= (four)((slots[i] & tag_mask) == tag) & bit;
        empty |= (four)(slots[i] == 0) & bit;
    }
    uint32_t is_same = same[0] | same[1] | same[2] | same[3], is_empty = empty[0] | empty[1] | empty[2] | empty[3];
    return (band_line){.same = is_same & ((is_empty & -is_empty) - 1),
                       .has_room = is_empty != 0,
                       .next = is_empty ? (uint32_t)__builtin_ctz(is_empty) : 0};
}

/* How a table for `room` articles is laid out: everything but where its slots are. */
void band_lay_out(band_table *self, uint32_t room);

/* An empty one, in memory of its own; what was there before is given back. */
void band_begin(band_table *self, uint32_t room);
void band_clear(band_table *self);

/* `most`: of articles with the same hash so many are kept, the first. */
void band_put(band_table *self, uint64_t hash, uint32_t number, size_t most);

/* `count` articles, numbered from `number` on. */
void band_fill(band_table *self, const signature *from, uint32_t count, uint32_t number, size_t most);

#endif
