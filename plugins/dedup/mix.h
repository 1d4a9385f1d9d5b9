/* Spreads the bits of a number: each bit of the result depends on each bit of what went in, and no two numbers give the
 * same. The finaliser of splitmix64 (Steele, Lea, Flood 2014, in Stafford's variant 13). */
#ifndef DEDUP_MIX_H
#define DEDUP_MIX_H

#include <stdint.h>

static inline uint64_t mix_bits(uint64_t bits) {
    bits = (bits ^ bits >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    bits = (bits ^ bits >> 27) * UINT64_C(0x94D049BB133111EB);
    return bits ^ bits >> 31;
}

/* A place among `count` for 32 random bits, without the cost of a division. */
static inline uint32_t pick_place(uint32_t bits, uint32_t count) {
    return (uint32_t)((uint64_t)bits * count >> 32);
}

#endif
