/* ${NAME} and ${NAME:-default} in a pipeline file's strings. */
#include "base/error.h"
#include "base/memory.h"
#include "base/nearest.h"
#include "pipeline/document.h"

#include <galley/text.h>
#include <stdio.h>
#include <stdlib.h>

enum { VARIABLES_MAX = 1024 }; /* a file may have: each is compared with all before it */

/* One document being filled. */
typedef struct filling {
    document *document;
    settings set;
    bool *is_used;       /* a setting each */
    galley_buffer names; /* asked for, each with its NUL: to hint at for a setting that nobody asks for */
    document_report *report;
    void *context;
} filling;

static bool is_name_byte(char byte, bool is_first) {
    bool is_letter = (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') || byte == '_';
    return is_letter || (!is_first && byte >= '0' && byte <= '9');
}

static size_t name_len(const char *text) {
    size_t len = 0;
    while (is_name_byte(text[len], len == 0))
        len++;
    return len;
}

/* The last of several settings of one name counts, as with other commands. */
static const char *find_setting(filling *self, const char *name) {
    size_t len = strlen(name);
    const char *value = NULL;
    for (size_t i = 0; i < self->set.count; i++) {
        const char *pair = self->set.pairs[i];
        if (strncmp(pair, name, len) != 0 || pair[len] != '=')
            continue;
        self->is_used[i] = true;
        value = pair + len + 1;
    }
    return value;
}

/* What a variable is filled with, and where that comes from. */
typedef struct filler {
    galley_text text; /* {NULL, 0}: there is nothing */
    const char *from;
} filler;

static filler find_filler(filling *self, const char *name, galley_text fallback) {
    const char *set = find_setting(self, name), *environment = getenv(name);
    if (set)
        return (filler){galley_text_of(set), "--set"};
    if (environment)
        return (filler){galley_text_of(environment), "environment"};
    return (filler){fallback, "default"};
}

/* A variable may stand in several places, each with a default of its own. False if there are too many. */
static bool note_variable(json_t *variables, const char *name, filler with) {
    json_t *entry =
        json_pack("{s:s, s:s%, s:s}", "name", name, "value", with.text.ptr, with.text.len, "from", with.from);
    bool is_noted = false;
    for (size_t i = 0; i < json_array_size(variables); i++)
        is_noted |= json_equal(json_array_get(variables, i), entry) != 0;
    bool has_room = is_noted || json_array_size(variables) < VARIABLES_MAX;
    if (!is_noted && has_room)
        json_array_append(variables, entry);
    json_decref(entry);
    return has_room;
}

static void report(const filling *self, size_t at, const char *format, ...) GALLEY_FORMAT(3, 4);

static void report(const filling *self, size_t at, const char *format, ...) {
    galley_error error;
    va_list args;
    va_start(args, format);
    error_set_list(&error, format, args);
    va_end(args);
    self->report(self->context, at, error.message);
}

/* Fills the placeholder at `at` ("${…"); returns what stands behind it, NULL if that was reported. */
static const char *fill_one(filling *self, const document_place *place, const char *at, galley_buffer *out) {
    size_t len = name_len(at + 2);
    const char *behind = at + 2 + len, *end = strchr(behind, '}');
    bool has_fallback = strncmp(behind, ":-", 2) == 0;
    if (len == 0 || !end || (*behind != '}' && !has_fallback)) {
        report(self, place->value_at,
               "after ${ a name is wanted: ${NAME} or ${NAME:-default}; for a plain ${ write $${");
        return NULL;
    }
    char *name = memory_string(galley_text_part(at + 2, len));
    galley_buffer_add_bytes(&self->names, name, len + 1);
    galley_text fallback =
        has_fallback ? galley_text_part(behind + 2, (size_t)(end - behind - 2)) : galley_text_of(NULL);
    filler with = find_filler(self, name, fallback);
    bool is_found = with.text.ptr != NULL, is_utf8 = galley_utf8_valid(with.text) == with.text.len, has_room = true;
    if (!is_utf8)
        report(self, place->value_at, "the value of %s is not UTF-8", name);
    else if (!is_found)
        report(self, place->value_at, "${%s} has no value: give --set %s=VALUE, or set it in the environment", name,
               name);
    else
        has_room = note_variable(self->document->variables, name, with);
    if (!has_room)
        report(self, place->value_at, "the file has more than %d different ${…}", VARIABLES_MAX);
    galley_buffer_add(out, with.text);
    free(name);
    return is_found && is_utf8 && has_room ? end + 1 : NULL;
}

static void fill_string(filling *self, document_place *place, const char *text) {
    galley_buffer out = {0};
    while (text && *text) {
        if (strncmp(text, "$${", 3) == 0) {
            galley_buffer_add_string(&out, "${");
            text += 3;
        } else if (strncmp(text, "${", 2) == 0) {
            text = fill_one(self, place, text, &out);
        } else {
            galley_buffer_add_char(&out, *text++);
        }
    }
    place->is_unfilled = !text;
    json_t *filled = json_stringn(out.ptr ? out.ptr : "", out.len);
    if (place->key)
        json_object_set_new(place->container, place->key, filled);
    else
        json_array_set_new(place->container, place->index, filled);
    place->is_filled = true;
    galley_buffer_clear(&out);
}

static void report_unused(const filling *self, const char *pair) {
    char *name = memory_string(galley_text_part(pair, strcspn(pair, "=")));
    nearest near;
    nearest_init(&near, name);
    for (size_t at = 0; at < self->names.len; at += strlen(self->names.ptr + at) + 1)
        nearest_offer(&near, self->names.ptr + at);
    char hint[128];
    report(self, 0, "--set %s: the pipeline has no ${%s}%s", name, name, nearest_hint(&near, hint));
    free(name);
}

void document_fill(document *document, settings set, document_report *report, void *context) {
    filling self = {.document = document, .set = set, .report = report, .context = context};
    self.is_used = memory_zero(set.count, sizeof *self.is_used);
    document->variables = json_array();
    const document_place *tests = document_member(document, document->root, "tests");
    for (size_t i = 0; i < document->count; i++) {
        document_place *place = &document->places[i];
        if (tests && document_is_below(place, tests))
            continue;
        json_t *value = document_value(place);
        const char *text = json_string_value(value);
        bool has_nul = text && strlen(text) != json_string_length(value);
        if (text && !has_nul && strstr(text, "${"))
            fill_string(&self, place, text);
    }
    for (size_t i = 0; i < set.count; i++)
        if (!self.is_used[i])
            report_unused(&self, set.pairs[i]);
    galley_buffer_clear(&self.names);
    free(self.is_used);
}
