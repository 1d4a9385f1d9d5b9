/* A run directory as it was left: its manifest, checked, and the files that it lists. Everything in it is untrusted: a
 * manifest may come from anywhere. Nothing here changes a byte. */
#ifndef CORE_INSPECT_RUNDIR_H
#define CORE_INSPECT_RUNDIR_H

#include "article/fields.h"
#include "pipeline/pipeline.h"

#define NO_SHARD SIZE_MAX

/* Which copies of articles a file holds, in the order in which an article passes them. */
typedef enum file_kind { FILE_INPUT, FILE_TAP, FILE_RESULTS, FILE_DROPPED, FILE_REJECTED, FILE_KINDS } file_kind;

typedef struct run_file {
    char *path;       /* to open */
    const char *name; /* of that, what is below the run directory; of an input, all */
    file_kind kind;
    size_t stage; /* of a tap, from 0 */
    size_t shard; /* the input that its articles come from; NO_SHARD: of several, or not known */
} run_file;

/* A stage or an input, by name. Borrowed from the manifest. */
typedef struct rundir {
    char *folder;
    json_t *manifest;
    field_map fields;
    const char **stages;
    size_t stage_count;
    const char **shards;
    size_t shard_count;
    run_file *files; /* inputs first, then as in the manifest */
    size_t file_count;
    bool has_provenance;  /* results name their origin */
    bool has_results;     /* no --stdout */
    bool are_inputs_here; /* each can be read and is as it was when the run read it */
    char *input_trouble;  /* why not, a sentence; NULL: they are */
    json_t *shard_index;  /* name: number */
    json_t *stem_index;   /* name without endings: number */
} rundir;

/* Reads run.json. False with an error that names the file and says what to do; clear it in any case. */
bool rundir_open(rundir *run, const char *folder, galley_error *error);
void rundir_clear(rundir *run);

/* The stage of that id, or stage_count. */
size_t rundir_stage(const rundir *run, galley_text id);

/* "shard:line" as it stands in "galley" and as people write it. False if it is not that; what it names may not be
 * there. */
bool rundir_origin(const rundir *run, galley_text spelled, size_t *shard, uint64_t *line);

/* Has the file the size that it had when the run was complete? A file that was cut between two gzip members reads as
 * whole. What is not in the manifest (an input) is taken to have it. `size` is what it has now; false with an error
 * also if it is gone. */
bool rundir_has_whole(const rundir *run, size_t file, uint64_t *size, galley_error *error);

bool rundir_is_tapped(const rundir *run, size_t stage);

/* Which files of the run to read: its kinds, one tap or all, one shard or all. */
typedef struct file_choice {
    bool kinds[FILE_KINDS];
    size_t stage; /* of taps; ALL_STAGES */
    size_t shard; /* NO_SHARD: of all; else also files of which it is not known */
} file_choice;

#define ALL_STAGES SIZE_MAX

bool rundir_is_chosen(const file_choice *choice, const run_file *file);

#endif
