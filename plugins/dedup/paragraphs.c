/* Method paragraph: runs of sentences that stand in another article too are taken out of a text.
 *
 * Every sentence is posted under a hash of its words; `gather` chooses the article that keeps it, by the same preference as
 * whole articles, and tells the others. Then each article finds its runs: sentences in a row that others keep, with enough
 * words together, so that "He did not say more." may stand in many articles, and a paragraph of background in one. The
 * longest runs go first, as long as the budget lasts. */
#include "paragraphs.h"
#include "mix.h"

#include <galley/text.h>
#include <stdlib.h>

/* A sentence of a text, with the words in it. */
typedef struct passage {
    size_t start, end; /* bytes */
    uint64_t hash;
    uint32_t words;
    bool is_elsewhere, is_gone;
} passage;

typedef struct passages {
    passage *items;
    size_t count;
    uint64_t words;
} passages;

/* ---- Sentences ------------------------------------------------------------------------------------------------- */

static passages find_passages(const dedup *self, galley_text text, galley_arena *arena) {
    galley_buffer found = {0};
    galley_text sentence;
    passages all = {.count = 0};
    for (size_t at = 0; galley_sentence_next(text, &at, &sentence, NULL);) {
        passage next = {.start = (size_t)(sentence.ptr - text.ptr)};
        next.end = next.start + sentence.len;
        next.hash = signature_words(self->maker, sentence, &next.words);
        all.words += next.words;
        galley_buffer_add_bytes(&found, &next, sizeof next);
    }
    all.count = found.len / sizeof(passage);
    all.items = galley_arena_alloc(arena, found.len);
    memcpy(all.items, found.len ? found.ptr : "", found.len);
    galley_buffer_clear(&found);
    return all;
}

/* ---- Survey ---------------------------------------------------------------------------------------------------- */

galley_verdict paragraphs_survey(const dedup *self, galley_article *article, galley_postings *postings) {
    galley_text text = galley_article_text(article, self->preferred.field);
    passages all = find_passages(self, text, galley_article_arena(article));
    int64_t rank = preference_rank(&self->preferred, article);
    for (size_t i = 0; i < all.count; i++) {
        if (all.items[i].words == 0)
            continue;
        char key[1 + sizeof all.items[i].hash] = {KEY_PARAGRAPH};
        memcpy(key + 1, &all.items[i].hash, sizeof all.items[i].hash);
        galley_post(postings, galley_text_part(key, sizeof key), galley_text_part((const char *)&rank, sizeof rank));
    }
    if (all.words == 0)
        galley_count(article, EMPTY, 1);
    return GALLEY_KEEP;
}

static uint64_t choose_keeper(galley_notes *notes) {
    galley_note note;
    uint64_t keeper = 0;
    int64_t best = 0;
    for (bool is_first = true; galley_notes_next(notes, &note); is_first = false) {
        int64_t rank;
        memcpy(&rank, note.bytes.ptr, sizeof rank);
        if (!is_first && rank >= best)
            continue;
        keeper = note.article;
        best = rank;
    }
    galley_notes_rewind(notes);
    return keeper;
}

void paragraphs_gather(galley_text key, galley_notes *notes, galley_telling *telling) {
    if (galley_notes_count(notes) < 2)
        return;
    uint64_t keeper = choose_keeper(notes), told = keeper;
    galley_note note;
    while (galley_notes_next(notes, &note)) {
        if (note.article != keeper && note.article != told) /* notes come by article */
            galley_tell(telling, note.article, galley_text_part(key.ptr + 1, key.len - 1));
        told = note.article;
    }
}

/* ---- Each article ---------------------------------------------------------------------------------------------- */

static int by_hash(const void *one, const void *other) {
    uint64_t a = *(const uint64_t *)one, b = *(const uint64_t *)other;
    return (a > b) - (a < b);
}

/* What was told: hashes of sentences that another article keeps, sorted. */
static size_t read_told(galley_article *article, uint64_t **hashes) {
    galley_text told;
    size_t count = 0;
    while (galley_article_told(article, count, &told))
        count++;
    *hashes = galley_arena_alloc(galley_article_arena(article), count * sizeof **hashes);
    for (size_t i = 0; i < count; i++)
        if (galley_article_told(article, i, &told))
            memcpy(&(*hashes)[i], told.ptr, sizeof **hashes);
    qsort(*hashes, count, sizeof **hashes, by_hash);
    return count;
}

/* Sentences [first, end) that stand elsewhere. */
typedef struct run {
    size_t first, end;
    uint64_t words;
} run;

static size_t count_breaks(galley_text gap) {
    size_t breaks = 0;
    for (size_t i = 0; i < gap.len; i++)
        breaks += gap.ptr[i] == '\n';
    return breaks;
}

/* What stands between a sentence and the one before it. */
static galley_text gap_before(galley_text text, const passages *all, size_t at) {
    size_t from = at > 0 ? all->items[at - 1].end : 0, to = at < all->count ? all->items[at].start : text.len;
    return galley_text_part(text.ptr + from, to - from);
}

/* One sentence alone may be a quotation; two in a row, or a whole paragraph, are copied text. */
static bool is_copied(const dedup *self, galley_text text, const passages *all, run of) {
    bool is_paragraph = (of.first == 0 || count_breaks(gap_before(text, all, of.first)) > 0) &&
                        (of.end == all->count || count_breaks(gap_before(text, all, of.end)) > 0);
    return of.end > of.first && of.words >= (uint64_t)self->run && (of.end - of.first > 1 || is_paragraph);
}

static size_t find_runs(const dedup *self, galley_text text, const passages *all, run *runs) {
    size_t count = 0;
    for (size_t i = 0; i < all->count;) {
        run next = {.first = i, .end = i};
        for (; next.end < all->count && all->items[next.end].is_elsewhere; next.end++)
            next.words += all->items[next.end].words;
        if (is_copied(self, text, all, next))
            runs[count++] = next;
        i = next.end + 1;
    }
    return count;
}

static int by_words(const void *one, const void *other) {
    const run *a = one, *b = other;
    if (a->words != b->words)
        return a->words > b->words ? -1 : 1;
    return a->first < b->first ? -1 : 1;
}

/* Marks what goes; gives the number of words. */
static uint64_t spend_budget(const dedup *self, passages *all, run *runs, size_t count, galley_article *article) {
    uint64_t left = (uint64_t)(self->budget * (double)all->words), gone = 0;
    qsort(runs, count, sizeof *runs, by_words);
    for (size_t i = 0; i < count; i++) {
        if (runs[i].words > left - gone) {
            galley_count(article, OVER_BUDGET, 1);
            continue;
        }
        for (size_t at = runs[i].first; at < runs[i].end; at++)
            all->items[at].is_gone = true;
        gone += runs[i].words;
        galley_count(article, PASSAGES, 1);
    }
    return gone;
}

/* What stays, with the space that stood before it: where something is gone in between, the wider of the two. */
static galley_text join_rest(galley_text text, const passages *all, galley_arena *arena) {
    galley_buffer out = {0};
    galley_text gap = {NULL, 0};
    for (size_t i = 0; i < all->count; i++) {
        galley_text own = gap_before(text, all, i);
        if (gap.ptr == NULL || count_breaks(own) > count_breaks(gap))
            gap = own;
        if (all->items[i].is_gone)
            continue;
        if (out.len > 0 || i == 0)
            galley_buffer_add(&out, gap);
        galley_buffer_add(&out,
                          galley_text_part(text.ptr + all->items[i].start, all->items[i].end - all->items[i].start));
        gap = (galley_text){NULL, 0};
    }
    galley_text kept = galley_arena_copy(arena, galley_buffer_text(&out));
    galley_buffer_clear(&out);
    return kept;
}

galley_verdict paragraphs_process(const dedup *self, galley_article *article) {
    uint64_t *told;
    size_t told_count = read_told(article, &told);
    if (told_count == 0)
        return GALLEY_KEEP;
    galley_arena *arena = galley_article_arena(article);
    galley_text text = galley_article_text(article, self->preferred.field);
    passages all = find_passages(self, text, arena);
    for (size_t i = 0; i < all.count; i++)
        all.items[i].is_elsewhere =
            all.items[i].words == 0 || bsearch(&all.items[i].hash, told, told_count, sizeof *told, by_hash) != NULL;
    run *runs = galley_arena_alloc(arena, all.count * sizeof *runs);
    size_t count = find_runs(self, text, &all, runs);
    uint64_t gone = spend_budget(self, &all, runs, count, article);
    if (gone == 0)
        return GALLEY_KEEP;
    galley_count(article, WORDS_REMOVED, gone);
    galley_count(article, SHORTENED, 1);
    return galley_article_set_text(article, self->preferred.field, join_rest(text, &all, arena));
}

/* ---- Two articles ---------------------------------------------------------------------------------------------- */

static void mark_those_in(const passages *kept, passages *all, galley_arena *arena) {
    uint64_t *hashes = galley_arena_alloc(arena, kept->count * sizeof *hashes);
    for (size_t i = 0; i < kept->count; i++)
        hashes[i] = kept->items[i].hash;
    qsort(hashes, kept->count, sizeof *hashes, by_hash);
    for (size_t i = 0; i < all->count; i++)
        all->items[i].is_elsewhere = all->items[i].words == 0 ||
                                     bsearch(&all->items[i].hash, hashes, kept->count, sizeof *hashes, by_hash) != NULL;
}

/* What the second would lose to the first, if no other article had any of it. */
void paragraphs_explain(const dedup *self, galley_article *one, galley_article *other, json_t *told) {
    enum { SHOWN_MAX = 1000, SHOWN_BYTES = 400 };
    galley_arena *arena = galley_article_arena(other);
    galley_text text = galley_article_text(other, self->preferred.field);
    passages kept = find_passages(self, galley_article_text(one, self->preferred.field), arena);
    passages all = find_passages(self, text, arena);
    mark_those_in(&kept, &all, arena);
    run *runs = galley_arena_alloc(arena, all.count * sizeof *runs);
    uint64_t gone = spend_budget(self, &all, runs, find_runs(self, text, &all, runs), other);
    size_t shared = 0;
    json_t *lost = json_array(), *stays = json_array();
    for (size_t i = 0; i < all.count; i++) {
        const passage *each = &all.items[i];
        if (!each->is_elsewhere || each->words == 0)
            continue;
        galley_text shown =
            galley_utf8_cut(galley_text_part(text.ptr + each->start, each->end - each->start), SHOWN_BYTES);
        json_t *list = each->is_gone ? lost : stays;
        shared++;
        if (json_array_size(list) < SHOWN_MAX)
            json_array_append_new(list, json_stringn(shown.ptr, shown.len));
    }
    json_object_set_new(told, "verdict",
                        json_string(gone > 0 ? "the second loses what the first has too"
                                             : "the second loses nothing: no run of sentences that the first has too "
                                               "is long enough, and within the budget"));
    json_object_set_new(told, "is_copy", json_boolean(gone > 0));
    json_object_set_new(told, "sentences",
                        json_pack("{s:I, s:I, s:I}", "first", (json_int_t)kept.count, "second", (json_int_t)all.count,
                                  "shared", (json_int_t)shared));
    json_object_set_new(told, "second_words",
                        json_pack("{s:I, s:I, s:I}", "all", (json_int_t)all.words, "lost", (json_int_t)gone,
                                  "wanted_in_a_run", (json_int_t)self->run));
    json_object_set_new(told, "lost", lost);
    json_object_set_new(told, "stays", stays);
}
