/* Checkpoints. The order of writing is what makes them safe: states and files first, then checkpoint.json by rename,
 * then the states of the checkpoint before are removed. */
#include "run/checkpoint.h"
#include "base/crash.h"
#include "base/memory.h"
#include "stream/file.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- Stages' states ---- */

static char *state_path(const run *run, size_t stage, uint64_t batch) {
    return memory_printf("%s/state-%s-%llu", run->work_folder, run->pipeline->stages[stage].id,
                         (unsigned long long)batch);
}

static bool has_state(const run *run, size_t stage) {
    return stage >= run->phase.first && stage < run->phase.end && run->pipeline->stages[stage].type->commit;
}

bool stage_state_save(run *run, size_t index, uint64_t batch, galley_error *error) {
    const stage *stage = &run->pipeline->stages[index];
    double start = clock_now();
    char *path = state_path(run, index, batch);
    FILE *file = fopen(path, "wbe");
    crash_enter(stage->id, NULL, 0);
    bool is_saved = file && stage->type->save(stage->self, file, error);
    crash_leave();
    if (!file)
        galley_error_set(error, "%s: %s", path, strerror(errno));
    else if (!is_saved)
        galley_error_at(error, "stage %s: saving its state", stage->id);
    if (is_saved && (fflush(file) != 0 || fsync(fileno(file)) != 0 || ferror(file)))
        is_saved = galley_error_set(error, "%s: %s", path, strerror(errno));
    if (file)
        fclose(file);
    free(path);
    run->ns_saving_states += (uint64_t)((clock_now() - start) * 1e9);
    return is_saved;
}

static bool restore_state(run *run, size_t index, uint64_t batch, galley_error *error) {
    const stage *stage = &run->pipeline->stages[index];
    char *path = state_path(run, index, batch);
    FILE *file = fopen(path, "rbe");
    crash_enter(stage->id, NULL, 0);
    bool is_restored = file && stage->type->restore(stage->self, file, error);
    crash_leave();
    if (!file)
        galley_error_set(error, "%s: %s", path, strerror(errno));
    else if (!is_restored)
        galley_error_at(error, "stage %s: restoring its state from %s", stage->id, path);
    if (file)
        fclose(file);
    free(path);
    return is_restored;
}

static void remove_states(run *run, uint64_t batch) {
    for (size_t i = 0; i < run->pipeline->stage_count; i++) {
        if (!has_state(run, i))
            continue;
        char *path = state_path(run, i, batch);
        unlink(path);
        free(path);
    }
}

/* ---- The surveys' files ---- */

/* Those on which the next phases rely, and which no longer change: not the states, which each checkpoint has anew. */
static bool is_settled_file(const char *name) {
    static const char *const others[] = {".", "run.json", "checkpoint.json", "state-"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strncmp(name, others[i], strlen(others[i])) == 0)
            return false;
    return true;
}

/* The length of a file in the working folder; -1 if it is not there. */
static json_int_t length_of(const run *run, const char *name) {
    char *path = memory_printf("%s/%s", run->work_folder, name);
    struct stat facts;
    bool is_there = stat(path, &facts) == 0;
    free(path);
    return is_there ? (json_int_t)facts.st_size : -1;
}

static json_t *settled_files(const run *run) {
    json_t *lengths = json_object();
    DIR *folder = opendir(run->work_folder);
    const struct dirent *entry;
    while (folder && (entry = readdir(folder)))
        if (is_settled_file(entry->d_name))
            json_object_set_new(lengths, entry->d_name, json_integer(length_of(run, entry->d_name)));
    if (folder)
        closedir(folder);
    return lengths;
}

static bool are_files_whole(const run *run, json_t *lengths, galley_error *error) {
    const char *name;
    json_t *length;
    json_object_foreach(lengths, name, length) {
        json_int_t found = length_of(run, name);
        if (found != json_integer_value(length))
            return galley_error_set(error, "%s/%s: is %s; begin anew with --force", run->work_folder, name,
                                    found < 0 ? "missing" : "damaged: its length is not what it was");
    }
    return true;
}

/* ---- Writing ---- */

static json_t *place_to_json(const corpus_place *place) {
    return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I}", "shard", (json_int_t)place->shard, "line",
                     (json_int_t)place->line, "ordinal", (json_int_t)place->ordinal, "text", (json_int_t)place->text,
                     "member", (json_int_t)place->member.compressed, "member_text", (json_int_t)place->member.text);
}

static json_t *shards_to_json(const run *run) {
    json_t *list = json_array();
    for (size_t i = 0; i < run->corpus->count; i++) {
        const shard_counts *each = &run->shards[i];
        json_array_append_new(list,
                              json_pack("{s:I, s:I, s:I, s:I, s:s?}", "read", (json_int_t)each->read, "written",
                                        (json_int_t)each->written, "dropped", (json_int_t)each->dropped, "rejected",
                                        (json_int_t)each->rejected, "error", run->corpus->shards[i].error));
    }
    return list;
}

bool checkpoint_write(run *run, uint64_t batch, galley_error *error) {
    if (!outputs_sync(run->outputs, error))
        return false;
    json_t *all =
        json_pack("{s:I, s:o, s:o, s:I, s:I, s:o, s:o, s:o, s:f}", "batch", (json_int_t)batch, "working",
                  settled_files(run), "place", place_to_json(&run->place), "spool", (json_int_t)run->spool_place,
                  "left", (json_int_t)run->left_after, "files", outputs_list(run->outputs), "ledger",
                  ledger_to_json(&run->shape, run->ledger), "shards", shards_to_json(run), "seconds", run_seconds(run));
    char *text = json_dumps(all, JSON_INDENT(1));
    char *path = memory_printf("%s/checkpoint.json", run->work_folder);
    bool is_written = file_write(path, galley_text_of(text), error);
    free(path);
    free(text);
    json_decref(all);
    if (is_written && run->last_checkpoint != UINT64_MAX && run->last_checkpoint != batch)
        remove_states(run, run->last_checkpoint);
    run->last_checkpoint = batch;
    return is_written;
}

/* ---- Reading ---- */

static bool place_from_json(json_t *json, corpus_place *place) {
    json_int_t shard, line, ordinal, text, member, member_text;
    if (json_unpack(json, "{s:I, s:I, s:I, s:I, s:I, s:I}", "shard", &shard, "line", &line, "ordinal", &ordinal, "text",
                    &text, "member", &member, "member_text", &member_text) != 0)
        return false;
    if (shard < 0 || line < 0 || ordinal < 0 || text < 0 || member < 0 || member_text < 0)
        return false;
    *place = (corpus_place){.shard = (size_t)shard,
                            .line = (uint64_t)line,
                            .ordinal = (uint64_t)ordinal,
                            .text = (uint64_t)text,
                            .member = {.compressed = (uint64_t)member, .text = (uint64_t)member_text}};
    return true;
}

static bool shards_from_json(run *run, const json_t *json) {
    if (json_array_size(json) != run->corpus->count)
        return false;
    for (size_t i = 0; i < run->corpus->count; i++) {
        json_int_t read, written, dropped, rejected;
        json_t *trouble = NULL;
        if (json_unpack(json_array_get(json, i), "{s:I, s:I, s:I, s:I, s?o}", "read", &read, "written", &written,
                        "dropped", &dropped, "rejected", &rejected, "error", &trouble) != 0 ||
            read < 0 || written < 0 || dropped < 0 || rejected < 0)
            return false;
        run->shards[i] = (shard_counts){(uint64_t)read, (uint64_t)written, (uint64_t)dropped, (uint64_t)rejected};
        if (json_is_string(trouble) && !run->corpus->shards[i].error)
            run->corpus->shards[i].error = memory_string(galley_text_of(json_string_value(trouble)));
    }
    return true;
}

static bool apply(run *run, json_t *all, galley_error *error) {
    json_int_t batch, spool, left;
    json_t *working, *place, *files, *ledger, *shards;
    bool is_sound = json_unpack(all, "{s:I, s:o, s:o, s:I, s:I, s:o, s:o, s:o, s:f}", "batch", &batch, "working",
                                &working, "place", &place, "spool", &spool, "left", &left, "files", &files, "ledger",
                                &ledger, "shards", &shards, "seconds", &run->seconds_before) == 0 &&
                    batch >= 0 && spool >= 0 && left >= -1 && place_from_json(place, &run->place) &&
                    json_is_object(working) && json_is_array(files) && run->place.shard <= run->corpus->count &&
                    ledger_from_json(&run->shape, run->ledger, ledger) && shards_from_json(run, shards);
    if (!is_sound)
        return galley_error_set(error, "%s/checkpoint.json is damaged; begin anew with --force", run->work_folder);
    if (!are_files_whole(run, working, error))
        return false;
    run->spool_place = (uint64_t)spool;
    run->left = run->left_after = (uint64_t)left;
    run->last_checkpoint = (uint64_t)batch;
    for (size_t i = 0; i < run->pipeline->stage_count; i++)
        if (has_state(run, i) && !restore_state(run, i, (uint64_t)batch, error))
            return false;
    return outputs_restore(run->outputs, files, error);
}

checkpoint_found checkpoint_read(run *run, galley_error *error) {
    char *path = memory_printf("%s/checkpoint.json", run->work_folder);
    bool is_there = access(path, F_OK) == 0;
    json_t *all = is_there ? json_load_file(path, 0, NULL) : NULL;
    free(path);
    if (!is_there)
        return CHECKPOINT_NONE;
    bool is_applied = apply(run, all, error);
    json_decref(all);
    return is_applied ? CHECKPOINT_READ : CHECKPOINT_DAMAGED;
}
