/* Which fields there are at each point of a pipeline, who asks for one that nobody writes, and which have a use at
 * all. */
#ifndef CORE_PIPELINE_FLOW_H
#define CORE_PIPELINE_FLOW_H

#include "base/nearest.h"
#include "pipeline/pipeline.h"

/* A field that something names which may not exist. `param` is the stage's parameter that names it, or NULL;
 * `is_doubt`: the stage can do without it. */
typedef void flow_report(void *context, const char *param, bool is_doubt, const char *message);

/* The field names known so far. */
typedef struct flow {
    const char **fields;
    size_t count;
    galley_arena *arena; /* of the names */
} flow;

/* Begins with Galley's own words and what the pipeline maps (NULL: nothing). */
void flow_init(flow *flow, const field_map *mapped);
void flow_clear(flow *flow);

/* Reports what the stage reads and nobody has written, then adds what it writes. Of what it can do without only what a
 * parameter names is reported, as a doubt: who names a field means that there is one. */
void flow_pass_stage(flow *flow, const stage *stage, flow_report *report, void *context);

/* Adds a name, and all that a stage reads or writes: for the names that a pipeline has a use for. */
void flow_add(flow *flow, galley_text field);
void flow_add_stage(flow *flow, const stage *stage);

/* Is the name there? Offers all that are to `near`. */
bool flow_has(const flow *flow, const char *field, nearest *near);

/* Reports a name that nobody has written. */
bool flow_check(const flow *flow, const char *field, const char *param, flow_report *report, void *context);

/* The fields that one entry of a descriptor's `reads` or `writes` names: "text", "lang?", or "$param", which stands for
 * the value of a parameter, or for the fields in it if it is an expression. Sets *param if it is one. Gives the
 * number-th, or NULL. */
const char *flow_field(const stage *stage, const char *entry, size_t number, const char **param);

/* The names of the fields that a stage writes, then NULL; in the arena. */
const char *const *flow_writes(const stage *stage, galley_arena *arena);

/* The fields that a stage reads and cannot do without, one by one. Begins as {.stage = …}. */
typedef struct flow_wanted {
    const stage *stage;
    const char *field, *param; /* the parameter that names it, or NULL */
    size_t entry, number;      /* in `reads`; which of the entry's fields comes next */
} flow_wanted;

bool flow_wanted_next(flow_wanted *wanted);

/* Are there fields that a parameter names? */
bool flow_depends_on_params(const galley_stage_type *type);

#endif
