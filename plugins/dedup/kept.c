/* What one pass has kept, as a file: for --resume, and in the folder `state` from run to run.
 *
 * The file begins with one line of JSON, padded to HEAD_BYTES: what made it, and what is in it. So that people, and
 * `galley dedup-state`, can read it without knowing what follows: the indexes as they lie in memory, and a check sum over
 * all. Another configuration's is refused by name.
 *
 * In the folder it is dedup.state, written under another name and renamed when it is complete. Two runs that begin with the
 * same state cannot both end with it: the second is told. */
#define _DEFAULT_SOURCE /* flock */
#include "kept.h"
#include "first.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEAD_BYTES = 4096, STATE_VERSION = 3, SUM_BYTES = 8 };

/* ---- The head -------------------------------------------------------------------------------------------------- */

static const char *const method_names[] = {
    [METHOD_EXACT] = "exact", [METHOD_NEAR] = "near", [METHOD_PARAGRAPH] = "paragraph", [METHOD_URL] = "url"};

static const char *machine_name(void) {
    const uint16_t one = 1;
    return *(const unsigned char *)&one ? "little-endian" : "big-endian";
}

/* What a state must agree with before it is used. */
static json_t *made_with(const dedup *self) {
    char threshold[32];
    snprintf(threshold, sizeof threshold, "%.15g", self->threshold);
    json_t *all = json_object();
    json_object_set_new(all, "method", json_string(method_names[self->method]));
    if (self->method != METHOD_URL) {
        json_object_set_new(all, "field", json_string(self->preferred.field));
        json_object_set_new(all, "with_title", json_boolean(self->with_title));
    }
    if (is_near(self)) {
        json_object_set_new(all, "shingle", json_integer(self->shingle));
        json_object_set_new(all, "threshold", json_string(threshold));
        json_object_set_new(all, "values", json_integer(SIGNATURE_VALUES));
    }
    return all;
}

static json_t *head_new(const dedup *self, uint32_t runs) {
    json_t *holds = json_object();
    json_object_set_new(holds, "runs", json_integer(runs));
    if (is_near(self))
        json_object_set_new(holds, "articles", json_integer(finder_survivors(self->near)));
    json_object_set_new(holds, is_near(self) ? "short_articles" : "articles",
                        json_integer(names_count(self->exact_names)));
    json_t *head = json_object();
    json_object_set_new(head, "state_of", json_string("dedup"));
    json_object_set_new(head, "version", json_integer(STATE_VERSION));
    json_object_set_new(head, "machine", json_string(machine_name()));
    json_object_set_new(head, "made_with", made_with(self));
    json_object_set_new(head, "holds", holds);
    return head;
}

static bool write_head(const dedup *self, uint32_t runs, state_file *state, galley_error *error) {
    char bytes[HEAD_BYTES];
    memset(bytes, ' ', sizeof bytes);
    json_t *head = head_new(self, runs);
    size_t len = json_dumpb(head, bytes, sizeof bytes - 1, JSON_COMPACT);
    json_decref(head);
    if (len == 0 || len >= sizeof bytes)
        return galley_error_set(error, "the name of the field is too long for a state");
    bytes[sizeof bytes - 1] = '\n';
    return state_write(state, bytes, sizeof bytes, error);
}

static json_t *read_head(state_file *state, galley_error *error) {
    char bytes[HEAD_BYTES];
    if (!state_read(state, bytes, sizeof bytes, error))
        return NULL;
    json_t *head = json_loadb(bytes, sizeof bytes, JSON_REJECT_DUPLICATES, NULL);
    const char *of = json_string_value(json_object_get(head, "state_of"));
    if (of && strcmp(of, "dedup") == 0)
        return head;
    json_decref(head);
    galley_error_set(error, "this is no state of a dedup stage");
    return NULL;
}

/* Says in which parameters two differ. */
static void list_differences(json_t *there, json_t *here, galley_buffer *out) {
    const char *name;
    json_t *value;
    json_object_foreach(here, name, value) {
        json_t *other = json_object_get(there, name);
        if (json_equal(value, other))
            continue;
        char *old = other ? json_dumps(other, JSON_ENCODE_ANY) : NULL, *new = json_dumps(value, JSON_ENCODE_ANY);
        galley_buffer_printf(out, "%s%s is %s there and %s here", out->len ? ", " : "", name, old ? old : "not", new);
        free(old);
        free(new);
    }
}

static bool check_head(const dedup *self, json_t *head, galley_error *error) {
    json_int_t version = json_integer_value(json_object_get(head, "version"));
    const char *machine = json_string_value(json_object_get(head, "machine"));
    if (version != STATE_VERSION)
        return galley_error_set(error, "the state has version %" JSON_INTEGER_FORMAT ", this dedup writes and reads %d",
                                version, STATE_VERSION);
    if (!machine || strcmp(machine, machine_name()) != 0)
        return galley_error_set(error, "the state is of another kind of machine");
    json_t *there = json_object_get(head, "made_with"), *here = made_with(self);
    galley_buffer differences = {0};
    if (!json_equal(there, here))
        list_differences(there, here, &differences);
    bool is_same = json_equal(there, here);
    json_decref(here);
    if (!is_same)
        galley_error_set(error, "the state was made with other parameters: %.*s; give the same, or another folder",
                         GALLEY_TEXT_ARGS(galley_buffer_text(&differences)));
    galley_buffer_clear(&differences);
    return is_same;
}

/* ---- All of it ------------------------------------------------------------------------------------------------- */

static bool save_all(const dedup *self, uint32_t runs, FILE *out, galley_error *error) {
    state_file state = {.file = out};
    return write_head(self, runs, &state, error) && names_save(self->exact_names, &state, error) &&
           exact_index_save(self->exact, &state, error) &&
           (!self->near || (names_save(self->near_names, &state, error) && finder_save(self->near, &state, error))) &&
           state_write_end(&state, error);
}

static bool restore_near(dedup *self, state_file *state, galley_error *error) {
    if (!names_restore(self->near_names, state, error) || !finder_restore(self->near, state, error))
        return false;
    return names_count(self->near_names) == finder_count(self->near) || galley_error_set(error, STATE_DAMAGED);
}

bool kept_save(const void *stage, FILE *out, galley_error *error) {
    const dedup *self = stage;
    return save_all(self, self->runs, out, error);
}

bool kept_restore(void *stage, FILE *in, galley_error *error) {
    dedup *self = stage;
    state_file state = {.file = in};
    json_t *head = read_head(&state, error);
    bool is_right = head && check_head(self, head, error);
    json_int_t runs = json_integer_value(json_object_get(json_object_get(head, "holds"), "runs"));
    json_decref(head);
    if (!is_right)
        return false;
    first_end(self); /* what the folder gave is in it too */
    first_begin(self);
    self->runs = (uint32_t)runs;
    return names_restore(self->exact_names, &state, error) &&
           exact_index_restore(self->exact, names_count(self->exact_names), &state, error) &&
           (!self->near || restore_near(self, &state, error)) && state_read_end(&state, error);
}

/* ---- The folder ------------------------------------------------------------------------------------------------ */

static const char *path_in(const dedup *self, const char *name, galley_buffer *path) {
    path->len = 0;
    galley_buffer_printf(path, "%s/%s", self->state, name);
    galley_buffer_add_char(path, '\0');
    return path->ptr;
}

static bool fail_at(const char *path, galley_error *error) {
    return galley_error_set(error, "%s: %s", path, strerror(errno));
}

/* Can the folder be written, or made at the end of the run? To be known before the work. */
static bool check_folder(const dedup *self, galley_error *error) {
    if (access(self->state, W_OK | X_OK) == 0)
        return true;
    if (errno != ENOENT)
        return fail_at(self->state, error);
    galley_buffer parent = {0};
    galley_buffer_add_string(&parent, self->state);
    while (parent.len > 1 && parent.ptr[parent.len - 1] == '/')
        parent.len--;
    while (parent.len > 1 && parent.ptr[parent.len - 1] != '/')
        parent.len--;
    galley_buffer_add_char(&parent, '\0');
    bool is_writable = access(parent.ptr, W_OK | X_OK) == 0 || fail_at(parent.ptr, error);
    galley_buffer_clear(&parent);
    return is_writable;
}

bool kept_load(dedup *self, galley_error *error) {
    if (!check_folder(self, error))
        return galley_error_at(error, "state");
    galley_buffer path = {0};
    const char *name = path_in(self, "dedup.state", &path);
    FILE *file = fopen(name, "rbe");
    bool is_loaded = true;
    if (file)
        is_loaded = kept_restore(self, file, error) || galley_error_at(error, "state: %s", name);
    else if (errno != ENOENT)
        is_loaded = fail_at(name, error) || galley_error_at(error, "state");
    if (file)
        fclose(file);
    galley_buffer_clear(&path);
    return is_loaded;
}

static bool write_new(const dedup *self, const char *path, galley_error *error) {
    FILE *file = fopen(path, "wbe");
    if (!file)
        return fail_at(path, error);
    bool is_written = save_all(self, self->runs + 1, file, error) || galley_error_at(error, "%s", path);
    if (is_written && (fflush(file) != 0 || fsync(fileno(file)) != 0))
        is_written = fail_at(path, error);
    if (fclose(file) != 0 && is_written)
        is_written = fail_at(path, error);
    return is_written;
}

/* The runs in a state that is there, and its check sum; 0 if there is none. */
static uint32_t runs_in(const char *path, char sum[SUM_BYTES]) {
    FILE *file = fopen(path, "rbe");
    if (!file)
        return 0;
    state_file state = {.file = file};
    json_t *head = read_head(&state, NULL);
    json_int_t runs = json_integer_value(json_object_get(json_object_get(head, "holds"), "runs"));
    json_decref(head);
    bool has_sum = fseek(file, -SUM_BYTES, SEEK_END) == 0 && fread(sum, SUM_BYTES, 1, file) == 1;
    fclose(file);
    return has_sum ? (uint32_t)runs : 0;
}

/* The new state takes the old one's place, unless that is no more the one that this run began with. If it is what this run
 * wrote before it was cut off, all is done. */
static bool replace_state(const dedup *self, const char *new, const char *path, galley_error *error) {
    char sum[SUM_BYTES] = {0}, old_sum[SUM_BYTES] = {0};
    uint32_t runs = runs_in(new, sum), old_runs = runs_in(path, old_sum);
    if (old_runs == runs && memcmp(sum, old_sum, sizeof sum) == 0)
        return unlink(new) == 0 || fail_at(new, error);
    if (old_runs != self->runs)
        return galley_error_set(
            error, "%s: another run has written it since this one began; run once more with --force", path);
    return rename(new, path) == 0 || fail_at(path, error);
}

static bool finish_locked(const dedup *self, int folder, galley_error *error) {
    galley_buffer new_path = {0}, path = {0};
    const char *new = path_in(self, "dedup.state.new", &new_path), *name = path_in(self, "dedup.state", &path);
    bool is_done = write_new(self, new, error) && replace_state(self, new, name, error);
    if (is_done && fsync(folder) != 0)
        is_done = fail_at(self->state, error);
    galley_buffer_clear(&new_path);
    galley_buffer_clear(&path);
    return is_done;
}

bool kept_finish(void *stage, galley_error *error) {
    const dedup *self = stage;
    if (mkdir(self->state, 0777) != 0 && errno != EEXIST)
        return fail_at(self->state, error);
    int folder = open(self->state, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return fail_at(self->state, error);
    bool is_done = flock(folder, LOCK_EX) == 0 ? finish_locked(self, folder, error) : fail_at(self->state, error);
    close(folder);
    return is_done;
}
