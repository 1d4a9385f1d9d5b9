/* The stage, as its parts share it. */
#ifndef DEDUP_DEDUP_H
#define DEDUP_DEDUP_H

#include "exact_index.h"
#include "finder.h"
#include "names.h"
#include "preference.h"

enum { METHOD_EXACT, METHOD_NEAR, METHOD_PARAGRAPH, METHOD_URL };
enum { ACTION_DROP, ACTION_MARK };
enum { EXACT, NEAR, URL };
enum { COPIES, COMPARED, VERIFIED, SHORT, EMPTY, SHORTENED, PASSAGES, WORDS_REMOVED, OVER_BUDGET, AGAIN };
enum { KEY_EXACT = 'x', KEY_NEAR = 'n', KEY_PARAGRAPH = 'p' }; /* the first byte of what is posted under */
enum { SCORE_DECIMALS = 4 };

typedef struct dedup {
    int method, action;
    double threshold, budget;
    int64_t shingle, run;
    preference preferred;
    bool with_title;
    uint64_t memory;
    const char *state; /* a folder, or NULL */

    signature_maker *maker;

    /* Of one pass: articles that were kept, by how they are found again. */
    exact_index *exact; /* with method near: of what is too short for a shingle */
    names *exact_names;
    finder *near; /* NULL with method exact */
    names *near_names;
    uint32_t runs; /* that are in the state */
} dedup;

static inline bool is_near(const dedup *self) {
    return self->method == METHOD_NEAR;
}

/* Can it be decided in corpus order, article by article? */
static inline bool is_one_pass(const dedup *self) {
    return self->preferred.keep == KEEP_FIRST && self->action == ACTION_DROP && self->method != METHOD_PARAGRAPH;
}

/* Why an article with the same words, or address, is dropped. */
static inline int reason_of_same(const dedup *self) {
    return self->method == METHOD_URL ? URL : EXACT;
}

/* What an article is compared by, in its arena; counts what is odd about it. */
article_signature *make_signature(const dedup *self, galley_article *article);

/* One pass (first.c). */
galley_verdict first_process(const dedup *self, galley_article *article);
galley_verdict first_commit(void *stage, galley_article *article);
void first_begin(dedup *self); /* makes empty indexes */
void first_end(dedup *self);

/* Its state, for --resume and from run to run (kept.c). */
bool kept_save(const void *stage, FILE *out, galley_error *error);
bool kept_restore(void *stage, FILE *in, galley_error *error);
bool kept_load(dedup *self, galley_error *error);   /* from the folder, if there is one in it */
bool kept_finish(void *stage, galley_error *error); /* into the folder */

/* With a survey (clusters.c). */
galley_verdict clusters_survey(const void *stage, void *scratch, galley_article *article, galley_postings *postings);
bool clusters_gather(const void *stage, galley_text key, galley_notes *notes, galley_telling *telling,
                     galley_error *error);
bool clusters_settle(void *stage, galley_findings *findings, galley_telling *telling, galley_error *error);
galley_verdict clusters_process(const dedup *self, galley_article *article);

/* Method paragraph (paragraphs.c), in the same survey. */
galley_verdict paragraphs_survey(const dedup *self, galley_article *article, galley_postings *postings);
void paragraphs_gather(galley_text key, galley_notes *notes, galley_telling *telling);
galley_verdict paragraphs_process(const dedup *self, galley_article *article);
void paragraphs_explain(const dedup *self, galley_article *one, galley_article *other, json_t *told);

/* Two articles (explain.c). */
bool dedup_explain(const void *stage, galley_article *one, galley_article *other, json_t *told, galley_error *error);

#endif
