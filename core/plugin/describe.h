/* What a stage type says about itself, as JSON: for programs that show, check or document stages. */
#ifndef CORE_PLUGIN_DESCRIBE_H
#define CORE_PLUGIN_DESCRIBE_H

#include "plugin/plugin.h"

#include <jansson.h>

/* Everything that the descriptor has: a new reference. */
json_t *describe_plugin(const plugin *plugin);

/* A parameter's default as it would stand in a pipeline file: a new reference, or NULL if it has none. */
json_t *describe_default(const galley_param *param);

/* A limit of a parameter: an integer where it is whole. A new reference. */
json_t *describe_limit(double limit);

/* What a parameter's value may be, as a list of strings: a new reference. */
json_t *describe_choices(const galley_param *param);

/* "integer", "choice", …: one word a type. */
const char *describe_type(galley_param_type type);

/* A field as a descriptor names it: "text", "lang?", "$field". */
typedef struct field_entry {
    galley_text name; /* of the field, or of the parameter that names it; without the signs */
    bool is_param, is_optional;
} field_entry;

field_entry field_entry_read(const char *entry);

#endif
