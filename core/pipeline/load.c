/* From a document to a pipeline. Everything is looked at even after a first mistake, so that one look finds them all;
 * they are told in the order of the file. */
#define _XOPEN_SOURCE 700 /* realpath */
#include "base/crash.h"
#include "base/memory.h"
#include "base/nearest.h"
#include "pipeline/findings.h"
#include "pipeline/flow.h"
#include "pipeline/output.h"
#include "pipeline/tests.h"
#include "plugin/params.h"

#include <stdio.h>
#include <stdlib.h>

enum { FILE_VERSION = 1, ID_BYTES_MAX = 64, STAGES_MAX = 512 };

typedef struct loader {
    document document;
    plugin_set *plugins;
    pipeline *into;
    char *folder; /* of the file, absolute: relative paths begin there */
    findings found, doubts;
    size_t *openable;    /* a stage each: where its entry stands, NOWHERE if its parameters are faulty */
    bool is_flow_known;  /* every plugin so far could be loaded */
    bool are_uses_known; /* and all parameters that name fields are sound */
} loader;

static const size_t NOWHERE = SIZE_MAX;

/* ---- Reporting ---- */

static void report_at(void *context, size_t at, const char *message) {
    loader *self = context;
    findings_add(&self->found, at, "%s", message);
}

/* ---- Keys ---- */

static const key file_keys[] = {
    {"galley", TYPE_INTEGER, "the number 1", true},   {"$schema", TYPE_STRING, "a string", false},
    {"about", TYPE_STRING, "a string", false},        {"fields", TYPE_OBJECT, "an object", false},
    {"stages", TYPE_ARRAY, "a list of stages", true}, {"output", TYPE_OBJECT, "an object", false},
    {"tests", TYPE_ARRAY, "a list of tests", false},  {0}};

static const key stage_keys[] = {{"use", TYPE_STRING, "a stage type's name", true},
                                 {"id", TYPE_STRING, "a string", false},
                                 {"with", TYPE_OBJECT, "an object of parameters", false},
                                 {"plugin", TYPE_STRING, "a path", false},
                                 {0}};

/* ---- Parameters ---- */

/* Who is being given parameters: a stage, or "output". */
typedef struct owner {
    loader *loader;
    const char *label; /* "stage ID" */
    json_t *with;      /* or NULL */
    size_t at;         /* where mistakes are told that stand nowhere */
    bool is_faulty;    /* some value cannot be used */
} owner;

static void report_param(void *context, const char *name, bool is_name, const char *message) {
    owner *self = context;
    const document_place *place = name ? document_member(&self->loader->document, self->with, name) : NULL;
    size_t at = self->at;
    self->is_faulty |= !is_name;
    if (place && place->is_unfilled && !is_name)
        return;
    if (place)
        at = is_name ? place->name_at : place->value_at;
    findings_add(&self->loader->found, at, "%s: %s", self->label, message);
}

static void report_flow(void *context, const char *param, bool is_doubt, const char *message) {
    owner *self = context;
    if (!is_doubt) {
        report_param(context, param, false, message);
        return;
    }
    const document_place *place = document_member(&self->loader->document, self->with, param);
    findings_add(&self->loader->doubts, place ? place->value_at : self->at, "warning: %s: %s", self->label, message);
}

static bool is_filled(void *context, const json_t *value) {
    owner *self = context;
    const document *document = &self->loader->document;
    const document_place *place;
    for (size_t number = 0; (place = document_next(document, self->with, &number));)
        if (place->is_filled && document_value(place) == value)
            return true;
    return false;
}

static bool is_with_or_list_in_it(const owner *self, const json_t *container) {
    const char *name;
    json_t *value;
    json_object_foreach(self->with, name, value) if (value == container) return true;
    return container == self->with;
}

/* Does a value mean nothing since it could not be filled? */
static bool is_unfilled(const owner *self) {
    const document *document = &self->loader->document;
    for (size_t i = 0; i < document->count; i++)
        if (document->places[i].is_unfilled && is_with_or_list_in_it(self, document->places[i].container))
            return true;
    return false;
}

static void store_params(owner *owner, const galley_param *table, void *into) {
    const params_target target = {.self = into,
                                  .folder = owner->loader->folder,
                                  .arena = owner->loader->into->arena,
                                  .is_filled = is_filled,
                                  .report = report_param,
                                  .context = owner};
    params_store(table, owner->with, &target);
    owner->is_faulty |= is_unfilled(owner);
}

/* ---- Fields ---- */

static const char *field_with_member(const field_map *map, const char *member) {
    for (size_t i = 0; i < map->count; i++)
        if (strcmp(map->names[i].member, member) == 0)
            return map->names[i].field;
    return NULL;
}

static void load_field(loader *self, const document_place *place, json_t *value) {
    const char *member = json_string_value(value), *field = place->key, *other = NULL;
    bool is_name = member && *member && strlen(member) == json_string_length(value);
    if (is_name && !place->is_unfilled)
        other = field_with_member(&self->into->fields, member);
    if (!*field)
        findings_add(&self->found, place->name_at, "\"fields\": an empty name");
    else if (!is_name && !place->is_unfilled)
        findings_add(&self->found, place->value_at, "\"fields\": the corpus' name for \"%.64s\" is wanted, a string",
                     field);
    else if (other)
        findings_add(&self->found, place->value_at,
                     "\"fields\": \"%.64s\" is \"%.64s\" already; a member can have one name only", member, other);
    field_map_add(&self->into->fields, field, is_name ? member : "");
}

static void load_fields(loader *self, json_t *fields) {
    const char *field;
    json_t *value;
    json_object_foreach(fields, field, value) load_field(self, document_member(&self->document, fields, field), value);
}

/* Tells names that would map a field which nobody asks for: typing errors. */
static void check_fields_used(loader *self, json_t *fields) {
    flow used;
    flow_init(&used, NULL);
    for (size_t i = 0; i < self->into->stage_count; i++)
        flow_add_stage(&used, &self->into->stages[i]);
    template_piece piece;
    for (const char *at = self->into->output.path; at && template_next(&at, &piece);)
        if (piece.field.len && !piece.is_shard)
            flow_add(&used, piece.field);
    const char *field;
    json_t *value;
    json_object_foreach(fields, field, value) {
        nearest near;
        char hint[128];
        if (*field && !flow_has(&used, field, &near))
            findings_add(&self->found, document_member(&self->document, fields, field)->name_at,
                         "\"fields\": no stage uses \"%.64s\", and it is none of Galley's words%s", field,
                         nearest_hint(&near, hint));
    }
    flow_clear(&used);
}

/* ---- Stages ---- */

static bool is_id(const char *id) {
    size_t len = strlen(id);
    if (len == 0 || len > ID_BYTES_MAX || id[0] == '.' || strcmp(id, "all") == 0)
        return false;
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.";
    return strspn(id, allowed) == len;
}

static bool is_taken(const pipeline *pipeline, const char *id) {
    for (size_t i = 0; i < pipeline->stage_count; i++)
        if (strcmp(pipeline->stages[i].id, id) == 0)
            return true;
    return false;
}

/* The type's name, and if that is taken NAME-2, NAME-3, … */
static char *default_id(const pipeline *pipeline, const char *name) {
    char *id = memory_string(galley_text_of(name));
    for (unsigned number = 2; is_taken(pipeline, id); number++) {
        free(id);
        id = memory_printf("%s-%u", name, number);
    }
    return id;
}

static char *stage_id(loader *self, json_t *entry, const char *name) {
    const char *given = json_string_value(json_object_get(entry, "id"));
    const document_place *place = document_member(&self->document, entry, "id");
    if (!given || place->is_unfilled)
        return default_id(self->into, name);
    if (!is_id(given))
        findings_add(&self->found, place->value_at,
                     "\"%.64s\" cannot be an id: up to 64 letters, digits, - _ . are wanted, not \"all\"", given);
    else if (is_taken(self->into, given))
        findings_add(&self->found, place->value_at, "the id \"%s\" is taken by another stage", given);
    return memory_string(galley_text_of(given));
}

/* The plugin of an entry; NULL if that is not known, which was reported. */
static const plugin *stage_plugin(loader *self, json_t *entry) {
    const char *use = json_string_value(json_object_get(entry, "use"));
    const char *path = json_string_value(json_object_get(entry, "plugin"));
    const document_place *use_place = document_member(&self->document, entry, "use");
    const document_place *path_place = document_member(&self->document, entry, "plugin");
    if (!use || use_place->is_unfilled || (path && path_place->is_unfilled))
        return NULL;
    char *absolute = NULL;
    if (path)
        absolute = *path == '/' ? memory_string(galley_text_of(path)) : memory_printf("%s/%s", self->folder, path);
    galley_error error;
    const plugin *found = plugin_set_load(self->plugins, use, absolute, &error);
    if (!found)
        findings_add(&self->found, (path ? path_place : use_place)->value_at, "%s", error.message);
    free(absolute);
    return found;
}

static stage *add_stage(loader *self, const plugin *plugin, char *id, size_t at) {
    pipeline *into = self->into;
    size_t index = into->stage_count++;
    into->stages = memory_resize(into->stages, into->stage_count, sizeof *into->stages);
    into->stages[index] = (stage){.id = id,
                                  .plugin = plugin,
                                  .type = plugin->type,
                                  .place = document_position(&self->document, at),
                                  .self = memory_zero(1, plugin->type->size_of_stage + 1),
                                  .stored = memory_alloc(plugin->type->size_of_stage + 1)};
    self->openable = memory_resize(self->openable, into->stage_count, sizeof *self->openable);
    self->openable[index] = at;
    return &into->stages[index];
}

/* A stage that adapts itself to its parameters has a descriptor of its own. */
static void adapt_stage(loader *self, stage *fresh) {
    if (!fresh->type->adapt)
        return;
    galley_stage_type *own = galley_arena_alloc(self->into->arena, sizeof *own);
    *own = *fresh->type;
    crash_enter(own->name, NULL, 0);
    fresh->type->adapt(fresh->self, own);
    crash_leave();
    fresh->type = own;
}

static void load_stage(loader *self, flow *flow, json_t *entry, size_t at) {
    if (!json_is_object(entry)) {
        findings_add(&self->found, at, "a stage is an object: {\"use\": NAME, \"with\": {PARAMETERS}}");
        return;
    }
    findings_check_keys(&self->found, entry, at, stage_keys);
    const plugin *plugin = stage_plugin(self, entry);
    if (!plugin) {
        self->is_flow_known = self->are_uses_known = false;
        return;
    }
    stage *fresh = add_stage(self, plugin, stage_id(self, entry, plugin->type->name), at);
    json_t *with = json_object_get(entry, "with");
    char *label = memory_printf("stage %s", fresh->id);
    owner owner = {self, label, json_is_object(with) ? with : NULL, at, with && !json_is_object(with)};
    store_params(&owner, plugin->type->params, fresh->self);
    memcpy(fresh->stored, fresh->self, plugin->type->size_of_stage);
    if (owner.is_faulty) {
        self->openable[self->into->stage_count - 1] = NOWHERE;
        self->are_uses_known &= !flow_depends_on_params(plugin->type);
    } else {
        adapt_stage(self, fresh);
        fresh->writes = flow_writes(fresh, self->into->arena);
    }
    if (self->is_flow_known)
        flow_pass_stage(flow, fresh, report_flow, &owner);
    free(label);
}

static void load_stages(loader *self, flow *flow, json_t *stages) {
    size_t index;
    json_t *entry;
    json_array_foreach(stages, index, entry) {
        size_t at = document_item(&self->document, stages, index)->value_at;
        if (index == STAGES_MAX) {
            findings_add(&self->found, at, "a pipeline has at most %d stages, and this is one more", STAGES_MAX);
            return;
        }
        load_stage(self, flow, entry, at);
    }
}

/* ---- Output ---- */

static void report_template(void *context, const char *message) {
    report_param(context, "path", false, message);
}

static void check_template(owner *owner, const flow *flow, const char *template) {
    template_check(template, report_template, owner);
    template_piece piece;
    while (template_next(&template, &piece)) {
        if (!piece.field.len || piece.is_shard || !owner->loader->is_flow_known)
            continue;
        char *field = memory_string(piece.field);
        flow_check(flow, field, "path", report_flow, owner);
        free(field);
    }
}

static void load_output(loader *self, const flow *flow, json_t *output) {
    size_t at = output ? document_member(&self->document, self->document.root, "output")->value_at : 0;
    owner owner = {self, "output", json_is_object(output) ? output : NULL, at, false};
    store_params(&owner, output_params, &self->into->output);
    const char *template = self->into->output.path;
    if (!template)
        return;
    check_template(&owner, flow, template);
    self->into->output.value_bytes = template_value_bytes(template);
}

/* ---- Tests ---- */

static void load_tests(loader *self, json_t *tests) {
    flow all;
    flow_init(&all, &self->into->fields);
    for (size_t i = 0; i < self->into->stage_count; i++)
        flow_add_stage(&all, &self->into->stages[i]);
    tests_load(tests, self->into, self->are_uses_known ? &all : NULL, &self->found);
    flow_clear(&all);
}

/* ---- The file ---- */

static void check_version(loader *self, const json_t *version) {
    if (json_is_integer(version) && json_integer_value(version) != FILE_VERSION)
        findings_add(&self->found, document_member(&self->document, self->document.root, "galley")->value_at,
                     "this Galley reads pipeline files of version %d, found %lld", FILE_VERSION,
                     (long long)json_integer_value(version));
}

static void load_file(loader *self) {
    json_t *root = self->document.root;
    findings_check_keys(&self->found, root, 0, file_keys);
    check_version(self, json_object_get(root, "galley"));
    self->into->about = json_string_value(json_object_get(root, "about"));
    load_fields(self, json_object_get(root, "fields"));
    flow flow;
    flow_init(&flow, &self->into->fields);
    load_stages(self, &flow, json_object_get(root, "stages"));
    load_output(self, &flow, json_object_get(root, "output"));
    flow_clear(&flow);
    if (self->are_uses_known)
        check_fields_used(self, json_object_get(root, "fields"));
    load_tests(self, json_object_get(root, "tests"));
    self->into->as_run = json_copy(root);
    json_object_del(self->into->as_run, "tests"); /* they change nothing of what a run does */
    self->into->variables = json_incref(self->document.variables);
}

/* What only opening a stage finds: told together with all else. */
static void open_the_sound(loader *self) {
    for (size_t i = 0; i < self->into->stage_count; i++) {
        galley_error error;
        if (self->openable[i] != NOWHERE && !stage_open(&self->into->stages[i], &error))
            findings_add(&self->found, self->openable[i], "%s", error.message);
    }
}

/* The folder of a file, absolute; of standard input the current one. */
static char *folder_of(const char *path) {
    char *resolved = realpath(strcmp(path, "-") == 0 ? "." : path, NULL);
    char *slash = resolved && strcmp(path, "-") != 0 ? strrchr(resolved, '/') : NULL;
    if (slash)
        slash[slash == resolved] = '\0';
    return resolved ? resolved : memory_string(galley_text_of("."));
}

pipeline *pipeline_load(const char *path, plugin_set *plugins, settings set, problems *found) {
    loader self = {.plugins = plugins, .is_flow_known = true, .are_uses_known = true};
    galley_error error;
    if (!document_read(&self.document, path, &error)) {
        problems_add(found, "%s", error.message);
        document_clear(&self.document);
        return NULL;
    }
    self.folder = folder_of(path);
    self.into = memory_zero(1, sizeof *self.into);
    self.into->path = memory_string(galley_text_of(path));
    self.into->arena = galley_arena_new();
    self.found.document = self.doubts.document = &self.document;
    document_fill(&self.document, set, report_at, &self);
    load_file(&self);
    bool is_sound = self.found.count == 0;
    if (!is_sound)
        open_the_sound(&self);
    findings_hand_over(&self.found, found);
    findings_hand_over(&self.doubts, &self.into->doubts);
    free(self.folder);
    free(self.openable);
    document_clear(&self.document);
    if (is_sound)
        return self.into;
    pipeline_free(self.into);
    return NULL;
}
