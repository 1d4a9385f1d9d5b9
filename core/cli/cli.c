/* The dispatcher: finds the subcommand. */
#include "cli/cli.h"
#include "base/crash.h"
#include "base/nearest.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

typedef struct command {
    const char *name;
    int (*function)(int argc, char **argv);
    const char *about;
} command;

static const command commands[] = {
    {"run", cli_run, "run a pipeline over a corpus"},
    {"check", cli_check, "find every mistake in a pipeline file"},
    {"test", cli_test, "carry out the tests that a pipeline file holds"},
    {"graph", cli_graph, "draw a pipeline, as Mermaid or DOT"},
    {"stages", cli_stages, "list the stages there are, or describe one"},
    {"schema", cli_schema, "print the JSON Schema of pipeline files, for editors"},
    {"dedup-state", cli_dedup_state, "say what is in a folder that dedup keeps from run to run"},
    {"new-stage", cli_new_stage, "write a folder with a stage of your own to begin with"},
    {"inspect", cli_inspect, "show a run in numbers"},
    {"trace", cli_trace, "tell the life of one article in a run"},
    {"explain-dup", cli_explain_dup, "say why two articles of a run are copies, or not"},
    {"sample", cli_sample, "show some articles of a run"},
    {"diff", cli_diff, "compare two stages of a run, or two runs"},
    {"report", cli_report, "write a run as one page of HTML"},
};

enum { COMMANDS = sizeof commands / sizeof *commands, WRONG_USE = 2, STOPPED = 3 };

static void print_help(FILE *out) {
    fputs("galley runs pipelines of stages over news corpora in gzip-compressed JSON Lines.\n\n"
          "usage: galley COMMAND [ARGUMENTS]\n\n",
          out);
    for (size_t i = 0; i < COMMANDS; i++)
        fprintf(out, "  %-11s %s\n", commands[i].name, commands[i].about);
    fputs("\n`galley COMMAND --help` tells all about one. `galley --version` prints the\n"
          "version.\n"
          "\n"
          "Exit status: 0 done, 1 done but some input could not be read, 2 wrong use or a\n"
          "faulty pipeline file, 3 stopped by an error, 4 out of memory, 130 interrupted,\n"
          "141 the reader of a pipe left; `galley run --help` says more.\n",
          out);
}

static int refuse_command(const char *name) {
    nearest near;
    nearest_init(&near, name);
    for (size_t i = 0; i < COMMANDS; i++)
        nearest_offer(&near, commands[i].name);
    char hint[128];
    if (*name)
        fprintf(stderr, "galley: there is no command \"%s\"%s\n\n", name, nearest_hint(&near, hint));
    print_help(stderr);
    return WRONG_USE;
}

/* What was printed is there, or the status says that it is not. */
static int end(int status) {
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    fputs("galley: standard output could not be written\n", stderr);
    return status == 0 ? STOPPED : status;
}

int galley_main(int argc, char **argv) {
    crash_watch();
    json_object_seed(0);
    const char *name = argc > 1 ? argv[1] : "";
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0) {
        print_help(stdout);
        return end(0);
    }
    if (strcmp(name, "--version") == 0 || strcmp(name, "-V") == 0) {
        puts("galley " GALLEY_VERSION);
        return end(0);
    }
    for (size_t i = 0; i < COMMANDS; i++)
        if (strcmp(name, commands[i].name) == 0)
            return end(commands[i].function(argc - 1, argv + 1));
    return refuse_command(name);
}
