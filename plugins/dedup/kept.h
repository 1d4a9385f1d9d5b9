/* The state of one pass, for --resume and from run to run. */
#ifndef DEDUP_KEPT_H
#define DEDUP_KEPT_H

#include "comparing.h"

bool kept_save(const void *stage, FILE *out, galley_error *error);
bool kept_restore(void *stage, FILE *in, galley_error *error);
bool kept_load(dedup *self, galley_error *error);   /* from the folder, if there is one in it */
bool kept_finish(void *stage, galley_error *error); /* into the folder */

#endif
