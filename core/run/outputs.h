/* The files of a run: opened when something is first written to them, finished when nothing more can come.
 *
 * Paths are relative to the run directory. Used by one thread at a time: by whoever emits. */
#ifndef CORE_RUN_OUTPUTS_H
#define CORE_RUN_OUTPUTS_H

#include <galley/base.h>
#include <jansson.h>

typedef struct outputs outputs;

/* Files that may be unfinished at a time, those of one shard aside: a template over a field with more values is a
 * mistake. */
enum { OUTPUTS_MAX = 10000 };

/* The file is complete only at the end of the run, since every shard may write to it. */
#define OUTPUT_OF_ALL SIZE_MAX

/* `shards`: how many the corpus has. */
outputs *outputs_new(const char *run_folder, size_t shards);
void outputs_free(outputs *outputs); /* unfinished files stay as they are, to be resumed */

/* Appends to a file. `shard`: after which shard it is finished, or OUTPUT_OF_ALL. */
bool outputs_write(outputs *outputs, const char *path, size_t shard, galley_text bytes, uint64_t articles,
                   galley_error *error);

/* Finishes the files of that shard, or all. */
bool outputs_finish(outputs *outputs, size_t shard, galley_error *error);
bool outputs_finish_all(outputs *outputs, galley_error *error);

/* What there is, for the manifest and for a checkpoint: [{"path", "bytes", "articles", "shard"?}]; unfinished files
 * carry their shard (-1: of all). outputs_sync first, if it shall outlive a loss of power. */
json_t *outputs_list(const outputs *outputs);
bool outputs_sync(outputs *outputs, galley_error *error);

/* Goes on where outputs_list was taken: what was written since is cut off. */
bool outputs_restore(outputs *outputs, const json_t *list, galley_error *error);

#endif
