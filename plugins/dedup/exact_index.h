/* Articles by the hash of all their words. At most 20 bytes an article. */
#ifndef DEDUP_EXACT_INDEX_H
#define DEDUP_EXACT_INDEX_H

#include "state.h"

typedef struct exact_index exact_index;

exact_index *exact_index_new(void);
void exact_index_free(exact_index *index);

/* The number under which a hash was added, if it was. */
bool exact_index_find(const exact_index *index, uint64_t hash, uint32_t *number);

/* Adds a hash that is not there yet. */
void exact_index_add(exact_index *index, uint64_t hash, uint32_t number);

bool exact_index_save(const exact_index *index, state_file *state, galley_error *error);

/* Into a new index; every number must be below `number_count`. */
bool exact_index_restore(exact_index *index, uint32_t number_count, state_file *state, galley_error *error);

/* Bytes of memory it holds. */
uint64_t exact_index_bytes(const exact_index *index);

#endif
