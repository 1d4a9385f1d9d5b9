/* Best is what left the stage before (its tap; the corpus for the first stage) or was dropped by this one, since that
 * comes with the edits made until then. Next is what a later stage left or dropped; last, what was read. */
#include "inspect/seen.h"
#include "inspect/life.h"

#include <stdlib.h>

enum { NEVER_SEEN = 0, AS_READ, AS_LEFT_LATER, AS_SEEN };

/* How good a copy is. */
static int value_of(const rundir *run, size_t stage, const copy *copy) {
    const run_file *file = &run->files[copy->file];
    size_t by;
    switch (file->kind) {
    case FILE_INPUT:
        return stage == 0 ? AS_SEEN : AS_READ;
    case FILE_TAP:
        return file->stage + 1 == stage ? AS_SEEN : file->stage >= stage ? AS_LEFT_LATER : NEVER_SEEN;
    case FILE_DROPPED:
        by = rundir_stage(run, copy->stage);
        return by == stage ? AS_SEEN : by > stage && by < run->stage_count ? AS_LEFT_LATER : NEVER_SEEN;
    case FILE_RESULTS:
        return AS_LEFT_LATER;
    default:
        return NEVER_SEEN;
    }
}

/* ---- Searching ---- */

typedef struct seeking {
    const rundir *run;
    size_t stage;
    problems *trouble;
    copy_list *found;
} seeking;

static void seek(const seeking *self, const query *query, file_kind kind, size_t tap) {
    file_choice choice = {.stage = tap, .shard = query->kind == QUERY_ORIGIN ? query->shard : NO_SHARD};
    choice.kinds[kind] = true;
    copies_find(self->found, self->run, query, choice, self->trouble);
}

static bool has_value(const seeking *self, int value) {
    for (size_t i = 0; i < self->found->count; i++)
        if (value_of(self->run, self->stage, self->found->items[i]) >= value)
            return true;
    return false;
}

/* Where results do not tell their origins, an origin is read in the corpus, and tells the id. */
static void seek_by_input(const seeking *self, const query *query) {
    size_t before = self->found->count;
    seek(self, query, FILE_INPUT, ALL_STAGES);
    if (query->kind != QUERY_ORIGIN || before == self->found->count)
        return;
    struct query by_id = {.kind = QUERY_ID, .text = self->found->items[before]->id, .shard = query->shard};
    if (!galley_text_equal(by_id.text, query->text))
        seek(self, &by_id, FILE_RESULTS, ALL_STAGES);
}

static void seek_everywhere(const seeking *self, const query *query) {
    seek(self, query, FILE_DROPPED, ALL_STAGES);
    if (self->stage == 0)
        seek(self, query, FILE_INPUT, ALL_STAGES);
    else if (rundir_is_tapped(self->run, self->stage - 1))
        seek(self, query, FILE_TAP, self->stage - 1);
    if (!has_value(self, AS_SEEN))
        seek(self, query, FILE_RESULTS, ALL_STAGES);
    for (size_t tap = self->stage; tap < self->run->stage_count && !has_value(self, AS_LEFT_LATER); tap++)
        if (rundir_is_tapped(self->run, tap))
            seek(self, query, FILE_TAP, tap);
    if (self->found->count == 0)
        seek(self, query, FILE_REJECTED, ALL_STAGES);
    if (self->found->count == 0)
        seek_by_input(self, query);
}

/* ---- Choosing ---- */

static bool is_same_place(const copy *one, const copy *other) {
    if (one->shard != NO_SHARD && other->shard != NO_SHARD)
        return one->shard == other->shard && one->line == other->line;
    return one->file == other->file && one->number == other->number;
}

static void choose(seen_article *self, const rundir *run, size_t stage) {
    int best = NEVER_SEEN;
    for (size_t i = 0; i < self->found.count; i++) {
        copy *each = self->found.items[i];
        int value = value_of(run, stage, each);
        if (value <= best)
            continue;
        best = value;
        self->copy = each;
    }
    self->is_as_seen = best == AS_SEEN;
    for (size_t i = 0; self->copy && i < self->found.count; i++) {
        const copy *each = self->found.items[i];
        bool is_of_stage = run->files[each->file].kind == FILE_DROPPED && rundir_stage(run, each->stage) == stage;
        bool is_it = each == self->copy || is_same_place(each, self->copy);
        if (is_it && is_of_stage)
            self->dropped = each;
        self->namesakes += !is_it && value_of(run, stage, each) == best;
    }
}

static const member *next_edit(const galley_article *edits, size_t *index) {
    return *index < edits->member_count ? &edits->members[(*index)++] : NULL;
}

/* A dropped article is kept as it was read, with what earlier stages had made of it beside it. */
static void apply_edits(copy *dropped) {
    static const field_map no_fields;
    galley_article edits;
    galley_article *article = &dropped->article;
    if (!dropped->edits.len ||
        !article_scan(&edits, dropped->edits, (origin){.shard = ""}, &no_fields, article->arena, NULL))
        return;
    size_t index = 0;
    for (const member *each; (each = next_edit(&edits, &index));) {
        if (galley_text_is(each->value, "null"))
            article_edit_remove(article, each->name);
        else
            article_edit(article, each->name, each->value);
    }
}

/* ---- Refusing ---- */

static bool refuse_absent(const seen_article *self, const rundir *run, size_t stage, galley_text spelled,
                          galley_error *error) {
    if (self->found.count == 0)
        return galley_error_set(error, "%s: there is no article \"%.*s\"; galley trace --grep TEXT finds one",
                                run->folder, GALLEY_TEXT_ARGS(spelled));
    const copy *first = self->found.items[0];
    return galley_error_set(error, "%s: \"%.*s\" never came to %s: it was %s%s%.*s", run->folder,
                            GALLEY_TEXT_ARGS(spelled), run->stages[stage],
                            run->files[first->file].kind == FILE_REJECTED ? "rejected" : "dropped",
                            first->stage.len ? " by " : "", GALLEY_TEXT_ARGS(first->stage));
}

bool seen_find(seen_article *self, const rundir *run, size_t stage, galley_text spelled, problems *trouble,
               galley_error *error) {
    *self = (seen_article){.copy = NULL};
    const seeking seeking = {run, stage, trouble, &self->found};
    query query = query_of(run, spelled);
    seek_everywhere(&seeking, &query);
    choose(self, run, stage);
    if (!self->copy)
        return refuse_absent(self, run, stage, spelled, error);
    if (run->files[self->copy->file].kind == FILE_DROPPED)
        apply_edits(self->copy);
    return true;
}

void seen_clear(seen_article *self) {
    if (self->copy)
        article_clear(&self->copy->article);
    copies_clear(&self->found);
}

bool seen_are_same(const seen_article *one, const seen_article *other) {
    return is_same_place(one->copy, other->copy);
}
