/* Who survives, settled over all articles before any is processed: with a survey. */
#ifndef DEDUP_CLUSTERS_H
#define DEDUP_CLUSTERS_H

#include "comparing.h"

galley_verdict clusters_survey(const void *stage, void *scratch, galley_article *article, galley_postings *postings);
bool clusters_gather(const void *stage, galley_text key, galley_notes *notes, galley_telling *telling,
                     galley_error *error);
bool clusters_settle(void *stage, galley_findings *findings, galley_telling *telling, galley_error *error);
galley_verdict clusters_process(const dedup *self, galley_article *article);

#endif
