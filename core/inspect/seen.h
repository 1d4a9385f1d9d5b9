/* An article as one stage of a run saw it, as far as the run's files tell. */
#ifndef CORE_INSPECT_SEEN_H
#define CORE_INSPECT_SEEN_H

#include "inspect/copies.h"

typedef struct seen_article {
    copy *copy;                 /* its article has the edits of earlier stages */
    bool is_as_seen;            /* not as a later stage left it, nor as it was read */
    size_t namesakes;           /* further articles that the same id means */
    const struct copy *dropped; /* by the stage, or NULL */
    copy_list found;
} seen_article;

/* `spelled` is an id or an origin. False with an error if there is no such article, or if the stage never saw it; clear
 * it in any case. */
bool seen_find(seen_article *seen, const rundir *run, size_t stage, galley_text spelled, problems *trouble,
               galley_error *error);
void seen_clear(seen_article *seen);

/* Are they one article? */
bool seen_are_same(const seen_article *one, const seen_article *other);

#endif
