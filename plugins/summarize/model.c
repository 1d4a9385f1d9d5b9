/* Linear in the evidence. The first sentence has its weights, the second others, for what it adds to the first, and
 * those from the third on others again; without a title to go by, these three are others, in which the beginning counts
 * more. A summary that is a good part of the text has a row of its own, which each sentence is measured by alone.
 * train/learn.py says how they were found. */
#include "model.h"

enum {
    WEIGHTS_FIRST,
    WEIGHTS_SECOND,
    WEIGHTS_THIRD,
    WEIGHTS_UNTITLED_FIRST,
    WEIGHTS_UNTITLED_SECOND,
    WEIGHTS_UNTITLED_THIRD,
    WEIGHTS_SHARE,
    WEIGHTS
};

static const float weights[WEIGHTS][FEATURES] = {
#include "weights.inc"
};

void model_clear(model *model) {
    graph_clear(&model->graph);
}

static double weigh(const float *row, const evidence *of) {
    float sum = 0;
    for (int i = 0; i < FEATURES; i++)
        sum += row[i] * of->of[i];
    return (double)sum;
}

static int row_for(const model *model, const sentences *all, size_t chosen) {
    if (model->by_share)
        return WEIGHTS_SHARE;
    int step = chosen < 2 ? (int)chosen : 2;
    return (all->title_terms > 0 ? WEIGHTS_FIRST : WEIGHTS_UNTITLED_FIRST) + step;
}

static void score(void *context, sentences *all, size_t chosen) {
    model *model = context;
    if (model->by_share && chosen > 0)
        return;
    const float *row = weights[row_for(model, all, chosen)];
    for (size_t i = 0; i < all->count; i++) {
        sentence *each = &all->items[i];
        if (each->is_chosen)
            continue;
        model->items[i].of[FEATURE_SAID] = chosen > 0 ? (float)said_share(all, each) : 0;
        each->score = weigh(row, &model->items[i]);
    }
}

scorer model_scorer(model *model, sentences *all, bool by_share) {
    model->by_share = by_share;
    evidence_compute(all, &model->graph, model->items);
    return (scorer){.score = score, .context = model, .is_said_once = true};
}
