/* The options that several commands share: where plugins are looked for, and what fills ${…}. */
#ifndef CORE_CLI_OPTIONS_H
#define CORE_CLI_OPTIONS_H

#include "pipeline/pipeline.h"

typedef struct options {
    const char *plugins; /* --plugins, or NULL */
    const char **pairs;  /* --set, as many as there can be arguments */
    size_t pair_count;
    bool is_json, is_help;
} options;

/* Parses --plugins, --set, --json and --help; `takes` has a letter for each that the command takes: p, s, j. Returns the
 * index of the first other argument, or -1 after saying on standard error what is wrong. Clear in any case. */
int options_parse(options *options, const char *command, const char *takes, int argc, char **argv);
void options_clear(options *options);

/* Prints each problem to standard error. */
void print_problems(const problems *found);

#endif
