/* What the ways to find copies have in common: the stage itself, its parameters and indexes, and by what two articles are
 * compared. It knows none of those ways (first.h, clusters.h, paragraphs.h, explain.h), and dedup.c knows them all. */
#ifndef DEDUP_COMPARING_H
#define DEDUP_COMPARING_H

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

#endif
