/* What a gzip reader can do beside gzip.h. Private to this folder and to its tests. */
#ifndef CORE_STREAM_GZIP_READER_H
#define CORE_STREAM_GZIP_READER_H

#include "stream/deflate.h"

/* What gzip_reader_new calls with the backend that it chooses. */
gzip_reader *gzip_reader_new_with(const deflate_backend *backend, int fd);

/* Makes a reader without a file (fd -1) read the members that these bytes hold; they stay where they are. */
void gzip_reader_restart(gzip_reader *reader, galley_text bytes);

/* Have there been zero bytes behind the last member? */
bool gzip_reader_has_padding(const gzip_reader *reader);

/* Some whole members, one after the other: their place in the file, and their text. */
typedef struct gzip_segment {
    uint64_t from, to;
    galley_buffer text;
} gzip_segment;

/* Somebody who inflates members of the reader's file, too. */
typedef struct gzip_supply {
    void *own;
    void (*open)(void *own, int fd); /* the regular file that is read from now on; borrowed until `close` */
    void (*close)(void *own);
    gzip_segment *(*take)(void *own,
                          uint64_t from); /* the sound segment that begins there, or NULL; to be given back */
    void (*give_back)(void *own, gzip_segment *segment);
} gzip_supply;

/* Lets a fresh reader of a regular file use what is supplied. Nothing else changes: text and errors are the same. */
void gzip_reader_attach(gzip_reader *reader, const gzip_supply *supply);

#endif
