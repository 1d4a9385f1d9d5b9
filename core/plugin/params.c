/* Parameters by table. Each type has one function that stores a JSON value or says what is wanted instead. */
#include "plugin/params.h"
#include "article/expression.h"
#include "base/nearest.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- Describing ---- */

static galley_text list_text(const char *const *items, galley_arena *arena) {
    galley_buffer text = {0};
    for (size_t i = 0; items[i]; i++)
        galley_buffer_printf(&text, "%s%s", i ? ", " : "", items[i]);
    galley_text kept = galley_arena_copy(arena, galley_buffer_text(&text));
    galley_buffer_clear(&text);
    return kept;
}

static galley_text choices_text(const char *const *choices, galley_arena *arena) {
    return galley_arena_printf(arena, "%s %s", choices[1] ? "one of" : "nothing but", list_text(choices, arena).ptr);
}

static galley_text type_text(const galley_param *param, galley_arena *arena) {
    switch (param->type) {
    case GALLEY_BOOL:
        return galley_text_of("true or false");
    case GALLEY_INTEGER:
        return galley_text_of("integer");
    case GALLEY_REAL:
        return galley_text_of("number");
    case GALLEY_STRING:
        return galley_text_of("string");
    case GALLEY_PATH:
        return galley_text_of("path");
    case GALLEY_SIZE:
        return galley_text_of("size");
    case GALLEY_EXPRESSION:
        return galley_text_of("expression");
    case GALLEY_CHOICE:
        return choices_text(param->choices, arena);
    case GALLEY_STRINGS:
        if (!param->choices)
            return galley_text_of("list of strings");
        return galley_arena_printf(arena, "list of %s", list_text(param->choices, arena).ptr);
    }
    return galley_text_of("?");
}

static bool has_range(const galley_param *param) {
    bool is_number = param->type == GALLEY_INTEGER || param->type == GALLEY_REAL || param->type == GALLEY_SIZE;
    return is_number && param->min < param->max;
}

static galley_text range_text(const galley_param *param, galley_arena *arena) {
    return galley_arena_printf(arena, "%.15g to %.15g", param->min, param->max);
}

galley_text param_kind_text(const galley_param *param, galley_arena *arena) {
    galley_buffer kind = {0};
    galley_buffer_add(&kind, type_text(param, arena));
    if (has_range(param))
        galley_buffer_printf(&kind, " from %s", range_text(param, arena).ptr);
    if (param->unit)
        galley_buffer_printf(&kind, "%s %s", has_range(param) ? "" : ",", param->unit);
    galley_text kept = galley_arena_copy(arena, galley_buffer_text(&kind));
    galley_buffer_clear(&kind);
    return kept;
}

const char *param_default(const galley_param *param) {
    if (param->required || param->fallback)
        return param->required ? NULL : param->fallback;
    switch (param->type) {
    case GALLEY_BOOL:
        return "false";
    case GALLEY_INTEGER:
    case GALLEY_REAL:
    case GALLEY_SIZE:
        return "0";
    case GALLEY_CHOICE:
        return param->choices[0];
    case GALLEY_STRING:
    case GALLEY_PATH:
    case GALLEY_STRINGS:
    case GALLEY_EXPRESSION:
        break;
    }
    return NULL;
}

/* ---- Storing ---- */

/* One value on its way: the parameter, where it goes, and how it stands in the pipeline file. */
typedef struct storing {
    const params_target *target;
    const galley_param *param;
    const char *name; /* as it stands in the file, perhaps misspelt */
    json_t *value;
    bool is_filled;
} storing;

static void *place_of(const storing *self) {
    return (char *)self->target->self + self->param->offset;
}

static bool refuse(const storing *self, const char *wanted) {
    char *found = json_dumps(self->value, JSON_ENCODE_ANY | JSON_COMPACT);
    galley_error error;
    galley_error_set(&error, "parameter \"%s\": %s is wanted, found %.120s", self->param->name, wanted,
                     found ? found : "something else");
    free(found);
    self->target->report(self->target->context, self->name, false, error.message);
    return false;
}

static bool in_range(const storing *self, double number) {
    if (!has_range(self->param) || (number >= self->param->min && number <= self->param->max))
        return true;
    galley_text range = range_text(self->param, self->target->arena);
    galley_text wanted = galley_arena_printf(self->target->arena, "a value from %.*s%s%s", GALLEY_TEXT_ARGS(range),
                                             self->param->unit ? " " : "", self->param->unit ? self->param->unit : "");
    return refuse(self, wanted.ptr);
}

/* The string that a ${…} put in place of a number or boolean; NULL if it is none. */
static const char *filled_text(const storing *self) {
    return self->is_filled ? json_string_value(self->value) : NULL;
}

static bool store_bool(const storing *self) {
    const char *text = filled_text(self);
    bool is_true = text ? strcmp(text, "true") == 0 : json_is_true(self->value);
    bool is_false = text ? strcmp(text, "false") == 0 : json_is_false(self->value);
    if (!is_true && !is_false)
        return refuse(self, "true or false");
    *(bool *)place_of(self) = is_true;
    return true;
}

static bool store_integer(const storing *self) {
    const char *text = filled_text(self);
    char *end = NULL;
    errno = 0;
    int64_t number = text ? strtoll(text, &end, 10) : json_integer_value(self->value);
    bool is_integer = text ? end > text && !*end && !errno : json_is_integer(self->value);
    if (!is_integer)
        return refuse(self, "an integer");
    if (!in_range(self, (double)number))
        return false;
    *(int64_t *)place_of(self) = number;
    return true;
}

static bool store_real(const storing *self) {
    const char *text = filled_text(self);
    char *end = NULL;
    double number = text ? strtod(text, &end) : json_number_value(self->value);
    bool is_number = text ? end > text && !*end && isfinite(number) : json_is_number(self->value);
    if (!is_number)
        return refuse(self, "a number");
    if (!in_range(self, number))
        return false;
    *(double *)place_of(self) = number;
    return true;
}

bool size_parse(const char *text, uint64_t *bytes) {
    static const char units[] = "KMGT";
    char *end;
    errno = 0;
    unsigned long long number = strtoull(text, &end, 10);
    const char *unit = *end ? strchr(units, *end) : NULL;
    unsigned shift = unit ? 10 * (unsigned)(unit - units + 1) : 0;
    bool is_size =
        *text >= '0' && *text <= '9' && !errno && (!*end || (unit && !end[1])) && number <= UINT64_MAX >> shift;
    if (is_size)
        *bytes = (uint64_t)number << shift;
    return is_size;
}

static bool store_size(const storing *self) {
    uint64_t bytes = 0;
    json_int_t number = json_integer_value(self->value);
    bool is_size = json_is_integer(self->value) && number >= 0;
    if (is_size)
        bytes = (uint64_t)number;
    else if (json_is_string(self->value))
        is_size = size_parse(json_string_value(self->value), &bytes);
    if (!is_size)
        return refuse(self, "a size, such as 1048576, \"64K\", \"512M\" or \"2G\",");
    if (!in_range(self, (double)bytes))
        return false;
    *(uint64_t *)place_of(self) = bytes;
    return true;
}

static bool has_nul(const json_t *string) {
    return strlen(json_string_value(string)) != json_string_length(string);
}

static bool store_string(const storing *self) {
    if (!json_is_string(self->value) || has_nul(self->value))
        return refuse(self, "a string");
    *(const char **)place_of(self) = json_string_value(self->value);
    return true;
}

static bool store_path(const storing *self) {
    if (!store_string(self))
        return false;
    const char **place = place_of(self);
    if (**place == '\0')
        return refuse(self, "a path");
    if (**place != '/')
        *place = galley_arena_printf(self->target->arena, "%s/%s", self->target->folder, *place).ptr;
    return true;
}

static bool store_expression(const storing *self) {
    if (!json_is_string(self->value))
        return refuse(self, "an expression, in quotes,");
    galley_text source = galley_text_part(json_string_value(self->value), json_string_length(self->value));
    galley_error error;
    const galley_expression *compiled = expression_compile(source, self->target->arena, &error);
    *(const galley_expression **)place_of(self) = compiled;
    if (compiled)
        return true;
    galley_error_at(&error, "parameter \"%s\"", self->param->name);
    self->target->report(self->target->context, self->name, false, error.message);
    return false;
}

static int choice_index(const char *const *choices, const char *text) {
    for (int i = 0; choices[i]; i++)
        if (strcmp(choices[i], text) == 0)
            return i;
    return -1;
}

static bool refuse_choice(const storing *self, const char *text) {
    nearest near;
    nearest_init(&near, text);
    for (size_t i = 0; self->param->choices[i]; i++)
        nearest_offer(&near, self->param->choices[i]);
    char hint[128];
    galley_error error;
    galley_error_set(&error, "parameter \"%s\": %s is wanted, found \"%.80s\"%s", self->param->name,
                     choices_text(self->param->choices, self->target->arena).ptr, text, nearest_hint(&near, hint));
    self->target->report(self->target->context, self->name, false, error.message);
    return false;
}

static bool store_choice(const storing *self) {
    const char *text = json_string_value(self->value);
    if (!text)
        return refuse(self, choices_text(self->param->choices, self->target->arena).ptr);
    int index = choice_index(self->param->choices, text);
    if (index < 0)
        return refuse_choice(self, text);
    *(int *)place_of(self) = index;
    return true;
}

static bool store_strings(const storing *self) {
    if (!json_is_array(self->value))
        return refuse(self, "a list of strings");
    size_t count = json_array_size(self->value);
    const char **items = galley_arena_alloc(self->target->arena, count * sizeof *items);
    for (size_t i = 0; i < count; i++) {
        json_t *item = json_array_get(self->value, i);
        if (!json_is_string(item) || has_nul(item))
            return refuse(self, "a list of strings");
        if (self->param->choices && choice_index(self->param->choices, json_string_value(item)) < 0)
            return refuse_choice(self, json_string_value(item));
        items[i] = galley_arena_copy(self->target->arena, galley_text_of(json_string_value(item))).ptr;
    }
    *(galley_strings *)place_of(self) = (galley_strings){items, count};
    return true;
}

static bool store(const storing *self) {
    switch (self->param->type) {
    case GALLEY_BOOL:
        return store_bool(self);
    case GALLEY_INTEGER:
        return store_integer(self);
    case GALLEY_REAL:
        return store_real(self);
    case GALLEY_STRING:
        return store_string(self);
    case GALLEY_PATH:
        return store_path(self);
    case GALLEY_SIZE:
        return store_size(self);
    case GALLEY_CHOICE:
        return store_choice(self);
    case GALLEY_STRINGS:
        return store_strings(self);
    case GALLEY_EXPRESSION:
        return store_expression(self);
    }
    return false;
}

/* ---- Defaults ---- */

/* The default as a file would have it: a list's items are separated by commas. A new reference. */
static json_t *fallback_value(const galley_param *param) {
    if (param->type != GALLEY_STRINGS)
        return json_string(param->fallback);
    json_t *list = json_array();
    for (const char *at = param->fallback; *at;) {
        size_t len = strcspn(at, ",");
        json_array_append_new(list, json_stringn(at, len));
        at += len + (at[len] == ',');
    }
    return list;
}

/* A default goes the way of a value from the file: so it is checked by the same rules. */
static void store_fallback(const galley_param *param, const params_target *target) {
    if (!param->fallback)
        return;
    json_t *value = fallback_value(param);
    const storing self = {.target = target, .param = param, .name = param->name, .value = value, .is_filled = true};
    bool is_kept = param->type == GALLEY_STRING || param->type == GALLEY_PATH;
    if (store(&self) && is_kept && *(const char **)place_of(&self) == json_string_value(value))
        *(const char **)place_of(&self) = param->fallback;
    json_decref(value);
}

/* ---- All ---- */

const galley_param *params_find(const galley_param *table, galley_text name) {
    for (const galley_param *each = table; each && each->name; each++)
        if (galley_text_is(name, each->name))
            return each;
    return NULL;
}

/* The parameter that a name stands for: that one, or the nearest; NULL if none is near. */
static const galley_param *meant_param(const galley_param *table, const char *name, nearest *near) {
    nearest_init(near, name);
    for (const galley_param *each = table; each && each->name; each++)
        nearest_offer(near, each->name);
    return near->best ? params_find(table, galley_text_of(near->best)) : NULL;
}

static void refuse_unknown(const galley_param *table, const char *name, const params_target *target) {
    nearest near;
    char hint[128];
    galley_error error;
    meant_param(table, name, &near);
    galley_error_set(&error, "there is no parameter \"%.64s\"%s", name, nearest_hint(&near, hint));
    target->report(target->context, name, true, error.message);
}

/* The name under which a parameter is given: its own, or a misspelt one, so that the value gets checked too. */
static const char *name_in(json_t *with, const galley_param *table, const galley_param *param) {
    if (json_object_get(with, param->name))
        return param->name;
    const char *name;
    json_t *value;
    nearest near;
    json_object_foreach(with, name, value) if (meant_param(table, name, &near) == param) return name;
    return NULL;
}

void params_store(const galley_param *table, json_t *with, const params_target *target) {
    const char *name;
    json_t *value;
    json_object_foreach(with, name, value) if (!params_find(table, galley_text_of(name)))
        refuse_unknown(table, name, target);
    for (const galley_param *each = table; each && each->name; each++) {
        name = name_in(with, table, each);
        value = name ? json_object_get(with, name) : NULL;
        if (value) {
            store(&(storing){target, each, name, value, target->is_filled(target->context, value)});
        } else if (each->required) {
            galley_error error;
            galley_error_set(&error, "parameter \"%s\" must be given: %s (\"%s\")", each->name,
                             param_kind_text(each, target->arena).ptr, each->about);
            target->report(target->context, NULL, false, error.message);
        } else {
            store_fallback(each, target);
        }
    }
}
