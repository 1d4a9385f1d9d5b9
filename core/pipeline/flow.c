/* The flow of fields through a pipeline. */
#include "pipeline/flow.h"
#include "base/memory.h"
#include "plugin/describe.h"
#include "plugin/params.h"

#include <stdio.h>
#include <stdlib.h>

void flow_add(flow *self, galley_text field) {
    self->fields = memory_resize(self->fields, self->count + 1, sizeof *self->fields);
    self->fields[self->count++] = galley_arena_copy(self->arena, field).ptr;
}

void flow_init(flow *self, const field_map *mapped) {
    *self = (flow){.arena = galley_arena_new()};
    for (size_t i = 0; fields_known[i]; i++)
        flow_add(self, galley_text_of(fields_known[i]));
    for (size_t i = 0; mapped && i < mapped->count; i++)
        flow_add(self, galley_text_of(mapped->names[i].field));
}

void flow_clear(flow *self) {
    free(self->fields);
    galley_arena_free(self->arena);
    *self = (flow){0};
}

/* The number-th string that is stored for a parameter; NULL if there are not so many. */
static const char *stored_string(const stage *stage, const galley_param *param, size_t number) {
    const void *place = (const char *)stage->self + param->offset;
    if (param->type == GALLEY_STRING)
        return number == 0 ? *(const char *const *)place : NULL;
    if (param->type != GALLEY_STRINGS)
        return NULL;
    const galley_strings *strings = place;
    return number < strings->count ? strings->items[number] : NULL;
}

const char *flow_field(const stage *stage, const char *entry, size_t number, const char **param) {
    field_entry read = field_entry_read(entry);
    *param = NULL;
    if (!read.is_param)
        return number == 0 ? entry : NULL;
    const galley_param *named = params_find(stage->type->params, read.name);
    *param = named ? named->name : NULL;
    return named ? stored_string(stage, named, number) : NULL;
}

bool flow_has(const flow *self, const char *field, nearest *near) {
    nearest_init(near, field);
    for (size_t i = 0; i < self->count; i++) {
        if (strcmp(self->fields[i], field) == 0)
            return true;
        nearest_offer(near, self->fields[i]);
    }
    return false;
}

bool flow_check(const flow *self, const char *field, const char *param, flow_report *report, void *context) {
    nearest near;
    if (flow_has(self, field, &near))
        return true;
    char hint[128];
    galley_error error;
    galley_error_set(&error,
                     "no stage before writes the field \"%.64s\"; if the corpus has it, say so: \"fields\": "
                     "{\"%.64s\": \"its name there\"}%s",
                     field, field, nearest_hint(&near, hint));
    report(context, param, error.message);
    return false;
}

static void add_entries(flow *self, const stage *stage, const char *const *entries) {
    const char *param, *field;
    for (; entries && *entries; entries++) {
        field_entry read = field_entry_read(*entries);
        if (!read.is_param)
            flow_add(self, read.name);
        for (size_t i = 0; read.is_param && (field = flow_field(stage, *entries, i, &param)); i++)
            flow_add(self, galley_text_of(field));
    }
}

const char *const *flow_writes(const stage *stage, galley_arena *arena) {
    flow written = {.arena = arena};
    add_entries(&written, stage, stage->type->writes);
    const char **names = galley_arena_alloc(arena, (written.count + 1) * sizeof *names);
    for (size_t i = 0; i < written.count; i++)
        names[i] = written.fields[i];
    names[written.count] = NULL;
    free(written.fields);
    return names;
}

bool flow_wanted_next(flow_wanted *self) {
    const char *const *reads = self->stage->type->reads;
    for (; reads && reads[self->entry]; self->entry++, self->number = 0) {
        if (field_entry_read(reads[self->entry]).is_optional)
            continue;
        self->field = flow_field(self->stage, reads[self->entry], self->number++, &self->param);
        if (self->field)
            return true;
    }
    return false;
}

void flow_pass_stage(flow *self, const stage *stage, flow_report *report, void *context) {
    flow_wanted wanted = {.stage = stage};
    while (flow_wanted_next(&wanted))
        flow_check(self, wanted.field, wanted.param, report, context);
    add_entries(self, stage, stage->type->writes);
}

void flow_add_stage(flow *self, const stage *stage) {
    add_entries(self, stage, stage->type->reads);
    add_entries(self, stage, stage->type->writes);
}

static bool has_param(const char *const *entries) {
    for (; entries && *entries; entries++)
        if (field_entry_read(*entries).is_param)
            return true;
    return false;
}

bool flow_depends_on_params(const galley_stage_type *type) {
    return has_param(type->reads) || has_param(type->writes);
}
