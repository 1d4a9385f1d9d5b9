/* Where in two articles the shingles stand that both have. A sketch holds an article's shingles in the order of its text. */
#ifndef DEDUP_PATTERN_H
#define DEDUP_PATTERN_H

#include "sketch.h"

typedef struct pattern {
    bool is_even;   /* all over the shorter article: what differs are letters or words everywhere, as after scanning */
    bool is_framed; /* around one passage, and of that passage nothing is common: two reports in one frame */
} pattern;

pattern pattern_find(const sketch *one, const sketch *other);

/* How similar two articles are whose common shingles are spread evenly: of shingles of a third of the letters there are as
 * many in common as the cube root says, since an error costs a third of them. */
likeness pattern_even_likeness(likeness alike);

#endif
