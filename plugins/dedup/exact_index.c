/* A hash table in 64 parts, with open addressing and linear probing. The parts begin with sizes in a geometric row and
 * each grows by a third when it is seven eighths full, so they grow at different times: never is more than one copied at
 * once, and memory a hash stays near the mean of 16 bytes instead of swinging between extremes. Parts have their memory from
 * the system: on the heap what small parts leave does not hold larger ones, which was measured to cost half of all. */
#include "exact_index.h"
#include "memory.h"
#include "mix.h"

enum {
    PART_BITS = 6,
    PARTS = 1 << PART_BITS,
    FIRST_CAPACITY = 64,
};

/* Hashes and numbers in two arrays of one memory: probing reads hashes only. */
typedef struct part {
    uint64_t *hashes; /* 0: empty; the memory begins with them */
    uint32_t *numbers;
    uint32_t capacity, count;
} part;

struct exact_index {
    part parts[PARTS];
};

/* ---- Parts ----------------------------------------------------------------------------------------------------- */

static size_t part_bytes(uint32_t capacity) {
    return capacity * (sizeof(uint64_t) + sizeof(uint32_t));
}

static void part_init(part *self, uint32_t capacity) {
    uint64_t *memory = pages_new(part_bytes(capacity));
    *self = (part){.capacity = capacity, .hashes = memory, .numbers = (uint32_t *)(void *)(memory + capacity)};
}

static void part_clear(part *self) {
    pages_free(self->hashes, part_bytes(self->capacity));
}

/* The slot that has the hash, or the empty one where it would be. */
static uint32_t part_slot(const part *self, uint64_t hash) {
    uint32_t slot = pick_place((uint32_t)(hash << PART_BITS >> 32), self->capacity);
    while (self->hashes[slot] != 0 && self->hashes[slot] != hash)
        slot = slot + 1 < self->capacity ? slot + 1 : 0;
    return slot;
}

static void part_put(part *self, uint64_t hash, uint32_t number) {
    uint32_t slot = part_slot(self, hash);
    self->count += self->hashes[slot] == 0;
    self->hashes[slot] = hash;
    self->numbers[slot] = number;
}

/* Has a part of that capacity to grow before one more is put into it? There is always an empty slot. */
static bool is_full(uint32_t count, uint32_t capacity) {
    return (uint64_t)count * 8 >= (uint64_t)capacity * 7;
}

static uint32_t next_capacity(uint32_t capacity) {
    return capacity + capacity / 3;
}

static void part_grow(part *self) {
    part larger;
    part_init(&larger, next_capacity(self->capacity));
    for (uint32_t slot = 0; slot < self->capacity; slot++)
        if (self->hashes[slot] != 0)
            part_put(&larger, self->hashes[slot], self->numbers[slot]);
    part_clear(self);
    *self = larger;
}

/* ---- The index ------------------------------------------------------------------------------------------------- */

exact_index *exact_index_new(void) {
    exact_index *index = heap_new(sizeof *index);
    for (uint32_t i = 0; i < PARTS; i++)
        part_init(&index->parts[i], FIRST_CAPACITY + FIRST_CAPACITY * i / (3 * PARTS));
    return index;
}

void exact_index_free(exact_index *index) {
    if (!index)
        return;
    for (size_t i = 0; i < PARTS; i++)
        part_clear(&index->parts[i]);
    heap_free(index);
}

/* 0 is what an empty slot has. */
static uint64_t as_key(uint64_t hash) {
    return hash ? hash : 1;
}

static size_t part_of(uint64_t key) {
    return (size_t)(key >> (64 - PART_BITS));
}

bool exact_index_find(const exact_index *index, uint64_t hash, uint32_t *number) {
    uint64_t key = as_key(hash);
    const part *where = &index->parts[part_of(key)];
    uint32_t slot = part_slot(where, key);
    *number = where->numbers[slot];
    return where->hashes[slot] == key;
}

void exact_index_add(exact_index *index, uint64_t hash, uint32_t number) {
    uint64_t key = as_key(hash);
    part *where = &index->parts[part_of(key)];
    if (is_full(where->count, where->capacity))
        part_grow(where);
    part_put(where, key, number);
}

uint64_t exact_index_bytes(const exact_index *index) {
    uint64_t bytes = sizeof *index;
    for (size_t i = 0; i < PARTS; i++)
        bytes += part_bytes(index->parts[i].capacity);
    return bytes;
}

/* ---- State ----------------------------------------------------------------------------------------------------- */

typedef struct exact_entry {
    uint64_t hash;
    uint64_t number;
} exact_entry;

static bool part_save(const part *self, state_file *state, galley_error *error) {
    if (!state_write(state, &self->count, sizeof self->count, error))
        return false;
    for (uint32_t slot = 0; slot < self->capacity; slot++) {
        exact_entry entry = {.hash = self->hashes[slot], .number = self->numbers[slot]};
        if (entry.hash != 0 && !state_write(state, &entry, sizeof entry, error))
            return false;
    }
    return true;
}

/* The entries come in the order of their places. A part that had to grow on the way would be crowded at its start, so it
 * is made large enough before. */
static bool part_restore(part *self, uint32_t number_count, state_file *state, galley_error *error) {
    uint32_t entry_count;
    if (!state_read(state, &entry_count, sizeof entry_count, error))
        return false;
    if (entry_count > number_count)
        return galley_error_set(error, STATE_DAMAGED);
    uint32_t capacity = self->capacity;
    while (entry_count > 0 && is_full(entry_count - 1, capacity))
        capacity = next_capacity(capacity);
    part_clear(self);
    part_init(self, capacity);
    for (uint32_t i = 0; i < entry_count; i++) {
        exact_entry entry;
        if (!state_read(state, &entry, sizeof entry, error))
            return false;
        if (entry.number >= number_count || entry.hash == 0)
            return galley_error_set(error, STATE_DAMAGED);
        part_put(self, entry.hash, (uint32_t)entry.number);
    }
    return true;
}

bool exact_index_save(const exact_index *index, state_file *state, galley_error *error) {
    for (size_t i = 0; i < PARTS; i++)
        if (!part_save(&index->parts[i], state, error))
            return false;
    return true;
}

bool exact_index_restore(exact_index *index, uint32_t number_count, state_file *state, galley_error *error) {
    for (size_t i = 0; i < PARTS; i++)
        if (!part_restore(&index->parts[i], number_count, state, error))
            return false;
    return true;
}
