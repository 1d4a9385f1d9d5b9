/* A pipeline as a graph, for others to draw: which way articles take, and which fields flow along it. */
#ifndef CORE_INSPECT_GRAPH_H
#define CORE_INSPECT_GRAPH_H

#include "pipeline/pipeline.h"

typedef enum graph_format { GRAPH_MERMAID, GRAPH_DOT } graph_format;

/* Appends the whole graph, a text of lines. Whatever names the pipeline file holds, it is one that the format's readers
 * take, and the names are read as they are, control characters aside. */
void graph_write(galley_buffer *out, const pipeline *pipeline, graph_format format);

#endif
