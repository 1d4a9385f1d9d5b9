/* The articles with the least hashes are the sample: of every file, then of all. */
#include "inspect/sample.h"
#include "base/memory.h"

#include <math.h>
#include <stdlib.h>

/* An article that may be in the sample. */
typedef struct drawn {
    uint64_t hash;
    size_t file;
    uint64_t number;
    char *line;
    size_t len;
} drawn;

typedef struct drawing {
    const rundir *run;
    const sample_choice *choice;
    struct lot {
        galley_arena *arena;
        drawn *items; /* by hash */
        size_t count;
    } * files;
} drawing;

static void put(struct lot *lot, size_t most, drawn fresh) {
    size_t at = lot->count;
    while (at > 0 && lot->items[at - 1].hash > fresh.hash)
        at--;
    if (at == most) {
        free(fresh.line);
        return;
    }
    if (lot->count == most)
        free(lot->items[--lot->count].line);
    memmove(lot->items + at + 1, lot->items + at, (lot->count - at) * sizeof fresh);
    lot->items[at] = fresh;
    lot->count++;
}

static bool is_meant(const sample_choice *choice, const copy *seen) {
    return (!choice->reason || galley_text_is(seen->reason, choice->reason)) &&
           (!choice->stage || galley_text_is(seen->stage, choice->stage));
}

static sweep_step see_line(void *context, size_t file, uint64_t number, galley_text line) {
    drawing *self = context;
    const sample_choice *choice = self->choice;
    struct lot *lot = &self->files[file];
    if (!lot->arena) {
        lot->arena = galley_arena_new();
        lot->items = memory_zero(choice->count + 1, sizeof *lot->items);
    }
    galley_arena_reset(lot->arena);
    copy seen;
    if (!copy_read(&seen, self->run, file, number, line, lot->arena))
        return SWEEP_ON;
    if (!is_meant(choice, &seen))
        return SWEEP_ON;
    uint64_t hash = galley_hash64(seen.id.len ? seen.id : line, choice->seed);
    bool is_drawn = lot->count < choice->count || hash < lot->items[lot->count - 1].hash;
    if (is_drawn)
        put(lot, choice->count, (drawn){hash, file, number, memory_string(line), line.len});
    return SWEEP_ON;
}

/* ---- As JSON ---- */

static void add_text(json_t *object, const char *key, galley_text text) {
    if (text.ptr)
        json_object_set_new(object, key, json_stringn(text.ptr, text.len));
}

static json_t *article_json(const drawn *each) {
    json_t *article = json_loadb(each->line, each->len, JSON_ALLOW_NUL, NULL);
    return article ? article : json_stringn(each->line, each->len); /* an integer above 64 bits */
}

static json_t *drawn_json(const rundir *run, const drawn *each, galley_arena *arena) {
    copy seen;
    copy_read(&seen, run, each->file, each->number, galley_text_part(each->line, each->len), arena);
    json_t *object = json_object();
    json_object_set_new(object, "id", seen.id.len ? json_stringn(seen.id.ptr, seen.id.len) : json_null());
    json_object_set_new(object, "origin",
                        seen.shard == NO_SHARD
                            ? json_null()
                            : json_sprintf("%s:%llu", run->shards[seen.shard], (unsigned long long)seen.line));
    json_object_set_new(object, "file", json_string(run->files[each->file].name));
    json_object_set_new(object, "line", json_integer((json_int_t)each->number));
    add_text(object, "stage", seen.stage);
    add_text(object, "reason", seen.reason);
    if (seen.has_score && isfinite(seen.score))
        json_object_set_new(object, "score", json_real(seen.score));
    add_text(object, "detail", seen.detail);
    add_text(object, "error", seen.error);
    json_object_set_new(object, "article", article_json(each));
    return object;
}

static int compare_places(const void *one, const void *other) {
    const drawn *a = one, *b = other;
    if (a->file != b->file)
        return a->file < b->file ? -1 : 1;
    return a->number < b->number ? -1 : a->number > b->number;
}

static json_t *list_drawn(const rundir *run, struct lot *lot) {
    galley_arena *arena = galley_arena_new();
    json_t *list = json_array();
    if (lot->count > 0)
        qsort(lot->items, lot->count, sizeof *lot->items, compare_places);
    for (size_t i = 0; i < lot->count; i++) {
        json_array_append_new(list, drawn_json(run, &lot->items[i], arena));
        free(lot->items[i].line);
    }
    galley_arena_free(arena);
    return list;
}

json_t *sample_draw(const rundir *run, const sample_choice *choice, problems *trouble) {
    drawing self = {.run = run, .choice = choice, .files = memory_zero(run->file_count + 1, sizeof *self.files)};
    sweep sweep = {.run = run, .choice = choice->files, .visit = see_line, .context = &self};
    sweep_run(&sweep, trouble);
    struct lot all = {.items = memory_zero(choice->count + 1, sizeof *all.items)};
    for (size_t i = 0; i < run->file_count; i++) {
        struct lot *lot = &self.files[i];
        for (size_t k = 0; k < lot->count; k++)
            put(&all, choice->count, lot->items[k]);
        galley_arena_free(lot->arena);
        free(lot->items);
    }
    json_t *list = list_drawn(run, &all);
    free(all.items);
    free(self.files);
    return list;
}
