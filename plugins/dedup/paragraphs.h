/* Method paragraph, in the same survey: what another article keeps is taken out of a text. */
#ifndef DEDUP_PARAGRAPHS_H
#define DEDUP_PARAGRAPHS_H

#include "comparing.h"

galley_verdict paragraphs_survey(const dedup *self, galley_article *article, galley_postings *postings);
void paragraphs_gather(galley_text key, galley_notes *notes, galley_telling *telling);
galley_verdict paragraphs_process(const dedup *self, galley_article *article);
void paragraphs_explain(const dedup *self, galley_article *one, galley_article *other, json_t *told);

#endif
