/* What load finds comes first, and what opening does is added. */
#include "cli/load.h"

pipeline *pipeline_load_told(const options *line, plugin_set *plugins) {
    problems found = {0};
    pipeline *loaded = pipeline_load(line->rest[0], plugins, line->set, &found);
    if (loaded)
        problems_print(&loaded->doubts);
    bool is_open = loaded && pipeline_open(loaded, &found);
    problems_print(&found);
    problems_clear(&found);
    if (is_open)
        return loaded;
    pipeline_free(loaded);
    return NULL;
}
