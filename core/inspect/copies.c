/* The needle of a search is the longest part of what is sought that JSON writers spell as itself; a line that holds it
 * is parsed, and decided by its decoded values. */
#define _GNU_SOURCE /* memmem */
#include "inspect/copies.h"
#include "base/memory.h"

#include <stdlib.h>

/* ---- Reading ---- */

static galley_text member_value(const galley_article *article, const char *name) {
    const member *found = article_member(article, galley_text_of(name));
    return found ? found->value : galley_text_of(NULL);
}

static const field_map no_fields;

/* "galley" of a tap, of a dropped one, of a result with provenance: an object of its own. */
static void read_provenance(copy *self, const rundir *run, galley_text json) {
    galley_article object;
    if (!article_scan(&object, json, (origin){.shard = ""}, &no_fields, self->article.arena, NULL))
        return;
    rundir_origin(run, galley_article_text(&object, "origin"), &self->shard, &self->line);
    self->before = member_value(&object, "before");
    self->stage = galley_article_text(&object, "stage");
    self->reason = galley_article_text(&object, "reason");
    self->detail = galley_article_text(&object, "detail");
    self->edits = member_value(&object, "edits");
    galley_text score = member_value(&object, "score");
    self->has_score = score.len > 0;
    if (self->has_score)
        self->score = strtod(galley_arena_copy(self->article.arena, score).ptr, NULL);
}

/* The stage stands before the message: "stage clean: …". */
static void read_error(copy *self, galley_text error) {
    static const char before[] = "stage ";
    self->error = error;
    if (error.len < strlen(before) || memcmp(error.ptr, before, strlen(before)) != 0)
        return;
    const char *name = error.ptr + strlen(before);
    const char *colon = memchr(name, ':', error.len - strlen(before));
    if (!colon)
        return;
    self->stage = galley_text_part(name, (size_t)(colon - name));
    size_t skipped = (size_t)(colon - error.ptr) + strlen(": ");
    if (skipped <= error.len)
        self->error = galley_text_part(error.ptr + skipped, error.len - skipped);
}

static bool read_rejected(copy *self, const rundir *run, galley_text line, galley_arena *arena) {
    galley_article object;
    if (!article_scan(&object, line, (origin){.shard = ""}, &no_fields, arena, NULL))
        return false;
    rundir_origin(run, galley_article_text(&object, "origin"), &self->shard, &self->line);
    read_error(self, galley_article_text(&object, "error"));
    self->rejected = galley_article_text(&object, "line");
    self->is_article = article_scan(&self->article, self->rejected, (origin){.shard = ""}, &run->fields, arena, NULL);
    if (!self->is_article)
        self->article = (galley_article){.fields = &run->fields, .arena = arena};
    self->before = member_value(&self->article, "galley");
    return true;
}

static bool has_provenance(const rundir *run, file_kind kind) {
    return kind == FILE_TAP || kind == FILE_DROPPED || (kind == FILE_RESULTS && run->has_provenance);
}

static bool read_article(copy *self, const rundir *run, galley_text line, galley_arena *arena) {
    if (!article_scan(&self->article, line, (origin){.shard = ""}, &run->fields, arena, NULL))
        return false;
    self->is_article = true;
    galley_text own = member_value(&self->article, "galley");
    if (has_provenance(run, run->files[self->file].kind))
        read_provenance(self, run, own);
    else
        self->before = own;
    return true;
}

bool copy_read(copy *self, const rundir *run, size_t file, uint64_t number, galley_text line, galley_arena *arena) {
    const run_file *from = &run->files[file];
    *self = (copy){.file = file, .number = number, .shard = NO_SHARD};
    if (from->kind == FILE_INPUT) {
        self->shard = from->shard;
        self->line = number;
    }
    bool is_read =
        from->kind == FILE_REJECTED ? read_rejected(self, run, line, arena) : read_article(self, run, line, arena);
    if (!is_read)
        return false;
    bool has_origin = self->shard != NO_SHARD;
    self->article.origin = (origin){.shard = has_origin ? run->shards[self->shard] : "", .line = self->line};
    galley_text id = article_spelling(&self->article, "id");
    self->id = id.len ? id : has_origin ? galley_article_origin(&self->article) : galley_text_of(NULL);
    return true;
}

galley_text copy_text(copy *self, const char *field) {
    return galley_article_text(&self->article, field);
}

/* ---- Finding ---- */

typedef struct search {
    const rundir *run;
    const query *query;
    struct hits {
        galley_arena *arena;
        copy **items;
        size_t count;
        bool is_cut;
    } * files;
} search;

static bool is_plain(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           (byte != '\0' && strchr(" -_.,;:!?()=+*#@", byte));
}

/* The longest run of bytes that no usual writer escapes; may be empty. */
static galley_text plain_part(galley_text text) {
    galley_text best = {text.ptr, 0};
    for (size_t i = 0, begin = 0; i <= text.len; i++) {
        if (i < text.len && is_plain(text.ptr[i]))
            continue;
        if (i - begin > best.len)
            best = galley_text_part(text.ptr + begin, i - begin);
        begin = i + 1;
    }
    return best;
}

/* Members are asked for by the names that they have in the corpus. */
static bool holds_text(copy *self, galley_text wanted) {
    self->article.fields = &no_fields;
    for (size_t i = 0; i < self->article.member_count; i++) {
        galley_text name = galley_arena_copy(self->article.arena, self->article.members[i].name);
        galley_text text =
            galley_text_is(name, "galley") ? self->detail : galley_article_text(&self->article, name.ptr);
        if (text.len >= wanted.len && memmem(text.ptr, text.len, wanted.ptr, wanted.len))
            return true;
    }
    return self->rejected.len && memmem(self->rejected.ptr, self->rejected.len, wanted.ptr, wanted.len);
}

static bool is_sought(copy *self, const query *query) {
    switch (query->kind) {
    case QUERY_ID:
        return galley_text_equal(self->id, query->text);
    case QUERY_ORIGIN:
        return self->shard == query->shard && self->line == query->line;
    case QUERY_TEXT:
        return holds_text(self, query->text);
    default: /* QUERY_ALL */
        return true;
    }
}

static void keep(const rundir *run, struct hits *hits, size_t file, uint64_t number, galley_text line) {
    if (!hits->arena)
        hits->arena = galley_arena_new();
    copy *kept = galley_arena_alloc(hits->arena, sizeof *kept);
    copy_read(kept, run, file, number, galley_arena_copy(hits->arena, line), hits->arena);
    hits->items = memory_resize(hits->items, hits->count + 1, sizeof *hits->items);
    hits->items[hits->count++] = kept;
}

/* Most lines that hold the needle are no hits: what was parsed of them is given back at once. */
static sweep_step visit_line(void *context, size_t file, uint64_t number, galley_text line) {
    search *self = context;
    const query *query = self->query;
    struct hits *hits = &self->files[file];
    bool is_input = self->run->files[file].kind == FILE_INPUT;
    if (query->kind == QUERY_ORIGIN && is_input && number != query->line)
        return number < query->line ? SWEEP_ON : SWEEP_FILE_DONE;
    galley_arena *scratch = galley_arena_new();
    copy trial;
    bool is_hit = copy_read(&trial, self->run, file, number, line, scratch) && is_sought(&trial, query);
    hits->is_cut = is_hit && hits->count == COPIES_OF_FILE_MAX;
    if (is_hit && !hits->is_cut)
        keep(self->run, hits, file, number, line);
    galley_arena_free(scratch);
    if (is_hit && query->is_first_enough)
        return SWEEP_ALL_DONE;
    bool has_all = query->enough > 0 && hits->count == query->enough;
    return hits->is_cut || has_all ? SWEEP_FILE_DONE : SWEEP_ON;
}

static void sweep_for(search *self, file_choice choice, galley_text needle, problems *trouble) {
    sweep sweep = {.run = self->run, .choice = choice, .needle = needle, .visit = visit_line, .context = self};
    sweep_run(&sweep, trouble);
}

/* An origin is spelled as Galley writes it: whole, with its quotes. In an input it is a place, and every line is met.
 * */
static void sweep_for_origin(search *self, file_choice choice, problems *trouble) {
    file_choice inputs = {.kinds = {[FILE_INPUT] = choice.kinds[FILE_INPUT]}, .shard = self->query->shard};
    galley_buffer needle = {0};
    json_write_string(&needle, self->query->text);
    sweep_for(self, inputs, galley_text_of(NULL), trouble);
    choice.kinds[FILE_INPUT] = false;
    sweep_for(self, choice, galley_buffer_text(&needle), trouble);
    galley_buffer_clear(&needle);
}

static void add_hits(copy_list *list, const struct hits *hits) {
    size_t room = COPIES_MAX - list->count, count = hits->count < room ? hits->count : room;
    list->is_cut = list->is_cut || hits->is_cut || count < hits->count;
    if (count > 0)
        list->items = memory_resize(list->items, list->count + count, sizeof(copy *));
    for (size_t i = 0; i < count; i++)
        list->items[list->count++] = hits->items[i];
}

void copies_find(copy_list *list, const rundir *run, const query *query, file_choice choice, problems *trouble) {
    search search = {.run = run, .query = query, .files = memory_zero(run->file_count + 1, sizeof *search.files)};
    if (query->kind == QUERY_ORIGIN)
        sweep_for_origin(&search, choice, trouble);
    else
        sweep_for(&search, choice, plain_part(query->text), trouble);
    list->arenas = memory_resize(list->arenas, list->arena_count + run->file_count, sizeof *list->arenas);
    for (size_t i = 0; i < run->file_count; i++) {
        struct hits *hits = &search.files[i];
        list->arenas[list->arena_count++] = hits->arena;
        add_hits(list, hits);
        free(hits->items);
    }
    free(search.files);
}

void copies_clear(copy_list *list) {
    for (size_t i = 0; i < list->arena_count; i++)
        galley_arena_free(list->arenas[i]);
    free(list->arenas);
    free(list->items);
    *list = (copy_list){0};
}
