/* The ids of the articles that were kept, by number, to name them when a copy comes. They are asked for seldom, so they
 * lie in an append_file. */
#ifndef DEDUP_NAMES_H
#define DEDUP_NAMES_H

#include "state.h"

enum { NAME_MAX_BYTES = 255 };

typedef struct names names;

names *names_new(void);
void names_free(names *all);

uint32_t names_count(const names *all);

/* The id as it is stored: itself, or if it is longer than NAME_MAX_BYTES its start and a hash of the whole, in the
 * arena. */
galley_text names_shorten(galley_text id, galley_arena *arena);

/* Adds one of at most NAME_MAX_BYTES, with a number that it is given back with, under the number names_count. False with an error if the disk does not take it. */
bool names_add(names *all, galley_text name, uint64_t tag, galley_error *error);

/* The name of a number below names_count, in the arena. */
bool names_get(const names *all, uint32_t number, galley_arena *arena, galley_text *name, uint64_t *tag,
               galley_error *error);

bool names_save(const names *all, state_file *state, galley_error *error);
bool names_restore(names *all, state_file *state, galley_error *error); /* of a new one */

#endif
