/* Learn: see learn.h. AdaGrad (Duchi, Hazan, Singer 2011) over all n-grams, then those that matter least are given up,
 * and the others learn on without them. */
#include "learn.h"
#include <math.h>
#include <stdlib.h>

enum {
    EPOCHS = 8,        /* over all samples */
    EPOCHS_AFTER = 3,  /* and afterwards, with the n-grams that are left: */
    ROWS = 76000,      /* so many */
    ENOUGH = 900,      /* samples of one language an epoch; where there are fewer, they come again, */
    REPEATS_MOST = 12, /* up to so many times */
    JOINED = 8         /* samples that calibration joins to a long text */
};

static const float rate = 0.3F;             /* of learning */
static const float none_share = 0.2F;       /* what "none of these" teaches, against a language */
static const float least_gradient = 0.001F; /* smaller ones are not worth their time */

static double scale_of(double ngrams) {
    return pow(ngrams + 1, -0.75);
}

/* Shares of the classes, from their sums, in place. */
static void to_shares(float *sums, uint32_t classes) {
    float most = sums[0], all = 0;
    for (uint32_t c = 1; c < classes; c++)
        most = sums[c] > most ? sums[c] : most;
    for (uint32_t c = 0; c < classes; c++)
        all += sums[c] = expf(sums[c] - most);
    for (uint32_t c = 0; c < classes; c++)
        sums[c] /= all;
}

static void add_rows(const learner *learner, const sample *sample, float scale, float *sums) {
    const entry *entries = learner->samples->entries + sample->first;
    memset(sums, 0, learner->stride * sizeof *sums);
    for (uint32_t i = 0; i < sample->count; i++) {
        const float *row = learner->weights + entries[i].feature * learner->stride;
        float value = (float)entries[i].count * scale;
        for (size_t c = 0; c < learner->stride; c++)
            sums[c] += value * row[c];
    }
}

static void learn_sample(learner *learner, const sample *sample, float *sums) {
    uint32_t active[MODEL_LANGUAGES], actives = 0;
    float scale = (float)scale_of(sample->ngrams);
    add_rows(learner, sample, scale, sums);
    to_shares(sums, learner->samples->classes);
    sums[sample->class] -= 1;
    for (uint32_t c = 0; c < learner->samples->classes; c++)
        if (fabsf(sums[c]) > least_gradient)
            active[actives++] = c;
    const entry *entries = learner->samples->entries + sample->first;
    for (uint32_t i = 0; actives > 0 && i < sample->count; i++) {
        float *row = learner->weights + entries[i].feature * learner->stride;
        float *squares = learner->squares + entries[i].feature * learner->stride;
        float value = (float)entries[i].count * scale * (sample->class == 0 ? none_share : 1);
        for (uint32_t a = 0; a < actives; a++) {
            float gradient = sums[active[a]] * value;
            float *square = squares + active[a];
            *square += gradient * gradient;
            row[active[a]] -= rate * gradient / sqrtf(*square + 1e-9F);
        }
    }
}

/* xorshift64 (Marsaglia 2003): the same order everywhere. */
static uint64_t next_random(uint64_t *state) {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static void shuffle(uint32_t *order, size_t count, uint64_t *state) {
    for (size_t i = count; i > 1; i--) {
        size_t other = next_random(state) % i;
        uint32_t kept = order[i - 1];
        order[i - 1] = order[other];
        order[other] = kept;
    }
}

static void learn_epochs(learner *learner, uint32_t *order, size_t count, int epochs, uint64_t *state) {
    float *sums = calloc(learner->stride, sizeof *sums);
    for (int epoch = 0; epoch < epochs; epoch++) {
        shuffle(order, count, state);
        for (size_t i = 0; i < count; i++)
            learn_sample(learner, learner->samples->list + order[i], sums);
    }
    free(sums);
}

static int compare_floats(const void *a, const void *b) {
    float left = *(const float *)a, right = *(const float *)b;
    return (left < right) - (left > right);
}

/* How much a row does: the size of its weights, and in how many pieces it takes part. */
static float importance(const learner *learner, size_t feature) {
    const float *row = learner->weights + feature * learner->stride;
    float squares = 0;
    for (size_t c = 0; c < learner->stride; c++)
        squares += row[c] * row[c];
    return sqrtf(squares * (float)learner->samples->pieces_with[feature]);
}

static void keep_important(learner *learner) {
    size_t features = learner->samples->features;
    float *ranks = calloc(features + 1, sizeof *ranks);
    for (size_t f = 0; f < features; f++)
        ranks[f] = importance(learner, f);
    qsort(ranks, features, sizeof *ranks, compare_floats);
    float least = features > ROWS ? ranks[ROWS] : 0;
    for (size_t f = 0; f < features; f++) {
        if (importance(learner, f) > least)
            continue;
        for (size_t c = f * learner->stride; c < (f + 1) * learner->stride; c++) {
            learner->weights[c] = 0;
            learner->squares[c] = INFINITY;
        }
    }
    free(ranks);
}

/* Samples of the smaller languages come several times an epoch: what one knows little of is not therefore seldom met.
 * Returns how many it wrote. */
static size_t choose_order(const samples *samples, int without, uint32_t *order) {
    size_t of_class[MODEL_LANGUAGES] = {0}, count = 0;
    for (size_t i = 0; i < samples->count; i++)
        of_class[samples->list[i].class] += samples->list[i].fold != without;
    for (size_t i = 0; i < samples->count; i++) {
        size_t have = of_class[samples->list[i].class];
        for (size_t j = 0; samples->list[i].fold != without && j < REPEATS_MOST && j * have < ENOUGH; j++)
            order[count++] = (uint32_t)i;
    }
    return count;
}

void learner_make(learner *learner, const samples *samples, int without) {
    enum { LANES = 8 };
    learner->samples = samples;
    learner->stride = (samples->classes + LANES - 1) / LANES * LANES;
    learner->weights = calloc(samples->features * learner->stride + 1, sizeof *learner->weights);
    learner->squares = calloc(samples->features * learner->stride + 1, sizeof *learner->squares);
    uint32_t *order = calloc(samples->count * REPEATS_MOST + 1, sizeof *order);
    size_t count = choose_order(samples, without, order);
    uint64_t state = 88172645463325252U;
    learn_epochs(learner, order, count, EPOCHS, &state);
    keep_important(learner);
    learn_epochs(learner, order, count, EPOCHS_AFTER, &state);
    free(order);
}

void learner_clear(learner *learner) {
    free(learner->weights);
    free(learner->squares);
}

/* ---- Quantisation and calibration ------------------------------------------------------------------------------ */

/* The largest weights are cut so that the many small ones keep some detail. */
double learner_quantum(const learner *learner) {
    double squares = 0, count = 0;
    for (size_t i = 0; i < learner->samples->features * learner->stride; i++) {
        squares += (double)learner->weights[i] * learner->weights[i];
        count += learner->weights[i] != 0;
    }
    enum { DEVIATIONS = 6 };
    return count > 0 ? DEVIATIONS * sqrt(squares / count) / INT8_MAX : 1;
}

int8_t learner_weight(const learner *learner, size_t feature, uint32_t class, double quantum) {
    double weight = round(learner->weights[feature * learner->stride + class] / quantum);
    return (int8_t)(weight > INT8_MAX ? INT8_MAX : weight < -INT8_MAX ? -INT8_MAX : weight);
}

/* How many weights of rows that are not all 0 have which int8 value; [128] is of 0. */
static void count_weights(const learner *learner, double quantum, uint64_t counts[256]) {
    for (size_t feature = 0; feature < learner->samples->features; feature++) {
        bool is_row = false;
        for (uint32_t class = 0; class < learner->samples->classes && !is_row; class ++)
            is_row = learner_weight(learner, feature, class, quantum) != 0;
        for (uint32_t class = 0; is_row && class < learner->samples->classes; class ++)
            counts[128 + learner_weight(learner, feature, class, quantum)]++;
    }
}

static size_t nearest(const double levels[MODEL_LEVELS], double value) {
    size_t best = 0;
    for (size_t i = 1; i < MODEL_LEVELS; i++)
        if (fabs(levels[i] - value) < fabs(levels[best] - value))
            best = i;
    return best;
}

/* Lloyd's algorithm (Least Squares Quantization in PCM, 1982) over the counts of the 256 values; 0 stays a level. */
void learner_levels(const learner *learner, double quantum, int8_t levels[MODEL_LEVELS]) {
    enum { ROUNDS = 60, ZERO = MODEL_LEVELS / 2, STEP = 12 };
    uint64_t counts[256] = {0};
    double at[MODEL_LEVELS];
    count_weights(learner, quantum, counts);
    for (int i = 0; i < MODEL_LEVELS; i++)
        at[i] = (i - ZERO) * STEP;
    for (int round = 0; round < ROUNDS; round++) {
        double sums[MODEL_LEVELS] = {0}, weights[MODEL_LEVELS] = {0};
        for (int value = -INT8_MAX; value <= INT8_MAX; value++) {
            size_t level = nearest(at, value);
            sums[level] += (double)counts[128 + value] * value;
            weights[level] += (double)counts[128 + value];
        }
        for (int i = 0; i < MODEL_LEVELS; i++)
            if (weights[i] > 0 && i != ZERO)
                at[i] = sums[i] / weights[i];
    }
    for (int i = 0; i < MODEL_LEVELS; i++)
        levels[i] = (int8_t)round(at[i]);
}

/* Texts for calibration: for each its n-grams, its class and the sums of all classes. */
typedef struct trial {
    double ngrams;
    uint32_t class;
    const float *sums;
} trial;

/* Minus the logarithm of what the trials' right classes get. */
static double surprise(const trial *trials, size_t count, uint32_t classes, double level, double slope) {
    float shares[MODEL_LANGUAGES] = {0};
    double all = 0;
    for (size_t i = 0; i < count; i++) {
        double scale = scale_of(trials[i].ngrams) * exp(level + slope * log(trials[i].ngrams + 1));
        for (uint32_t c = 0; c < classes; c++)
            shares[c] = (float)(trials[i].sums[c] * scale);
        to_shares(shares, classes);
        all -= log((double)shares[trials[i].class] + 1e-6);
    }
    return all;
}

/* Samples of the fold, by themselves and joined to those before them from the same source. Returns how many. */
static size_t make_trials(const learner *learner, int fold, trial *trials, float *sums) {
    const samples *samples = learner->samples;
    size_t made = 0, run = 0;
    float *joined = calloc(learner->stride, sizeof *joined);
    double ngrams = 0;
    for (size_t i = 0; i < samples->count; i++) {
        const sample *sample = samples->list + i;
        if (sample->fold != fold)
            continue;
        bool goes_on = run > 0 && run < JOINED && sample[-1].fold == fold && sample[-1].source == sample->source;
        if (!goes_on) {
            run = 0;
            ngrams = 0;
            memset(joined, 0, learner->stride * sizeof *joined);
        }
        float *own = sums + made * learner->stride;
        add_rows(learner, sample, 1, own);
        for (size_t c = 0; c < learner->stride; c++)
            joined[c] += own[c];
        ngrams += sample->ngrams;
        trials[made++] = (trial){sample->ngrams, sample->class, own};
        if (++run > 1) {
            own += learner->stride;
            memcpy(own, joined, learner->stride * sizeof *joined);
            trials[made++] = (trial){ngrams, sample->class, own};
        }
    }
    free(joined);
    return made;
}

/* Descends in steps that become smaller: two numbers, and the surprise has one valley. */
void learner_calibrate(const learner *learner, int fold, double *level, double *slope) {
    size_t most = 2 * learner->samples->count + 1;
    trial *trials = calloc(most, sizeof *trials);
    float *sums = calloc(most * learner->stride, sizeof *sums);
    size_t count = make_trials(learner, fold, trials, sums);
    double at[2] = {0, 0}, step[2] = {0.5, 0.1};
    double best = surprise(trials, count, learner->samples->classes, at[0], at[1]);
    for (int round = 0; round < 40; round++)
        for (int axis = 0; axis < 2; axis++) {
            double before = at[axis];
            at[axis] = before + step[axis];
            double found = surprise(trials, count, learner->samples->classes, at[0], at[1]);
            if (found < best) {
                best = found;
                step[axis] *= 1.2;
            } else {
                at[axis] = before;
                step[axis] *= -0.6;
            }
        }
    *level = at[0];
    *slope = at[1];
    free(trials);
    free(sums);
}
