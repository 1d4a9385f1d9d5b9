/* trial/: carries out a test of a pipeline file. All its articles go together through a run like any other, in a
 * temporary run directory; what the run left there is read back and compared with what the test expects.
 *
 * Knows pipelines, how a run is started and which files it leaves; knows nothing of how it is carried out. */
#ifndef CORE_TRIAL_TRIAL_H
#define CORE_TRIAL_TRIAL_H

#include "article/article.h"
#include "pipeline/tests.h"

typedef enum trial_fate {
    TRIAL_NOWHERE, /* no file of the run has it */
    TRIAL_KEPT,
    TRIAL_DROPPED,
    TRIAL_REJECTED
} trial_fate;

/* What became of one article of the input. */
typedef struct outcome {
    trial_fate fate;
    galley_article article; /* as it was kept */
    json_t *note;           /* what Galley says of it: origin; stage, reason, … of a drop; error of a rejection */
} outcome;

typedef struct trial {
    const pipeline *pipeline;
    const pipeline_test *test;
    outcome *outcomes; /* one an article */
    galley_arena *arena;
} trial;

typedef enum trial_result {
    TRIAL_DONE,
    TRIAL_STOPPED,     /* a stage stopped the run: the test has failed */
    TRIAL_INTERRUPTED, /* by a signal: nothing is known */
    TRIAL_IMPOSSIBLE   /* there could be no run: no room for files, … */
} trial_result;

/* Opens the stages anew and runs. Not DONE: with an error. Clear the trial in any case. */
trial_result trial_run(trial *trial, pipeline *pipeline, const pipeline_test *test, galley_error *error);
void trial_clear(trial *trial);

/* Why an expectation does not hold, for people, on one line each. `difference` may be empty. */
typedef struct explanation {
    galley_buffer expected, found, difference;
} explanation;

/* Does it hold? Explains if it does not; clear the explanation in any case. */
bool trial_meets(trial *trial, const expectation *expectation, explanation *why);
void explanation_clear(explanation *why);

#endif
