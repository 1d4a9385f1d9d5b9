/* Descriptors as JSON. */
#include "plugin/describe.h"
#include "plugin/params.h"

static const char *const type_names[] = {
    [GALLEY_BOOL] = "boolean",  [GALLEY_INTEGER] = "integer", [GALLEY_REAL] = "number",
    [GALLEY_STRING] = "string", [GALLEY_CHOICE] = "choice",   [GALLEY_STRINGS] = "strings",
    [GALLEY_PATH] = "path",     [GALLEY_SIZE] = "size",       [GALLEY_EXPRESSION] = "expression"};

const char *describe_type(galley_param_type type) {
    return type_names[type];
}

/* ---- Parameters ---- */

static json_t *comma_list(const char *list) {
    json_t *items = json_array();
    while (*list) {
        size_t len = strcspn(list, ",");
        json_array_append_new(items, json_stringn(list, len));
        list += len + (list[len] == ',');
    }
    return items;
}

json_t *describe_default(const galley_param *param) {
    const char *text = param_default(param);
    if (!text)
        return NULL;
    switch (param->type) {
    case GALLEY_BOOL:
    case GALLEY_INTEGER:
    case GALLEY_REAL:
        return json_loads(text, JSON_DECODE_ANY, NULL);
    case GALLEY_STRINGS:
        return comma_list(text);
    case GALLEY_STRING:
    case GALLEY_PATH:
    case GALLEY_CHOICE:
    case GALLEY_SIZE:
    case GALLEY_EXPRESSION:
        break;
    }
    return json_string(text);
}

static void set_string(json_t *object, const char *key, const char *value) {
    if (value)
        json_object_set_new(object, key, json_string(value));
}

json_t *describe_limit(double limit) {
    bool is_whole = limit == (double)(json_int_t)limit;
    return is_whole ? json_integer((json_int_t)limit) : json_real(limit);
}

json_t *describe_choices(const galley_param *param) {
    json_t *choices = json_array();
    for (size_t i = 0; param->choices[i]; i++)
        json_array_append_new(choices, json_string(param->choices[i]));
    return choices;
}

static json_t *describe_param(const galley_param *param) {
    json_t *into = json_pack("{s:s, s:s, s:b}", "name", param->name, "type", describe_type(param->type), "required",
                             param->required);
    json_t *fallback = describe_default(param);
    if (fallback)
        json_object_set_new(into, "default", fallback);
    if (param->min < param->max) {
        json_object_set_new(into, "min", describe_limit(param->min));
        json_object_set_new(into, "max", describe_limit(param->max));
    }
    if (param->choices)
        json_object_set_new(into, "choices", describe_choices(param));
    set_string(into, "unit", param->unit);
    set_string(into, "about", param->about);
    return into;
}

static json_t *describe_params(const galley_param *table) {
    json_t *list = json_array();
    for (; table && table->name; table++)
        json_array_append_new(list, describe_param(table));
    return list;
}

/* ---- Fields, reasons, counters ---- */

field_entry field_entry_read(const char *entry) {
    bool is_param = *entry == '$';
    galley_text name = galley_text_of(entry + is_param);
    bool is_optional = name.len > 0 && name.ptr[name.len - 1] == '?';
    name.len -= is_optional;
    return (field_entry){name, is_param, is_optional};
}

static json_t *describe_fields(const char *const *entries) {
    json_t *list = json_array();
    for (; entries && *entries; entries++) {
        field_entry entry = field_entry_read(*entries);
        json_array_append_new(list, json_pack("{s:s%, s:b}", entry.is_param ? "parameter" : "field", entry.name.ptr,
                                              entry.name.len, "optional", entry.is_optional));
    }
    return list;
}

static json_t *named(const char *name, const char *about) {
    json_t *into = json_object();
    set_string(into, "name", name);
    set_string(into, "about", about);
    return into;
}

static json_t *describe_reasons(const galley_reason *table) {
    json_t *list = json_array();
    for (; table && table->name; table++)
        json_array_append_new(list, named(table->name, table->about));
    return list;
}

static json_t *describe_counters(const galley_counter *table) {
    json_t *list = json_array();
    for (; table && table->name; table++)
        json_array_append_new(list, named(table->name, table->about));
    return list;
}

/* ---- All ---- */

json_t *describe_plugin(const plugin *plugin) {
    const galley_stage_type *type = plugin->type;
    json_t *into = json_object();
    set_string(into, "name", type->name);
    set_string(into, "version", type->version);
    set_string(into, "about", type->about);
    set_string(into, "description", type->description);
    set_string(into, "memory", type->memory);
    json_object_set_new(into, "parameters", describe_params(type->params));
    json_object_set_new(into, "reads", describe_fields(type->reads));
    json_object_set_new(into, "writes", describe_fields(type->writes));
    json_object_set_new(into, "reasons", describe_reasons(type->reasons));
    json_object_set_new(into, "counters", describe_counters(type->counters));
    json_object_set_new(into, "survey", json_boolean(type->survey));
    json_object_set_new(into, "commit", json_boolean(type->commit));
    set_string(into, "plugin", plugin->path);
    return into;
}
