/* galley run: options in, one run, a summary out. */
#include "run/run.h"
#include "cli/cli.h"
#include "cli/options.h"
#include "inspect/summary.h"
#include "plugin/params.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char help[] =
    "usage: galley run PIPELINE INPUT... --out DIR [OPTIONS]\n"
    "\n"
    "Runs a pipeline over a corpus. INPUT is a file (.jsonl.gz or .jsonl), a folder (all such files below it), a\n"
    "quoted glob, or - for standard input.\n"
    "\n"
    "  -o, --out DIR           the run directory: articles/ dropped/ rejected/ taps/ run.json\n"
    "      --stdout            results as plain JSON Lines to standard output (--out then keeps the rest)\n"
    "  -j, --jobs N            workers (default: one a processor)\n"
    "      --plugins DIR       look for plugins here first\n"
    "      --set NAME=VALUE    fill ${NAME} in the pipeline file; may be repeated\n"
    "      --limit N           read at most N articles\n"
    "      --tap STAGE,...     keep a copy of what leaves these stages, or all, under taps/\n"
    "      --tap-sample PERCENT  of that, only these articles (by hash of id: the same ones at every stage)\n"
    "      --resume            go on with a run that was cut off; keep one that is complete\n"
    "      --force             begin anew in a directory that holds a run\n"
    "      --memory SIZE       memory of a survey, such as 512M; above it, it sorts on disk (default 256M)\n"
    "      --checkpoint SECONDS  time between checkpoints, at least (default 10; 0: after every batch)\n"
    "  -q, --quiet             no progress, no summary\n"
    "\n"
    "Exit status: 0 complete (rejected lines are counted, and kept under rejected/), 1 complete but a shard could not\n"
    "be read to its end, 2 nothing was run (options, pipeline file, run directory), 3 stopped by an error and 130\n"
    "interrupted: go on with --resume, 4 out of memory.\n"
    "\n"
    "example:\n"
    "  galley run pipelines/news.json tests/data/sample --out /tmp/news --force\n";

enum {
    OPTION_STDOUT = 256,
    OPTION_PLUGINS,
    OPTION_SET,
    OPTION_LIMIT,
    OPTION_TAP,
    OPTION_TAP_SAMPLE,
    OPTION_RESUME,
    OPTION_FORCE,
    OPTION_MEMORY,
    OPTION_CHECKPOINT,
    JOBS_MAX = 1024
};

static const struct option long_options[] = {{"out", required_argument, NULL, 'o'},
                                             {"stdout", no_argument, NULL, OPTION_STDOUT},
                                             {"jobs", required_argument, NULL, 'j'},
                                             {"plugins", required_argument, NULL, OPTION_PLUGINS},
                                             {"set", required_argument, NULL, OPTION_SET},
                                             {"limit", required_argument, NULL, OPTION_LIMIT},
                                             {"tap", required_argument, NULL, OPTION_TAP},
                                             {"tap-sample", required_argument, NULL, OPTION_TAP_SAMPLE},
                                             {"resume", no_argument, NULL, OPTION_RESUME},
                                             {"force", no_argument, NULL, OPTION_FORCE},
                                             {"memory", required_argument, NULL, OPTION_MEMORY},
                                             {"checkpoint", required_argument, NULL, OPTION_CHECKPOINT},
                                             {"quiet", no_argument, NULL, 'q'},
                                             {"help", no_argument, NULL, 'h'},
                                             {0}};

/* The command line, understood. */
typedef struct arguments {
    run_options run;
    const char *plugins;
    const char **pairs; /* of --set */
    size_t pair_count;
    bool is_help;
} arguments;

static bool wrong_value(galley_error *error, const char *option, const char *value, const char *wanted) {
    return galley_error_set(error, "--%s %s: %s is wanted", option, value, wanted);
}

static bool parse_count(const char *option, const char *value, uint64_t min, uint64_t max, uint64_t *number,
                        galley_error *error) {
    char *end;
    errno = 0;
    unsigned long long parsed = strtoull(value, &end, 10);
    if (*value < '0' || *value > '9' || *end || errno || parsed < min || parsed > max)
        return galley_error_set(error, "--%s %s: a whole number from %llu to %llu is wanted", option, value,
                                (unsigned long long)min, (unsigned long long)max);
    *number = parsed;
    return true;
}

static bool parse_real(const char *option, const char *value, double max, double *number, galley_error *error) {
    char *end;
    double parsed = strtod(value, &end);
    if (end == value || *end || !(parsed >= 0 && parsed <= max))
        return galley_error_set(error, "--%s %s: a number from 0 to %.0f is wanted", option, value, max);
    *number = parsed;
    return true;
}

static bool parse_percent(const char *value, double *percent, galley_error *error) {
    char digits[32];
    size_t len = strlen(value);
    bool has_sign = len > 0 && value[len - 1] == '%';
    snprintf(digits, sizeof digits, "%.*s", (int)(has_sign ? len - 1 : len), value);
    return parse_real("tap-sample", digits, 100, percent, error);
}

static bool parse_memory(const char *value, uint64_t *bytes, galley_error *error) {
    if (size_parse(value, bytes) && *bytes >= 1024 * 1024)
        return true;
    return wrong_value(error, "memory", value, "a size of at least 1M, such as 512M or 2G,");
}

static bool parse_option(arguments *into, int option, galley_error *error) {
    uint64_t number = 0;
    switch (option) {
    case 'o':
        into->run.out = optarg;
        return true;
    case OPTION_STDOUT:
        into->run.to_stdout = true;
        return true;
    case 'j':
        if (!parse_count("jobs", optarg, 1, JOBS_MAX, &number, error))
            return false;
        into->run.jobs = (unsigned)number;
        return true;
    case OPTION_PLUGINS:
        into->plugins = optarg;
        return true;
    case OPTION_SET:
        if (!strchr(optarg, '=') || *optarg == '=')
            return wrong_value(error, "set", optarg, "NAME=VALUE");
        into->pairs[into->pair_count++] = optarg;
        return true;
    case OPTION_LIMIT:
        return parse_count("limit", optarg, 0, UINT64_MAX - 1, &into->run.limit, error);
    case OPTION_TAP:
        into->run.tap = optarg;
        return true;
    case OPTION_TAP_SAMPLE:
        return parse_percent(optarg, &into->run.tap_percent, error);
    case OPTION_RESUME:
        into->run.resume = true;
        return true;
    case OPTION_FORCE:
        into->run.force = true;
        return true;
    case OPTION_MEMORY:
        return parse_memory(optarg, &into->run.memory, error);
    case OPTION_CHECKPOINT:
        return parse_real("checkpoint", optarg, 86400, &into->run.checkpoint_seconds, error);
    case 'q':
        into->run.is_quiet = true;
        return true;
    case 'h':
        into->is_help = true;
        return true;
    default:
        return galley_error_set(error, "%s", ""); /* getopt has said what is wrong */
    }
}

static bool check_arguments(const arguments *given, int rest, char **inputs, galley_error *error) {
    const run_options *options = &given->run;
    if (rest == 0)
        return galley_error_set(error, "which PIPELINE, over which INPUT?");
    if (rest == 1)
        return galley_error_set(error, "no INPUT: a file, a folder, or - for standard input");
    if (!options->out && !options->to_stdout)
        return galley_error_set(error, "no --out DIR for the results (or --stdout)");
    if (options->tap && !options->out)
        return galley_error_set(error, "--tap needs --out DIR");
    if (options->resume && options->force)
        return galley_error_set(error, "--resume goes on and --force begins anew: choose one");
    if (options->resume && options->to_stdout)
        return galley_error_set(error, "--resume cannot go on with --stdout: what was written there is gone");
    for (int i = 0; options->resume && i < rest; i++)
        if (strcmp(inputs[i], "-") == 0)
            return galley_error_set(error, "--resume cannot read standard input again");
    return true;
}

static int parse_all(arguments *into, int argc, char **argv, galley_error *error) {
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    into->run = (run_options){.jobs = processors > 0 && processors <= JOBS_MAX ? (unsigned)processors : 1,
                              .limit = UINT64_MAX,
                              .tap_percent = 100,
                              .memory = 256 * 1024 * 1024,
                              .checkpoint_seconds = 10};
    into->pairs = calloc((size_t)argc, sizeof *into->pairs);
    optind = 0;
    for (int option; (option = getopt_long(argc, argv, "o:j:qh", long_options, NULL)) != -1;)
        if (!parse_option(into, option, error))
            return -1;
    if (into->is_help || check_arguments(into, argc - optind, argv + optind, error))
        return optind;
    return -1;
}

static int print_end(const run_options *options, run_result result, const json_t *manifest, const galley_error *error) {
    if (error->message[0])
        fprintf(stderr, "galley: %s\n", error->message);
    if (result == RUN_STOPPED || result == RUN_INTERRUPTED)
        fprintf(stderr, "galley: the run is not complete; the same command with --resume goes on with it\n");
    FILE *out = options->to_stdout ? stderr : stdout;
    if (manifest && !options->is_quiet) {
        summary_print(out, manifest);
        if (options->out)
            fprintf(out, "  in %s\n", options->out);
    }
    return result;
}

static int run_corpus(pipeline *pipeline, const arguments *given, const char *const *inputs, size_t count) {
    corpus corpus = {0};
    galley_error error = {0};
    if (!corpus_find(&corpus, inputs, count, &error)) {
        fprintf(stderr, "galley: %s\n", error.message);
        corpus_clear(&corpus);
        return RUN_REFUSED;
    }
    json_t *manifest = NULL;
    run_result result = run_pipeline(pipeline, &corpus, &given->run, &manifest, &error);
    int status = print_end(&given->run, result, manifest, &error);
    json_decref(manifest);
    corpus_clear(&corpus);
    return status;
}

static int run_arguments(const arguments *given, char **rest, size_t count) {
    plugin_set *plugins = plugin_set_new(given->plugins);
    problems found = {0};
    settings set = {.pairs = given->pairs, .count = given->pair_count};
    pipeline *pipeline = pipeline_load(rest[0], plugins, set, &found);
    int status = RUN_REFUSED;
    if (pipeline && pipeline_open(pipeline, &found))
        status = run_corpus(pipeline, given, (const char *const *)rest + 1, count - 1);
    print_problems(&found);
    problems_clear(&found);
    pipeline_free(pipeline);
    plugin_set_free(plugins);
    return status;
}

int cli_run(int argc, char **argv) {
    arguments given = {0};
    galley_error error = {0};
    int first = parse_all(&given, argc, argv, &error);
    int status = RUN_REFUSED;
    if (first >= 0 && given.is_help) {
        fputs(help, stdout);
        status = RUN_COMPLETE;
    } else if (first >= 0) {
        status = run_arguments(&given, argv + first, (size_t)(argc - first));
    } else {
        if (error.message[0])
            fprintf(stderr, "galley run: %s\n", error.message);
        fputs("`galley run --help` tells more\n", stderr);
    }
    free(given.pairs);
    return status;
}
