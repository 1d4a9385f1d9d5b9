/* gzip in and out: isa-l where the build has it, zlib otherwise, the same text to the byte from both. (Of a broken
 * stream too, but for its last few bytes: isa-l may see a cut a byte or two earlier, and damage a little later; and it
 * takes a block whose Huffman code is incomplete, where zlib stops.)
 *
 * In: a stream of gzip members (RFC 1952), or plain text if the first bytes are not gzip's; what is neither (another
 * compression, UTF-16, bytes full of control characters) is broken. Every way in which a stream can be broken is told,
 * with the offset, and what came before it is given first. zlib's gzread does not do that: it takes a damaged second
 * member for padding, and a cut for the end.
 * Out: one call makes one complete member. */
#ifndef CORE_STREAM_GZIP_H
#define CORE_STREAM_GZIP_H

#include <galley/base.h>

/* ---- In ---- */

typedef struct gzip_reader gzip_reader;

typedef enum gzip_status {
    GZIP_MORE,   /* `out` is full, there may be more */
    GZIP_END,    /* the stream is over and was whole */
    GZIP_BROKEN, /* the stream cannot be read further: `error` says what and at which compressed offset */
} gzip_status;

/* Reads from a file descriptor, which the reader closes in the end. Empty files and plain text are whole streams. */
gzip_reader *gzip_reader_new(int fd);
void gzip_reader_free(gzip_reader *reader);

/* Makes a fresh reader give what it has rather than wait for more: for who has a use for less than `capacity`. What is
 * text is then told by its first line alone. */
void gzip_reader_be_prompt(gzip_reader *reader);

/* Would a prompt reader have to wait now for who writes into the pipe? */
bool gzip_reader_would_wait(const gzip_reader *reader);

/* Fills `out` with up to `capacity` bytes of text; *got says how many, also with END and BROKEN. MORE means that all of
 * `capacity` was filled, or that a prompt reader has given a byte at least and would have to wait for the next. Zero
 * bytes behind the last member are padding; anything else there is BROKEN, as is a member with a wrong check sum (its
 * text has been given by then). */
gzip_status gzip_reader_read(gzip_reader *reader, char *out, size_t capacity, size_t *got, galley_error *error);

/* Where the member begins that gave the last byte, in the file and in the text: from there a reader can be started
 * again with gzip_reader_seek. For plain text any place is such a one. */
typedef struct gzip_place {
    uint64_t compressed, text;
} gzip_place;

gzip_place gzip_reader_place(const gzip_reader *reader);

/* Moves a fresh reader of a file to a place that gzip_reader_place gave. False with an error if the file cannot
 * seek. */
bool gzip_reader_seek(gzip_reader *reader, gzip_place place, galley_error *error);

/* Bytes of the file read so far: for progress; may be asked from another thread. What a seek passed over counts too. */
uint64_t gzip_reader_consumed(const gzip_reader *reader);

/* ---- Out ---- */

/* A compressor's memory, to be used again for many members. One thread at a time. */
typedef struct gzip_writer gzip_writer;

/* Level 1 to 9. With isa-l 1 to 3 are its levels; all others, and all without it, are zlib's. The same text at the same
 * level gives the same bytes from the same backend. */
gzip_writer *gzip_writer_new(int level);
void gzip_writer_free(gzip_writer *writer);

/* Appends one whole member that holds `text` (which may be empty) to `out`. No time and no name in the header, so that
 * the same text gives the same bytes. */
void gzip_writer_member(gzip_writer *writer, galley_text text, galley_buffer *out);

/* "isa-l 2.30" or "zlib 1.2.13": for the manifest. */
const char *gzip_backend(void);

#endif
