/* What speaks for a sentence, as numbers: the columns of the model (model.c) and of what it is learned from
 * (train/evidence.c). But for TextRank all are one walk over a text's terms and
 * one over its bytes. */
#ifndef SUMMARIZE_EVIDENCE_H
#define SUMMARIZE_EVIDENCE_H

#include "graph.h"

typedef enum feature {
    FEATURE_FIRST, /* the first, second, third sentence */
    FEATURE_SECOND,
    FEATURE_THIRD,
    FEATURE_PLACE,      /* 1 for the first, 1/2 for the second, 1/3 … */
    FEATURE_PLACE_LOG,  /* logarithm of the place, counted from 1 */
    FEATURE_DEPTH,      /* 0 for the first, 1 for the last: the place in the whole */
    FEATURE_LAST,       /* the last sentence */
    FEATURE_LINE_START, /* begins a line of several in the text */
    FEATURE_WORDS_10,   /* words up to 10, in tens; those from there to 20; to 30; to 45; to 70 */
    FEATURE_WORDS_20,
    FEATURE_WORDS_30,
    FEATURE_WORDS_45,
    FEATURE_WORDS_70,
    FEATURE_LENGTH,      /* words, as a share of an average sentence's of this text; at most 3 */
    FEATURE_DEGREE,      /* how often another sentence has one of its terms, by the highest in the text */
    FEATURE_DENSITY,     /* the same by word, by the highest in the text */
    FEATURE_CENTROID,    /* cosine with the sum of all sentences */
    FEATURE_TEXTRANK,    /* graph.h, by the highest in the text */
    FEATURE_TOP_TERMS,   /* which share it has of the text's terms that stand in most sentences */
    FEATURE_TITLE,       /* which share of the title's terms it has */
    FEATURE_TITLE_SHARE, /* which share of its terms stands in the title */
    FEATURE_LEAD,        /* which share of its terms stands in the first two sentences before it */
    FEATURE_BEFORE,      /* which share of its terms stands in the sentence before it */
    FEATURE_FRESH,       /* which share of its terms no sentence before it has */
    FEATURE_DIGITS,      /* words with digits in ten words */
    FEATURE_HAS_DIGITS,
    FEATURE_CAPITALS,   /* words with a capital that do not begin it, in ten words */
    FEATURE_COMMAS,     /* commas in ten words */
    FEATURE_STOP_WORDS, /* share of words that are none of its terms */
    FEATURE_QUOTES,     /* has a double quote; begins with one; has an odd number of them */
    FEATURE_QUOTE_FIRST,
    FEATURE_QUOTE_OPEN,
    FEATURE_BRACKETS,
    FEATURE_COLON,
    FEATURE_QUESTION,
    FEATURE_UNFINISHED, /* has no mark at its end */
    FEATURE_SAID,       /* which share of its terms the chosen sentences have; set while choosing */
    FEATURES
} feature;

typedef struct evidence {
    float of[FEATURES];
} evidence;

/* Computes that for all sentences, into room for as many. Their scores are TextRank's afterwards. */
void evidence_compute(sentences *all, graph *graph, evidence *out);

#endif
