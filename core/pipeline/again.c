/* Parameters are stored as when a pipeline file is read; what was filled from ${…} stands there as a string. */
#include "pipeline/again.h"
#include "base/memory.h"
#include "plugin/params.h"

#include <stdlib.h>

static bool may_be_filled(void *context, const json_t *value) {
    (void)context, (void)value;
    return true;
}

static void report_first(void *context, const char *name, bool is_name, const char *message) {
    galley_error *error = context;
    (void)name, (void)is_name;
    if (!error->message[0])
        galley_error_set(error, "%s", message);
}

bool stage_again_make(stage_again *made, plugin_set *plugins, json_t *entry, galley_error *error) {
    const char *use = json_string_value(json_object_get(entry, "use"));
    json_t *with = json_object_get(entry, "with");
    *made = (stage_again){.arena = galley_arena_new()};
    if (!use || (with && !json_is_object(with)))
        return galley_error_set(error, "its entry in the run's definition is none of a stage");
    made->plugin = plugin_set_load(plugins, use, NULL, error);
    if (!made->plugin)
        return false;
    made->self = memory_zero(1, made->plugin->type->size_of_stage + 1);
    error->message[0] = '\0';
    const params_target target = {.self = made->self,
                                  .folder = ".",
                                  .arena = made->arena,
                                  .is_filled = may_be_filled,
                                  .report = report_first,
                                  .context = error};
    params_store(made->plugin->type->params, with, &target);
    return !error->message[0];
}

void stage_again_clear(stage_again *made) {
    free(made->self);
    galley_arena_free(made->arena);
}
