/* A survey: postings sorted by key within a memory budget, gathered key by key, settled, and told to the articles.
 *
 * Postings are cut into parts by a hash of their key; parts are gathered in parallel, and each gives its findings in
 * the order of the keys' bytes, so that nothing depends on the number of workers. */
#ifndef CORE_RUN_SURVEY_H
#define CORE_RUN_SURVEY_H

#include "pipeline/pipeline.h"
#include "run/batch.h"

typedef struct survey survey;

/* `memory`: bytes for all workers together. Working files are made in `folder`. */
survey *survey_new(const stage *stage, const char *folder, uint64_t memory, unsigned workers);
void survey_free(survey *survey);

/* Where one worker posts: each worker has its own. */
galley_postings *survey_postings(survey *survey, unsigned worker);

/* Tells the postings which article comes next. */
void survey_at(galley_postings *postings, uint64_t ordinal);

/* A posting that was too large, or a disk that is full: NULL if nothing is wrong. */
const galley_error *survey_trouble(const galley_postings *postings);

/* After the last posting: gather in parallel, settle, sort what was told. */
bool survey_conclude(survey *survey, galley_error *error);

/* In a run that is resumed: settles again from the findings that are in the folder. */
bool survey_settle_again(survey *survey, galley_error *error);

/* What was told to the articles [first, end), appended to the batch's entries later by survey_attach. Called for
 * batches in order. */
bool survey_take_told(survey *survey, uint64_t first, uint64_t end, galley_buffer *told, galley_error *error);

/* Hands each article of the batch its part. */
void survey_attach(batch *batch, galley_text told);

#endif
