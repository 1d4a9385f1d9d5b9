/* Learn: a linear classifier (multinomial logistic regression) over n-grams, made small. */
#ifndef LANGDETECT_LEARN_H
#define LANGDETECT_LEARN_H

#include "samples.h"

/* Odds are computed as model.h says; while learning, with level 0 and slope 0. */
typedef struct learner {
    const samples *samples;
    size_t stride;  /* floats a row: classes, rounded up */
    float *weights; /* a row a feature */
    float *squares; /* sums of squared gradients (AdaGrad); infinite where a weight is to stay 0 */
} learner;

/* Learns from all samples but those of fold `without` (-1: none); always gives the same for the same samples. */
void learner_make(learner *learner, const samples *samples, int without);
void learner_clear(learner *learner);

/* One weight as the int8 that the model has, in units of `quantum`. */
int8_t learner_weight(const learner *learner, size_t feature, uint32_t class, double quantum);
double learner_quantum(const learner *learner);

/* The MODEL_LEVELS int8 weights, ascending, that the weights of all rows are best rounded to; 0 is one of them. */
void learner_levels(const learner *learner, double quantum, int8_t levels[MODEL_LEVELS]);

/* Level and slope for which the odds of the samples of `fold` and of texts joined of them are likeliest. */
void learner_calibrate(const learner *learner, int fold, double *level, double *slope);

#endif
