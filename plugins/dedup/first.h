/* One pass, in corpus order: the first of its kind survives. */
#ifndef DEDUP_FIRST_H
#define DEDUP_FIRST_H

#include "comparing.h"

galley_verdict first_process(const dedup *self, galley_article *article);
galley_verdict first_commit(void *stage, galley_article *article);
void first_begin(dedup *self); /* makes empty indexes */
void first_end(dedup *self);

#endif
