/* Where in two articles the shingles stand that both have. A sketch holds an article's shingles in the order of its text. */
#ifndef DEDUP_PATTERN_H
#define DEDUP_PATTERN_H

#include "sketch.h"

typedef struct pattern {
    bool is_even;   /* all over the shorter article: what differs are letters or words everywhere, as after scanning */
    bool is_framed; /* around one passage, and of that passage nothing is common: two reports in one frame */
} pattern;

pattern pattern_find(const sketch *one, const sketch *other);

/* The same, of a table of SAMPLE_SHINGLES. */
pattern pattern_find_with(const sample_table *one, const sketch *other);

/* How similar two articles are whose common shingles are spread evenly: as by shingles of two fifths of the letters, of which
 * an error costs two fifths. So of those as many are common as a power of the containment says. */
likeness pattern_even_likeness(likeness alike);

#endif
