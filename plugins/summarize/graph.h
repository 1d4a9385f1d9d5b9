/* The published baselines that rank sentences by each other. Time and memory go with the square of their number, of
 * which SENTENCES_MAX is the bound. */
#ifndef SUMMARIZE_GRAPH_H
#define SUMMARIZE_GRAPH_H

#include "sentences.h"

/* A worker's memory; {0} is empty. */
typedef struct graph {
    galley_buffer similarity; /* of float, row by row */
    galley_buffer standings;  /* of what graph.c needs to find the sentences of a term */
} graph;

void graph_clear(graph *graph);

/* Each sets the scores of all sentences, the highest to 1. */
void graph_textrank(graph *graph, sentences *all);
void graph_lexrank(graph *graph, sentences *all);
void graph_centroid(sentences *all);

#endif
