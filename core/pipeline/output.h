/* "output" of a pipeline file: its table of parameters, and the template for the results' paths. */
#ifndef CORE_PIPELINE_OUTPUT_H
#define CORE_PIPELINE_OUTPUT_H

#include "pipeline/pipeline.h"

/* By the same rules as a stage's parameters; stored into a pipeline_output. */
extern const galley_param output_params[];

/* A template in pieces: some bytes as they are, then a placeholder. */
typedef struct template_piece {
    galley_text literal;
    galley_text field; /* of {FIELD} or {FIELD:LENGTH}; empty behind the last placeholder */
    bool is_shard;     /* it is {shard} */
    size_t characters; /* of the field's value at most */
} template_piece;

/* The next piece, *at being where to begin; false at the end. Braces that are no placeholder are literal. */
bool template_next(const char **at, template_piece *piece);

bool template_has_shard(const char *template);

/* How many bytes each field's value may have, so that no component of a path is longer than file systems allow; 0 if
 * the rest of one is too long already. */
size_t template_value_bytes(const char *template);

/* Tells everything that is wrong with a template. template_pattern says the same as a regular expression, as JSON
 * Schema has them, but for lengths in bytes. */
extern const char template_pattern[];
typedef void template_report(void *context, const char *message);
void template_check(const char *template, template_report *report, void *context);

#endif
