/* The JSON Schema (draft 2020-12) of pipeline files, made from the stages' parameter tables: an editor that is given it
 * completes names, shows what they mean and underlines what is wrong. Galley itself checks by the tables, not by
 * this. */
#include "base/memory.h"
#include "pipeline/output.h"
#include "pipeline/pipeline.h"
#include "pipeline/tests.h"
#include "plugin/describe.h"

#include <stdlib.h>

/* What pipeline/load.c allows. */
static const char id_pattern[] = "^(?!all$)[A-Za-z0-9_-][A-Za-z0-9_.-]{0,63}$";

static json_t *typed(const char *type) {
    return json_pack("{s:s}", "type", type);
}

/* A string in which ${…} is to be filled may become anything. */
static json_t *filled(void) {
    return json_pack("{s:s, s:s}", "type", "string", "pattern", "\\$\\{");
}

/* It stands in quotes, whatever the type of the value. */
static json_t *or_filled(json_t *schema) {
    return json_pack("{s:[o, o]}", "anyOf", schema, filled());
}

static json_t *number_schema(const galley_param *param, const char *type) {
    json_t *schema = typed(type);
    if (param->type == GALLEY_SIZE)
        json_object_set_new(schema, "minimum", json_integer(0));
    if (param->min < param->max) {
        json_object_set_new(schema, "minimum", describe_limit(param->min));
        json_object_set_new(schema, "maximum", describe_limit(param->max));
    }
    return schema;
}

static json_t *value_schema(const galley_param *param) {
    switch (param->type) {
    case GALLEY_BOOL:
        return or_filled(typed("boolean"));
    case GALLEY_INTEGER:
        return or_filled(number_schema(param, "integer"));
    case GALLEY_REAL:
        return or_filled(number_schema(param, "number"));
    case GALLEY_CHOICE:
        return or_filled(json_pack("{s:o}", "enum", describe_choices(param)));
    case GALLEY_STRINGS:
        return json_pack("{s:s, s:o}", "type", "array", "items",
                         param->choices ? json_pack("{s:o}", "enum", describe_choices(param)) : typed("string"));
    case GALLEY_SIZE:
        return json_pack("{s:[o, {s:s, s:s}, o]}", "anyOf", number_schema(param, "integer"), "type", "string",
                         "pattern", "^[0-9]+[KMGT]?$", filled());
    case GALLEY_PATH:
        return json_pack("{s:s, s:i}", "type", "string", "minLength", 1);
    case GALLEY_STRING:
    case GALLEY_EXPRESSION:
        break;
    }
    return typed("string");
}

static json_t *param_schema(const galley_param *param) {
    json_t *schema = value_schema(param);
    char *about =
        param->unit ? memory_printf("%s (%s)", param->about, param->unit) : memory_string(galley_text_of(param->about));
    json_object_set_new(schema, "description", json_string(about));
    free(about);
    json_t *fallback = describe_default(param);
    if (fallback)
        json_object_set_new(schema, "default", fallback);
    return schema;
}

static json_t *params_schema(const galley_param *table) {
    json_t *properties = json_object(), *required = json_array();
    for (const galley_param *each = table; each && each->name; each++) {
        json_object_set_new(properties, each->name, param_schema(each));
        if (each->required)
            json_array_append_new(required, json_string(each->name));
    }
    return json_pack("{s:s, s:o, s:o, s:b}", "type", "object", "properties", properties, "required", required,
                     "additionalProperties", 0);
}

static bool has_required(const galley_param *table) {
    for (; table && table->name; table++)
        if (table->required)
            return true;
    return false;
}

/* {"if": {"use" is NAME, of the plugin path}, "then": {"with" is …}} */
static json_t *rule_of_type(const galley_stage_type *type) {
    json_t *required = json_array();
    if (has_required(type->params))
        json_array_append_new(required, json_string("with"));
    return json_pack("{s:{s:{s:{s:s}}, s:{s:[s]}}, s:{s:{s:o}, s:o}}", "if", "properties", "use", "const", type->name,
                     "not", "required", "plugin", "then", "properties", "with", params_schema(type->params), "required",
                     required);
}

/* Without a file of its own a stage must be one of those that are there. */
static json_t *rule_of_names(const plugin *const *plugins, size_t count) {
    json_t *names = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(
            names, json_pack("{s:s, s:s}", "const", plugins[i]->type->name, "description", plugins[i]->type->about));
    json_array_append_new(names, filled());
    return json_pack("{s:{s:{s:[s]}}, s:{s:{s:{s:o}}}}", "if", "not", "required", "plugin", "then", "properties", "use",
                     "oneOf", names);
}

static json_t *described(const char *type, const char *description) {
    return json_pack("{s:s, s:s}", "type", type, "description", description);
}

/* A string that is not empty. */
static json_t *text(const char *description) {
    json_t *schema = described("string", description);
    json_object_set_new(schema, "minLength", json_integer(1));
    return schema;
}

/* Adds that a string must match a pattern, unless it is yet to be filled. */
static void set_pattern(json_t *schema, const char *pattern) {
    json_object_set_new(schema, "anyOf", json_pack("[{s:s}, o]", "pattern", pattern, filled()));
}

static json_t *stage_schema(const plugin *const *plugins, size_t count) {
    json_t *rules = json_array();
    if (count > 0)
        json_array_append_new(rules, rule_of_names(plugins, count));
    for (size_t i = 0; i < count; i++)
        json_array_append_new(rules, rule_of_type(plugins[i]->type));
    json_t *id =
        described("string", "the stage's name in this pipeline, for taps and counts; the type's name if absent");
    set_pattern(id, id_pattern);
    json_t *file = text("the plugin's file, relative to this one; looked for on the plugin path if absent");
    json_t *properties = json_pack("{s:o, s:o, s:o, s:o}", "use", text("the stage type"), "id", id, "with",
                                   described("object", "parameters"), "plugin", file);
    json_t *schema = json_pack("{s:s, s:[s], s:o, s:b}", "type", "object", "required", "use", "properties", properties,
                               "additionalProperties", 0);
    if (json_array_size(rules) > 0)
        json_object_set(schema, "allOf", rules); /* the standard wants one at least */
    json_decref(rules);
    return schema;
}

/* Other names than Galley's words are allowed: which ones, only the stages know. */
static json_t *fields_schema(void) {
    json_t *words = json_object();
    for (size_t i = 0; fields_known[i]; i++)
        json_object_set_new(words, fields_known[i], text("its name in the corpus"));
    return json_pack("{s:s, s:s, s:o, s:{s:i}, s:o}", "type", "object", "description",
                     "the corpus' own names of fields: {\"text\": \"maintext\"}", "properties", words, "propertyNames",
                     "minLength", 1, "additionalProperties",
                     text("the name in the corpus of a field that a stage uses"));
}

static json_t *output_schema(void) {
    json_t *schema = params_schema(output_params);
    set_pattern(json_object_get(json_object_get(schema, "properties"), "path"), template_pattern);
    return schema;
}

json_t *pipeline_schema(const plugin *const *plugins, size_t count) {
    json_t *stages = json_pack("{s:s, s:s, s:o}", "type", "array", "description",
                               "what is done with each article, in this order", "items", stage_schema(plugins, count));
    json_t *properties = json_pack("{s:{s:i, s:s}, s:o, s:o, s:o, s:o, s:o, s:o}", "galley", "const", 1, "description",
                                   "the version of pipeline files", "$schema", typed("string"), "about",
                                   described("string", "what the pipeline is for"), "fields", fields_schema(), "stages",
                                   stages, "output", output_schema(), "tests", tests_schema());
    return json_pack("{s:s, s:s, s:s, s:[s, s], s:o, s:b}", "$schema", "https://json-schema.org/draft/2020-12/schema",
                     "title", "Galley pipeline", "type", "object", "required", "galley", "stages", "properties",
                     properties, "additionalProperties", 0);
}
