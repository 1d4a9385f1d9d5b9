/* One stage of a run that is over, from the definition in its manifest: its plugin and its parameters. It is not
 * opened. The definition is untrusted: a plugin is looked for by its name only, whatever file the definition names. */
#ifndef CORE_PIPELINE_AGAIN_H
#define CORE_PIPELINE_AGAIN_H

#include "plugin/plugin.h"

#include <jansson.h>

typedef struct stage_again {
    const plugin *plugin;
    void *self; /* the stage's own struct, parameters stored; they point into the entry */
    galley_arena *arena;
} stage_again;

/* Of an entry of "stages". False with an error; clear it in any case. */
bool stage_again_make(stage_again *made, plugin_set *plugins, json_t *entry, galley_error *error);
void stage_again_clear(stage_again *made);

#endif
