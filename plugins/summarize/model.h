/* The weights that were learned, and the scores that they give. */
#ifndef SUMMARIZE_MODEL_H
#define SUMMARIZE_MODEL_H

#include "choose.h"
#include "evidence.h"

/* A worker's memory; {0} is empty. */
typedef struct model {
    graph graph;
    bool by_share;
    evidence items[SENTENCES_MAX];
} model;

void model_clear(model *model);

/* Reads the evidence. `by_share`: for a summary that is a good part of its text. `model` stays as long as the scorer is
 * used. */
scorer model_scorer(model *model, sentences *all, bool by_share);

#endif
