/* Measures as the small numbers that boosted trees weigh (trees.h). */
#ifndef PLUGINS_BOOSTING_FEATURES_H
#define PLUGINS_BOOSTING_FEATURES_H

#include <stddef.h>
#include <stdint.h>

/* A feature is a byte: what is more than that is as much as that. */
static inline uint8_t feature_of(size_t value) {
    return (uint8_t)(value < UINT8_MAX ? value : UINT8_MAX);
}

/* Ranges that grow by about a quarter: small numbers exactly, large ones roughly. */
static inline size_t roughly(size_t value) {
    size_t range = 0, step = 1;
    for (size_t limit = 8; value >= limit; limit += step, range++)
        step = limit / 4;
    return (value < 8 ? value : 7) + range;
}

/* The part of the whole, of 16. */
static inline size_t share(uint64_t part, uint64_t all) {
    return all == 0 ? 0 : (size_t)(part * 16 / all);
}

#endif
