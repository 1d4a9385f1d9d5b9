/* What the command lines of all commands share: how options are read and refused, and those options that more than one
 * command has. */
#ifndef CORE_CLI_OPTIONS_H
#define CORE_CLI_OPTIONS_H

#include "pipeline/pipeline.h"

#include <getopt.h>

/* What options_read takes itself, where a command's table lists it; a command's own options begin behind. */
enum { OPTION_HELP = 'h', OPTION_NUMBER = 'n', OPTION_PLUGINS = 256, OPTION_SET, OPTION_JSON, OPTION_FULL, OPTION_OWN };

enum { NUMBER_MAX = 1000 }; /* of --number */

/* A command line as a command describes it. */
typedef struct options_shape {
    const char *command, *help;
    const char *letters;        /* short options as getopt has them */
    const struct option *table; /* long ones; ends with {0} */
    size_t rest_min, rest_max;  /* how many arguments there are that are no options */
    const char *wanted;         /* that these are, for people: "which PIPELINE?" */
    const char *takes;          /* what is said to who gives more than rest_max: "one PIPELINE" */
    uint64_t number_min;        /* of --number */
    uint64_t number;            /* what it is if it is not given */
    /* Takes an option of the command's own into `own` (NULL: it has none); `value` is NULL where it has none. */
    bool (*take)(void *own, int option, const char *value, galley_error *error);
} options_shape;

/* A command line, understood. Borrows from argv. */
typedef struct options {
    const char *plugins; /* --plugins, or NULL */
    settings set;        /* --set */
    const char **pairs;  /* what `set` points to */
    bool is_json;        /* --json */
    bool is_full;        /* --full */
    uint64_t number;     /* --number */
    char **rest;         /* the arguments that are no options */
    size_t rest_count;
} options;

/* True if the command is to be carried out. False with the exit status: help was asked for and printed, or the line is
 * wrong and that was told. Clear the options in any case. */
bool options_read(options *options, const options_shape *shape, int argc, char **argv, void *own, int *status);
void options_clear(options *options);

/* Tells what is wrong with a command line; returns the exit status of wrong use. */
int options_refuse(const options_shape *shape, const galley_error *error);

/* A whole number, a number; false with an error that names the option and the limits. */
bool option_count(const char *option, const char *value, uint64_t min, uint64_t max, uint64_t *number,
                  galley_error *error);
bool option_real(const char *option, const char *value, double max, double *number, galley_error *error);
bool option_refuse(const char *option, const char *value, const char *wanted, galley_error *error);

/* Prints each problem as a line of standard error. */
void problems_print(const problems *found);

/* The same for a plugin that is not to be had; for plugin_set_load_all. */
void plugin_problem_print(void *context, const char *message);

/* Prints a value to standard output, indented, members in their order. */
void json_print(const json_t *value);

#endif
