/* The `galley` command: one file a subcommand, each a function that takes its own arguments and gives the exit
 * status. */
#ifndef CORE_CLI_CLI_H
#define CORE_CLI_CLI_H

#include <galley/base.h>

/* The whole command; returns the exit status. */
GALLEY_API int galley_main(int argc, char **argv);

int cli_run(int argc, char **argv);
int cli_check(int argc, char **argv);
int cli_test(int argc, char **argv);
int cli_graph(int argc, char **argv);
int cli_stages(int argc, char **argv);
int cli_schema(int argc, char **argv);
int cli_dedup_state(int argc, char **argv);
int cli_new_stage(int argc, char **argv);
int cli_inspect(int argc, char **argv);
int cli_trace(int argc, char **argv);
int cli_explain_dup(int argc, char **argv);
int cli_sample(int argc, char **argv);
int cli_diff(int argc, char **argv);
int cli_report(int argc, char **argv);

#endif
