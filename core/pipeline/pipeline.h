/* pipeline/: from a pipeline file to a checked pipeline, or to the list of everything that is wrong with it.
 *
 * Knows plugins and their parameter tables; knows nothing of how a pipeline is run. A loaded pipeline is immutable but
 * for the stages' own state. */
#ifndef CORE_PIPELINE_PIPELINE_H
#define CORE_PIPELINE_PIPELINE_H

#include "article/fields.h"
#include "pipeline/document.h"
#include "plugin/plugin.h"

#include <jansson.h>

/* One use of a stage type. */
typedef struct stage {
    char *id;
    char *place; /* "file:line:column" of its entry */
    const plugin *plugin;
    const galley_stage_type *type; /* the plugin's, as this use adapted it */
    const char *const *writes;     /* the fields that it may write, then NULL */
    void *self;                    /* the stage's own struct, parameters stored */
    void *stored;                  /* a copy from before it was opened */
    bool is_open;
} stage;

typedef struct pipeline_output {
    const char *path;   /* template, e.g. "{lang}/{shard}" */
    size_t value_bytes; /* of a field in it at most, so that file systems take the names */
    int64_t level;      /* of gzip, 1 to 9 */
    bool provenance;    /* write the member "galley" with the origin into each result */
} pipeline_output;

typedef struct pipeline {
    char *path;        /* as given; "-" is standard input */
    const char *about; /* or NULL */
    json_t *as_run;    /* the file's content but for the tests, with ${…} filled: what the manifest keeps and --resume
                          compares */
    json_t *variables; /* what ${…} were filled with: [{"name", "value", "from"}, …] */
    field_map fields;  /* Galley's name → the corpus' name */
    stage *stages;
    size_t stage_count;
    pipeline_output output;
    struct pipeline_test *tests; /* see pipeline/tests.h */
    size_t test_count;
    problems doubts;     /* what may be a mistake, but need not be one */
    galley_arena *arena; /* of what parameters point to, beside as_run, and of adapted descriptors */
} pipeline;

/* Reads and checks a pipeline file. NULL if anything is wrong; then `found` has all of it, also what opening those
 * stages tells whose parameters are sound. */
pipeline *pipeline_load(const char *path, plugin_set *plugins, settings set, problems *found);
void pipeline_free(pipeline *pipeline);

/* Opens one stage; pipeline_free closes it. False with an error that names it. */
bool stage_open(stage *stage, galley_error *error);

/* Calls every stage's open, in order. False with one problem for each that failed; those that opened stay open until
 * pipeline_free closes them. */
bool pipeline_open(pipeline *pipeline, problems *found);

/* Closes every stage and opens it anew, as if the pipeline had just been loaded: nothing is left of an earlier run.
 * False as pipeline_open. */
bool pipeline_open_anew(pipeline *pipeline, problems *found);

/* The JSON Schema (2020-12) of pipeline files that use these plugins: a new reference. */
json_t *pipeline_schema(const plugin *const *plugins, size_t count);

#endif
