/* Descriptions of stage types. */
#include "plugin/describe.h"
#include "plugin/params.h"

enum { COLUMNS = 96 };

/* ---- For people ---- */

/* Appends words, broken into lines that begin with `indent` spaces; the first line has been begun at `column`. */
static void add_wrapped(galley_buffer *out, const char *words, size_t column, size_t indent) {
    while (*words) {
        size_t len = strcspn(words, " \n");
        size_t width = galley_utf8_count(galley_text_part(words, len));
        bool is_break = *words == '\n';
        if (is_break || (column > indent && column + 1 + width > COLUMNS)) {
            galley_buffer_printf(out, "\n%*s", (int)indent, "");
            column = indent;
        } else if (column > indent && len > 0) {
            galley_buffer_add_char(out, ' ');
            column++;
        }
        galley_buffer_add(out, galley_text_part(words, len));
        column += width;
        words += len;
        if (*words == ' ' || is_break)
            words++;
    }
    galley_buffer_add_char(out, '\n');
}

static void add_param(galley_buffer *out, const galley_param *param, galley_arena *arena) {
    galley_text type = param_type_text(param, arena), range = param_range_text(param, arena);
    galley_buffer_printf(out, "  %s: %.*s", param->name, GALLEY_TEXT_ARGS(type));
    if (range.len)
        galley_buffer_printf(out, ", %.*s", GALLEY_TEXT_ARGS(range));
    if (param->unit)
        galley_buffer_printf(out, " %s", param->unit);
    if (param->required)
        galley_buffer_add_string(out, ", required");
    else if (param->fallback)
        galley_buffer_printf(out, ", default %s", *param->fallback ? param->fallback : "\"\"");
    galley_buffer_printf(out, "\n      ");
    add_wrapped(out, param->about, 6, 6);
}

static void add_named(galley_buffer *out, const char *name, const char *about) {
    galley_buffer_printf(out, "  %s: ", name);
    add_wrapped(out, about ? about : "", 6, 6);
}

static void add_fields(galley_buffer *out, const char *label, const char *const *fields) {
    if (!fields || !fields[0])
        return;
    galley_buffer_add_string(out, label);
    for (size_t i = 0; fields[i]; i++)
        galley_buffer_printf(out, " %s", fields[i]);
    galley_buffer_add_char(out, '\n');
}

void describe_text(const plugin *plugin, galley_buffer *out) {
    const galley_stage_type *type = plugin->type;
    galley_arena *arena = galley_arena_new();
    galley_buffer_printf(out, "%s %s: %s\n", type->name, type->version ? type->version : "", type->about);
    if (type->description) {
        galley_buffer_add_char(out, '\n');
        add_wrapped(out, type->description, 0, 0);
    }
    galley_buffer_add_char(out, '\n');
    add_fields(out, "reads ", type->reads);
    add_fields(out, "writes", type->writes);
    if (type->memory)
        galley_buffer_printf(out, "memory %s\n", type->memory);
    galley_buffer_printf(out, "plugin %s\n", plugin->path);
    if (type->params && type->params[0].name)
        galley_buffer_add_string(out, "\nparameters\n");
    for (const galley_param *each = type->params; each && each->name; each++)
        add_param(out, each, arena);
    if (type->reasons && type->reasons[0].name)
        galley_buffer_add_string(out, "\nreasons to drop an article\n");
    for (const galley_reason *each = type->reasons; each && each->name; each++)
        add_named(out, each->name, each->about);
    if (type->counters && type->counters[0].name)
        galley_buffer_add_string(out, "\ncounters\n");
    for (const galley_counter *each = type->counters; each && each->name; each++)
        add_named(out, each->name, each->about);
    galley_arena_free(arena);
}

/* ---- For programs ---- */

static json_t *string_or_null(const char *text) {
    return text ? json_string(text) : json_null();
}

static json_t *param_json(const galley_param *param, galley_arena *arena) {
    json_t *entry = json_pack("{s:s, s:s, s:o, s:b, s:o, s:s}", "name", param->name, "type",
                              param_type_text(param, arena).ptr, "default", string_or_null(param->fallback), "required",
                              param->required, "unit", string_or_null(param->unit), "about", param->about);
    galley_text range = param_range_text(param, arena);
    if (range.len)
        json_object_set_new(entry, "range", json_stringn(range.ptr, range.len));
    return entry;
}

static json_t *fields_json(const char *const *fields) {
    json_t *list = json_array();
    for (size_t i = 0; fields && fields[i]; i++)
        json_array_append_new(list, json_string(fields[i]));
    return list;
}

json_t *describe_json(const plugin *plugin) {
    const galley_stage_type *type = plugin->type;
    galley_arena *arena = galley_arena_new();
    json_t *params = json_array(), *reasons = json_object(), *counters = json_object();
    for (const galley_param *each = type->params; each && each->name; each++)
        json_array_append_new(params, param_json(each, arena));
    for (const galley_reason *each = type->reasons; each && each->name; each++)
        json_object_set_new(reasons, each->name, string_or_null(each->about));
    for (const galley_counter *each = type->counters; each && each->name; each++)
        json_object_set_new(counters, each->name, string_or_null(each->about));
    galley_arena_free(arena);
    return json_pack("{s:s, s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:s}", "name", type->name, "version",
                     string_or_null(type->version), "about", type->about, "description",
                     string_or_null(type->description), "parameters", params, "reads", fields_json(type->reads),
                     "writes", fields_json(type->writes), "reasons", reasons, "counters", counters, "memory",
                     string_or_null(type->memory), "plugin", plugin->path);
}
