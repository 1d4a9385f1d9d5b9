/* What is wrong with a text that is no JSON: where the fault begins, and its cure where that is one of the usual. The
 * parser's own words stand behind the fault and speak of tokens. */
#ifndef CORE_PIPELINE_SYNTAX_H
#define CORE_PIPELINE_SYNTAX_H

#include <galley/base.h>
#include <jansson.h>

/* Fills the error with a sentence for what jansson said of the text; gives the offset to tell it at. */
size_t syntax_explain(galley_text text, const json_error_t *fault, galley_error *error);

/* The end of the string that begins at `at` with its quote: behind the other one, or the line's end. */
size_t syntax_string_end(galley_text text, size_t at);

#endif
