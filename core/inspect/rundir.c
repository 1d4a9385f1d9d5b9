/* Reading a manifest that may say anything: what is used of it has its type checked here, once. */
#include "inspect/rundir.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "stream/corpus.h"
#include "stream/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { MANIFEST_MAX = 256 * 1024 * 1024, SHARD_MAX = 1024 };

/* ---- The manifest ---- */

static bool is_there(const char *folder, const char *name) {
    char *path = memory_printf("%s/%s", folder, name);
    struct stat info;
    bool found = stat(path, &info) == 0;
    free(path);
    return found;
}

/* Why there is no run.json. */
static bool refuse_folder(const char *folder, galley_error *error) {
    struct stat info;
    if (stat(folder, &info) != 0)
        return galley_error_set(error, "%s: there is no such folder; give the run directory (galley run --out DIR)",
                                folder);
    if (!S_ISDIR(info.st_mode))
        return galley_error_set(error, "%s is a file; give the run directory that holds run.json", folder);
    if (is_there(folder, "unfinished/run.json"))
        return galley_error_set(error, "%s: the run is not finished; its own command with --resume goes on with it",
                                folder);
    return galley_error_set(error, "%s holds no run: there is no run.json in it", folder);
}

static json_t *read_manifest(const char *folder, galley_error *error) {
    if (!is_there(folder, "run.json")) {
        refuse_folder(folder, error);
        return NULL;
    }
    char *path = memory_printf("%s/run.json", folder);
    galley_buffer text = {0};
    json_t *manifest = NULL;
    json_error_t wrong;
    if (file_read(path, MANIFEST_MAX, &text, error)) {
        manifest = json_loadb(text.ptr, text.len, 0, &wrong);
        if (!manifest)
            galley_error_set(error, "%s:%d: %s; run.json is damaged", path, wrong.line, wrong.text);
    }
    galley_buffer_clear(&text);
    free(path);
    return manifest;
}

static const char *string_of(const json_t *object, const char *key) {
    return json_string_value(json_object_get(object, key));
}

static bool are_strings(const json_t *list, const char *key) {
    size_t index;
    json_t *each;
    json_array_foreach(list, index, each) {
        if (!string_of(each, key))
            return false;
    }
    return json_is_array(list);
}

/* What is missing in it, as a path in the JSON; NULL if it is a manifest. */
static const char *missing_part(const json_t *manifest) {
    const char *const totals[] = {"read", "written", "dropped", "rejected"};
    const json_t *counts = json_object_get(manifest, "counts");
    for (size_t i = 0; i < sizeof totals / sizeof *totals; i++)
        if (!json_is_integer(json_object_get(counts, totals[i])))
            return "counts";
    if (!json_is_object(json_object_get(json_object_get(manifest, "pipeline"), "definition")))
        return "pipeline.definition";
    if (!are_strings(json_object_get(manifest, "stages"), "id"))
        return "stages";
    const json_t *inputs = json_object_get(manifest, "inputs");
    if (!are_strings(inputs, "shard") || !are_strings(inputs, "path"))
        return "inputs";
    return are_strings(json_object_get(manifest, "outputs"), "path") ? NULL : "outputs";
}

/* ---- Names ---- */

static const char **list_names(const json_t *list, const char *key, size_t *count) {
    *count = json_array_size(list);
    const char **names = memory_zero(*count + 1, sizeof *names);
    for (size_t i = 0; i < *count; i++)
        names[i] = string_of(json_array_get(list, i), key);
    return names;
}

static void fill_fields(rundir *self, const json_t *definition) {
    const char *field;
    json_t *member;
    json_object_foreach(json_object_get(definition, "fields"), field, member) {
        if (json_is_string(member))
            field_map_add(&self->fields, field, json_string_value(member));
    }
}

static size_t index_of(const json_t *index, galley_text name) {
    const json_t *number = json_object_getn(index, name.ptr, name.len);
    return number ? (size_t)json_integer_value(number) : NO_SHARD;
}

static void fill_shards(rundir *self) {
    self->shards = list_names(json_object_get(self->manifest, "inputs"), "shard", &self->shard_count);
    self->shard_index = json_object();
    self->stem_index = json_object();
    for (size_t i = 0; i < self->shard_count; i++) {
        galley_text stem = galley_utf8_cut(shard_stem(self->shards[i]), SHARD_MAX);
        json_object_set_new(self->shard_index, self->shards[i], json_integer((json_int_t)i));
        json_object_setn_new(self->stem_index, stem.ptr, stem.len, json_integer((json_int_t)i));
    }
}

/* ---- Files ---- */

static run_file *add_file(rundir *self, const char *path, const char *name, file_kind kind) {
    self->files = memory_resize(self->files, self->file_count + 1, sizeof *self->files);
    run_file *fresh = &self->files[self->file_count++];
    *fresh = (run_file){.path = memory_string(galley_text_of(path)), .kind = kind, .shard = NO_SHARD};
    fresh->name = fresh->path + (strlen(path) - strlen(name));
    return fresh;
}

/* Is the input what the run has read? If not, why it is of no use. */
static char *input_trouble(const json_t *input) {
    const char *path = string_of(input, "path");
    struct stat info;
    if (strcmp(path, "-") == 0)
        return memory_string(galley_text_of("they came from standard input"));
    if (stat(path, &info) != 0)
        return memory_printf("%s is not to be had from this folder", path);
    int64_t modified = (int64_t)info.st_mtim.tv_sec * 1000000000 + info.st_mtim.tv_nsec;
    bool is_same = S_ISREG(info.st_mode) && info.st_size == json_integer_value(json_object_get(input, "bytes")) &&
                   modified == json_integer_value(json_object_get(input, "modified_ns"));
    return is_same ? NULL : memory_printf("%s was changed after the run", path);
}

static void fill_inputs(rundir *self) {
    const json_t *inputs = json_object_get(self->manifest, "inputs");
    for (size_t i = 0; !self->input_trouble && i < self->shard_count; i++)
        self->input_trouble = input_trouble(json_array_get(inputs, i));
    self->are_inputs_here = !self->input_trouble;
    for (size_t i = 0; self->are_inputs_here && i < self->shard_count; i++) {
        const char *path = string_of(json_array_get(inputs, i), "path");
        add_file(self, path, path, FILE_INPUT)->shard = i;
    }
}

/* What follows the kind's folder in a name: of "dropped/a/b.jsonl.gz" it is "a/b.jsonl.gz". False: it is no file of
 * ours. */
static bool kind_of(const rundir *self, const char *name, file_kind *kind, size_t *stage, const char **rest) {
    static const char *const folders[FILE_KINDS] = {
        [FILE_TAP] = "taps/", [FILE_RESULTS] = "articles/", [FILE_DROPPED] = "dropped/", [FILE_REJECTED] = "rejected/"};
    for (*kind = FILE_TAP; *kind < FILE_KINDS; (*kind)++)
        if (strncmp(name, folders[*kind], strlen(folders[*kind])) == 0)
            break;
    if (*kind == FILE_KINDS)
        return false;
    *rest = name + strlen(folders[*kind]);
    if (*kind != FILE_TAP)
        return true;
    char *end;
    unsigned long number = strtoul(*rest, &end, 10);
    if (**rest < '0' || **rest > '9' || number < 1 || number > self->stage_count || *end != '-')
        return false;
    *stage = number - 1;
    size_t len = strlen(self->stages[*stage]);
    *rest = end + 1 + len;
    return strncmp(end + 1, self->stages[*stage], len) == 0 && *(*rest)++ == '/';
}

static bool add_output(rundir *self, const char *name, bool is_named_after_shard, galley_error *error) {
    file_kind kind;
    size_t stage = 0;
    const char *rest;
    if (!path_is_inside(name) || !kind_of(self, name, &kind, &stage, &rest))
        return galley_error_set(error, "%s/run.json: outputs: \"%s\" is no file of a run", self->folder, name);
    char *path = memory_printf("%s/%s", self->folder, name);
    run_file *fresh = add_file(self, path, name, kind);
    fresh->stage = stage;
    if (kind != FILE_RESULTS || is_named_after_shard)
        fresh->shard = index_of(self->stem_index, shard_stem(rest));
    free(path);
    return true;
}

static bool fill_outputs(rundir *self, const json_t *output, galley_error *error) {
    const char *template = string_of(output, "path");
    bool is_named_after_shard = !template || strcmp(template, "{shard}") == 0;
    const json_t *outputs = json_object_get(self->manifest, "outputs");
    size_t index;
    json_t *each;
    json_array_foreach(outputs, index, each) {
        if (!add_output(self, string_of(each, "path"), is_named_after_shard, error))
            return false;
    }
    return true;
}

/* ---- The whole ---- */

bool rundir_open(rundir *self, const char *folder, galley_error *error) {
    *self = (rundir){.folder = memory_string(galley_text_of(folder))};
    size_t len = strlen(folder);
    while (len > 1 && self->folder[len - 1] == '/')
        self->folder[--len] = '\0';
    self->manifest = read_manifest(self->folder, error);
    if (!self->manifest)
        return false;
    const char *missing = missing_part(self->manifest);
    if (missing)
        return galley_error_set(error, "%s/run.json is no manifest of a run: \"%s\" is not as Galley writes it",
                                self->folder, missing);
    const json_t *definition = json_object_get(json_object_get(self->manifest, "pipeline"), "definition");
    const json_t *output = json_object_get(definition, "output");
    self->stages = list_names(json_object_get(self->manifest, "stages"), "id", &self->stage_count);
    self->has_provenance = json_is_true(json_object_get(output, "provenance"));
    self->has_results = !json_is_true(json_object_get(json_object_get(self->manifest, "options"), "stdout"));
    fill_fields(self, definition);
    fill_shards(self);
    fill_inputs(self);
    return fill_outputs(self, output, error);
}

void rundir_clear(rundir *self) {
    for (size_t i = 0; i < self->file_count; i++)
        free(self->files[i].path);
    free(self->files);
    free(self->stages);
    free(self->shards);
    free(self->folder);
    free(self->input_trouble);
    field_map_clear(&self->fields);
    json_decref(self->shard_index);
    json_decref(self->stem_index);
    json_decref(self->manifest);
}

/* ---- Questions ---- */

size_t rundir_stage(const rundir *self, galley_text id) {
    size_t stage = 0;
    while (stage < self->stage_count && !galley_text_is(id, self->stages[stage]))
        stage++;
    return stage;
}

bool rundir_origin(const rundir *self, galley_text spelled, size_t *shard, uint64_t *line) {
    size_t digits = spelled.len;
    while (digits > 0 && spelled.ptr[digits - 1] >= '0' && spelled.ptr[digits - 1] <= '9')
        digits--;
    size_t count = spelled.len - digits;
    if (count == 0 || count > 18 || digits < 2 || spelled.ptr[digits - 1] != ':')
        return false;
    *line = 0;
    for (size_t i = digits; i < spelled.len; i++)
        *line = *line * 10 + (uint64_t)(spelled.ptr[i] - '0');
    *shard = index_of(self->shard_index, galley_text_part(spelled.ptr, digits - 1));
    return *shard != NO_SHARD;
}

bool rundir_has_whole(const rundir *self, size_t file, uint64_t *size, galley_error *error) {
    const json_t *outputs = json_object_get(self->manifest, "outputs");
    size_t inputs = self->file_count - json_array_size(outputs);
    const char *path = self->files[file].path;
    struct stat info;
    if (stat(path, &info) != 0)
        return galley_error_set(error, "%s is gone", path);
    *size = (uint64_t)info.st_size;
    const json_t *bytes = file < inputs ? NULL : json_object_get(json_array_get(outputs, file - inputs), "bytes");
    if (!json_is_integer(bytes) || json_integer_value(bytes) == info.st_size)
        return true;
    return galley_error_set(error, "%s has %lld bytes, and had %lld when the run was complete: it is damaged", path,
                            (long long)info.st_size, (long long)json_integer_value(bytes));
}

bool rundir_is_tapped(const rundir *self, size_t stage) {
    for (size_t i = 0; i < self->file_count; i++)
        if (self->files[i].kind == FILE_TAP && self->files[i].stage == stage)
            return true;
    return false;
}

bool rundir_is_chosen(const file_choice *choice, const run_file *file) {
    if (!choice->kinds[file->kind])
        return false;
    if (file->kind == FILE_TAP && choice->stage != ALL_STAGES && file->stage != choice->stage)
        return false;
    return choice->shard == NO_SHARD || file->shard == NO_SHARD || file->shard == choice->shard;
}
