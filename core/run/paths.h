/* The names of a run's files, relative to the run directory. What comes from articles is untrusted: it becomes one
 * harmless path component. */
#ifndef CORE_RUN_PATHS_H
#define CORE_RUN_PATHS_H

#include "article/article.h"
#include "pipeline/pipeline.h"

enum { PATH_ROOM = 1400 }; /* for a shard's name (cut at 1,024 bytes) and a stage's id (64) */

/* "taps/02-langdetect/SHARD.jsonl.gz": stages are counted from 1. */
void tap_path(char path[PATH_ROOM], const pipeline *pipeline, size_t stage, const char *shard);

/* "dropped/SHARD.jsonl.gz", "rejected/SHARD.jsonl.gz" */
void fate_path(char path[PATH_ROOM], const char *folder, const char *shard);

/* "articles/" and the output template filled in, ended by a NUL that `len` does not count. A field that is absent,
 * empty, or neither string, number nor boolean reads "none". True if the template has {shard} in it, so that the file
 * ends with its shard. `article` may be NULL if the template names no field. */
bool result_path(galley_buffer *path, const pipeline *pipeline, galley_article *article, const char *shard);

/* Has the template no other placeholder than {shard}? */
bool is_path_of_shard_only(const pipeline *pipeline);

#endif
