/* Which sentences make the summary, when each has its score. */
#ifndef SUMMARIZE_CHOOSE_H
#define SUMMARIZE_CHOOSE_H

#include "sentences.h"

/* How long a summary may be. What is no limit is SIZE_MAX. */
typedef struct summary_room {
    size_t sentences, words;
    bool is_strict; /* no word more; otherwise a sentence fits if more than half of it does, and the first one always */
} summary_room;

/* Sets the scores of what is not chosen yet, before the first choice and after each; NULL: they stay. */
typedef struct scorer {
    void (*score)(void *context, sentences *all, size_t chosen);
    void *context;
    bool is_said_once; /* what was said already is passed over */
} scorer;

/* Chooses the best there is room for, again and again. What is chosen is marked; returns how many. If a strict room has
 * none, the best is cut to it. */
size_t choose_sentences(sentences *all, summary_room room, scorer scorer);

/* The share of a sentence's terms that the chosen ones have. */
double said_share(const sentences *all, const sentence *of);

#endif
