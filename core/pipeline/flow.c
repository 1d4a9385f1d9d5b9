/* The flow of fields through a pipeline. */
#include "pipeline/flow.h"
#include "base/memory.h"
#include "plugin/describe.h"
#include "plugin/nearest.h"
#include "plugin/params.h"

#include <stdio.h>
#include <stdlib.h>

static void add_field(flow *self, const char *field) {
    self->fields = memory_resize(self->fields, self->count + 1, sizeof *self->fields);
    self->fields[self->count++] = field;
}

void flow_init(flow *self, const field_map *mapped) {
    *self = (flow){0};
    for (size_t i = 0; fields_known[i]; i++)
        add_field(self, fields_known[i]);
    for (size_t i = 0; i < mapped->count; i++)
        add_field(self, mapped->names[i].field);
}

void flow_clear(flow *self) {
    free(self->fields);
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

bool flow_check(const flow *self, const char *field, const char *param, flow_report *report, void *context) {
    nearest near;
    nearest_init(&near, field);
    for (size_t i = 0; i < self->count; i++) {
        if (strcmp(self->fields[i], field) == 0)
            return true;
        nearest_offer(&near, self->fields[i]);
    }
    char hint[128];
    galley_error error;
    galley_error_set(&error,
                     "no stage before writes the field \"%.64s\"; if the corpus has it, say so: \"fields\": "
                     "{\"%.64s\": \"its name there\"}%s",
                     field, field, nearest_hint(&near, hint));
    report(context, param, error.message);
    return false;
}

void flow_pass_stage(flow *self, const stage *stage, flow_report *report, void *context) {
    const char *param, *field;
    for (const char *const *entry = stage->type->reads; entry && *entry; entry++)
        for (size_t i = 0; !field_entry_read(*entry).is_optional && (field = flow_field(stage, *entry, i, &param)); i++)
            flow_check(self, field, param, report, context);
    for (const char *const *entry = stage->type->writes; entry && *entry; entry++)
        for (size_t i = 0; (field = flow_field(stage, *entry, i, &param)); i++)
            add_field(self, field);
}
