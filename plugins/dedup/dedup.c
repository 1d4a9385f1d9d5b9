/* dedup: finds articles that are copies of earlier ones, and drops or marks them.
 *
 * `process` makes an article's signature, in parallel; `commit`, in corpus order, looks it up among those of the articles
 * that were kept, decides, and adds it if it is kept too. So the first of its kind survives, every copy is similar to its
 * survivor and not just to another copy, and the number of workers makes no difference. The signatures are in
 * signature.c, the two indexes in exact_index.c and near_index.c, the survivors' ids in names.c. */
#include "exact_index.h"
#include "names.h"
#include "near_index.h"
#include "sketches.h"

#include <galley/stage.h>

enum { METHOD_EXACT, METHOD_NEAR };
enum { ACTION_DROP, ACTION_MARK };
enum { EXACT, NEAR };
enum { COPIES, COMPARED, VERIFIED, SHORT, EMPTY };
enum { SCORE_DECIMALS = 4 };

/* Articles that were kept, by how they are found again. */
typedef struct dedup {
    int method, action, keep;
    double threshold;
    int64_t shingle;
    const char *field;
    bool with_title;

    signature_maker *maker;
    exact_index *exact; /* with method near: of what is too short for a shingle */
    names *exact_names;
    near_index *near; /* NULL with method exact */
    names *near_names;
    sketches *near_sketches;
} dedup;

/* The survivor that an article is a copy of. */
typedef struct copy_of {
    bool is_found;
    int reason;
    double similarity;
    galley_text survivor;
} copy_of;

static bool dedup_open(void *stage, galley_error *error) {
    dedup *self = stage;
    (void)error;
    bool is_near = self->method == METHOD_NEAR;
    self->maker = signature_maker_new(is_near ? (unsigned)self->shingle : 0);
    self->exact = exact_index_new();
    self->exact_names = names_new();
    self->near = is_near ? near_index_new() : NULL;
    self->near_names = is_near ? names_new() : NULL;
    self->near_sketches = is_near ? sketches_new() : NULL;
    return true;
}

static void dedup_close(void *stage) {
    dedup *self = stage;
    signature_maker_free(self->maker);
    exact_index_free(self->exact);
    names_free(self->exact_names);
    near_index_free(self->near);
    names_free(self->near_names);
    sketches_free(self->near_sketches);
}

/* ---- Each article, in parallel --------------------------------------------------------------------------------- */

static galley_verdict dedup_process(const void *stage, void *scratch, galley_article *article) {
    const dedup *self = stage;
    (void)scratch;
    galley_text title = self->with_title ? galley_article_text(article, "title") : galley_text_of(NULL);
    article_signature *made = galley_arena_alloc(galley_article_arena(article), sizeof *made);
    signature_make(self->maker, title, galley_article_text(article, self->field), made);
    galley_article_set_note(article, made);
    return GALLEY_KEEP;
}

/* ---- Each article, in corpus order ----------------------------------------------------------------------------- */

static bool has_room(const dedup *self, galley_error *error) {
    if (names_count(self->exact_names) < NEAR_COUNT_MAX &&
        (!self->near || near_index_count(self->near) < NEAR_COUNT_MAX))
        return true;
    return galley_error_set(error, "more than %llu articles were kept; split the corpus",
                            (unsigned long long)NEAR_COUNT_MAX);
}

/* Is there an article with the same words? Fills `found`, or adds this one. An error leaves its sentence. */
static bool find_or_add_exact(dedup *self, galley_article *article, const article_signature *made, copy_of *found,
                              galley_error *error) {
    galley_arena *arena = galley_article_arena(article);
    uint32_t number;
    if (exact_index_find(self->exact, made->words, &number)) {
        *found = (copy_of){.is_found = true, .reason = EXACT, .similarity = 1};
        return names_get(self->exact_names, number, arena, &found->survivor, error);
    }
    number = names_count(self->exact_names);
    if (!names_add(self->exact_names, names_shorten(galley_article_id(article), arena), error))
        return false;
    exact_index_add(self->exact, made->words, number);
    return true;
}

/* Below this resemblance nothing is a copy: a round-up holds many a short article. */
static const double RESEMBLANCE_MIN = 0.15;

/* Estimates stray by so much, at two and a half standard errors; who is below by less is compared by the sketches. */
static const double RESEMBLANCE_SLACK = 0.08, SIMILARITY_SLACK = 0.12;

/* Of the articles that may be similar the one that is most. `best` is of none if its similarity is 0. */
static bool verify_matches(const dedup *self, const sketch *wanted, const near_match *matches, size_t count,
                           near_match *best, bool *is_exact, galley_error *error) {
    *best = (near_match){.number = 0};
    *is_exact = false;
    for (size_t i = 0; i < count && !*is_exact; i++) {
        sketch found;
        if (!sketches_get(self->near_sketches, matches[i].number, &found, error))
            return false;
        *is_exact = found.head.words == wanted->head.words;
        likeness alike = *is_exact ? likeness_of(1, 1) : sketch_compare(wanted, &found);
        if (alike.resemblance < RESEMBLANCE_MIN || alike.similarity < self->threshold ||
            alike.similarity < best->alike.similarity ||
            (!*is_exact && sketch_is_same_form(wanted, &found, (unsigned)self->shingle)))
            continue;
        if (alike.similarity > best->alike.similarity || matches[i].number < best->number)
            *best = (near_match){.number = matches[i].number, .alike = alike};
    }
    return true;
}

/* The same for an article with so many common shingles that it is a copy. */
static bool find_or_add_near(dedup *self, galley_article *article, const article_signature *made, copy_of *found,
                             galley_error *error) {
    galley_arena *arena = galley_article_arena(article);
    near_match matches[NEAR_MATCHES_MAX], best;
    likeness least = {.resemblance = RESEMBLANCE_MIN - RESEMBLANCE_SLACK,
                      .similarity = self->threshold - SIMILARITY_SLACK};
    uint32_t compared;
    size_t count = near_index_find(self->near, &made->shingles, least, matches, &compared);
    bool is_exact;
    galley_count(article, COMPARED, compared);
    galley_count(article, VERIFIED, count);
    if (!verify_matches(self, &made->verifying, matches, count, &best, &is_exact, error))
        return false;
    if (best.alike.similarity > 0) {
        *found = (copy_of){.is_found = true, .reason = is_exact ? EXACT : NEAR, .similarity = best.alike.similarity};
        return names_get(self->near_names, best.number, arena, &found->survivor, error);
    }
    if (!names_add(self->near_names, names_shorten(galley_article_id(article), arena), error) ||
        !sketches_add(self->near_sketches, &made->verifying, error))
        return false;
    near_index_add(self->near, &made->shingles);
    return true;
}

static galley_verdict mark_copy(galley_article *article, const copy_of *found) {
    galley_verdict verdict = galley_article_set_text(article, "dup_cluster", found->survivor);
    if (verdict != GALLEY_KEEP)
        return verdict;
    return galley_article_set_real(article, "dup_score", found->similarity, SCORE_DECIMALS);
}

/* A first of its kind names itself, since one pass cannot know whether a copy will come. */
static galley_verdict mark_first(galley_article *article) {
    galley_text own = names_shorten(galley_article_id(article), galley_article_arena(article));
    galley_verdict verdict = galley_article_set_text(article, "dup_cluster", own);
    return verdict == GALLEY_KEEP ? galley_article_remove(article, "dup_score") : verdict;
}

static galley_verdict dedup_commit(void *stage, galley_article *article) {
    dedup *self = stage;
    const article_signature *made = galley_article_note(article);
    copy_of found = {.is_found = false};
    galley_error error = {""};
    bool is_done = has_room(self, &error);
    if (made->kind == SIGNATURE_FULL)
        is_done = is_done && find_or_add_near(self, article, made, &found, &error);
    else if (made->kind == SIGNATURE_SHORT)
        is_done = is_done && find_or_add_exact(self, article, made, &found, &error);
    if (!is_done)
        return galley_fatal(article, "%s", error.message);

    if (made->kind == SIGNATURE_EMPTY)
        galley_count(article, EMPTY, 1);
    if (made->kind == SIGNATURE_SHORT && self->near)
        galley_count(article, SHORT, 1);
    galley_count(article, COPIES, found.is_found);
    if (self->action == ACTION_MARK)
        return found.is_found ? mark_copy(article, &found) : mark_first(article);
    return found.is_found ? galley_drop(article, found.reason, found.similarity, found.survivor) : GALLEY_KEEP;
}

/* ---- State ----------------------------------------------------------------------------------------------------- */

/* What a state must agree with before it is read. */
typedef struct state_head {
    char magic[16];
    uint32_t byte_order, version;
    uint32_t method, signature_bytes;
    uint64_t shingle, fields, threshold; /* fields: a hash of them; threshold: its bits */
} state_head;

static state_head head_of(const dedup *self) {
    state_head head;
    memset(&head, 0, sizeof head);
    memcpy(head.magic, "galley dedup", sizeof "galley dedup");
    head.byte_order = 0x01020304;
    head.version = 2;
    head.method = (uint32_t)self->method;
    head.signature_bytes = sizeof(signature);
    head.shingle = (uint64_t)self->shingle;
    head.fields = galley_hash64(galley_text_of(self->field), self->with_title);
    memcpy(&head.threshold, &self->threshold, sizeof head.threshold);
    return head;
}

static bool dedup_save(const void *stage, FILE *out, galley_error *error) {
    const dedup *self = stage;
    state_file state = {.file = out};
    state_head head = head_of(self);
    return state_write(&state, &head, sizeof head, error) && names_save(self->exact_names, &state, error) &&
           exact_index_save(self->exact, &state, error) &&
           (!self->near || (names_save(self->near_names, &state, error) && near_index_save(self->near, &state, error) &&
                            sketches_save(self->near_sketches, &state, error))) &&
           state_write_end(&state, error);
}

static bool check_head(const dedup *self, const state_head *found, galley_error *error) {
    state_head own = head_of(self);
    if (memcmp(found->magic, own.magic, sizeof own.magic) != 0)
        return galley_error_set(error, "this is no state of a dedup stage; begin anew with --force");
    if (found->byte_order != own.byte_order || found->version != own.version)
        return galley_error_set(error,
                                "the state is of another version of dedup (%u, wanted %u) or of another kind of "
                                "machine; begin anew with --force",
                                found->version, own.version);
    if (memcmp(found, &own, sizeof own) != 0)
        return galley_error_set(error, "the state was made with other parameters; give the same as before, or begin "
                                       "anew with --force");
    return true;
}

static bool restore_near(dedup *self, state_file *state, galley_error *error) {
    if (!names_restore(self->near_names, state, error) || !near_index_restore(self->near, state, error) ||
        !sketches_restore(self->near_sketches, state, error))
        return false;
    bool is_whole = names_count(self->near_names) == near_index_count(self->near) &&
                    sketches_count(self->near_sketches) == near_index_count(self->near);
    return is_whole || galley_error_set(error, STATE_DAMAGED);
}

static bool dedup_restore(void *stage, FILE *in, galley_error *error) {
    dedup *self = stage;
    state_file state = {.file = in};
    state_head head;
    return state_read(&state, &head, sizeof head, error) && check_head(self, &head, error) &&
           names_restore(self->exact_names, &state, error) &&
           exact_index_restore(self->exact, names_count(self->exact_names), &state, error) &&
           (!self->near || restore_near(self, &state, error)) && state_read_end(&state, error);
}

/* ---- The descriptor -------------------------------------------------------------------------------------------- */

static const char *const methods[] = {[METHOD_EXACT] = "exact", [METHOD_NEAR] = "near", NULL};
static const char *const keeps[] = {"first", NULL};
static const char *const actions[] = {[ACTION_DROP] = "drop", [ACTION_MARK] = "mark", NULL};

static const galley_param params[] = {
    {.name = "method",
     .type = GALLEY_CHOICE,
     .offset = offsetof(dedup, method),
     .fallback = "near",
     .choices = methods,
     .about = "exact: the same words; near: most of the shingles of one are in the other"},
    {.name = "threshold",
     .type = GALLEY_REAL,
     .offset = offsetof(dedup, threshold),
     .fallback = "0.55",
     .min = 0,
     .max = 1,
     .about = "near: similarity, the mean of resemblance and containment, from which on an article is a copy"},
    {.name = "shingle",
     .type = GALLEY_INTEGER,
     .offset = offsetof(dedup, shingle),
     .fallback = "3",
     .min = 1,
     .max = SHINGLE_WORDS_MAX,
     .unit = "words",
     .about = "near: the length of a shingle"},
    {.name = "keep",
     .type = GALLEY_CHOICE,
     .offset = offsetof(dedup, keep),
     .fallback = "first",
     .choices = keeps,
     .about = "which of several copies survives: the first in corpus order"},
    {.name = "action",
     .type = GALLEY_CHOICE,
     .offset = offsetof(dedup, action),
     .fallback = "drop",
     .choices = actions,
     .about = "drop copies, or keep them and mark all articles with dup_cluster"},
    {.name = "field",
     .type = GALLEY_STRING,
     .offset = offsetof(dedup, field),
     .fallback = "text",
     .about = "what is compared"},
    {.name = "with_title",
     .type = GALLEY_BOOL,
     .offset = offsetof(dedup, with_title),
     .fallback = "false",
     .about = "compare the title together with it"},
    {0}};

static const char *const reads[] = {"$field", "title?", NULL};
static const char *const writes[] = {"dup_cluster", "dup_score", NULL};

static const galley_reason reasons[] = {
    [EXACT] = {"exact", "its words are those of an earlier article, which the detail names"},
    [NEAR] = {"near", "it is similar to an earlier article, which the detail names; the score says how similar"},
    {0}};

static const galley_counter counters[] = {
    [COPIES] = {"copies", "articles that are copies of an earlier one"},
    [COMPARED] = {"compared", "pairs of articles whose signatures were compared"},
    [VERIFIED] = {"verified", "pairs whose shingles, names and numbers were compared"},
    [SHORT] = {"short", "articles too short for a shingle, which were compared exactly"},
    [EMPTY] = {"empty", "articles without a word, which are never copies"},
    {0}};

GALLEY_STAGE(
    dedup, .version = "1.0", .about = "finds copies of earlier articles, word for word or nearly",
    .description =
        "Case, accents, punctuation and white space make no difference. The similarity of two articles (method near) "
        "is the mean of two shares, estimated from MinHash signatures: of the shingles that either has, those that "
        "both have; and of the shorter one's shingles, those that the other has too. So a copy that was cut, or "
        "that stands in a longer page, is a copy. A copy is similar to its survivor, not just to another copy. "
        "Articles too short for a shingle are compared exactly; what is empty is never a copy.\n\n"
        "With action mark, dup_cluster is the id of the survivor: of a copy the one it is a copy of, of every "
        "other article its own, since a copy may still come. dup_score is the similarity of a copy. Ids longer "
        "than 255 bytes are shortened.\n\n"
        "An article is compared with at most 16 of those that share a band of its signature; where a notice stands in "
        "more texts than that, copies are found by their other bands. Below a resemblance of 0.2 nothing is a copy, "
        "whatever the threshold.",
    .memory = "at most 320 bytes an article that is kept (method near), 20 (exact); ids in a temporary file",
    .size_of_stage = sizeof(dedup), .params = params, .reads = reads, .writes = writes, .reasons = reasons,
    .counters = counters, .open = dedup_open, .close = dedup_close, .process = dedup_process, .commit = dedup_commit,
    .save = dedup_save, .restore = dedup_restore);
