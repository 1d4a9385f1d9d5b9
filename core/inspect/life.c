/* An id is looked up where articles end and, of the shards that this names, in the inputs; from there on the origin is
 * known, and its copies in the taps are jumped to. Copies that tell their origin
 * are one article's if that is the same; results that do not are given to the articles of that id which have no other
 * end, in the order of the corpus: that is the order in which they were written. */
#include "inspect/life.h"
#include "base/memory.h"
#include "inspect/changes.h"
#include "inspect/jump.h"

#include <math.h>
#include <stdlib.h>

enum { OTHERS_MAX = 20 };

/* One article's copies. */
typedef struct life {
    size_t shard;
    uint64_t line;
    copy *read, *end;
    copy **taps; /* a stage each */
} life;

typedef struct gathering {
    const rundir *run;
    problems *trouble;
    copy_list found;
    galley_arena *arena; /* of copies that were jumped to */
    life *lives;
    size_t count;
} gathering;

query query_of(const rundir *run, galley_text spelled) {
    query query = {.kind = QUERY_ID, .text = spelled};
    if (rundir_origin(run, spelled, &query.shard, &query.line))
        query.kind = QUERY_ORIGIN;
    return query;
}

/* ---- Gathering ---- */

static file_kind kind_of(const rundir *run, const copy *copy) {
    return run->files[copy->file].kind;
}

static life *add_life(gathering *self, size_t shard, uint64_t line) {
    self->lives = memory_resize(self->lives, self->count + 1, sizeof *self->lives);
    life *fresh = &self->lives[self->count++];
    *fresh = (life){.shard = shard, .line = line, .taps = memory_zero(self->run->stage_count + 1, sizeof(copy *))};
    return fresh;
}

static life *life_of(gathering *self, const copy *copy) {
    for (size_t i = 0; i < self->count; i++)
        if (self->lives[i].shard == copy->shard && self->lives[i].line == copy->line)
            return &self->lives[i];
    return add_life(self, copy->shard, copy->line);
}

static void put_copy(const rundir *run, life *into, copy *copy) {
    switch (kind_of(run, copy)) {
    case FILE_INPUT:
        into->read = copy;
        break;
    case FILE_TAP:
        into->taps[run->files[copy->file].stage] = copy;
        break;
    default:
        into->end = copy;
    }
}

static int compare_lives(const void *one, const void *other) {
    const life *a = one, *b = other;
    if (a->shard != b->shard)
        return a->shard < b->shard ? -1 : 1;
    return a->line < b->line ? -1 : a->line > b->line;
}

/* To the first article that has no end yet and can be it. */
static void put_result(gathering *self, copy *result) {
    size_t shard = self->run->files[result->file].shard;
    for (size_t i = 0; i < self->count; i++) {
        life *each = &self->lives[i];
        if (each->end || each->shard == NO_SHARD || (shard != NO_SHARD && each->shard != shard))
            continue;
        each->end = result;
        return;
    }
    add_life(self, NO_SHARD, 0)->end = result;
}

static void sort_copies(gathering *self) {
    for (size_t i = 0; i < self->found.count; i++) {
        copy *each = self->found.items[i];
        if (each->shard != NO_SHARD)
            put_copy(self->run, life_of(self, each), each);
    }
    if (self->count > 0)
        qsort(self->lives, self->count, sizeof *self->lives, compare_lives);
    for (size_t i = 0; i < self->found.count; i++)
        if (self->found.items[i]->shard == NO_SHARD)
            put_result(self, self->found.items[i]);
}

/* The one shard that all copies come from, or NO_SHARD. */
static size_t only_shard(const gathering *self) {
    size_t only = NO_SHARD;
    for (size_t i = 0; i < self->found.count; i++) {
        const copy *each = self->found.items[i];
        size_t shard = each->shard != NO_SHARD ? each->shard : self->run->files[each->file].shard;
        if (shard == NO_SHARD || (only != NO_SHARD && shard != only))
            return NO_SHARD;
        only = shard;
    }
    return only;
}

static const file_choice ends = {.kinds = {[FILE_RESULTS] = true, [FILE_DROPPED] = true, [FILE_REJECTED] = true},
                                 .stage = ALL_STAGES,
                                 .shard = NO_SHARD};
static const file_choice everywhere = {.kinds = {true, true, true, true, true}, .stage = ALL_STAGES, .shard = NO_SHARD};
static const file_choice only_taps = {.kinds = {[FILE_TAP] = true}, .stage = ALL_STAGES, .shard = NO_SHARD};

static bool is_any_untold(const gathering *self) {
    for (size_t i = 0; i < self->found.count; i++)
        if (self->found.items[i]->shard == NO_SHARD)
            return true;
    return false;
}

/* Where results do not tell their origins the inputs do, or the taps of one stage. */
static void find_origins(gathering *self, const query *query, size_t shard) {
    file_choice choice = {.kinds = {[FILE_INPUT] = true}, .stage = ALL_STAGES, .shard = shard};
    if (!self->run->are_inputs_here && is_any_untold(self)) {
        choice = only_taps;
        choice.shard = shard;
        choice.stage = 0;
        while (choice.stage < self->run->stage_count && !rundir_is_tapped(self->run, choice.stage))
            choice.stage++;
    }
    copies_find(&self->found, self->run, query, choice, self->trouble);
}

/* All of a life's copies in taps that are not found yet. False if a tap is not as a run writes it. */
static bool jump_to_taps(gathering *self, life *life) {
    const rundir *run = self->run;
    for (size_t file = 0; file < run->file_count; file++) {
        const run_file *tap = &run->files[file];
        if (tap->kind != FILE_TAP || tap->shard != life->shard || life->taps[tap->stage])
            continue;
        copy *found = galley_arena_alloc(self->arena, sizeof *found);
        jump_end end = jump_to(found, run, file, life->shard, life->line, self->arena);
        if (end == JUMP_LOST)
            return false;
        if (end == JUMP_FOUND)
            life->taps[tap->stage] = found;
    }
    return true;
}

/* A jump finds one copy; of many that share an id, and where a jump is lost, the taps are read through. */
static void find_taps(gathering *self, const query *query, size_t shard) {
    enum { JUMPS_MAX = 8 };
    bool are_found = self->count <= JUMPS_MAX;
    for (size_t i = 0; i < self->count && are_found; i++)
        are_found = self->lives[i].shard == NO_SHARD || jump_to_taps(self, &self->lives[i]);
    if (are_found)
        return;
    file_choice choice = only_taps;
    choice.shard = shard;
    size_t before = self->found.count;
    copies_find(&self->found, self->run, query, choice, self->trouble);
    for (size_t i = before; i < self->found.count; i++)
        if (self->found.items[i]->shard != NO_SHARD)
            put_copy(self->run, life_of(self, self->found.items[i]), self->found.items[i]);
}

/* `shard` may be known, or NO_SHARD. In one shard there is nothing to pass over: ends and inputs are read at once. */
static void gather_id(gathering *self, galley_text id, size_t shard) {
    query query = {.kind = QUERY_ID, .text = id};
    bool is_one_shard = shard != NO_SHARD || self->run->shard_count == 1,
         is_early = is_one_shard && self->run->are_inputs_here;
    file_choice choice = ends;
    choice.kinds[FILE_INPUT] = is_early;
    choice.shard = shard;
    copies_find(&self->found, self->run, &query, choice, self->trouble);
    shard = is_one_shard ? shard : only_shard(self);
    if (!is_early)
        find_origins(self, &query, shard);
    sort_copies(self);
    find_taps(self, &query, shard);
}

static void gathering_clear(gathering *self) {
    for (size_t i = 0; i < self->count; i++)
        free(self->lives[i].taps);
    free(self->lives);
    galley_arena_free(self->arena);
    copies_clear(&self->found);
}

/* ---- A life as JSON ---- */

static json_t *text_json(galley_text text) {
    return text.ptr ? json_stringn(text.ptr, text.len) : json_null();
}

static void add_place(json_t *object, const rundir *run, const copy *copy) {
    json_object_set_new(object, "file", json_string(run->files[copy->file].name));
    if (copy->number > 0)
        json_object_set_new(object, "line", json_integer((json_int_t)copy->number));
}

static json_t *place_json(const rundir *run, const copy *copy) {
    json_t *object = json_object();
    add_place(object, run, copy);
    return object;
}

static const char *fate_of(const rundir *run, const copy *end) {
    file_kind kind = kind_of(run, end);
    return kind == FILE_RESULTS ? "written" : kind == FILE_DROPPED ? "dropped" : "rejected";
}

/* The article that the detail of a drop names, if it names one. */
static json_t *survivor_json(const rundir *run, galley_text id, problems *trouble) {
    copy_list found = {0};
    query query = {.kind = QUERY_ID, .text = id, .is_first_enough = true};
    copies_find(&found, run, &query, ends, trouble);
    json_t *survivor = NULL;
    if (found.count > 0) {
        copy *first = found.items[0];
        survivor = place_json(run, first);
        json_object_set_new(survivor, "id", text_json(first->id));
        json_object_set_new(survivor, "title", text_json(copy_text(first, "title")));
        json_object_set_new(survivor, "fate", json_string(fate_of(run, first)));
    }
    copies_clear(&found);
    return survivor;
}

static void add_drop(json_t *end, const rundir *run, copy *dropped, problems *trouble) {
    json_object_set_new(end, "stage", text_json(dropped->stage));
    json_object_set_new(end, "reason", text_json(dropped->reason));
    if (dropped->has_score && isfinite(dropped->score))
        json_object_set_new(end, "score", json_real(dropped->score));
    if (!dropped->detail.len)
        return;
    json_object_set_new(end, "detail", text_json(dropped->detail));
    json_t *survivor = survivor_json(run, dropped->detail, trouble);
    if (survivor)
        json_object_set_new(end, "of", survivor);
}

/* A result that tells neither origin nor id is not found; but what was read, and neither dropped nor rejected, was
 * written. */
static const char *fate_of_life(const rundir *run, const life *life) {
    if (life->end)
        return fate_of(run, life->end);
    for (size_t i = 0; i < run->stage_count; i++)
        if (life->taps[i])
            return "written";
    const json_t *limit = json_object_get(json_object_get(run->manifest, "options"), "limit");
    return life->read && !json_is_integer(limit) ? "written" : "unknown";
}

static json_t *end_json(const rundir *run, const life *life, problems *trouble) {
    copy *end = life->end;
    json_t *object = json_pack("{s:s}", "fate", fate_of_life(run, life));
    if (!end)
        return object;
    add_place(object, run, end);
    if (kind_of(run, end) == FILE_DROPPED)
        add_drop(object, run, end, trouble);
    if (kind_of(run, end) != FILE_REJECTED)
        return object;
    if (end->stage.len)
        json_object_set_new(object, "stage", text_json(end->stage));
    json_object_set_new(object, "error", text_json(end->error));
    if (!end->is_article)
        json_object_set_new(object, "text", text_json(end->rejected));
    return object;
}

/* ---- Steps ---- */

/* One article being told: what was known last, and behind how many stages that was. */
typedef struct telling {
    const rundir *run;
    galley_arena *arena;
    field_values now;
    size_t stages;
    bool is_known; /* `now` is */
    json_t *steps, *untapped;
} telling;

static json_t *stage_names(const rundir *run, size_t from, size_t to) {
    json_t *names = json_array();
    for (size_t i = from; i < to; i++)
        json_array_append_new(names, json_string(run->stages[i]));
    return names;
}

/* The article as it was behind the first `stages` stages. */
static void tell_step(telling *self, const copy *copy, field_values then, size_t stages) {
    json_t *names = stage_names(self->run, self->stages, stages);
    if (json_array_size(names) != 1)
        json_array_extend(self->untapped, names);
    json_t *step = place_json(self->run, copy);
    json_object_set_new(step, "stages", names);
    json_object_set_new(step, "changes", self->is_known ? changes_list(self->now, then, self->arena) : json_null());
    if (stages > self->stages)
        json_array_append_new(self->steps, step);
    else
        json_decref(step);
    self->now = then;
    self->stages = stages;
    self->is_known = true;
}

/* What the article was like when it ended, if that is told. */
static void tell_end(telling *self, const copy *end) {
    const rundir *run = self->run;
    if (!end || kind_of(run, end) == FILE_REJECTED)
        return;
    bool is_dropped = kind_of(run, end) == FILE_DROPPED;
    size_t stages = is_dropped ? rundir_stage(run, end->stage) : run->stage_count;
    if (stages > self->stages)
        tell_step(self, end, copy_values(run, end, is_dropped, self->arena), stages);
}

/* Where the article stands as it was read: the input, or where it is kept as it came. */
static const copy *first_copy(const rundir *run, const life *life) {
    if (life->read || !life->end)
        return life->read;
    return kind_of(run, life->end) == FILE_RESULTS ? NULL : life->end;
}

static void tell_steps(telling *self, const life *life, json_t *object) {
    const copy *first = first_copy(self->run, life);
    json_object_set_new(object, "read", first ? place_json(self->run, first) : json_null());
    if (first) {
        self->now = copy_values(self->run, first, false, self->arena);
        self->is_known = true;
    }
    for (size_t i = 0; i < self->run->stage_count; i++)
        if (life->taps[i])
            tell_step(self, life->taps[i], copy_values(self->run, life->taps[i], false, self->arena), i + 1);
    tell_end(self, life->end);
}

static copy *any_copy(const rundir *run, const life *life) {
    copy *any = life->end && life->end->is_article ? life->end : life->read;
    for (size_t i = 0; !any && life->taps && i < run->stage_count; i++)
        any = life->taps[i];
    return any ? any : life->end;
}

/* An article without an id is called by its origin. */
static void add_name(json_t *object, const rundir *run, const life *life) {
    copy *any = any_copy(run, life);
    json_t *from = life->shard == NO_SHARD
                       ? json_null()
                       : json_sprintf("%s:%llu", run->shards[life->shard], (unsigned long long)life->line);
    json_object_set_new(object, "id", any->id.len ? text_json(any->id) : json_incref(from));
    json_object_set_new(object, "origin", from);
    json_object_set_new(object, "title", text_json(copy_text(any, "title")));
}

static json_t *life_json(gathering *self, const life *life) {
    galley_arena *arena = galley_arena_new();
    json_t *object = json_object();
    add_name(object, self->run, life);
    telling telling = {.run = self->run, .arena = arena, .steps = json_array(), .untapped = json_array()};
    tell_steps(&telling, life, object);
    json_object_set_new(object, "steps", telling.steps);
    json_object_set_new(object, "end", end_json(self->run, life, self->trouble));
    json_object_set_new(object, "untapped", telling.untapped);
    galley_arena_free(arena);
    return object;
}

static json_t *short_json(const rundir *run, const life *life) {
    json_t *object = json_object();
    add_name(object, run, life);
    json_object_set_new(object, "fate", life->end ? json_string(fate_of(run, life->end)) : json_null());
    return object;
}

/* ---- Tracing ---- */

typedef struct trace {
    const rundir *run;
    problems *trouble;
    size_t most, count;
    bool is_cut;
    json_t *lives, *others;
} trace;

/* All lives of an id, or, of those, the one from an origin. */
static void trace_id(trace *self, galley_text id, const query *only) {
    gathering gathering = {.run = self->run, .trouble = self->trouble, .arena = galley_arena_new()};
    gather_id(&gathering, id, only ? only->shard : NO_SHARD);
    for (size_t i = 0; i < gathering.count; i++) {
        const life *each = &gathering.lives[i];
        if (only && (each->shard != only->shard || each->line != only->line))
            continue;
        if (self->count++ < self->most)
            json_array_append_new(self->lives, life_json(&gathering, each));
        else if (json_array_size(self->others) < OTHERS_MAX)
            json_array_append_new(self->others, short_json(self->run, each));
    }
    self->is_cut = self->is_cut || gathering.found.is_cut;
    gathering_clear(&gathering);
}

/* An article without an id is its origin: what tells that is all that is found of it. */
static void trace_without_id(trace *self, const query *query) {
    gathering gathering = {.run = self->run, .trouble = self->trouble};
    file_choice choice = everywhere;
    choice.shard = query->shard;
    copies_find(&gathering.found, self->run, query, choice, self->trouble);
    sort_copies(&gathering);
    self->count += gathering.count;
    for (size_t i = 0; i < gathering.count; i++)
        json_array_append_new(self->lives, life_json(&gathering, &gathering.lives[i]));
    gathering_clear(&gathering);
}

/* The id is learned from the first copy that has it, in the input if that is here. */
static void trace_origin(trace *self, const query *query) {
    copy_list found = {0};
    struct query first = *query;
    file_choice choice = {.kinds = {[FILE_INPUT] = true}, .stage = ALL_STAGES, .shard = query->shard};
    first.is_first_enough = true;
    copies_find(&found, self->run, &first, choice, self->trouble);
    if (found.count == 0) {
        choice = everywhere;
        choice.shard = query->shard;
        copies_find(&found, self->run, &first, choice, self->trouble);
    }
    bool has_id = found.count > 0 && article_spelling(&found.items[0]->article, "id").len;
    if (has_id)
        trace_id(self, found.items[0]->id, query);
    else if (found.count > 0)
        trace_without_id(self, query);
    copies_clear(&found);
}

/* What is told of a hit that is not traced: its end is known only if that is where it was found. */
static json_t *hit_json(const rundir *run, copy *hit) {
    life only = {.shard = hit->shard, .line = hit->line};
    if (kind_of(run, hit) > FILE_TAP)
        only.end = hit;
    else
        only.read = hit;
    return short_json(run, &only);
}

static void trace_hit(trace *self, copy *hit) {
    query query = query_of(self->run, hit->id);
    if (query.kind == QUERY_ORIGIN)
        trace_origin(self, &query);
    else
        trace_id(self, hit->id, NULL);
}

/* What stands in a tap and neither in an input nor in an end is rare, so the taps are searched last. Several hits of
 * one id are one article's copies, or articles that are traced together. */
static void trace_text(trace *self, const query *query) {
    copy_list found = {0};
    file_choice choice = everywhere;
    choice.kinds[FILE_TAP] = false;
    copies_find(&found, self->run, query, choice, self->trouble);
    if (found.count == 0)
        copies_find(&found, self->run, query, only_taps, self->trouble);
    json_t *seen = json_object();
    for (size_t i = 0; i < found.count; i++) {
        copy *hit = found.items[i];
        if (!hit->id.len || json_object_getn(seen, hit->id.ptr, hit->id.len))
            continue;
        json_object_setn_new(seen, hit->id.ptr, hit->id.len, json_true());
        if (self->count < self->most) {
            trace_hit(self, hit);
            continue;
        }
        self->count++;
        if (json_array_size(self->others) < OTHERS_MAX)
            json_array_append_new(self->others, hit_json(self->run, hit));
    }
    self->is_cut = self->is_cut || found.is_cut;
    json_decref(seen);
    copies_clear(&found);
}

static json_t *found_json(const trace *self) {
    return json_pack("{s:I, s:b, s:o, s:o}", "count", (json_int_t)self->count, "is_cut", self->is_cut, "lives",
                     self->lives, "others", self->others);
}

/* Of an input, the lines behind those that were read belong to no article of the run. */
json_t *lives_all(const rundir *run, size_t most, problems *trouble) {
    trace self = {.run = run, .trouble = trouble, .most = most, .lives = json_array(), .others = json_array()};
    gathering gathering = {.run = run, .trouble = trouble};
    query query = {.kind = QUERY_ALL, .enough = most};
    copies_find(&gathering.found, run, &query, everywhere, trouble);
    sort_copies(&gathering);
    for (size_t i = 0; i < gathering.count && self.count < most; i++) {
        if (!gathering.lives[i].end)
            continue;
        json_array_append_new(self.lives, life_json(&gathering, &gathering.lives[i]));
        self.count++;
    }
    gathering_clear(&gathering);
    return found_json(&self);
}

json_t *lives_trace(const rundir *run, const query *query, size_t most, problems *trouble) {
    trace self = {.run = run, .trouble = trouble, .most = most, .lives = json_array(), .others = json_array()};
    if (query->kind == QUERY_ID)
        trace_id(&self, query->text, NULL);
    else if (query->kind == QUERY_ORIGIN)
        trace_origin(&self, query);
    else
        trace_text(&self, query);
    return found_json(&self);
}
