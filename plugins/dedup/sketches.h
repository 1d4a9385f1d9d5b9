/* The sketches of the articles that were kept, by number. Few are asked for, so they lie in an append_file; in memory are
 * two bytes an article. */
#ifndef DEDUP_SKETCHES_H
#define DEDUP_SKETCHES_H

#include "sketch.h"
#include "state.h"

typedef struct sketches sketches;

sketches *sketches_new(void);
void sketches_free(sketches *all);

uint32_t sketches_count(const sketches *all);

/* Adds one under the number sketches_count. False with an error if the disk does not take it. */
bool sketches_add(sketches *all, const sketch *added, galley_error *error);

/* The sketch of a number below sketches_count. */
bool sketches_get(const sketches *all, uint32_t number, sketch *found, galley_error *error);

bool sketches_save(const sketches *all, state_file *state, galley_error *error);
bool sketches_restore(sketches *all, state_file *state, galley_error *error); /* of a new one */

#endif
