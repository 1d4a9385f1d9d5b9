/* A pipeline's life once it is loaded. */
#include "pipeline/pipeline.h"
#include "base/crash.h"
#include "base/memory.h"
#include "pipeline/tests.h"

#include <stdio.h>
#include <stdlib.h>

bool stage_open(stage *self, galley_error *error) {
    *error = (galley_error){""};
    crash_enter(self->id, NULL, 0);
    self->is_open = !self->type->open || self->type->open(self->self, error);
    crash_leave();
    if (!self->is_open && !error->message[0])
        galley_error_set(error, "the plugin does not say why");
    return self->is_open || galley_error_at(error, "stage %s: it cannot be opened", self->id);
}

static void stage_close(stage *self) {
    if (self->is_open && self->type->close)
        self->type->close(self->self);
    self->is_open = false;
}

bool pipeline_open(pipeline *pipeline, problems *found) {
    bool are_open = true;
    for (size_t i = 0; i < pipeline->stage_count; i++) {
        galley_error error;
        if (stage_open(&pipeline->stages[i], &error))
            continue;
        are_open = false;
        problems_add(found, "%s: %s", pipeline->stages[i].place, error.message);
    }
    return are_open;
}

bool pipeline_open_anew(pipeline *pipeline, problems *found) {
    for (size_t i = 0; i < pipeline->stage_count; i++) {
        stage *each = &pipeline->stages[i];
        stage_close(each);
        memcpy(each->self, each->stored, each->type->size_of_stage);
    }
    return pipeline_open(pipeline, found);
}

void pipeline_free(pipeline *pipeline) {
    if (!pipeline)
        return;
    for (size_t i = 0; i < pipeline->stage_count; i++) {
        stage *each = &pipeline->stages[i];
        stage_close(each);
        free(each->self);
        free(each->stored);
        free(each->id);
        free(each->place);
    }
    free(pipeline->stages);
    tests_free(pipeline->tests, pipeline->test_count);
    free(pipeline->path);
    field_map_clear(&pipeline->fields);
    problems_clear(&pipeline->doubts);
    json_decref(pipeline->as_run);
    json_decref(pipeline->variables);
    galley_arena_free(pipeline->arena);
    free(pipeline);
}
