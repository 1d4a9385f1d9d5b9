/* Parameters: from JSON values into a stage's own struct, by its table. */
#ifndef CORE_PLUGIN_PARAMS_H
#define CORE_PLUGIN_PARAMS_H

#include <galley/stage.h>
#include <jansson.h>

/* Where values are stored, and how mistakes are told. Strings stay those of the JSON values, or are made in the arena:
 * both live as long as the pipeline. */
typedef struct params_target {
    void *self;         /* the stage's struct, cleared */
    const char *folder; /* for relative paths: that of the pipeline file */
    galley_arena *arena;
    /* Was the value filled from ${…}? Then a string may stand for a number or a boolean. */
    bool (*is_filled)(void *context, const json_t *value);
    /* One mistake; `name` is the member of "with" that it is about, or NULL; `is_name` if its name is the mistake. */
    void (*report)(void *context, const char *name, bool is_name, const char *message);
    void *context;
} params_target;

/* The parameter of that name, or NULL; the table may be NULL. */
const galley_param *params_find(const galley_param *table, galley_text name);

/* Stores every parameter of the table: from `with` (an object, or NULL) or its default. Reports all mistakes. */
void params_store(const galley_param *table, json_t *with, const params_target *target);

/* "integer from 1 to 10 words", "one of near, exact": what a parameter may be, for people. In the arena. */
galley_text param_kind_text(const galley_param *param, galley_arena *arena);

/* What a parameter is that is not given, spelled as `fallback`; NULL: it must be given, or there is none. */
const char *param_default(const galley_param *param);

/* "64K", "512M", or bytes. */
bool size_parse(const char *text, uint64_t *bytes);

#endif
