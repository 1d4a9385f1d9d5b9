/* One pass: `process` makes an article's signature, in parallel; `commit`, in corpus order, looks it up among those of the
 * articles that were kept, drops it if it is a copy, and adds it otherwise. So the first of its kind survives, and the number
 * of workers makes no difference. */
#include "dedup.h"

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
} copy_of;

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
        return names_get(self->exact_names, number, arena, &found->survivor, error);
    }
    number = names_count(self->exact_names);
    if (!names_add(self->exact_names, names_shorten(galley_article_id(article), arena), error))
        return false;
    exact_index_add(self->exact, made->words, number);
    return true;
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
        return names_get(self->near_names, copy.number, arena, &found->survivor, error);
    }
    return names_add(self->near_names, names_shorten(galley_article_id(article), arena), error) &&
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
    galley_count(article, COPIES, found.is_found);
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
    head.version = 3;
    head.method = (uint32_t)self->method;
    head.signature_bytes = sizeof(signature);
    head.shingle = (uint64_t)self->shingle;
    head.fields = galley_hash64(galley_text_of(self->preferred.field), self->with_title);
    memcpy(&head.threshold, &self->threshold, sizeof head.threshold);
    return head;
}

bool first_save(const void *stage, FILE *out, galley_error *error) {
    const dedup *self = stage;
    state_file state = {.file = out};
    state_head head = head_of(self);
    return state_write(&state, &head, sizeof head, error) && names_save(self->exact_names, &state, error) &&
           exact_index_save(self->exact, &state, error) &&
           (!self->near || (names_save(self->near_names, &state, error) && finder_save(self->near, &state, error))) &&
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
    if (!names_restore(self->near_names, state, error) || !finder_restore(self->near, state, error))
        return false;
    return names_count(self->near_names) == finder_count(self->near) || galley_error_set(error, STATE_DAMAGED);
}

bool first_restore(void *stage, FILE *in, galley_error *error) {
    dedup *self = stage;
    state_file state = {.file = in};
    state_head head;
    return state_read(&state, &head, sizeof head, error) && check_head(self, &head, error) &&
           names_restore(self->exact_names, &state, error) &&
           exact_index_restore(self->exact, names_count(self->exact_names), &state, error) &&
           (!self->near || restore_near(self, &state, error)) && state_read_end(&state, error);
}
