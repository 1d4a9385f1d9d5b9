/* Who among the articles that were kept is an article a copy of? The near index proposes, the sketches decide. A copy is
 * never what another is a copy of: there are no chains of copies of copies.
 *
 * A copy that has much of its own (an update, half of it new) is added as a guide: its signature, and the number of its
 * survivor. Copies of such a copy are too unlike the survivor to meet it for sure among older articles; they meet the guide,
 * and are compared with the survivor. */
#ifndef DEDUP_FINDER_H
#define DEDUP_FINDER_H

#include "near_index.h"
#include "pattern.h"
#include "sketches.h"

typedef struct finder finder;

typedef struct found_copy {
    bool is_found, is_exact; /* exact: the same words */
    uint32_t number;         /* of the article it is a copy of, in the order of adding */
    double similarity;
    bool needs_guide;            /* no signature that was found is much like it */
    uint32_t compared, verified; /* signatures, sketches */
} found_copy;

/* `memory` as near_index_new has it. */
finder *finder_new(double threshold, unsigned shingle_letters, uint64_t memory);
void finder_free(finder *finder);

/* What was added, and how much of that are no guides. */
uint32_t finder_count(const finder *finder);
uint32_t finder_survivors(const finder *finder);

/* The article that this one (FULL) is most similar to; of equals the first. False with an error if a file fails. */
bool finder_find(finder *finder, const article_signature *of, found_copy *found, galley_error *error);

/* Why a pair of FULL ones is or is not a copy. */
typedef struct pair_judgement {
    likeness estimated, verified;
    double least_resemblance;
    pattern common;
    bool is_exact, is_same_form, is_copy; /* by the sketches, once the pair is proposed */
    bool is_near_enough;                  /* to be compared by the sketches, once two bands meet */
} pair_judgement;

pair_judgement finder_judge(double threshold, unsigned shingle_letters, const article_signature *one,
                            const article_signature *other);

/* Adds one under the number finder_count, which must be below NEAR_COUNT_MAX. */
bool finder_add(finder *finder, const article_signature *added, galley_error *error);

/* The same for a copy that needs a guide: it leads to the survivor. */
bool finder_add_guide(finder *finder, const article_signature *added, uint32_t survivor, galley_error *error);

bool finder_save(const finder *finder, state_file *state, galley_error *error);
bool finder_restore(finder *finder, state_file *state, galley_error *error); /* of a new one */

#endif
