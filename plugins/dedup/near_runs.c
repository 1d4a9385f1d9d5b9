/* Blocks are as large as a page of memory; the fences cost a quarter of a byte an article. */
#include "near_runs.h"
#include "append_file.h"
#include "memory.h"

#include <stdlib.h>

enum { BLOCK = 512 /* entries: a page */ };

typedef struct near_run {
    uint64_t at; /* in the file */
    uint32_t count;
    size_t fences; /* number of the first, of the first band */
} near_run;

struct near_runs {
    size_t bands;
    galley_buffer runs;   /* near_run */
    galley_buffer fences; /* uint32_t: the hash that each block begins with */
    append_file entries, signatures;
    uint32_t articles;
};

near_runs *near_runs_new(size_t bands) {
    near_runs *all = heap_new(sizeof *all);
    all->bands = bands;
    append_file_init(&all->entries);
    append_file_init(&all->signatures);
    return all;
}

void near_runs_free(near_runs *all) {
    if (!all)
        return;
    galley_buffer_clear(&all->runs);
    galley_buffer_clear(&all->fences);
    append_file_clear(&all->entries);
    append_file_clear(&all->signatures);
    heap_free(all);
}

static size_t run_count(const near_runs *all) {
    return all->runs.len / sizeof(near_run);
}

static const near_run *run_at(const near_runs *all, size_t index) {
    return (const near_run *)(const void *)all->runs.ptr + index;
}

static size_t block_count(uint32_t entries) {
    return entries / BLOCK + (entries % BLOCK != 0);
}

/* ---- Writing --------------------------------------------------------------------------------------------------- */

void near_runs_begin(near_runs *all, uint32_t count) {
    near_run next = {
        .at = append_file_size(&all->entries), .count = count, .fences = all->fences.len / sizeof(uint32_t)};
    galley_buffer_add_bytes(&all->runs, &next, sizeof next);
}

static int by_entry(const void *one, const void *other) {
    run_entry a = *(const run_entry *)one, b = *(const run_entry *)other;
    return (a > b) - (a < b);
}

bool near_runs_add_band(near_runs *all, run_entry *entries, galley_error *error) {
    const near_run *run = run_at(all, run_count(all) - 1);
    qsort(entries, run->count, sizeof *entries, by_entry);
    for (size_t block = 0; block < block_count(run->count); block++) {
        const run_entry *first = entries + block * BLOCK;
        size_t len = block * BLOCK + BLOCK <= run->count ? BLOCK : run->count - block * BLOCK;
        uint32_t fence = (uint32_t)(*first >> 32);
        galley_buffer_add_bytes(&all->fences, &fence, sizeof fence);
        append_file_add(&all->entries, first, len * sizeof *first);
        if (!append_file_settle(&all->entries, error))
            return false;
    }
    return true;
}

bool near_runs_add_signatures(near_runs *all, const signature *added, uint32_t count, galley_error *error) {
    for (uint32_t i = 0; i < count; i++) {
        append_file_add(&all->signatures, &added[i], sizeof *added);
        if (!append_file_settle(&all->signatures, error))
            return false;
    }
    all->articles += count;
    return true;
}

/* ---- Reading --------------------------------------------------------------------------------------------------- */

uint32_t near_runs_articles(const near_runs *all) {
    return all->articles;
}

bool near_runs_signature(const near_runs *all, uint32_t number, signature *found, galley_error *error) {
    return append_file_read(&all->signatures, (uint64_t)number * sizeof *found, found, sizeof *found, error);
}

/* The first block that can hold the hash: the one before the first that begins with it or above it. */
static size_t find_block(const uint32_t *fences, size_t count, uint32_t hash) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (fences[middle] < hash)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 ? low - 1 : 0;
}

/* Where the entries of a hash begin in a block, or its end. */
static size_t find_entry(const run_entry *entries, size_t count, uint32_t hash) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if ((uint32_t)(entries[middle] >> 32) < hash)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool find_in_run(const near_runs *all, const near_run *run, size_t band, uint32_t hash, uint32_t *numbers,
                        size_t max, size_t *found, galley_error *error) {
    size_t blocks = block_count(run->count);
    const uint32_t *fences = (const uint32_t *)(const void *)all->fences.ptr + run->fences + band * blocks;
    for (size_t block = find_block(fences, blocks, hash); block < blocks && fences[block] <= hash; block++) {
        run_entry entries[BLOCK];
        size_t len = block * BLOCK + BLOCK <= run->count ? BLOCK : run->count - block * BLOCK;
        uint64_t at = run->at + ((uint64_t)band * run->count + block * BLOCK) * sizeof *entries;
        if (!append_file_read(&all->entries, at, entries, len * sizeof *entries, error))
            return false;
        for (size_t i = find_entry(entries, len, hash); i < len && entries[i] >> 32 == hash; i++) {
            if (*found == max)
                return true;
            numbers[(*found)++] = (uint32_t)entries[i];
        }
    }
    return true;
}

bool near_runs_find(const near_runs *all, size_t band, uint32_t hash, uint32_t *numbers, size_t max, size_t *count,
                    galley_error *error) {
    *count = 0;
    for (size_t i = 0; i < run_count(all) && *count < max; i++)
        if (!find_in_run(all, run_at(all, i), band, hash, numbers, max, count, error))
            return false;
    return true;
}

uint64_t near_runs_bytes(const near_runs *all) {
    return sizeof *all + all->runs.len + all->fences.len + all->entries.latest.capacity +
           all->signatures.latest.capacity;
}
