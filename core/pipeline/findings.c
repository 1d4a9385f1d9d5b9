/* Findings come in the order in which parts of a file are looked at, and are sorted once. */
#include "pipeline/findings.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/nearest.h"

#include <stdlib.h>

struct finding {
    size_t at;     /* offset in the file */
    size_t number; /* of several at one place the first comes first */
    char *message;
};

void findings_add(findings *self, size_t at, const char *format, ...) {
    galley_error error;
    va_list args;
    va_start(args, format);
    error_set_list(&error, format, args);
    va_end(args);
    if (self->count == self->capacity) {
        self->capacity = self->capacity * 2 + 16;
        self->list = memory_resize(self->list, self->capacity, sizeof *self->list);
    }
    self->list[self->count] = (struct finding){at, self->count, memory_string(galley_text_of(error.message))};
    self->count++;
}

static int compare_findings(const void *left, const void *right) {
    const struct finding *one = left, *other = right;
    if (one->at != other->at)
        return one->at < other->at ? -1 : 1;
    return one->number < other->number ? -1 : one->number > other->number;
}

void findings_hand_over(findings *self, problems *found) {
    if (self->count > 0)
        qsort(self->list, self->count, sizeof *self->list, compare_findings);
    for (size_t i = 0; i < self->count; i++) {
        char *place = document_position(self->document, self->list[i].at);
        problems_add(found, "%s: %s", place, self->list[i].message);
        free(place);
        free(self->list[i].message);
    }
    free(self->list);
    *self = (findings){.document = self->document};
}

/* ---- Keys ---- */

static const key *find_key(const key *keys, const char *name) {
    while (keys->name && strcmp(keys->name, name) != 0)
        keys++;
    return keys->name ? keys : NULL;
}

static void refuse_key(findings *self, document_place *place, const key *keys) {
    nearest near;
    char hint[128];
    nearest_init(&near, place->key);
    for (; keys->name; keys++)
        nearest_offer(&near, keys->name);
    findings_add(self, place->name_at, "unknown key \"%.64s\"%s", place->key, nearest_hint(&near, hint));
    if (near.best && !json_object_get(place->container, near.best))
        document_rename(place, near.best);
}

static bool is_of_type(const json_t *value, unsigned types) {
    bool has_nul = json_is_string(value) && strlen(json_string_value(value)) != json_string_length(value);
    return value && (types & 1u << json_typeof(value)) && !has_nul;
}

static void check_value(findings *self, const document_place *place, const key *known) {
    if (!is_of_type(document_value(place), known->types))
        findings_add(self, place->value_at, "\"%s\": %s is wanted", known->name, known->wanted);
}

void findings_check_keys(findings *self, json_t *object, size_t at, const key *keys) {
    document_place *place;
    for (size_t number = 0; (place = document_next(self->document, object, &number));) {
        if (!find_key(keys, place->key))
            refuse_key(self, place, keys);
        const key *known = find_key(keys, place->key);
        if (known)
            check_value(self, place, known);
    }
    for (const key *each = keys; each->name; each++)
        if (each->is_required && !json_object_get(object, each->name))
            findings_add(self, at, "\"%s\" is missing: %s", each->name, each->wanted);
}

json_t *member_of_type(const json_t *object, const char *name, unsigned types) {
    json_t *value = json_object_get(object, name);
    return is_of_type(value, types) ? value : NULL;
}
