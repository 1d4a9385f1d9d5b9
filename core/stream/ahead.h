/* Members of a gzip file inflated ahead, by as many threads as come to help, for the one that reads the file in order.
 *
 * Where a member begins is guessed from the bytes of a header. A guess that is wrong costs time and nothing else: what
 * is inflated for it does not end where the next segment begins, is thrown away, and the reader inflates there by
 * itself. So the text that the reader gives does not depend on who helped, and every error is told by the reader.
 * Private to this folder and to its tests. */
#ifndef CORE_STREAM_AHEAD_H
#define CORE_STREAM_AHEAD_H

#include "stream/gzip_reader.h"

typedef struct ahead ahead;

enum {
    AHEAD_SEGMENT = 256 * 1024,       /* compressed bytes of about a batch of text */
    AHEAD_SEGMENT_MAX_FACTOR = 8,     /* a member longer than so many segments is left to the reader */
    AHEAD_TEXT_MAX = 8 * 1024 * 1024, /* and one with more text */
};

/* `segments`: how many may be held at once. One ends at the first start of a member behind `segment` compressed
 * bytes. */
ahead *ahead_new(const deflate_backend *backend, size_t segments, size_t segment);
void ahead_free(ahead *self);

/* Inflates about a batch of text, if a file is open and there is room for it. From any thread. */
void ahead_help(ahead *self);

/* For a reader: as long as it reads, a file is open. Its segments are those inflated by a helper or, if none has begun,
 * at the time they are taken. */
gzip_supply ahead_supply(ahead *self);

#endif
