/* The run directory. */
#define _GNU_SOURCE /* realpath with a NULL buffer is POSIX 2008, but glibc declares it for XSI only */
#include "run/folder.h"
#include "base/memory.h"
#include "stream/file.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

static const char *const own_names[] = {"articles", "dropped", "rejected", "taps", "run.json", "unfinished"};

enum { OWN_NAMES = sizeof own_names / sizeof *own_names, IDENTITY_MAX = 256 * 1024 * 1024 };

static bool exists(const char *folder, const char *name) {
    char *path = memory_printf("%s/%s", folder, name);
    struct stat info;
    bool is_there = lstat(path, &info) == 0;
    free(path);
    return is_there;
}

static bool is_own(const char *name) {
    for (size_t i = 0; i < OWN_NAMES; i++)
        if (strcmp(name, own_names[i]) == 0)
            return true;
    return false;
}

/* The first entry that no run of Galley has made, or NULL. */
static char *foreign_entry(const char *folder) {
    DIR *entries = opendir(folder);
    if (!entries)
        return NULL;
    char *foreign = NULL;
    for (const struct dirent *each; !foreign && (each = readdir(entries));)
        if (strcmp(each->d_name, ".") != 0 && strcmp(each->d_name, "..") != 0 && !is_own(each->d_name))
            foreign = memory_string(galley_text_of(each->d_name));
    closedir(entries);
    return foreign;
}

static bool remove_own(const char *folder, galley_error *error) {
    for (size_t i = 0; i < OWN_NAMES; i++) {
        char *path = memory_printf("%s/%s", folder, own_names[i]);
        bool is_removed = path_remove(path, error);
        free(path);
        if (!is_removed)
            return false;
    }
    return true;
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
        json_array_append_new(list, json_pack("{s:s, s:I}", "shard", corpus->shards[i].name, "bytes",
                                              (json_int_t)corpus->shards[i].bytes));
    return list;
}

static json_t *identity(const run *run) {
    const run_options *options = run->options;
    return json_pack("{s:O, s:o, s:o, s:I, s:s?, s:f}", "pipeline", run->pipeline->as_run, "plugins",
                     stage_identities(run->pipeline), "inputs", input_identities(run->corpus), "limit",
                     (json_int_t)options->limit, "tap", options->tap, "tap_sample", options->tap_percent);
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

/* Is the unfinished run the one that is asked for? The error names the first part that differs. */
static bool is_same_run(const run *run, galley_error *error) {
    char *path = memory_printf("%s/run.json", run->work_folder);
    json_t *before = json_load_file(path, 0, NULL), *now = identity(run);
    free(path);
    const char *part = "working files";
    json_t *value;
    bool is_same = before != NULL;
    if (before) {
        json_object_foreach(now, part, value) {
            is_same = json_equal(value, json_object_get(before, part));
            if (!is_same)
                break;
        }
    }
    if (!is_same)
        galley_error_set(error,
                         "%s: cannot be resumed: the %s are not those of the unfinished run; run with the same, or "
                         "begin anew with --force",
                         run->options->out, part);
    json_decref(before);
    json_decref(now);
    return is_same;
}

/* ---- Preparing ---- */

static folder_state begin(run *run, galley_error *error) {
    if (!folder_make(run->work_folder, error) || !write_identity(run, error))
        return FOLDER_REFUSED;
    return FOLDER_FRESH;
}

static folder_state prepare_used(run *run, bool is_finished, galley_error *error) {
    const char *out = run->options->out;
    if (run->options->force) {
        bool is_cleared = !is_input_inside(run, out, error) && remove_own(out, error);
        return is_cleared ? begin(run, error) : FOLDER_REFUSED;
    }
    if (!run->options->resume) {
        galley_error_set(error, "%s: holds %s run already; use another --out, %s or --force to begin anew", out,
                         is_finished ? "a finished" : "an unfinished",
                         is_finished ? "--resume to keep it," : "--resume to go on,");
        return FOLDER_REFUSED;
    }
    if (is_finished)
        return FOLDER_COMPLETE;
    return is_same_run(run, error) ? FOLDER_RESUMED : FOLDER_REFUSED;
}

static folder_state prepare_temporary(run *run, galley_error *error) {
    const char *base = getenv("TMPDIR");
    run->work_folder = memory_printf("%s/galley-XXXXXX", base && *base ? base : "/tmp");
    if (mkdtemp(run->work_folder))
        return FOLDER_FRESH;
    galley_error_set(error, "%s: %s; set TMPDIR to a folder that can be written", run->work_folder, strerror(errno));
    return FOLDER_REFUSED;
}

folder_state folder_prepare(run *run, galley_error *error) {
    const char *out = run->options->out;
    if (!out)
        return prepare_temporary(run, error);
    run->work_folder = memory_printf("%s/unfinished", out);
    char *foreign = foreign_entry(out);
    if (foreign) {
        galley_error_set(error, "%s: is no run directory: it holds \"%s\"; choose an empty or a new one", out, foreign);
        free(foreign);
        return FOLDER_REFUSED;
    }
    bool is_finished = exists(out, "run.json"), is_unfinished = exists(out, "unfinished");
    if (is_finished || is_unfinished || exists(out, "articles"))
        return prepare_used(run, is_finished && !is_unfinished, error);
    return begin(run, error);
}

bool folder_restart(run *run, galley_error *error) {
    return remove_own(run->options->out, error) && begin(run, error) == FOLDER_FRESH;
}

bool folder_conclude(run *run, galley_error *error) {
    return path_remove(run->work_folder, error);
}
