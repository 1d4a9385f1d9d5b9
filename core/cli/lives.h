/* Lives of articles (inspect/life.h), for people and for programs. */
#ifndef CORE_CLI_LIVES_H
#define CORE_CLI_LIVES_H

#include "inspect/rundir.h"

typedef struct lives_style {
    bool is_json;
    bool is_full;    /* whole texts */
    bool has_places; /* the files and lines in which the copies stand */
} lives_style;

/* What lives_trace and lives_all give: each life as a line of JSON, or on the terminal with the others listed behind
 * them. */
void lives_print(const rundir *run, const json_t *found, lives_style style);

#endif
