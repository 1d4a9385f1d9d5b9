/* Sixteen bytes at once, which every processor has that compilers know vectors of; of x86-64 it is what all of them have. */
#ifndef DEDUP_SIXTEEN_H
#define DEDUP_SIXTEEN_H

#include <stdint.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

typedef uint8_t sixteen __attribute__((vector_size(16)));

static inline sixteen load_sixteen(const void *from) {
    sixteen bytes;
    memcpy(&bytes, from, sizeof bytes);
    return bytes;
}

static inline void store_sixteen(void *to, sixteen bytes) {
    memcpy(to, &bytes, sizeof bytes);
}

/* A block of eight bytes, of which the first is the lowest. */
static inline uint64_t low_first(uint64_t block) {
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    return __builtin_bswap64(block);
#else
    return block;
#endif
}

/* The highest bit of each byte, that of the first lowest. */
static inline uint32_t high_bits(sixteen bytes) {
#ifdef __SSE2__
    return (uint32_t)_mm_movemask_epi8((__m128i)bytes);
#else
    uint64_t halves[2];
    memcpy(halves, &bytes, sizeof halves);
    uint32_t bits = 0;
    for (unsigned i = 0; i < 2; i++) {
        uint64_t lowest = low_first(halves[i]) >> 7 & UINT64_C(0x0101010101010101);
        bits |= (uint32_t)(lowest * UINT64_C(0x0102040810204080) >> 56) << (8 * i);
    }
    return bits;
#endif
}

#endif
