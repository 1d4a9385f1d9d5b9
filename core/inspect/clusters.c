/* Two passes: the first counts copies by the hash of the id that they name; the second keeps the copies of the largest
 * clusters, and looks which of the names are an article's. What names none (a stage's detail can be anything) is no
 * cluster. More clusters are kept than shown, since some may go for that. */
#include "inspect/clusters.h"
#include "base/memory.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

typedef struct slot {
    uint64_t key; /* hash of an id; 0: free */
    uint32_t copies;
    atomic_bool is_article;
} slot;

/* Of one file. */
typedef struct pile {
    galley_arena *arena;
    json_t **leaders, **members; /* of each cluster: an object or NULL, a list or NULL */
} pile;

typedef struct clustering {
    const rundir *run;
    cluster_choice choice;
    pthread_mutex_t lock; /* of the table while it is filled */
    slot *slots;
    size_t capacity, used; /* a power of two */
    slot *largest;         /* by key */
    size_t kept;
    pile *files;
} clustering;

/* ---- The table ---- */

static uint64_t key_of(galley_text id) {
    uint64_t key = galley_hash64(id, 0);
    return key ? key : 1;
}

static slot *find_slot(const clustering *self, uint64_t key) {
    size_t at = (size_t)key & (self->capacity - 1);
    while (self->slots[at].key && self->slots[at].key != key)
        at = (at + 1) & (self->capacity - 1);
    return &self->slots[at];
}

static void grow(clustering *self) {
    slot *old = self->slots;
    size_t count = self->capacity;
    self->capacity = count ? count * 2 : 1024;
    self->slots = memory_zero(self->capacity, sizeof *self->slots);
    for (size_t i = 0; i < count; i++)
        if (old[i].key)
            *find_slot(self, old[i].key) = old[i];
    free(old);
}

static void count_copy(clustering *self, galley_text leader, bool is_origin) {
    pthread_mutex_lock(&self->lock);
    if (self->used * 2 >= self->capacity)
        grow(self);
    slot *found = find_slot(self, key_of(leader));
    self->used += found->key == 0;
    found->key = key_of(leader);
    found->copies += found->copies < UINT32_MAX;
    if (is_origin)
        found->is_article = true;
    pthread_mutex_unlock(&self->lock);
}

/* ---- The first pass ---- */

/* The id of the article of which this is a copy, or none. */
static galley_text leader_of(const rundir *run, copy *copy) {
    if (run->files[copy->file].kind == FILE_DROPPED)
        return copy->detail;
    galley_text leader = copy_text(copy, "dup_cluster");
    return galley_text_equal(leader, copy->id) ? galley_text_of(NULL) : leader;
}

static galley_arena *arena_of(pile *pile) {
    if (!pile->arena)
        pile->arena = galley_arena_new();
    galley_arena_reset(pile->arena);
    return pile->arena;
}

static sweep_step count_line(void *context, size_t file, uint64_t number, galley_text line) {
    clustering *self = context;
    copy seen;
    if (!copy_read(&seen, self->run, file, number, line, arena_of(&self->files[file])))
        return SWEEP_ON;
    galley_text leader = leader_of(self->run, &seen);
    size_t shard;
    uint64_t at;
    if (leader.len > 0)
        count_copy(self, leader, rundir_origin(self->run, leader, &shard, &at));
    return SWEEP_ON;
}

static void count_copies(clustering *self, problems *trouble) {
    file_choice dropped = {.kinds = {[FILE_DROPPED] = true}, .stage = ALL_STAGES, .shard = NO_SHARD};
    file_choice results = {.kinds = {[FILE_RESULTS] = true}, .stage = ALL_STAGES, .shard = NO_SHARD};
    sweep sweep = {.run = self->run, .choice = dropped, .visit = count_line, .context = self};
    sweep_run(&sweep, trouble);
    sweep.choice = results;
    sweep.needle = galley_text_of("dup_cluster");
    sweep_run(&sweep, trouble);
}

/* ---- The largest ---- */

static int compare_copies(const void *one, const void *other) {
    const slot *a = one, *b = other;
    if (a->copies != b->copies)
        return a->copies > b->copies ? -1 : 1;
    return a->key < b->key ? -1 : a->key > b->key;
}

static int compare_keys(const void *one, const void *other) {
    const slot *a = one, *b = other;
    return a->key < b->key ? -1 : a->key > b->key;
}

/* A heap would be faster; the table is sorted once, and has a slot a cluster. */
static void choose_largest(clustering *self, size_t most) {
    slot *all = memory_zero(self->used + 1, sizeof *all);
    size_t count = 0;
    for (size_t i = 0; i < self->capacity; i++)
        if (self->slots[i].key)
            all[count++] = self->slots[i];
    qsort(all, count, sizeof *all, compare_copies);
    self->kept = count < most ? count : most;
    self->largest = memory_resize(all, self->kept + 1, sizeof *all);
    qsort(self->largest, self->kept, sizeof *all, compare_keys);
}

/* Its place among the largest; `kept` if it is none of them. */
static size_t place_of(const clustering *self, uint64_t key) {
    slot wanted = {.key = key};
    const slot *found = bsearch(&wanted, self->largest, self->kept, sizeof wanted, compare_keys);
    return found ? (size_t)(found - self->largest) : self->kept;
}

/* ---- The second pass ---- */

static json_t *text_json(galley_text text) {
    return text.len ? json_stringn(text.ptr, text.len) : json_null();
}

static json_t *score_json(copy *copy) {
    if (copy->has_score)
        return isfinite(copy->score) ? json_real(copy->score) : json_null();
    galley_text score = article_spelling(&copy->article, "dup_score");
    double value = score.len ? strtod(galley_arena_copy(copy->article.arena, score).ptr, NULL) : NAN;
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *card_json(copy *copy, galley_text id) {
    return json_pack("{s:o, s:o, s:o}", "id", text_json(id), "title", text_json(copy_text(copy, "title")), "url",
                     text_json(copy_text(copy, "url")));
}

static void keep_leader(clustering *self, pile *pile, copy *copy) {
    size_t place = place_of(self, key_of(copy->id));
    if (place < self->kept && !pile->leaders[place])
        pile->leaders[place] = card_json(copy, copy->id);
}

static void keep_member(clustering *self, pile *pile, copy *copy) {
    galley_text leader = leader_of(self->run, copy);
    size_t place = leader.len ? place_of(self, key_of(leader)) : self->kept;
    if (place == self->kept)
        return;
    if (!pile->members[place])
        pile->members[place] = json_array();
    if (json_array_size(pile->members[place]) == self->choice.members)
        return;
    json_t *card = card_json(copy, copy->id);
    json_object_set_new(card, "leader", text_json(leader));
    json_object_set_new(card, "stage", text_json(copy->stage));
    json_object_set_new(card, "reason", text_json(copy->reason));
    json_object_set_new(card, "score", score_json(copy));
    json_array_append_new(pile->members[place], card);
}

static sweep_step keep_line(void *context, size_t file, uint64_t number, galley_text line) {
    clustering *self = context;
    pile *pile = &self->files[file];
    copy seen;
    if (!copy_read(&seen, self->run, file, number, line, arena_of(pile)))
        return SWEEP_ON;
    if (!pile->leaders) {
        pile->leaders = memory_zero(self->kept + 1, sizeof(json_t *));
        pile->members = memory_zero(self->kept + 1, sizeof(json_t *));
    }
    if (seen.id.len > 0) {
        slot *named = find_slot(self, key_of(seen.id));
        if (named->key)
            named->is_article = true;
        keep_leader(self, pile, &seen);
    }
    keep_member(self, pile, &seen);
    return SWEEP_ON;
}

static void keep_cards(clustering *self, problems *trouble) {
    file_choice ends = {
        .kinds = {[FILE_RESULTS] = true, [FILE_DROPPED] = true}, .stage = ALL_STAGES, .shard = NO_SHARD};
    sweep sweep = {.run = self->run, .choice = ends, .visit = keep_line, .context = self};
    sweep_run(&sweep, trouble);
}

/* ---- As JSON ---- */

/* The first that a file has; of results before that of others, as the run's files are in that order. */
static json_t *leader_json(const clustering *self, size_t place, json_t *members) {
    for (size_t i = 0; i < self->run->file_count; i++)
        if (self->files[i].leaders && self->files[i].leaders[place])
            return json_incref(self->files[i].leaders[place]);
    return json_pack("{s:O, s:n, s:n}", "id", json_object_get(json_array_get(members, 0), "leader"), "title", "url");
}

static json_t *members_json(const clustering *self, size_t place) {
    json_t *all = json_array();
    for (size_t i = 0; i < self->run->file_count; i++) {
        json_t *list = self->files[i].members ? self->files[i].members[place] : NULL;
        for (size_t k = 0; k < json_array_size(list) && json_array_size(all) < self->choice.members; k++)
            json_array_append(all, json_array_get(list, k));
    }
    return all;
}

static json_t *cluster_json(const clustering *self, const slot *cluster) {
    size_t place = place_of(self, cluster->key);
    json_t *members = members_json(self, place), *object = leader_json(self, place, members);
    json_object_set_new(object, "copies", json_integer(cluster->copies));
    json_object_set_new(object, "members", members);
    return object;
}

static json_t *largest_json(clustering *self) {
    json_t *list = json_array();
    slot *by_size = memory_alloc((self->kept + 1) * sizeof *by_size);
    memcpy(by_size, self->largest, self->kept * sizeof *by_size);
    qsort(by_size, self->kept, sizeof *by_size, compare_copies);
    for (size_t i = 0; i < self->kept && json_array_size(list) < self->choice.clusters; i++)
        if (find_slot(self, by_size[i].key)->is_article)
            json_array_append_new(list, cluster_json(self, &by_size[i]));
    free(by_size);
    return list;
}

static void add_sizes(const clustering *self, json_t *object) {
    static const uint32_t from[] = {1, 2, 3, 5, 10, 100, UINT32_MAX};
    enum { SIZES = sizeof from / sizeof *from - 1 };
    json_int_t counts[SIZES] = {0}, clusters = 0, copies = 0;
    for (size_t i = 0; i < self->capacity; i++) {
        const slot *each = &self->slots[i];
        if (!each->key || !each->is_article)
            continue;
        size_t size = 0;
        while (size + 1 < SIZES && each->copies >= from[size + 1])
            size++;
        counts[size]++;
        clusters++;
        copies += each->copies;
    }
    json_t *sizes = json_array();
    for (size_t i = 0; i < SIZES; i++)
        json_array_append_new(sizes, json_pack("{s:I, s:o, s:I}", "from", (json_int_t)from[i], "to",
                                               i + 1 < SIZES ? json_integer(from[i + 1] - 1) : json_null(), "clusters",
                                               counts[i]));
    json_object_set_new(object, "clusters", json_integer(clusters));
    json_object_set_new(object, "copies", json_integer(copies));
    json_object_set_new(object, "sizes", sizes);
}

static void pile_clear(pile *self, size_t kept) {
    galley_arena_free(self->arena);
    for (size_t i = 0; self->leaders && i < kept; i++) {
        json_decref(self->leaders[i]);
        json_decref(self->members[i]);
    }
    free(self->leaders);
    free(self->members);
}

json_t *clusters_find(const rundir *run, cluster_choice choice, problems *trouble) {
    enum { SPARE = 4 };
    clustering self = {.run = run, .choice = choice, .lock = PTHREAD_MUTEX_INITIALIZER};
    self.files = memory_zero(run->file_count + 1, sizeof *self.files);
    grow(&self);
    count_copies(&self, trouble);
    choose_largest(&self, choice.clusters * SPARE);
    if (self.used > 0)
        keep_cards(&self, trouble);
    json_t *object = json_object();
    add_sizes(&self, object);
    json_object_set_new(object, "largest", largest_json(&self));
    for (size_t i = 0; i < run->file_count; i++)
        pile_clear(&self.files[i], self.kept);
    free(self.files);
    free(self.slots);
    free(self.largest);
    pthread_mutex_destroy(&self.lock);
    return object;
}
