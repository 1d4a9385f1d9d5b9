/* dedup: finds articles that are copies of one another; one of them survives, the others are dropped, or all are marked.
 *
 * Where the first in corpus order survives and copies are dropped, one pass is enough (first.c). Another policy, or naming
 * the survivor in the survivor itself, needs to know all articles before any is treated: a survey (clusters.c). Both
 * compare by the signatures of signature.c, and a copy is always similar to its survivor, not just to another copy. */
#include "clusters.h"
#include "explain.h"
#include "first.h"
#include "kept.h"
#include "paragraphs.h"

static void dedup_close(void *stage) {
    dedup *self = stage;
    signature_maker_free(self->maker);
    galley_calendar_free(self->preferred.calendar);
    first_end(self);
}

static bool dedup_open(void *stage, galley_error *error) {
    dedup *self = stage;
    if (self->preferred.keep == KEEP_PREFERRED && self->preferred.sources.count == 0)
        return galley_error_set(error, "keep is \"preferred\", but no sources are given: \"sources\": [\"AFP\", …]");
    if (self->preferred.keep != KEEP_PREFERRED && self->preferred.sources.count > 0)
        return galley_error_set(error, "sources are for \"keep\": \"preferred\" only");
    if (self->method == METHOD_PARAGRAPH && self->action == ACTION_MARK)
        return galley_error_set(error, "method paragraph takes passages out of texts; it has nothing to mark");
    if (self->state && !is_one_pass(self))
        return galley_error_set(error,
                                "state is for \"keep\": \"first\" with \"action\": \"drop\" and methods near, exact "
                                "and url: what earlier runs kept is decided");
    self->maker = signature_maker_new(is_near(self) ? (unsigned)self->shingle : 0);
    self->preferred.calendar = is_by_date(&self->preferred) ? galley_calendar_new() : NULL;
    if (!is_one_pass(self))
        return true;
    first_begin(self);
    if (!self->state || kept_load(self, error))
        return true;
    dedup_close(self);
    return false;
}

static const char *const reads[] = {"$field", "title?", "date?", "source?", "url?", NULL};
static const char *const reads_text[] = {"$field", "title?", NULL}, *const reads_date[] = {"$field", "title?", "date?",
                                                                                           NULL};
static const char *const reads_source[] = {"$field", "title?", "source?", "url?", NULL};

static const char *const writes[] = {"dup_cluster", "dup_score", "dup_size", "$field", NULL};
static const char *const writes_marks[] = {"dup_cluster", "dup_score", "dup_size", NULL}, *const writes_text[] = {
                                                                                              "$field", NULL};

static const galley_reason reasons[] = {
    [EXACT] = {"exact", "its words are those of the survivor, which the detail names"},
    [NEAR] = {"near", "it is similar to the survivor, which the detail names; the score says how similar"},
    [URL] = {"url", "its address is that of the survivor, which the detail names"},
    {0}};

static const galley_reason reasons_words[] = {
    [EXACT] = {"exact", "its words are those of the survivor, which the detail names"},
    [NEAR] = {"near", "it is similar to the survivor, which the detail names; the score says how similar"},
    {0}};

static const char *const *reads_of(const dedup *self) {
    if (is_by_date(&self->preferred))
        return reads_date;
    return self->preferred.keep == KEEP_PREFERRED ? reads_source : reads_text;
}

static void dedup_adapt(const void *stage, galley_stage_type *uses) {
    const dedup *self = stage;
    uses->reads = reads_of(self);
    uses->writes = self->method == METHOD_PARAGRAPH ? writes_text : writes_marks;
    if (self->method != METHOD_URL)
        uses->reasons = reasons_words;
    if (is_one_pass(self)) {
        uses->survey = NULL;
        uses->gather = NULL;
        uses->settle = NULL;
    } else {
        uses->commit = NULL;
        uses->save = NULL;
        uses->restore = NULL;
    }
    if (!self->state)
        uses->finish = NULL;
}

static galley_verdict dedup_process(const void *stage, void *scratch, galley_article *article) {
    const dedup *self = stage;
    (void)scratch;
    if (self->method == METHOD_PARAGRAPH)
        return paragraphs_process(self, article);
    return is_one_pass(self) ? first_process(self, article) : clusters_process(self, article);
}

/* ---- The descriptor -------------------------------------------------------------------------------------------- */

static const char *const methods[] = {
    [METHOD_EXACT] = "exact", [METHOD_NEAR] = "near", [METHOD_PARAGRAPH] = "paragraph", [METHOD_URL] = "url", NULL};
static const char *const keeps[] = {
    [KEEP_FIRST] = "first",     [KEEP_EARLIEST] = "earliest",   [KEEP_LATEST] = "latest",
    [KEEP_LONGEST] = "longest", [KEEP_PREFERRED] = "preferred", NULL};
static const char *const actions[] = {[ACTION_DROP] = "drop", [ACTION_MARK] = "mark", NULL};

static const galley_param params[] = {
    {.name = "method",
     .type = GALLEY_CHOICE,
     .offset = offsetof(dedup, method),
     .fallback = "near",
     .choices = methods,
     .about = "exact: the same words; near: most of the shingles of one are in the other; paragraph: runs of sentences "
              "that stand in another article are taken out; url: the same address in its canonical form"},
    {.name = "threshold",
     .type = GALLEY_REAL,
     .offset = offsetof(dedup, threshold),
     .fallback = "0.56",
     .min = 0,
     .max = 1,
     .about = "near: similarity, a quarter resemblance, the rest containment, from which on an article is a copy"},
    {.name = "shingle",
     .type = GALLEY_INTEGER,
     .offset = offsetof(dedup, shingle),
     .fallback = "9",
     .min = 1,
     .max = SHINGLE_LETTERS_MAX,
     .unit = "letters",
     .about = "near: the length of a shingle; an ideograph counts as two letters"},
    {.name = "run",
     .type = GALLEY_INTEGER,
     .offset = offsetof(dedup, run),
     .fallback = "25",
     .min = 1,
     .max = 10000,
     .unit = "words",
     .about = "paragraph: what is taken out has so many words, and is a paragraph or two sentences in a row"},
    {.name = "budget",
     .type = GALLEY_REAL,
     .offset = offsetof(dedup, budget),
     .fallback = "0.5",
     .min = 0,
     .max = 1,
     .about = "paragraph: the share of an article's words that may be taken out; what exceeds it stays"},
    {.name = "keep",
     .type = GALLEY_CHOICE,
     .offset = offsetof(dedup, preferred.keep),
     .fallback = "first",
     .choices = keeps,
     .about = "which of several copies survives: by corpus order, by date, by length, or by source"},
    {.name = "sources",
     .type = GALLEY_STRINGS,
     .offset = offsetof(dedup, preferred.sources),
     .about = "keep preferred: sources (or sites, as in news.example) whose articles survive, the best first"},
    {.name = "action",
     .type = GALLEY_CHOICE,
     .offset = offsetof(dedup, action),
     .fallback = "drop",
     .choices = actions,
     .about = "drop copies, or keep them and mark all members of a cluster with dup_cluster"},
    {.name = "field",
     .type = GALLEY_STRING,
     .offset = offsetof(dedup, preferred.field),
     .fallback = "text",
     .about = "what is compared"},
    {.name = "with_title",
     .type = GALLEY_BOOL,
     .offset = offsetof(dedup, with_title),
     .fallback = "false",
     .about = "compare the title together with it"},
    {.name = "memory",
     .type = GALLEY_SIZE,
     .offset = offsetof(dedup, memory),
     .fallback = "8G",
     .min = 33554432,
     .max = 1e15,
     .unit = "bytes",
     .about = "near: above it the index goes to temporary files, in sorted runs; what is found stays the same"},
    {.name = "state",
     .type = GALLEY_PATH,
     .offset = offsetof(dedup, state),
     .about =
         "a folder that keeps what was kept, from run to run: a later run finds copies of articles of earlier ones"},
    {0}};

static const galley_counter counters[] = {
    [COPIES] = {"copies", "articles that are copies of a survivor"},
    [COMPARED] = {"compared", "pairs of articles whose signatures were compared"},
    [VERIFIED] = {"verified", "pairs whose shingles, names and numbers were compared"},
    [SHORT] = {"short", "articles too short for shingles, which were compared exactly"},
    [EMPTY] = {"empty", "articles without a word, or without an address, which are never copies"},
    [SHORTENED] = {"shortened", "articles that lost passages (paragraph)"},
    [PASSAGES] = {"passages", "runs of sentences that were taken out"},
    [WORDS_REMOVED] = {"words_removed", "words in them"},
    [OVER_BUDGET] = {"over_budget", "runs that stayed, since the article had no budget left"},
    [AGAIN] = {"again", "articles that an earlier run read from the same place and kept (state)"},
    {0}};

GALLEY_STAGE(
    dedup, .version = "2.0", .about = "finds copies of articles, word for word or nearly, and keeps one of them",
    .description =
        "Case, accents, punctuation and white space make no difference. A shingle is a run of letters, as if nothing "
        "stood "
        "between them; so what a scanner misread, joined or broke costs little. The similarity of two articles (method "
        "near) "
        "is a quarter of their resemblance (of the shingles that either has, those that both have) and three quarters "
        "of their containment (of the shorter one's shingles, those that the other has too): so a copy that was cut, "
        "or "
        "that stands in a longer page, is a copy. Signatures propose pairs; the shingles themselves, some 400 to 512 "
        "of a long article, decide. Where what differs is spread evenly, as by a scanner or by an editor who changes "
        "words, similarity is that of shorter shingles. Two fillings of one form, where nothing but names and numbers "
        "differs, and two reports in one frame, where one passage was exchanged as a whole, are no copies. Articles "
        "too short for shingles are compared exactly; what has no word is never a copy. A copy is "
        "similar to its survivor, not just to another copy.\n\n"
        "With keep first and action drop one pass decides, in corpus order. Otherwise all articles are surveyed first. "
        "With action mark every member of a cluster of two or more gets dup_cluster, the survivor's id, also the "
        "survivor itself; dup_size, how many they are; and but for the survivor dup_score, the similarity to it. Dates "
        "are read as ISO 8601 writes them. Ids longer than 255 bytes are shortened.\n\n"
        "An article is compared with at most 16 of those that share a band of its signature; where a notice stands in "
        "more texts than that, copies are found by their other bands. Below a resemblance of 0.15 nothing is a copy, "
        "whatever the threshold, or of 0.1 where differences are spread evenly.",
    .memory = "at most 320 bytes an article that is kept or is half of its own (method near), 20 (exact); ids and "
              "sketches in "
              "temporary files",
    .size_of_stage = sizeof(dedup), .params = params, .reads = reads, .writes = writes, .reasons = reasons,
    .counters = counters, .open = dedup_open, .close = dedup_close, .adapt = dedup_adapt, .process = dedup_process,
    .commit = first_commit, .survey = clusters_survey, .gather = clusters_gather, .settle = clusters_settle,
    .save = kept_save, .restore = kept_restore, .finish = kept_finish, .explain = dedup_explain);
