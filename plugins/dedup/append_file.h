/* Bytes that are only ever added, and read back seldom: the latest are in memory, the rest is in a file without a name in
 * TMPDIR (or /tmp), which goes when the process does. */
#ifndef DEDUP_APPEND_FILE_H
#define DEDUP_APPEND_FILE_H

#include <galley/base.h>

typedef struct append_file {
    galley_buffer latest; /* bytes behind those of the file */
    uint64_t in_file;     /* bytes */
    int file;             /* below 0: none yet */
} append_file;

/* A file without a name, in TMPDIR or /tmp; below 0 with an error. */
int temporary_file_new(galley_error *error);

/* Writes all of it at that place; false with an error if the disk does not take it. */
bool temporary_file_write(int file, uint64_t at, const void *bytes, size_t len, galley_error *error);

void append_file_init(append_file *file);
void append_file_clear(append_file *file);

/* Bytes that were added. */
uint64_t append_file_size(const append_file *file);

/* Moves what is in memory to the file if it is much. False with an error if the disk does not take it; then nothing is
 * lost, and it may be tried again. */
bool append_file_settle(append_file *file, galley_error *error);

void append_file_add(append_file *file, const void *bytes, size_t len);

/* `len` bytes from `from` on, which must have been added. */
bool append_file_read(const append_file *file, uint64_t from, void *bytes, size_t len, galley_error *error);

#endif
