/* The flow of fields through a pipeline. */
#include "pipeline/flow.h"
#include "article/expression.h"
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
    if (param->type == GALLEY_EXPRESSION) {
        const galley_expression *read = *(const galley_expression *const *)place;
        return read && number < read->field_count ? read->fields[number] : NULL;
    }
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

static void report_field(const nearest *near, const char *param, bool is_doubt, flow_report *report, void *context) {
    char hint[128];
    galley_error error;
    galley_error_set(&error,
                     "no stage before writes the field \"%.64s\"; if the corpus has it, say so: \"fields\": "
                     "{\"%.64s\": \"its name there\"}%s",
                     near->word, near->word, nearest_hint(near, hint));
    report(context, param, is_doubt, error.message);
}

bool flow_check(const flow *self, const char *field, const char *param, flow_report *report, void *context) {
    nearest near;
    bool is_known = flow_has(self, field, &near);
    if (!is_known)
        report_field(&near, param, false, report, context);
    return is_known;
}

/* A name with a point in it may be that of a member: "quality.words". Then the object is what must be there. NULL: it
 * has none. */
static const char *object_of(const char *field, galley_arena *arena) {
    const char *point = strchr(field, '.');
    return point ? galley_arena_copy(arena, galley_text_part(field, (size_t)(point - field))).ptr : NULL;
}

static bool has_object_of(const flow *self, const char *field) {
    nearest near;
    const char *object = object_of(field, self->arena);
    return object && flow_has(self, object, &near);
}

static void doubt_named_fields(const flow *self, const stage *stage, flow_report *report, void *context) {
    const char *param, *field;
    for (const char *const *entry = stage->type->reads; entry && *entry; entry++) {
        if (!field_entry_read(*entry).is_optional)
            continue;
        for (size_t i = 0; (field = flow_field(stage, *entry, i, &param)) && param; i++) {
            nearest near;
            if (!flow_has(self, field, &near) && !has_object_of(self, field))
                report_field(&near, param, true, report, context);
        }
    }
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
    doubt_named_fields(self, stage, report, context);
    add_entries(self, stage, stage->type->writes);
}

void flow_add_stage(flow *self, const stage *stage) {
    size_t first = self->count;
    add_entries(self, stage, stage->type->reads);
    for (size_t i = first, end = self->count; i < end; i++) {
        const char *object = object_of(self->fields[i], self->arena);
        if (object)
            flow_add(self, galley_text_of(object));
    }
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
