/* Each article becomes a row of hashes: its key, its members, its place. Rows are sorted by key and joined; only the
 * examples are read again. */
#include "inspect/compare.h"
#include "base/memory.h"
#include "inspect/changes.h"

#include <math.h>
#include <stdlib.h>

enum { NAMES_MAX = 1000, FIELD_SEED = 1, STRING_SEED, VALUE_SEED };

typedef struct field_hash {
    uint64_t name, value;
} field_hash;

typedef struct row {
    galley_hash128 key;
    uint64_t content; /* of all members, in whatever order */
    uint64_t number;  /* its line */
    size_t file, field, field_count;
} row;

/* The rows of one file, or of a side. */
typedef struct table {
    galley_arena *arena;
    row *rows;
    size_t count, capacity;
    field_hash *fields;
    size_t field_count, field_capacity;
    json_t *names; /* hash in hexadecimal: name */
    uint64_t unnamed;
} table;

/* ---- Reading ---- */

typedef struct reading {
    const rundir *run;
    table *files;
    bool by_origin, has_origins; /* of both sides */
} reading;

typedef struct hex {
    char digits[17];
} hex;

static hex hex_of(uint64_t hash) {
    hex text;
    snprintf(text.digits, sizeof text.digits, "%016llx", (unsigned long long)hash);
    return text;
}

static void add_field(table *self, field_value value, galley_arena *arena, row *into) {
    bool is_string = value.json.len > 0 && value.json.ptr[0] == '"';
    galley_text said = value_text(value.json, arena);
    field_hash hash = {galley_hash64(value.name, FIELD_SEED),
                       galley_hash64(said, is_string ? STRING_SEED : VALUE_SEED)};
    if (self->field_count == self->field_capacity) {
        self->field_capacity = self->field_capacity ? self->field_capacity * 2 : 256;
        self->fields = memory_resize(self->fields, self->field_capacity, sizeof hash);
    }
    self->fields[self->field_count++] = hash;
    into->field_count++;
    into->content += galley_hash64(galley_text_part((const char *)&hash, sizeof hash), 0);
    if (json_object_size(self->names) < NAMES_MAX && !json_object_get(self->names, hex_of(hash.name).digits))
        json_object_set_new(self->names, hex_of(hash.name).digits, json_stringn(value.name.ptr, value.name.len));
}

static row *add_row(table *self) {
    if (self->count == self->capacity) {
        self->capacity = self->capacity ? self->capacity * 2 : 256;
        self->rows = memory_resize(self->rows, self->capacity, sizeof *self->rows);
    }
    row *fresh = &self->rows[self->count++];
    *fresh = (row){.field = self->field_count};
    return fresh;
}

/* What only one side can tell is no key. */
static galley_text key_of(const reading *self, copy *seen) {
    galley_text id = self->by_origin ? galley_text_of(NULL) : article_spelling(&seen->article, "id");
    bool is_told = self->has_origins && seen->shard != NO_SHARD;
    return id.len ? id : is_told ? galley_article_origin(&seen->article) : galley_text_of(NULL);
}

static sweep_step read_line(void *context, size_t file, uint64_t number, galley_text line) {
    reading *self = context;
    table *into = &self->files[file];
    if (!into->arena)
        *into = (table){.arena = galley_arena_new(), .names = json_object()};
    galley_arena_reset(into->arena);
    copy seen;
    if (!copy_read(&seen, self->run, file, number, line, into->arena))
        return SWEEP_ON;
    galley_text key = key_of(self, &seen);
    if (key.len == 0) {
        into->unnamed++;
        return SWEEP_ON;
    }
    row *fresh = add_row(into);
    fresh->key = galley_hash_128(key);
    fresh->file = file;
    fresh->number = number;
    field_values values = copy_values(self->run, &seen, false, into->arena);
    for (size_t i = 0; i < values.count; i++)
        add_field(into, values.items[i], into->arena, fresh);
    return SWEEP_ON;
}

static void table_clear(table *self) {
    galley_arena_free(self->arena);
    free(self->rows);
    free(self->fields);
    json_decref(self->names);
}

static void append(table *sum, const table *more) {
    if (more->count > 0)
        sum->rows = memory_resize(sum->rows, sum->count + more->count, sizeof *sum->rows);
    if (more->field_count > 0)
        sum->fields = memory_resize(sum->fields, sum->field_count + more->field_count, sizeof *sum->fields);
    for (size_t i = 0; i < more->count; i++) {
        sum->rows[sum->count] = more->rows[i];
        sum->rows[sum->count++].field += sum->field_count;
    }
    if (more->field_count > 0)
        memcpy(sum->fields + sum->field_count, more->fields, more->field_count * sizeof *sum->fields);
    sum->field_count += more->field_count;
    sum->unnamed += more->unnamed;
    json_object_update(sum->names, more->names);
}

static int compare_keys(const row *a, const row *b) {
    if (a->key.high != b->key.high)
        return a->key.high < b->key.high ? -1 : 1;
    return a->key.low < b->key.low ? -1 : a->key.low > b->key.low;
}

static int compare_rows(const void *one, const void *other) {
    const row *a = one, *b = other;
    int keys = compare_keys(a, b);
    if (keys != 0)
        return keys;
    if (a->file != b->file)
        return a->file < b->file ? -1 : 1;
    return a->number < b->number ? -1 : a->number > b->number;
}

static table read_side(const compare_side *side, bool by_origin, bool has_origins, problems *trouble) {
    const rundir *run = side->run;
    reading self = {.run = run, .by_origin = by_origin, .has_origins = has_origins};
    self.files = memory_zero(run->file_count + 1, sizeof *self.files);
    sweep sweep = {.run = run, .choice = side->files, .visit = read_line, .context = &self};
    sweep_run(&sweep, trouble);
    table sum = {.names = json_object()};
    for (size_t i = 0; i < run->file_count; i++) {
        if (!self.files[i].arena)
            continue;
        append(&sum, &self.files[i]);
        table_clear(&self.files[i]);
    }
    free(self.files);
    if (sum.count > 0)
        qsort(sum.rows, sum.count, sizeof *sum.rows, compare_rows);
    return sum;
}

/* ---- Joining ---- */

typedef struct field_counts {
    uint64_t name, added, changed, removed;
} field_counts;

/* Examples of one kind: rows of one side, and of the other if there are two. */
typedef struct examples {
    const row **before, **after;
    size_t count;
} examples;

typedef struct joining {
    table before, after;
    uint64_t same, changed, appeared, vanished;
    field_counts *fields;
    size_t field_count;
    size_t most;
    examples of_changed, of_appeared, of_vanished;
} joining;

static void add_example(joining *self, examples *list, const row *before, const row *after) {
    if (list->count == self->most)
        return;
    list->before[list->count] = before;
    list->after[list->count++] = after;
}

static field_counts *counts_of(joining *self, uint64_t name) {
    for (size_t i = 0; i < self->field_count; i++)
        if (self->fields[i].name == name)
            return &self->fields[i];
    if (self->field_count == NAMES_MAX)
        return NULL;
    self->fields = memory_resize(self->fields, self->field_count + 1, sizeof *self->fields);
    self->fields[self->field_count] = (field_counts){.name = name};
    return &self->fields[self->field_count++];
}

static const field_hash *find_field(const table *table, const row *row, uint64_t name) {
    for (size_t i = row->field; i < row->field + row->field_count; i++)
        if (table->fields[i].name == name)
            return &table->fields[i];
    return NULL;
}

static void count_changes(joining *self, const row *before, const row *after) {
    for (size_t i = 0; i < before->field_count; i++) {
        const field_hash *was = &self->before.fields[before->field + i];
        const field_hash *now = find_field(&self->after, after, was->name);
        bool is_same = now && now->value == was->value;
        field_counts *counts = is_same ? NULL : counts_of(self, was->name);
        if (counts)
            ++*(now ? &counts->changed : &counts->removed);
    }
    for (size_t i = 0; i < after->field_count; i++) {
        const field_hash *now = &self->after.fields[after->field + i];
        field_counts *counts = find_field(&self->before, before, now->name) ? NULL : counts_of(self, now->name);
        if (counts)
            counts->added++;
    }
}

static bool has_key(const table *table, size_t at, galley_hash128 key) {
    return at < table->count && table->rows[at].key.high == key.high && table->rows[at].key.low == key.low;
}

static int compare_contents(const void *one, const void *other) {
    const row *a = one, *b = other;
    if (a->content != b->content)
        return a->content < b->content ? -1 : 1;
    return compare_rows(one, other);
}

/* Takes the rows with equal content out of two groups with one key; what is left keeps the order of the corpus. */
static void pass_over_equal(joining *self, row *before, size_t *befores, row *after, size_t *afters) {
    size_t b = 0, a = 0, left_b = 0, left_a = 0;
    qsort(before, *befores, sizeof *before, compare_contents);
    qsort(after, *afters, sizeof *after, compare_contents);
    while (b < *befores || a < *afters) {
        bool has_both = b < *befores && a < *afters;
        if (has_both && before[b].content == after[a].content) {
            self->same++;
            b++, a++;
        } else if (a == *afters || (has_both && before[b].content < after[a].content)) {
            before[left_b++] = before[b++];
        } else {
            after[left_a++] = after[a++];
        }
    }
    *befores = left_b;
    *afters = left_a;
    qsort(before, left_b, sizeof *before, compare_rows);
    qsort(after, left_a, sizeof *after, compare_rows);
}

static void join_group(joining *self, row *before, size_t befores, row *after, size_t afters) {
    if (befores > 0 && afters > 0)
        pass_over_equal(self, before, &befores, after, &afters);
    size_t pairs = befores < afters ? befores : afters;
    for (size_t i = 0; i < pairs; i++) {
        count_changes(self, &before[i], &after[i]);
        add_example(self, &self->of_changed, &before[i], &after[i]);
    }
    for (size_t i = pairs; i < befores; i++)
        add_example(self, &self->of_vanished, &before[i], NULL);
    for (size_t i = pairs; i < afters; i++)
        add_example(self, &self->of_appeared, NULL, &after[i]);
    self->changed += pairs;
    self->vanished += befores - pairs;
    self->appeared += afters - pairs;
}

static row *rows_from(const table *side, size_t first) {
    return side->count > 0 ? side->rows + first : NULL;
}

static void join(joining *self) {
    row *before = self->before.rows, *after = self->after.rows;
    for (size_t b = 0, a = 0; b < self->before.count || a < self->after.count;) {
        bool is_before = a == self->after.count || (b < self->before.count && compare_keys(&before[b], &after[a]) <= 0);
        galley_hash128 key = is_before ? before[b].key : after[a].key;
        size_t first_b = b, first_a = a;
        while (has_key(&self->before, b, key))
            b++;
        while (has_key(&self->after, a, key))
            a++;
        join_group(self, rows_from(&self->before, first_b), b - first_b, rows_from(&self->after, first_a), a - first_a);
    }
}

/* ---- Examples ---- */

/* Reads some rows' lines again. */
typedef struct fetching {
    const rundir *run;
    const row **rows;
    size_t count;
    galley_text *lines;
    galley_arena **arenas; /* a row each: files are read by several threads */
} fetching;

static sweep_step fetch_line(void *context, size_t file, uint64_t number, galley_text line) {
    fetching *self = context;
    bool is_more = false;
    for (size_t i = 0; i < self->count; i++) {
        if (self->rows[i]->file != file)
            continue;
        is_more = is_more || self->rows[i]->number > number;
        if (self->rows[i]->number == number)
            self->lines[i] = galley_arena_copy(self->arenas[i], line);
    }
    return is_more ? SWEEP_ON : SWEEP_FILE_DONE;
}

static void fetch(fetching *self, const compare_side *side, const row **rows, size_t count, problems *trouble) {
    *self = (fetching){.run = side->run, .rows = rows, .count = count};
    self->lines = memory_zero(count + 1, sizeof *self->lines);
    self->arenas = memory_zero(count + 1, sizeof *self->arenas);
    for (size_t i = 0; i < count; i++)
        self->arenas[i] = galley_arena_new();
    sweep sweep = {.run = side->run, .choice = side->files, .visit = fetch_line, .context = self};
    if (count > 0)
        sweep_run(&sweep, trouble);
}

static void fetching_clear(fetching *self) {
    for (size_t i = 0; i < self->count; i++)
        galley_arena_free(self->arenas[i]);
    free(self->arenas);
    free(self->lines);
}

static bool fetched_copy(const fetching *self, size_t index, copy *copy) {
    const row *row = self->rows[index];
    return copy_read(copy, self->run, row->file, row->number, self->lines[index], self->arenas[index]);
}

static json_t *text_json(galley_text text) {
    return text.ptr ? json_stringn(text.ptr, text.len) : json_null();
}

static void add_place(json_t *object, const rundir *run, const copy *copy) {
    json_object_set_new(object, "file", json_string(run->files[copy->file].name));
    json_object_set_new(object, "line", json_integer((json_int_t)copy->number));
}

static json_t *name_json(copy *copy) {
    json_t *object = json_object();
    json_object_set_new(object, "id", text_json(copy->id));
    json_object_set_new(object, "title", text_json(copy_text(copy, "title")));
    return object;
}

/* Where the run dropped or rejected the article, if it did. */
static void add_why(json_t *object, const rundir *run, galley_text id, problems *trouble) {
    file_choice losses = {
        .kinds = {[FILE_DROPPED] = true, [FILE_REJECTED] = true}, .stage = ALL_STAGES, .shard = NO_SHARD};
    query query = {.kind = QUERY_ID, .text = id, .is_first_enough = true};
    copy_list found = {0};
    copies_find(&found, run, &query, losses, trouble);
    if (found.count > 0) {
        const copy *lost = found.items[0];
        json_t *why = json_object();
        json_object_set_new(why, "stage", text_json(lost->stage));
        json_object_set_new(why, lost->reason.ptr ? "reason" : "error",
                            text_json(lost->reason.ptr ? lost->reason : lost->error));
        if (lost->has_score && isfinite(lost->score))
            json_object_set_new(why, "score", json_real(lost->score));
        if (lost->detail.len)
            json_object_set_new(why, "detail", text_json(lost->detail));
        json_object_set_new(object, "why", why);
    }
    copies_clear(&found);
}

/* Articles that stand on one side only; `absent_from` may tell why. */
static json_t *single_examples(const compare_side *side, const rundir *absent_from, const row **rows, size_t count,
                               problems *trouble) {
    fetching lines;
    fetch(&lines, side, rows, count, trouble);
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        copy copy;
        if (!fetched_copy(&lines, i, &copy))
            continue;
        json_t *object = name_json(&copy);
        add_place(object, side->run, &copy);
        if (copy.id.len)
            add_why(object, absent_from, copy.id, trouble);
        json_array_append_new(list, object);
    }
    fetching_clear(&lines);
    return list;
}

static json_t *pair_json(const compare_side *before, copy *was, const compare_side *after, copy *now) {
    galley_arena *arena = now->article.arena;
    json_t *object = name_json(now), *places[2] = {json_object(), json_object()};
    add_place(places[0], before->run, was);
    add_place(places[1], after->run, now);
    json_object_set_new(object, "before", places[0]);
    json_object_set_new(object, "after", places[1]);
    json_object_set_new(
        object, "changes",
        changes_list(copy_values(before->run, was, false, arena), copy_values(after->run, now, false, arena), arena));
    return object;
}

static json_t *pair_examples(const compare_side *before, const compare_side *after, const examples *pairs,
                             problems *trouble) {
    fetching olds, news;
    fetch(&olds, before, pairs->before, pairs->count, trouble);
    fetch(&news, after, pairs->after, pairs->count, trouble);
    json_t *list = json_array();
    for (size_t i = 0; i < pairs->count; i++) {
        copy was, now;
        if (fetched_copy(&olds, i, &was) && fetched_copy(&news, i, &now))
            json_array_append_new(list, pair_json(before, &was, after, &now));
    }
    fetching_clear(&olds);
    fetching_clear(&news);
    return list;
}

/* ---- The whole ---- */

static int compare_counts(const void *one, const void *other) {
    const field_counts *a = one, *b = other;
    uint64_t all_a = a->added + a->changed + a->removed, all_b = b->added + b->changed + b->removed;
    if (all_a != all_b)
        return all_a > all_b ? -1 : 1;
    return a->name < b->name ? -1 : a->name > b->name;
}

static json_t *fields_json(joining *self) {
    json_t *list = json_array();
    if (self->field_count > 0)
        qsort(self->fields, self->field_count, sizeof *self->fields, compare_counts);
    for (size_t i = 0; i < self->field_count; i++) {
        const field_counts *each = &self->fields[i];
        const json_t *name = json_object_get(self->before.names, hex_of(each->name).digits);
        if (!name)
            name = json_object_get(self->after.names, hex_of(each->name).digits);
        json_array_append_new(list, json_pack("{s:s, s:I, s:I, s:I}", "field", name ? json_string_value(name) : "",
                                              "added", (json_int_t)each->added, "changed", (json_int_t)each->changed,
                                              "removed", (json_int_t)each->removed));
    }
    return list;
}

static json_t *side_json(const compare_side *side, const table *table) {
    uint64_t articles = table->count + table->unnamed;
    return json_pack("{s:s, s:s, s:I}", "run", side->run->folder, "at", side->name, "articles", (json_int_t)articles);
}

static bool has_origins(const compare_side *side) {
    return !side->files.kinds[FILE_RESULTS] || side->run->has_provenance;
}

static void examples_init(examples *list, size_t most) {
    list->before = memory_zero(most + 1, sizeof *list->before);
    list->after = memory_zero(most + 1, sizeof *list->after);
}

static void examples_clear(examples *list) {
    free(list->before);
    free(list->after);
}

json_t *compare_sides(const compare_side *before, const compare_side *after, size_t most, problems *trouble) {
    bool are_told = has_origins(before) && has_origins(after), by_origin = before->run == after->run && are_told;
    joining self = {.most = most};
    self.before = read_side(before, by_origin, are_told, trouble);
    self.after = read_side(after, by_origin, are_told, trouble);
    examples_init(&self.of_changed, most);
    examples_init(&self.of_appeared, most);
    examples_init(&self.of_vanished, most);
    join(&self);
    json_t *told = json_object(), *shown = json_object();
    json_object_set_new(told, "before", side_json(before, &self.before));
    json_object_set_new(told, "after", side_json(after, &self.after));
    json_object_set_new(told, "joined_by", json_string(by_origin ? "origin" : "id"));
    json_object_set_new(told, "same", json_integer((json_int_t)self.same));
    json_object_set_new(told, "changed", json_integer((json_int_t)self.changed));
    json_object_set_new(told, "appeared", json_integer((json_int_t)self.appeared));
    json_object_set_new(told, "vanished", json_integer((json_int_t)self.vanished));
    uint64_t unnamed = self.before.unnamed + self.after.unnamed;
    json_object_set_new(told, "unnamed", json_integer((json_int_t)unnamed));
    json_object_set_new(told, "fields", fields_json(&self));
    json_object_set_new(shown, "changed", pair_examples(before, after, &self.of_changed, trouble));
    json_object_set_new(shown, "appeared",
                        single_examples(after, before->run, self.of_appeared.after, self.of_appeared.count, trouble));
    json_object_set_new(shown, "vanished",
                        single_examples(before, after->run, self.of_vanished.before, self.of_vanished.count, trouble));
    json_object_set_new(told, "examples", shown);
    examples_clear(&self.of_changed);
    examples_clear(&self.of_appeared);
    examples_clear(&self.of_vanished);
    table_clear(&self.before);
    table_clear(&self.after);
    free(self.fields);
    return told;
}
