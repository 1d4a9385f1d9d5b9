#include "sip_hash.h"

static uint64_t rotate(uint64_t value, int bits) {
    return value << bits | value >> (64 - bits);
}

static void sip_rounds(uint64_t v[4], int rounds) {
    while (rounds-- > 0) {
        v[0] += v[1];
        v[2] += v[3];
        v[1] = rotate(v[1], 13) ^ v[0];
        v[3] = rotate(v[3], 16) ^ v[2];
        v[0] = rotate(v[0], 32);
        v[2] += v[1];
        v[0] += v[3];
        v[1] = rotate(v[1], 17) ^ v[2];
        v[3] = rotate(v[3], 21) ^ v[0];
        v[2] = rotate(v[2], 32);
    }
}

uint64_t sip_hash(const uint64_t key[2], galley_text text) {
    uint64_t v[4] = {key[0] ^ UINT64_C(0x736f6d6570736575), key[1] ^ UINT64_C(0x646f72616e646f6d),
                     key[0] ^ UINT64_C(0x6c7967656e657261), key[1] ^ UINT64_C(0x7465646279746573)};
    uint64_t block = 0;
    for (size_t i = 0; i < text.len; i++) {
        block |= (uint64_t)(unsigned char)text.ptr[i] << (i % 8 * 8);
        if (i % 8 < 7)
            continue;
        v[3] ^= block;
        sip_rounds(v, 2);
        v[0] ^= block;
        block = 0;
    }
    block |= (uint64_t)text.len << 56;
    v[3] ^= block;
    sip_rounds(v, 2);
    v[0] ^= block;
    v[2] ^= 0xFF;
    sip_rounds(v, 4);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}
