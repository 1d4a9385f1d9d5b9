/* A pair is a copy by its sketches alone; signatures say which pairs are worth reading two sketches for. */
#include "finder.h"
#include "memory.h"

/* Below this resemblance nothing is a copy: a round-up holds many a short article. Less will do if half of the shorter one's
 * shingles are common and errors are everywhere: they cost shingles of both articles. */
static const double RESEMBLANCE_MIN = 0.15, RESEMBLANCE_EVEN_MIN = 0.1, CONTAINMENT_EVEN_MIN = 0.5;

/* Estimates stray by so much, at two and a half standard errors, and an even pair may have so much more similarity than its
 * shingles say; who is below by less is compared by the sketches. */
static const double RESEMBLANCE_SLACK = 0.03, SIMILARITY_SLACK = 0.31;

/* An article that is so like one that was found needs no guide: its own copies find that one too. */
static const double RESEMBLANCE_OF_GUIDED = 0.5;

struct finder {
    double threshold;
    unsigned shingle_letters;
    near_index *index;
    sketches *verifying;
    uint32_t guides;
};

finder *finder_new(double threshold, unsigned shingle_letters, uint64_t memory) {
    finder *self = heap_new(sizeof *self);
    *self = (finder){threshold, shingle_letters, near_index_new(memory), sketches_new(), 0};
    return self;
}

void finder_free(finder *self) {
    if (!self)
        return;
    near_index_free(self->index);
    sketches_free(self->verifying);
    heap_free(self);
}

uint32_t finder_count(const finder *self) {
    return near_index_count(self->index);
}

uint32_t finder_survivors(const finder *self) {
    return finder_count(self) - self->guides;
}

static double least_resemblance(pattern common, likeness alike) {
    return common.is_even && alike.containment >= CONTAINMENT_EVEN_MIN ? RESEMBLANCE_EVEN_MIN : RESEMBLANCE_MIN;
}

/* Can a pair be a copy, wherever its common shingles stand? If not, nobody need look where. */
static bool may_be_copy(const finder *self, likeness alike) {
    double least = alike.containment >= CONTAINMENT_EVEN_MIN ? RESEMBLANCE_EVEN_MIN : RESEMBLANCE_MIN;
    return alike.resemblance >= least &&
           (alike.similarity >= self->threshold || pattern_even_likeness(alike).similarity >= self->threshold);
}

/* With the similarity that counts. */
static bool is_copy(const finder *self, const sample_table *one, const sketch *other, likeness *alike) {
    if (!may_be_copy(self, *alike))
        return false;
    pattern common = pattern_find_with(one, other);
    if (alike->resemblance < least_resemblance(common, *alike))
        return false;
    if (common.is_even)
        *alike = pattern_even_likeness(*alike);
    return alike->similarity >= self->threshold && !common.is_framed &&
           !sample_table_is_same_form(one, other, self->shingle_letters);
}

/* Is this match better than what was found before? */
static bool is_better(const found_copy *found, double similarity, uint32_t number) {
    return !found->is_found || similarity > found->similarity ||
           (similarity == found->similarity && number < found->number);
}

/* What a pair must be estimated at to be compared by the sketches. */
static likeness least_estimate(const finder *self) {
    return (likeness){.resemblance = RESEMBLANCE_EVEN_MIN - RESEMBLANCE_SLACK,
                      .similarity = self->threshold - SIMILARITY_SLACK};
}

/* The survivors that an article was compared with already: guides lead to the same one. */
typedef struct survivors_seen {
    uint32_t numbers[NEAR_MATCHES_MAX];
    size_t count;
} survivors_seen;

static bool see_survivor(survivors_seen *seen, uint32_t number) {
    for (size_t i = 0; i < seen->count; i++)
        if (seen->numbers[i] == number)
            return false;
    seen->numbers[seen->count++] = number;
    return true;
}

/* The sketch of the article, or of the survivor that it leads to, whose number it is then. */
static bool read_survivor(const finder *self, uint32_t *number, sketch *kept, galley_error *error) {
    if (!sketches_get(self->verifying, *number, kept, error))
        return false;
    if (kept->head.leads_to == 0)
        return true;
    *number = kept->head.leads_to - 1;
    return sketches_get(self->verifying, *number, kept, error);
}

static void verify(const finder *self, const sample_table *wanted, const sketch *kept, uint32_t number,
                   found_copy *found) {
    bool is_exact = kept->head.words == wanted->of->head.words;
    likeness alike = is_exact ? likeness_of(1, 1) : sample_table_compare(wanted, kept);
    found->verified++;
    if (!is_exact && !is_copy(self, wanted, kept, &alike))
        return;
    if (is_exact ? found->is_exact && number > found->number : !is_better(found, alike.similarity, number))
        return;
    found->is_found = true;
    found->is_exact = is_exact;
    found->number = number;
    found->similarity = alike.similarity;
}

bool finder_find(finder *self, const article_signature *of, found_copy *found, galley_error *error) {
    near_found near;
    survivors_seen seen = {.count = 0};
    *found = (found_copy){.needs_guide = true};
    near_index_find(self->index, &of->shingles, least_estimate(self), &near);
    found->compared = near.compared;
    if (near.count == 0)
        return true;
    sample_table shingles;
    sample_table_fill(&shingles, &of->verifying, SAMPLE_SHINGLES);
    for (size_t i = 0; i < near.count; i++) {
        sketch kept;
        uint32_t number = near.matches[i].number;
        if (!read_survivor(self, &number, &kept, error))
            return false;
        if (near.matches[i].alike.resemblance >= RESEMBLANCE_OF_GUIDED)
            found->needs_guide = false;
        if (see_survivor(&seen, number))
            verify(self, &shingles, &kept, number, found);
    }
    return true;
}

pair_judgement finder_judge(double threshold, unsigned shingle_letters, const article_signature *one,
                            const article_signature *other) {
    const finder self = {.threshold = threshold, .shingle_letters = shingle_letters};
    const sketch *a = &one->verifying, *b = &other->verifying;
    likeness least = least_estimate(&self);
    pair_judgement judged = {
        .estimated = signature_compare(&one->shingles, &other->shingles),
        .is_exact = a->head.words == b->head.words,
    };
    sample_table shingles;
    sample_table_fill(&shingles, a, SAMPLE_SHINGLES);
    judged.verified = judged.is_exact ? likeness_of(1, 1) : sample_table_compare(&shingles, b);
    judged.is_same_form = !judged.is_exact && sample_table_is_same_form(&shingles, b, shingle_letters);
    judged.common = pattern_find_with(&shingles, b);
    judged.least_resemblance = least_resemblance(judged.common, judged.verified);
    judged.is_copy = judged.is_exact || is_copy(&self, &shingles, b, &judged.verified);
    judged.is_near_enough =
        judged.estimated.resemblance >= least.resemblance && judged.estimated.similarity >= least.similarity;
    return judged;
}

bool finder_add(finder *self, const article_signature *added, galley_error *error) {
    return sketches_add(self->verifying, &added->verifying, error) &&
           near_index_add(self->index, &added->shingles, error);
}

bool finder_add_guide(finder *self, const article_signature *added, uint32_t survivor, galley_error *error) {
    sketch guide;
    guide.head = (sketch_head){.words = added->words, .leads_to = survivor + 1};
    self->guides++;
    return sketches_add(self->verifying, &guide, error) && near_index_add(self->index, &added->shingles, error);
}

bool finder_save(const finder *self, state_file *state, galley_error *error) {
    return state_write(state, &self->guides, sizeof self->guides, error) &&
           near_index_save(self->index, state, error) && sketches_save(self->verifying, state, error);
}

/* A guide leads to an article before it. */
static bool guides_are_sound(const finder *self, galley_error *error) {
    uint32_t guides = 0;
    sketch each;
    for (uint32_t i = 0; i < finder_count(self); i++) {
        if (!sketches_get(self->verifying, i, &each, error))
            return false;
        guides += each.head.leads_to != 0;
        if (each.head.leads_to > i)
            return galley_error_set(error, STATE_DAMAGED);
    }
    return guides == self->guides || galley_error_set(error, STATE_DAMAGED);
}

bool finder_restore(finder *self, state_file *state, galley_error *error) {
    if (!state_read(state, &self->guides, sizeof self->guides, error) ||
        !near_index_restore(self->index, state, error) || !sketches_restore(self->verifying, state, error))
        return false;
    if (sketches_count(self->verifying) != near_index_count(self->index))
        return galley_error_set(error, STATE_DAMAGED);
    return guides_are_sound(self, error);
}
