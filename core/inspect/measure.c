/* Each file is counted by itself, whichever thread reads it, and the files are added up in their order. */
#include "inspect/measure.h"
#include "article/article.h"
#include "base/memory.h"

#include <stdlib.h>

enum { NAMES_MAX = 1000 }; /* so many names of fields, and languages, are counted apart */

/* What is counted of one file, and of all. */
typedef struct tally {
    galley_arena *arena;
    uint32_t *lengths; /* in characters, of the texts that are there */
    size_t count, capacity;
    uint64_t articles, without;
    json_t *fields, *languages; /* name: count */
    bool is_cut;
} tally;

typedef struct measuring {
    const rundir *run;
    tally *files;
    bool with_fields;
} measuring;

/* ---- Counting ---- */

static void add_count(tally *self, json_t *counts, galley_text name, json_int_t more) {
    json_t *count = json_object_getn(counts, name.ptr, name.len);
    if (count)
        json_integer_set(count, json_integer_value(count) + more);
    else if (json_object_size(counts) < NAMES_MAX)
        json_object_setn_new(counts, name.ptr, name.len, json_integer(more));
    else
        self->is_cut = true;
}

static void add_length(tally *self, size_t length) {
    if (self->count == self->capacity) {
        self->capacity = self->capacity ? self->capacity * 2 : 1024;
        self->lengths = memory_resize(self->lengths, self->capacity, sizeof *self->lengths);
    }
    self->lengths[self->count++] = length < UINT32_MAX ? (uint32_t)length : UINT32_MAX;
}

static bool is_filled(galley_text value) {
    static const char *const empty[] = {"null", "\"\"", "[]", "{}"};
    for (size_t i = 0; i < sizeof empty / sizeof *empty; i++)
        if (galley_text_is(value, empty[i]))
            return false;
    return true;
}

static void count_fields(tally *self, galley_article *article) {
    for (size_t i = 0; i < article->member_count; i++) {
        const member *each = &article->members[i];
        if (article_member(article, each->name) == each)
            add_count(self, self->fields, each->name, is_filled(each->value));
    }
    galley_text lang = article_spelling(article, "lang");
    add_count(self, self->languages, lang.len ? lang : galley_text_of(""), 1);
}

static void tally_init(tally *self) {
    *self = (tally){.arena = galley_arena_new(), .fields = json_object(), .languages = json_object()};
}

static void tally_clear(tally *self) {
    galley_arena_free(self->arena);
    free(self->lengths);
    json_decref(self->fields);
    json_decref(self->languages);
}

static sweep_step count_line(void *context, size_t file, uint64_t number, galley_text line) {
    measuring *self = context;
    tally *into = &self->files[file];
    if (!into->arena)
        tally_init(into);
    galley_article article;
    origin origin = {.shard = "", .line = number};
    galley_arena_reset(into->arena);
    if (!article_scan(&article, line, origin, &self->run->fields, into->arena, NULL))
        return SWEEP_ON; /* an input's line that was rejected */
    into->articles++;
    galley_text text = galley_article_text(&article, "text");
    if (text.len > 0)
        add_length(into, galley_utf8_count(text));
    into->without += text.len == 0;
    if (self->with_fields)
        count_fields(into, &article);
    return SWEEP_ON;
}

static void add_counts(tally *self, json_t *sums, json_t *counts) {
    const char *name;
    json_t *count;
    json_object_foreach(counts, name, count) {
        add_count(self, sums, galley_text_of(name), json_integer_value(count));
    }
}

static void add_tally(tally *sum, const tally *more) {
    sum->articles += more->articles;
    sum->without += more->without;
    sum->is_cut = sum->is_cut || more->is_cut;
    for (size_t i = 0; i < more->count; i++)
        add_length(sum, more->lengths[i]);
    add_counts(sum, sum->fields, more->fields);
    add_counts(sum, sum->languages, more->languages);
}

/* Everything in the chosen files. */
static tally count_files(const rundir *run, file_choice choice, bool with_fields, problems *trouble) {
    measuring self = {.run = run, .with_fields = with_fields};
    self.files = memory_zero(run->file_count + 1, sizeof *self.files);
    sweep sweep = {.run = run, .choice = choice, .visit = count_line, .context = &self};
    sweep_run(&sweep, trouble);
    tally sum;
    tally_init(&sum);
    for (size_t i = 0; i < run->file_count; i++) {
        if (!self.files[i].arena)
            continue;
        add_tally(&sum, &self.files[i]);
        tally_clear(&self.files[i]);
    }
    free(self.files);
    return sum;
}

/* ---- Lengths ---- */

static int compare_lengths(const void *one, const void *other) {
    uint32_t a = *(const uint32_t *)one, b = *(const uint32_t *)other;
    return a < b ? -1 : a > b;
}

/* The length that `percent` of a hundred do not exceed. */
static json_t *quantile(const tally *sorted, size_t percent) {
    size_t rank = (sorted->count * percent + 99) / 100;
    return json_integer(sorted->lengths[rank > 0 ? rank - 1 : 0]);
}

static json_t *point_json(const char *at, tally *point) {
    json_t *object = json_pack("{s:s, s:I, s:I}", "at", at, "articles", (json_int_t)point->articles, "without",
                               (json_int_t)point->without);
    if (point->count == 0)
        return object;
    qsort(point->lengths, point->count, sizeof *point->lengths, compare_lengths);
    json_object_set_new(object, "min", json_integer(point->lengths[0]));
    json_object_set_new(object, "p10", quantile(point, 10));
    json_object_set_new(object, "median", quantile(point, 50));
    json_object_set_new(object, "p90", quantile(point, 90));
    json_object_set_new(object, "max", json_integer(point->lengths[point->count - 1]));
    return object;
}

static size_t count_between(const tally *sorted, uint64_t from, uint64_t to) {
    size_t count = 0;
    for (size_t i = 0; i < sorted->count; i++)
        count += sorted->lengths[i] >= from && sorted->lengths[i] < to;
    return count;
}

static uint64_t longest(const tally *points, size_t count) {
    uint64_t most = 0;
    for (size_t i = 0; i < count; i++)
        if (points[i].count > 0 && points[i].lengths[points[i].count - 1] > most)
            most = points[i].lengths[points[i].count - 1];
    return most;
}

/* From 0 to 128 characters, then by doubling. */
static json_t *histogram_json(const tally *points, size_t count) {
    enum { FIRST = 128 };
    json_t *rows = json_array();
    uint64_t most = longest(points, count);
    for (uint64_t from = 0, to = FIRST; most > 0 && from <= most; from = to, to *= 2) {
        json_t *counts = json_array();
        for (size_t i = 0; i < count; i++)
            json_array_append_new(counts, json_integer((json_int_t)count_between(&points[i], from, to)));
        json_array_append_new(
            rows, json_pack("{s:I, s:I, s:o}", "from", (json_int_t)from, "to", (json_int_t)(to - 1), "counts", counts));
    }
    return rows;
}

/* Where the texts can be measured before the results: as they were read, or behind the first stage that was tapped. */
static file_choice before_choice(const rundir *run, const char **at) {
    file_choice choice = {.stage = 0, .shard = NO_SHARD};
    choice.kinds[run->are_inputs_here ? FILE_INPUT : FILE_TAP] = true;
    while (!run->are_inputs_here && choice.stage < run->stage_count && !rundir_is_tapped(run, choice.stage))
        choice.stage++;
    *at = run->are_inputs_here ? "read" : choice.stage < run->stage_count ? run->stages[choice.stage] : NULL;
    return choice;
}

static json_t *lengths_json(const rundir *run, tally *written, problems *trouble) {
    const char *at;
    file_choice choice = before_choice(run, &at);
    json_t *object = json_pack("{s:s?}", "before", at), *list = json_array();
    if (run->input_trouble)
        json_object_set_new(object, "why", json_string(run->input_trouble));
    tally points[2] = {{0}};
    size_t count = 0;
    if (at) {
        points[count] = count_files(run, choice, false, trouble);
        json_array_append_new(list, point_json(at, &points[count++]));
    }
    points[count] = *written;
    json_array_append_new(list, point_json("written", &points[count++]));
    json_object_set_new(object, "points", list);
    json_object_set_new(object, "histogram", histogram_json(points, count));
    if (at)
        tally_clear(&points[0]);
    return object;
}

/* ---- Fields and languages ---- */

static json_t *fields_json(const tally *written) {
    json_t *list = json_array(), *filled;
    const char *name;
    json_object_foreach(written->fields, name, filled) {
        double share = written->articles ? (double)json_integer_value(filled) / (double)written->articles : 0;
        json_array_append_new(list, json_pack("{s:s, s:O, s:f}", "field", name, "filled", filled, "share",
                                              (double)(long)(share * 10000 + 0.5) / 10000));
    }
    return list;
}

typedef struct named_count {
    const char *name;
    json_int_t count;
} named_count;

static int compare_counts(const void *one, const void *other) {
    const named_count *a = one, *b = other;
    if (a->count != b->count)
        return a->count > b->count ? -1 : 1;
    return strcmp(a->name, b->name);
}

static json_t *languages_json(const tally *written) {
    size_t count = 0;
    named_count *all = memory_zero(json_object_size(written->languages) + 1, sizeof *all);
    const char *name;
    json_t *number;
    json_object_foreach(written->languages, name, number) {
        all[count++] = (named_count){name, json_integer_value(number)};
    }
    qsort(all, count, sizeof *all, compare_counts);
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(
            list, json_pack("{s:s?, s:I}", "lang", *all[i].name ? all[i].name : NULL, "articles", all[i].count));
    free(all);
    return list;
}

/* ---- The manifest ---- */

static json_int_t integer_of(const json_t *object, const char *key) {
    return json_integer_value(json_object_get(object, key));
}

/* {"articles", "bytes"} of some files. */
static json_t *size_of_files(const rundir *run, const file_choice *choice) {
    const json_t *outputs = json_object_get(run->manifest, "outputs");
    size_t inputs = run->file_count - json_array_size(outputs);
    json_int_t articles = 0, bytes = 0;
    for (size_t i = inputs; i < run->file_count; i++) {
        const json_t *output = json_array_get(outputs, i - inputs);
        if (!rundir_is_chosen(choice, &run->files[i]))
            continue;
        articles += integer_of(output, "articles");
        bytes += integer_of(output, "bytes");
    }
    return json_pack("{s:I, s:I}", "articles", articles, "bytes", bytes);
}

static json_t *bytes_of_kind(const rundir *run, file_kind kind) {
    file_choice choice = {.stage = ALL_STAGES, .shard = NO_SHARD};
    choice.kinds[kind] = true;
    json_t *size = size_of_files(run, &choice), *bytes = json_incref(json_object_get(size, "bytes"));
    json_decref(size);
    return bytes;
}

static void copy_members(json_t *to, const json_t *from, const char *const *keys) {
    for (; *keys; keys++)
        json_object_set_new(to, *keys, json_deep_copy(json_object_get(from, *keys)));
}

static json_t *stage_json(const rundir *run, size_t index) {
    static const char *const kept[] = {"use", "in", "kept", "dropped", "rejected", "reasons", "cpu_ms", NULL};
    file_choice tap = {.kinds = {[FILE_TAP] = true}, .stage = index, .shard = NO_SHARD};
    const json_t *stage = json_array_get(json_object_get(run->manifest, "stages"), index);
    json_t *object = json_pack("{s:s}", "stage", run->stages[index]);
    copy_members(object, stage, kept);
    json_object_set_new(object, "tap", rundir_is_tapped(run, index) ? size_of_files(run, &tap) : json_null());
    return object;
}

static json_t *bytes_json(const rundir *run) {
    static const char *const texts[] = {"input", "text", "results_text", NULL};
    json_t *object = json_object();
    copy_members(object, json_object_get(run->manifest, "bytes"), texts);
    json_object_set_new(object, "articles", bytes_of_kind(run, FILE_RESULTS));
    json_object_set_new(object, "dropped", bytes_of_kind(run, FILE_DROPPED));
    json_object_set_new(object, "rejected", bytes_of_kind(run, FILE_REJECTED));
    json_object_set_new(object, "taps", bytes_of_kind(run, FILE_TAP));
    return object;
}

static json_t *manifest_json(const rundir *run) {
    static const char *const kept[] = {"started", "finished", "milliseconds", "counts", "core_cpu_ms", NULL};
    json_t *object = json_pack("{s:s, s:s?}", "run", run->folder, "pipeline",
                               json_string_value(json_object_get(json_object_get(run->manifest, "pipeline"), "file")));
    copy_members(object, run->manifest, kept);
    json_object_set_new(object, "jobs", json_integer(integer_of(json_object_get(run->manifest, "options"), "jobs")));
    json_int_t unread = integer_of(json_object_get(run->manifest, "counts"), "rejected");
    json_t *stages = json_array();
    for (size_t i = 0; i < run->stage_count; i++) {
        json_array_append_new(stages, stage_json(run, i));
        unread -= integer_of(json_array_get(stages, i), "rejected");
    }
    json_object_set_new(object, "rejected_unread", json_integer(unread));
    json_object_set_new(object, "stages", stages);
    json_object_set_new(object, "bytes", bytes_json(run));
    return object;
}

json_t *measure_run(const rundir *run, problems *trouble) {
    file_choice results = {.kinds = {[FILE_RESULTS] = true}, .stage = ALL_STAGES, .shard = NO_SHARD};
    json_t *object = manifest_json(run);
    tally written = count_files(run, results, true, trouble);
    json_object_set_new(object, "fields", fields_json(&written));
    json_object_set_new(object, "fields_cut", json_boolean(written.is_cut));
    json_object_set_new(object, "languages", languages_json(&written));
    json_object_set_new(object, "lengths", lengths_json(run, &written, trouble));
    tally_clear(&written);
    return object;
}
