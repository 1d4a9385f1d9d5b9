/* Why two articles are copies, or are not. */
#ifndef DEDUP_EXPLAIN_H
#define DEDUP_EXPLAIN_H

#include "comparing.h"

bool dedup_explain(const void *stage, galley_article *one, galley_article *other, json_t *told, galley_error *error);

#endif
