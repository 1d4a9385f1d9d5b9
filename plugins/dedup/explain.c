/* `galley explain-dup`: why two articles are copies of one another or not, by the same signatures, sketches and addresses as
 * in a run, and, what no run has time for, over all shingles. Needs none of the indexes: a pair is judged by itself. */
#include "explain.h"
#include "paragraphs.h"
#include "url.h"

#include <stdlib.h>

enum { EXAMPLES_MAX = 1000, EXAMPLE_PART_MAX = 200 /* bytes: a word may be of any length */ };

/* ---- Values ---------------------------------------------------------------------------------------------------- */

static json_t *rounded(double share) {
    const double steps = 10000; /* as many decimals as scores have */
    return json_real((double)(int64_t)(share * steps + 0.5) / steps);
}

static void say(json_t *told, const char *name, json_t *value) {
    json_object_set_new(told, name, value);
}

static void say_text(json_t *told, const char *name, galley_text text) {
    say(told, name, json_stringn(text.ptr ? text.ptr : "", text.len));
}

static void say_verdict(json_t *told, bool is_copy, const char *sentence) {
    say(told, "verdict", json_string(sentence));
    say(told, "is_copy", json_boolean(is_copy));
}

/* White space as one space. */
static void add_spaced(galley_buffer *out, galley_text text) {
    galley_text shown = galley_utf8_cut(text, EXAMPLE_PART_MAX);
    bool is_behind_space = true;
    uint32_t character;
    for (size_t at = 0, before = 0; galley_utf8_next(shown, &at, &character); before = at) {
        bool is_space = galley_is_space(character);
        if (is_space && !is_behind_space)
            galley_buffer_add_char(out, ' ');
        if (!is_space)
            galley_buffer_add_bytes(out, shown.ptr + before, at - before);
        is_behind_space = is_space;
    }
    if (shown.len < text.len)
        galley_buffer_add_string(out, "…");
}

static json_t *spell(galley_text in_title, galley_text in_text) {
    galley_buffer out = {0};
    add_spaced(&out, in_title);
    if (in_title.len > 0 && in_text.len > 0)
        galley_buffer_add_char(&out, ' ');
    add_spaced(&out, in_text);
    json_t *string = json_stringn(out.ptr ? out.ptr : "", out.len);
    galley_buffer_clear(&out);
    return string;
}

/* ---- Shingles -------------------------------------------------------------------------------------------------- */

/* All of an article's: as they stand, and the different ones among them. */
typedef struct shingle_set {
    galley_buffer listed; /* structs */
    size_t listed_count;
    uint64_t *hashes; /* sorted */
    bool *is_told;    /* one a hash */
    size_t count;
} shingle_set;

static int by_hash(const void *one, const void *other) {
    uint64_t a = *(const uint64_t *)one, b = *(const uint64_t *)other;
    return (a > b) - (a < b);
}

static const shingle *shingle_at(const shingle_set *of, size_t index) {
    return (const shingle *)(const void *)of->listed.ptr + index;
}

static galley_text title_of(const dedup *self, galley_article *article) {
    return self->with_title ? galley_article_text(article, "title") : galley_text_of(NULL);
}

static shingle_set read_shingles(const dedup *self, galley_article *article) {
    shingle_set set = {.count = 0};
    galley_arena *arena = galley_article_arena(article);
    galley_text text = galley_article_text(article, self->preferred.field);
    set.listed_count = signature_shingles(self->maker, title_of(self, article), text, &set.listed);
    set.hashes = galley_arena_alloc(arena, set.listed_count * sizeof *set.hashes);
    for (size_t i = 0; i < set.listed_count; i++)
        set.hashes[i] = shingle_at(&set, i)->hash;
    qsort(set.hashes, set.listed_count, sizeof *set.hashes, by_hash);
    for (size_t i = 0; i < set.listed_count; i++)
        if (set.count == 0 || set.hashes[i] != set.hashes[set.count - 1])
            set.hashes[set.count++] = set.hashes[i];
    set.is_told = galley_arena_alloc(arena, set.count * sizeof *set.is_told);
    return set;
}

static const uint64_t *find_hash(const shingle_set *in, uint64_t hash) {
    return bsearch(&hash, in->hashes, in->count, sizeof hash, by_hash);
}

static size_t count_shared(const shingle_set *one, const shingle_set *other) {
    size_t shared = 0;
    for (size_t i = 0; i < one->count; i++)
        shared += find_hash(other, one->hashes[i]) != NULL;
    return shared;
}

/* Those of one article that the other has too, or has not: each once, in the order of the text. */
static json_t *list_examples(shingle_set *of, const shingle_set *other, bool are_shared) {
    json_t *list = json_array();
    memset(of->is_told, 0, of->count * sizeof *of->is_told);
    for (size_t i = 0; i < of->listed_count && json_array_size(list) < EXAMPLES_MAX; i++) {
        const shingle *each = shingle_at(of, i);
        bool *is_told = &of->is_told[find_hash(of, each->hash) - of->hashes];
        if (!*is_told && (find_hash(other, each->hash) != NULL) == are_shared)
            json_array_append_new(list, spell(each->in_title, each->in_text));
        *is_told = true;
    }
    return list;
}

/* ---- Near ------------------------------------------------------------------------------------------------------ */

typedef struct near_pair {
    const article_signature *one, *other;
    pair_judgement judged;
    size_t bands_met, latest_met;
} near_pair;

static near_pair judge_pair(const dedup *self, const article_signature *one, const article_signature *other) {
    return (near_pair){.one = one,
                       .other = other,
                       .judged = finder_judge(self->threshold, (unsigned)self->shingle, one, other),
                       .bands_met = near_bands_met(&one->shingles, &other->shingles, NEAR_ROWS, NEAR_BANDS),
                       .latest_met =
                           near_bands_met(&one->shingles, &other->shingles, NEAR_LATEST_ROWS, NEAR_LATEST_BANDS)};
}

static void say_near_verdict(const dedup *self, const near_pair *pair, json_t *told) {
    const pair_judgement *judged = &pair->judged;
    if (judged->is_exact)
        say_verdict(told, true, "copies: their words are the same");
    else if (judged->is_copy && (pair->bands_met + pair->latest_met == 0 || !judged->is_near_enough))
        say_verdict(
            told, false,
            "no copies, unless a copy of the one that is like the other leads to it: their similarity reaches the "
            "threshold, but by their signatures they are too unlike to be compared");
    else if (pair->bands_met + pair->latest_met == 0)
        say_verdict(told, false, "no copies: they meet in no band, so they are not compared");
    else if (!judged->is_near_enough)
        say_verdict(told, false, "no copies: by their signatures they are too unlike to be compared");
    else if (judged->is_copy && pair->bands_met == 0)
        say_verdict(told, true,
                    "copies, where few articles stand between them: their similarity reaches the threshold");
    else if (judged->is_copy)
        say_verdict(told, true, "copies: their similarity reaches the threshold");
    else if (judged->verified.similarity < self->threshold)
        say_verdict(told, false, "no copies: their similarity is below the threshold");
    else if (judged->verified.resemblance < judged->least_resemblance)
        say_verdict(told, false, "no copies: they have too few of their shingles in common");
    else if (judged->common.is_framed)
        say_verdict(told, false, "no copies: two reports in one frame, which is all that they have in common");
    else
        say_verdict(told, false, "no copies: two fillings of one form, of which nothing but names and numbers differs");
}

/* One measure, over all shingles, as the run had it by its samples, and as the signatures estimate it. */
static json_t *measure_json(double truth, double verified, double estimated) {
    json_t *measure = json_object();
    say(measure, "true", rounded(truth));
    say(measure, "verified", rounded(verified));
    say(measure, "estimated", rounded(estimated));
    return measure;
}

static json_t *bands_json(size_t met, size_t of, size_t values) {
    json_t *bands = json_object();
    say(bands, "met", json_integer((json_int_t)met));
    say(bands, "of", json_integer((json_int_t)of));
    say(bands, "values", json_integer((json_int_t)values));
    return bands;
}

static void say_measures(const dedup *self, const near_pair *pair, likeness truth, json_t *told) {
    const pair_judgement *judged = &pair->judged;
    likeness verified = judged->verified, estimated = judged->estimated;
    bool is_even = judged->common.is_even && verified.containment < 1;
    if (is_even) {
        truth = pattern_even_likeness(truth);
        estimated = pattern_even_likeness(estimated);
    }
    json_t *similarity = measure_json(truth.similarity, verified.similarity, estimated.similarity);
    json_t *resemblance = measure_json(truth.resemblance, verified.resemblance, estimated.resemblance);
    say(similarity, "threshold", rounded(self->threshold));
    say(resemblance, "threshold", rounded(judged->least_resemblance));
    say(told, "similarity", similarity);
    say(told, "resemblance", resemblance);
    say(told, "containment", measure_json(truth.containment, verified.containment, estimated.containment));
    if (is_even)
        say(told, "differences", json_string("everywhere: similarity is as of shorter shingles"));
    say(told, "bands", bands_json(pair->bands_met, NEAR_BANDS, NEAR_ROWS));
    say(told, "latest_bands", bands_json(pair->latest_met, NEAR_LATEST_BANDS, NEAR_LATEST_ROWS));
}

static double share(size_t part, size_t whole) {
    return whole > 0 ? (double)part / (double)whole : 0;
}

static void say_shingles(const dedup *self, const near_pair *pair, galley_article *one, galley_article *other,
                         json_t *told) {
    shingle_set a = read_shingles(self, one), b = read_shingles(self, other);
    size_t shared = count_shared(&a, &b), fewer = a.count < b.count ? a.count : b.count;
    say_measures(self, pair, likeness_of(share(shared, a.count + b.count - shared), share(shared, fewer)), told);
    json_t *shingles = json_object();
    say(shingles, "letters", json_integer(self->shingle));
    say(shingles, "first", json_integer((json_int_t)a.count));
    say(shingles, "second", json_integer((json_int_t)b.count));
    say(shingles, "shared", json_integer((json_int_t)shared));
    say(told, "shingles", shingles);
    say(told, "shared", list_examples(&a, &b, true));
    say(told, "only_in_first", list_examples(&a, &b, false));
    say(told, "only_in_second", list_examples(&b, &a, false));
    galley_buffer_clear(&a.listed);
    galley_buffer_clear(&b.listed);
}

/* ---- Words ----------------------------------------------------------------------------------------------------- */

/* What may not be compared by shingles: the same words in the same order, or no copies. */
static void say_word_verdict(const dedup *self, const article_signature *one, const article_signature *other,
                             json_t *told) {
    if (one->kind == SIGNATURE_EMPTY || other->kind == SIGNATURE_EMPTY)
        say_verdict(told, false, "no copies: an article without a word is a copy of none");
    else if (one->kind != other->kind)
        say_verdict(told, false, "no copies: one of them is too short for a shingle, so only the same words count");
    else if (one->words == other->words)
        say_verdict(told, true, "copies: their words are the same");
    else
        say_verdict(told, false,
                    is_near(self) ? "no copies: too short for a shingle, and not the same words"
                                  : "no copies: their words are not the same");
}

static json_t *word_json(const shingle_set *of, size_t at) {
    if (at >= of->listed_count)
        return json_string("(the end)");
    return spell(shingle_at(of, at)->in_title, shingle_at(of, at)->in_text);
}

/* `self` has a maker of words. */
static void say_words(const dedup *self, galley_article *one, galley_article *other, json_t *told) {
    shingle_set a = read_shingles(self, one), b = read_shingles(self, other);
    json_t *words = json_object();
    say(words, "first", json_integer((json_int_t)a.listed_count));
    say(words, "second", json_integer((json_int_t)b.listed_count));
    say(told, "words", words);
    size_t at = 0;
    while (at < a.listed_count && at < b.listed_count && shingle_at(&a, at)->hash == shingle_at(&b, at)->hash)
        at++;
    if (at < a.listed_count || at < b.listed_count) {
        json_t *difference = json_object();
        say(difference, "word", json_integer((json_int_t)at + 1));
        say(difference, "in_first", word_json(&a, at));
        say(difference, "in_second", word_json(&b, at));
        say(told, "difference", difference);
    }
    galley_buffer_clear(&a.listed);
    galley_buffer_clear(&b.listed);
}

/* ---- The methods ----------------------------------------------------------------------------------------------- */

static void explain_texts(dedup *self, galley_article *one, galley_article *other, json_t *told) {
    const article_signature *a = make_signature(self, one), *b = make_signature(self, other);
    if (a->kind == SIGNATURE_FULL && b->kind == SIGNATURE_FULL) {
        near_pair pair = judge_pair(self, a, b);
        say_near_verdict(self, &pair, told);
        say_shingles(self, &pair, one, other, told);
        return;
    }
    say_word_verdict(self, a, b, told);
    signature_maker_free(self->maker);
    self->maker = signature_maker_new(0);
    say_words(self, one, other, told);
}

static void explain_urls(galley_article *one, galley_article *other, json_t *told) {
    galley_text a = url_canonical(galley_trim(galley_article_text(one, "url")), galley_article_arena(one));
    galley_text b = url_canonical(galley_trim(galley_article_text(other, "url")), galley_article_arena(other));
    if (a.len == 0 || b.len == 0)
        say_verdict(told, false, "no copies: an article without an address is a copy of none");
    else if (galley_text_equal(a, b))
        say_verdict(told, true, "copies: in its canonical form their address is the same");
    else
        say_verdict(told, false, "no copies: their addresses are not the same");
    json_t *canonical = json_object();
    say_text(canonical, "first", a);
    say_text(canonical, "second", b);
    say(told, "addresses", canonical);
}

bool dedup_explain(const void *stage, galley_article *one, galley_article *other, json_t *told, galley_error *error) {
    dedup self = *(const dedup *)stage; /* with a maker of its own */
    (void)error;
    self.maker = signature_maker_new(is_near(&self) ? (unsigned)self.shingle : 0);
    if (self.method == METHOD_URL)
        explain_urls(one, other, told);
    else if (self.method == METHOD_PARAGRAPH)
        paragraphs_explain(&self, one, other, told);
    else
        explain_texts(&self, one, other, told);
    say(told, "field", json_string(self.method == METHOD_URL ? "url" : self.preferred.field));
    signature_maker_free(self.maker);
    return true;
}
