/* The pipeline that a command line names. */
#ifndef CORE_CLI_LOAD_H
#define CORE_CLI_LOAD_H

#include "cli/options.h"

/* Loads the first argument that is no option, and opens its stages. NULL if anything is wrong with it; that, and what
 * is doubtful about a sound one, is told on standard error. Free it before the set. */
pipeline *pipeline_load_told(const options *line, plugin_set *plugins);

#endif
