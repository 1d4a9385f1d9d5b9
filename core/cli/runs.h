/* What the commands share that read a run directory. */
#ifndef CORE_CLI_RUNS_H
#define CORE_CLI_RUNS_H

#include "inspect/members.h"
#include "inspect/rundir.h"

/* Exit statuses. */
enum { READ_ALL = 0, READ_PARTLY = 1, NOT_READ = 2 };

/* Opens a run, or tells why not. Clear it in any case. */
bool run_open(rundir *run, const char *folder);

/* Tells what is wrong, on standard error, fit for a terminal. Returns NOT_READ. */
int run_refuse(const char *message);

/* Tells which files could not be read to their end, and clears the list; returns READ_PARTLY if there are any. */
int run_conclude(problems *trouble);

/* Prints a value as one line (or indented), reals as short as they were. */
void run_print_json(const json_t *value, bool is_line);

#endif
