/* Hashes: XXH3 with its default secret, whose values are fixed since xxHash 0.8. */
#include <galley/text.h>
#include <xxhash.h>

uint64_t galley_hash64(galley_text text, uint64_t seed) {
    return XXH3_64bits_withSeed(text.ptr, text.len, seed);
}

galley_hash128 galley_hash_128(galley_text text) {
    XXH128_hash_t hash = XXH3_128bits(text.ptr, text.len);
    return (galley_hash128){.high = hash.high64, .low = hash.low64};
}
