/* A pipeline's life once it is loaded, and the list of problems. */
#include "pipeline/pipeline.h"
#include "base/error.h"
#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>

void problems_add(problems *list, const char *format, ...) {
    galley_error sentence;
    va_list args;
    va_start(args, format);
    error_set_list(&sentence, format, args);
    va_end(args);
    list->messages = memory_resize(list->messages, list->count + 1, sizeof *list->messages);
    list->messages[list->count++] = memory_string(galley_text_of(sentence.message));
}

void problems_clear(problems *list) {
    for (size_t i = 0; i < list->count; i++)
        free(list->messages[i]);
    free(list->messages);
    *list = (problems){0};
}

bool pipeline_open(pipeline *pipeline, problems *found) {
    bool are_open = true;
    for (size_t i = 0; i < pipeline->stage_count; i++) {
        stage *each = &pipeline->stages[i];
        galley_error error = {""};
        each->is_open = !each->type->open || each->type->open(each->self, &error);
        if (each->is_open)
            continue;
        are_open = false;
        problems_add(found, "%s: stage %s: it cannot be opened: %s", each->place, each->id,
                     error.message[0] ? error.message : "the plugin does not say why");
    }
    return are_open;
}

void pipeline_free(pipeline *pipeline) {
    if (!pipeline)
        return;
    for (size_t i = 0; i < pipeline->stage_count; i++) {
        stage *each = &pipeline->stages[i];
        if (each->is_open && each->type->close)
            each->type->close(each->self);
        free(each->self);
        free(each->id);
        free(each->place);
    }
    free(pipeline->stages);
    free(pipeline->path);
    field_map_clear(&pipeline->fields);
    json_decref(pipeline->as_run);
    galley_arena_free(pipeline->arena);
    free(pipeline);
}
