/* The run directory. Two files say what it holds: run.json, written last, a run that is complete; unfinished/run.json,
 * written first, one that is not and can be resumed. In between one of them is always there. */
#define _GNU_SOURCE /* realpath with a NULL buffer is POSIX 2008, but glibc declares it for XSI only */
#include "run/folder.h"
#include "base/memory.h"
#include "stream/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const result_names[] = {"articles", "dropped", "rejected", "taps", NULL};
static const char *const other_names[] = {"run.json", "run.json.part", "unfinished", NULL};

static bool exists(const char *folder, const char *name) {
    char *path = memory_printf("%s/%s", folder, name);
    struct stat info;
    bool is_there = lstat(path, &info) == 0;
    free(path);
    return is_there;
}

static bool is_listed(const char *name, const char *const *names) {
    for (; *names; names++)
        if (strcmp(name, *names) == 0)
            return true;
    return false;
}

static bool is_dots(const char *name) {
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

/* The first entry that no run of Galley has made, or NULL. */
static char *foreign_entry(const char *folder) {
    DIR *entries = opendir(folder);
    if (!entries)
        return NULL;
    char *foreign = NULL;
    for (const struct dirent *each; !foreign && (each = readdir(entries));)
        if (!is_dots(each->d_name) && !is_listed(each->d_name, result_names) && !is_listed(each->d_name, other_names))
            foreign = memory_string(galley_text_of(each->d_name));
    closedir(entries);
    return foreign;
}

static bool remove_entry(const char *folder, const char *name, galley_error *error) {
    char *path = memory_printf("%s/%s", folder, name);
    bool is_removed = path_remove(path, error);
    free(path);
    return is_removed;
}

/* Everything in the working folder but what says which run it is. */
static bool empty_work_folder(const char *folder, galley_error *error) {
    DIR *entries = opendir(folder);
    if (!entries)
        return galley_error_set(error, "%s: %s", folder, strerror(errno));
    bool is_removed = true;
    for (const struct dirent *each; is_removed && (each = readdir(entries));)
        if (!is_dots(each->d_name) && strcmp(each->d_name, "run.json") != 0)
            is_removed = remove_entry(folder, each->d_name, error);
    closedir(entries);
    return is_removed;
}

static bool holds_results(const char *folder) {
    for (const char *const *name = result_names; *name; name++)
        if (exists(folder, *name))
            return true;
    return false;
}

bool folder_holds_run(const char *folder) {
    return (exists(folder, "run.json") && holds_results(folder)) || exists(folder, "unfinished/run.json");
}

/* --force must not remove the corpus that it is to read. */
static bool is_input_inside(const run *run, const char *folder, galley_error *error) {
    char *outer = realpath(folder, NULL);
    bool is_inside = false;
    for (size_t i = 0; outer && !is_inside && i < run->corpus->count; i++) {
        char *inner = realpath(run->corpus->shards[i].path, NULL);
        size_t len = strlen(outer);
        is_inside = inner && strncmp(inner, outer, len) == 0 && inner[len] == '/';
        if (is_inside)
            galley_error_set(error, "%s: the input %s lies in the run directory; choose another --out", folder, inner);
        free(inner);
    }
    free(outer);
    return is_inside;
}

/* ---- What is being run ---- */

static json_t *stage_identities(const pipeline *pipeline) {
    json_t *list = json_array();
    for (size_t i = 0; i < pipeline->stage_count; i++) {
        const stage *each = &pipeline->stages[i];
        char hash[33];
        snprintf(hash, sizeof hash, "%016llx%016llx", (unsigned long long)each->plugin->hash.high,
                 (unsigned long long)each->plugin->hash.low);
        json_array_append_new(list, json_pack("{s:s, s:s}", "stage", each->id, "plugin", hash));
    }
    return list;
}

static json_t *input_identities(const corpus *corpus) {
    json_t *list = json_array();
    for (size_t i = 0; i < corpus->count; i++)
        json_array_append_new(list, json_pack("{s:s, s:I, s:I}", "shard", corpus->shards[i].name, "bytes",
                                              (json_int_t)corpus->shards[i].bytes, "modified_ns",
                                              (json_int_t)corpus->shards[i].modified_ns));
    return list;
}

static json_t *identity(const run *run) {
    const run_options *options = run->options;
    return json_pack("{s:O, s:o, s:o, s:o, s:b, s:s?, s:I}", "pipeline", run->pipeline->as_run, "plugins",
                     stage_identities(run->pipeline), "inputs", input_identities(run->corpus), "limit",
                     options->limit == UINT64_MAX ? json_null() : json_integer((json_int_t)options->limit), "stdout",
                     options->to_stdout, "tap", options->tap, "tap_sample_millionths",
                     (json_int_t)llround(options->tap_percent * 10000));
}

/* Some members of each object in a list, under other names; `names` and `as` end with NULL. */
static json_t *picked(const json_t *list, const char *const *names, const char *const *as) {
    json_t *picked = json_array();
    size_t index;
    json_t *each;
    json_array_foreach(list, index, each) {
        json_t *item = json_object();
        for (size_t i = 0; names[i]; i++)
            json_object_set(item, as[i], json_object_get(each, names[i]));
        json_array_append_new(picked, item);
    }
    return picked;
}

static json_t *read_object(const char *folder, const char *name) {
    char *path = memory_printf("%s/%s", folder, name);
    json_t *object = json_load_file(path, 0, NULL);
    free(path);
    return object;
}

/* The same of a run that is complete, from its manifest. */
static json_t *finished_identity(const char *folder) {
    json_t *manifest = read_object(folder, "run.json");
    const json_t *options = json_object_get(manifest, "options");
    json_t *what = json_object();
    json_object_set(what, "pipeline", json_object_get(json_object_get(manifest, "pipeline"), "definition"));
    json_object_set_new(what, "plugins",
                        picked(json_object_get(manifest, "stages"), (const char *const[]){"id", "plugin_hash", NULL},
                               (const char *const[]){"stage", "plugin", NULL}));
    static const char *const of_input[] = {"shard", "bytes", "modified_ns", NULL};
    json_object_set_new(what, "inputs", picked(json_object_get(manifest, "inputs"), of_input, of_input));
    static const char *const same[] = {"limit", "stdout", "tap", "tap_sample_millionths"};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        json_object_set(what, same[i], json_object_get(options, same[i]));
    json_decref(manifest);
    return what;
}

static bool write_identity(run *run, galley_error *error) {
    char *path = memory_printf("%s/run.json", run->work_folder);
    json_t *what = identity(run);
    char *text = json_dumps(what, JSON_INDENT(1));
    bool is_written = file_write(path, galley_text_of(text), error);
    free(text);
    json_decref(what);
    free(path);
    return is_written;
}

/* Is the run that is there the one that is asked for? The error names the first part that differs. `before` is
 * freed. */
static bool is_same_run(const run *run, json_t *before, galley_error *error) {
    static const char *const parts[][2] = {{"pipeline", "another pipeline"},
                                           {"plugins", "other plugins (a file has changed)"},
                                           {"inputs", "other inputs (names, sizes or times of change)"},
                                           {"limit", "another --limit"},
                                           {"stdout", "the results in another place (--stdout)"},
                                           {"tap", "another --tap"},
                                           {"tap_sample_millionths", "another --tap-sample"}};
    json_t *now = identity(run);
    bool is_same = true;
    for (size_t i = 0; is_same && i < sizeof parts / sizeof *parts; i++) {
        is_same = json_equal(json_object_get(now, parts[i][0]), json_object_get(before, parts[i][0]));
        if (!is_same)
            galley_error_set(error,
                             "%s: cannot be resumed: the run in it was begun with %s; give the same, choose another "
                             "--out, or begin anew with --force",
                             run->options->out, parts[i][1]);
    }
    json_decref(before);
    json_decref(now);
    return is_same;
}

/* ---- Preparing ---- */

/* Whatever is there gives way to a new run. In this order, so that the directory can be resumed at any moment: as the
 * run that it held, then as this one from its start. */
static bool begin(run *run, galley_error *error) {
    const char *out = run->options->out;
    if (!folder_make(run->work_folder, error) || !remove_entry(run->work_folder, "checkpoint.json", error) ||
        !write_identity(run, error) || !remove_entry(out, "run.json", error))
        return false;
    for (const char *const *name = result_names; *name; name++)
        if (!remove_entry(out, *name, error))
            return false;
    return empty_work_folder(run->work_folder, error);
}

/* What a run directory holds. */
typedef struct contents {
    bool is_finished, is_unfinished, has_results;
} contents;

static contents look_into(const run *run) {
    const char *out = run->options->out;
    return (contents){.is_finished = exists(out, "run.json"),
                      .is_unfinished = exists(run->work_folder, "run.json"),
                      .has_results = holds_results(out)};
}

static folder_state resume(run *run, contents found, galley_error *error) {
    const char *out = run->options->out;
    galley_error other; /* than the finished run, which may be about to be replaced by the unfinished one */
    galley_error *why = found.is_unfinished ? &other : error;
    if (found.is_finished && is_same_run(run, finished_identity(out), why))
        return folder_conclude(run, error) ? FOLDER_COMPLETE : FOLDER_REFUSED;
    if (found.is_unfinished && is_same_run(run, read_object(run->work_folder, "run.json"), error))
        return FOLDER_RESUMED;
    if (!found.is_finished && !found.is_unfinished)
        galley_error_set(error,
                         "%s: holds results, but no run.json that says of which run; choose another --out, or "
                         "begin anew with --force",
                         out);
    return FOLDER_REFUSED;
}

static folder_state refuse_used(const run *run, contents found, galley_error *error) {
    galley_error_set(error, "%s: holds %s run already; use another --out, %s or --force to begin anew",
                     run->options->out, found.is_unfinished ? "an unfinished" : "a finished",
                     found.is_unfinished ? "--resume to go on," : "--resume to keep it,");
    return FOLDER_REFUSED;
}

static folder_state prepare_temporary(run *run, galley_error *error) {
    const char *base = getenv("TMPDIR");
    run->work_folder = memory_printf("%s/galley-XXXXXX", base && *base ? base : "/tmp");
    if (mkdtemp(run->work_folder))
        return FOLDER_FRESH;
    galley_error_set(error, "%s: %s; set TMPDIR to a folder that can be written", run->work_folder, strerror(errno));
    return FOLDER_REFUSED;
}

/* No two runs at once may write into one directory. The lock goes with the process, however that ends; where a file
 * system has no locks, there is none. */
static bool claim(run *run, galley_error *error) {
    const char *out = run->options->out;
    if (!folder_make(out, error))
        return false;
    run->claim = open(out, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (run->claim < 0)
        return galley_error_set(error, "%s: the folder cannot be opened: %s", out, strerror(errno));
    if (flock(run->claim, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK)
        return true;
    return galley_error_set(error, "%s: another run is writing into it; wait for its end, or choose another --out",
                            out);
}

folder_state folder_prepare(run *run, galley_error *error) {
    const char *out = run->options->out;
    if (!out)
        return prepare_temporary(run, error);
    if (!claim(run, error))
        return FOLDER_REFUSED;
    run->work_folder = memory_printf("%s/unfinished", out);
    char *foreign = foreign_entry(out);
    if (foreign) {
        galley_error_set(error, "%s: is no run directory: it holds \"%s\"; choose an empty or a new one", out, foreign);
        free(foreign);
        return FOLDER_REFUSED;
    }
    contents found = look_into(run);
    bool is_used = found.is_finished || found.is_unfinished || found.has_results;
    if (is_used && run->options->resume)
        return resume(run, found, error);
    if (is_used && !run->options->force)
        return refuse_used(run, found, error);
    if (is_used && is_input_inside(run, out, error))
        return FOLDER_REFUSED;
    return begin(run, error) ? FOLDER_FRESH : FOLDER_REFUSED;
}

bool folder_restart(run *run, galley_error *error) {
    return begin(run, error);
}

bool folder_conclude(run *run, galley_error *error) {
    return path_remove(run->work_folder, error);
}

void folder_leave(run *run) {
    if (run->work_folder && !run->options->out)
        path_remove(run->work_folder, NULL);
    if (run->claim >= 0)
        close(run->claim);
    free(run->work_folder);
}
