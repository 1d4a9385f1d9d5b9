/* One pass: `process` makes an article's signature, in parallel; `commit`, in corpus order, looks it up among those of the
 * articles that were kept, drops it if it is a copy, and adds it otherwise. So the first of its kind survives, and the number
 * of workers makes no difference. */
#include "first.h"

void first_begin(dedup *self) {
    self->exact = exact_index_new();
    self->exact_names = names_new();
    self->near = is_near(self) ? finder_new(self->threshold, (unsigned)self->shingle, self->memory) : NULL;
    self->near_names = is_near(self) ? names_new() : NULL;
}

void first_end(dedup *self) {
    exact_index_free(self->exact);
    names_free(self->exact_names);
    finder_free(self->near);
    names_free(self->near_names);
}

galley_verdict first_process(const dedup *self, galley_article *article) {
    galley_article_set_note(article, make_signature(self, article));
    return GALLEY_KEEP;
}

/* ---- Each article, in corpus order ----------------------------------------------------------------------------- */

/* The survivor that an article is a copy of. */
typedef struct copy_of {
    bool is_found;
    int reason;
    double similarity;
    galley_text survivor;
    uint64_t origin; /* of the survivor, hashed */
} copy_of;

static uint64_t origin_of(galley_article *article) {
    return galley_hash64(galley_article_origin(article), 0);
}

/* An article that an earlier run has put into the state, and that is read again from the same place, is no copy: so a run
 * that was cut off when it had written the state, or is done once more, gives the same again. */
static bool is_itself(const copy_of *found, galley_article *article) {
    return found->is_found && found->similarity == 1 && found->origin == origin_of(article);
}

static bool has_room(const dedup *self, galley_error *error) {
    if (names_count(self->exact_names) < NEAR_COUNT_MAX && (!self->near || finder_count(self->near) < NEAR_COUNT_MAX))
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
        *found = (copy_of){.is_found = true, .reason = reason_of_same(self), .similarity = 1};
        return names_get(self->exact_names, number, arena, &found->survivor, &found->origin, error);
    }
    number = names_count(self->exact_names);
    if (!names_add(self->exact_names, names_shorten(galley_article_id(article), arena), origin_of(article), error))
        return false;
    exact_index_add(self->exact, made->words, number);
    return true;
}

/* Under the survivor's name, which is never asked for: names and what the finder has are numbered alike. */
static bool add_guide(dedup *self, const article_signature *made, const found_copy *copy, const copy_of *found,
                      galley_error *error) {
    return names_add(self->near_names, found->survivor, found->origin, error) &&
           finder_add_guide(self->near, made, copy->number, error);
}

/* The same for an article with so many common shingles that it is a copy. */
static bool find_or_add_near(dedup *self, galley_article *article, const article_signature *made, copy_of *found,
                             galley_error *error) {
    galley_arena *arena = galley_article_arena(article);
    found_copy copy;
    if (!finder_find(self->near, made, &copy, error))
        return false;
    galley_count(article, COMPARED, copy.compared);
    galley_count(article, VERIFIED, copy.verified);
    if (copy.is_found) {
        *found = (copy_of){.is_found = true, .reason = copy.is_exact ? EXACT : NEAR, .similarity = copy.similarity};
        return names_get(self->near_names, copy.number, arena, &found->survivor, &found->origin, error) &&
               (!copy.needs_guide || add_guide(self, made, &copy, found, error));
    }
    return names_add(self->near_names, names_shorten(galley_article_id(article), arena), origin_of(article), error) &&
           finder_add(self->near, made, error);
}

galley_verdict first_commit(void *stage, galley_article *article) {
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
    if (is_itself(&found, article)) {
        galley_count(article, AGAIN, 1);
        return GALLEY_KEEP;
    }
    galley_count(article, COPIES, found.is_found);
    return found.is_found ? galley_drop(article, found.reason, found.similarity, found.survivor) : GALLEY_KEEP;
}
