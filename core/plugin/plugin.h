/* plugin/: finding, loading and checking shared objects, and all that follows from a parameter table.
 *
 * Knows libltdl and the public stage header; knows nothing of pipelines or runs. Everything here belongs to the main
 * thread and happens before workers start (libltdl is not thread safe). */
#ifndef CORE_PLUGIN_PLUGIN_H
#define CORE_PLUGIN_PLUGIN_H

#include <galley/stage.h>

typedef struct plugin {
    const galley_stage_type *type;
    char *path;          /* absolute */
    galley_hash128 hash; /* of the file's bytes: which plugin it was, for the manifest */
} plugin;

/* The plugins of one process and the path on which they are looked for: --plugins DIR, GALLEY_PLUGIN_PATH (colons),
 * the folder beside the command (build tree or installation). */
typedef struct plugin_set plugin_set;

/* `first_folder` (--plugins) may be NULL. */
plugin_set *plugin_set_new(const char *first_folder);

/* Closes every plugin: only after all stages are closed and every value of theirs is freed. */
void plugin_set_free(plugin_set *set);

/* The plugin of that name, loaded at the first call; `path` (absolute, or NULL) names the file instead of the search.
 * NULL with an error that says which file, which symbol, which ABI it has and which is wanted, or where it was looked
 * for and which name is nearest. Borrowed: lives as long as the set. */
const plugin *plugin_set_load(plugin_set *set, const char *name, const char *path, galley_error *error);

/* Every plugin on the path, by name. Calls `problem` for each file that is not to be had (NULL: pass over in silence).
 * Gives the number; the array belongs to the set and lives until the next call. */
size_t plugin_set_load_all(plugin_set *set, const plugin *const **all,
                           void (*problem)(void *context, const char *message), void *context);

#endif
