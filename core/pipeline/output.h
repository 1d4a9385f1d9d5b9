/* "output" of a pipeline file: its table of parameters, and the template for the results' paths. */
#ifndef CORE_PIPELINE_OUTPUT_H
#define CORE_PIPELINE_OUTPUT_H

#include "pipeline/pipeline.h"

/* By the same rules as a stage's parameters; stored into a pipeline_output. */
extern const galley_param output_params[];

/* The next {NAME} of a template, *at being where to begin; false behind the last. Other braces have been refused. */
bool template_next(const char *template, size_t *at, galley_text *name);

/* NULL if the template can be used; otherwise what is wrong with it. */
const char *template_fault(const char *template);

#endif
