/* Files that are there whole or not at all, and the few path helpers that the rest needs.
 *
 * A part file is written as PATH.part, and renamed to PATH when it is complete and on disk. Nothing else in Galley
 * writes files of a run. */
#ifndef CORE_STREAM_FILE_H
#define CORE_STREAM_FILE_H

#include <galley/base.h>

typedef struct part_file part_file;

/* Creates PATH.part and the folders above it. NULL with an error. */
part_file *part_file_new(const char *path, galley_error *error);

/* Goes on with what an earlier process left: PATH.part, or PATH itself (renamed back), cut to `len` bytes. Fails if
 * neither is there or it is shorter than that. With len 0 it is part_file_new. */
part_file *part_file_resume(const char *path, uint64_t len, galley_error *error);

/* Appends; false with an error (the disk is full, …), after which the file can only be freed. Many part files may exist
 * at once: each call opens the file if a limit of open files had it closed meanwhile. */
bool part_file_write(part_file *file, galley_text bytes, galley_error *error);
uint64_t part_file_len(const part_file *file);
const char *part_file_path(const part_file *file);

/* What was written so far is on disk when this returns (fsync). */
bool part_file_sync(part_file *file, galley_error *error);

/* Syncs, closes, renames. The file is freed in any case. */
bool part_file_finish(part_file *file, galley_error *error);

/* Closes and leaves PATH.part where it is: for a run that stops and may be resumed. NULL is allowed. */
void part_file_free(part_file *file);

/* A whole small file at once, by way of PATH.part. */
bool file_write(const char *path, galley_text bytes, galley_error *error);

/* A whole file into memory (appended to `out`); refuses folders and what is larger than `max` bytes. "-" is standard
 * input. */
bool file_read(const char *path, size_t max, galley_buffer *out, galley_error *error);

/* Does a relative path lead nowhere else: no "/" at an end, nothing, "." or ".." between two? */
bool path_is_inside(const char *path);

/* Makes a folder and those above it; one that exists is no error. */
bool folder_make(const char *path, galley_error *error);

/* Removes a file or a folder with all that is in it (does not follow symbolic links). What is not there is no error. */
bool path_remove(const char *path, galley_error *error);

#endif
