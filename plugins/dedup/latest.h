/* The latest articles by bands of two values of their signatures. Most look-ups find no article with the same values, and a
 * bit says so: the bits of all bands together stay in a processor's cache, as lines of slots would not. */
#ifndef DEDUP_LATEST_H
#define DEDUP_LATEST_H

#include "signature.h"

enum {
    LATEST_ROWS = 2,
    LATEST_BANDS = SIGNATURE_VALUES / LATEST_ROWS,
    LATEST_MAX = 1 << 14, /* articles that there is room for */
    LATEST_KEYS = 1 << 16,
    LATEST_CHAINS = 1 << 13,
};
#define LATEST_NONE UINT32_MAX

typedef struct latest_chains {
    uint64_t has_key[LATEST_BANDS][LATEST_KEYS / 64];
    uint16_t heads[LATEST_BANDS]
                  [LATEST_CHAINS];             /* of all keys that end with the same bits the latest, plus 1; 0: none */
    uint16_t before[LATEST_MAX][LATEST_BANDS]; /* an article in the chain of each band: the one before it, likewise */
} latest_chains;

/* Of the articles from number `first` on, fewer than LATEST_MAX behind it. */
typedef struct latest_tables {
    latest_chains *chains;
    uint32_t first;
} latest_tables;

/* Empties them. */
void latest_begin(latest_tables *self, uint32_t first);
void latest_clear(latest_tables *self);
uint64_t latest_bytes(const latest_tables *self);

/* What two articles have in common that meet in a band. */
static inline uint16_t latest_key(uint32_t band, const signature *of) {
    const uint8_t *values = of->values + (size_t)band * LATEST_ROWS;
    return (uint16_t)(values[0] << 8 | values[1]);
}

/* Is there an article with that key? */
static inline bool latest_has(const latest_tables *self, uint32_t band, uint16_t key) {
    return self->chains->has_key[band][key / 64] >> (key % 64) & 1;
}

/* The latest article in the chain of a key, which has others too; and the one before it. LATEST_NONE at the end. */
static inline uint32_t latest_head(const latest_tables *self, uint32_t band, uint16_t key) {
    uint32_t head = self->chains->heads[band][key % LATEST_CHAINS];
    return head != 0 ? self->first + head - 1 : LATEST_NONE;
}

static inline uint32_t latest_before(const latest_tables *self, uint32_t band, uint32_t number) {
    uint32_t before = self->chains->before[number - self->first][band];
    return before != 0 ? self->first + before - 1 : LATEST_NONE;
}

/* It will be added soon. */
static inline void latest_prefetch(const latest_tables *self, uint32_t band, uint16_t key) {
    __builtin_prefetch(&self->chains->heads[band][key % LATEST_CHAINS], 1);
}

/* Adds an article under its key. */
static inline void latest_put(latest_tables *self, uint32_t band, uint16_t key, uint32_t number) {
    uint16_t *head = &self->chains->heads[band][key % LATEST_CHAINS];
    self->chains->has_key[band][key / 64] |= UINT64_C(1) << (key % 64);
    self->chains->before[number - self->first][band] = *head;
    *head = (uint16_t)(number - self->first + 1);
}

#endif
