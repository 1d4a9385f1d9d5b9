/* galley run: options in, one run, a summary out. */
#include "base/grouped.h"
#include "cli/cli.h"
#include "cli/load.h"
#include "cli/try.h"
#include "inspect/summary.h"
#include "plugin/params.h"
#include "run/inputs.h"

#include <stdio.h>
#include <unistd.h>

static const char help[] = "usage: galley run PIPELINE INPUT... --out DIR [OPTIONS]\n"
                           "       galley run PIPELINE INPUT... --try N [--json]\n"
                           "\n"
                           "Runs a pipeline over a corpus. INPUT is a file (.jsonl.gz or .jsonl), a folder\n"
                           "(all such files below it, but not those of runs that lie there), a quoted glob,\n"
                           "or - for standard input.\n"
                           "\n"
                           "  -o, --out DIR        the run directory: articles/ dropped/ rejected/ taps/\n"
                           "                       run.json\n"
                           "      --stdout         results as plain JSON Lines to standard output, each as\n"
                           "                       it comes; what is dropped and rejected is kept only with\n"
                           "                       --out too, and then in larger batches\n"
                           "      --try N          run the first N articles, tell the life of each as galley\n"
                           "                       trace does, and keep nothing: for writing a pipeline\n"
                           "      --json           with --try, an object an article, one a line\n"
                           "  -j, --jobs N         workers (default: one a processor)\n"
                           "      --plugins DIR    look for plugins here first\n"
                           "      --set NAME=VALUE  fill ${NAME} in the pipeline file; may be repeated\n"
                           "      --limit N        read at most N articles\n"
                           "      --tap STAGE,...  keep a copy of what leaves these stages, or all, under\n"
                           "                       taps/\n"
                           "      --tap-sample PERCENT  of that, only these articles (by hash of id: the\n"
                           "                       same ones at every stage)\n"
                           "      --resume         go on with a run that was cut off; keep one that is\n"
                           "                       complete\n"
                           "      --force          begin anew in a directory that holds a run\n"
                           "      --memory SIZE    memory of a survey, such as 512M; above it, it sorts on\n"
                           "                       disk (default 256M)\n"
                           "      --checkpoint SECONDS  time between checkpoints, at least (default 10; 0:\n"
                           "                       after every batch)\n"
                           "  -q, --quiet          no progress, no summary; what is wrong is told\n"
                           "  -h, --help           this text\n"
                           "\n"
                           "Exit status: 0 complete (rejected lines are counted, and kept under rejected/),\n"
                           "1 complete but a shard could not be read to its end, 2 nothing was run (options,\n"
                           "pipeline file, run directory), 3 stopped by an error, 4 out of memory,\n"
                           "130 interrupted (by SIGINT, SIGTERM or SIGHUP, unless it was started with that\n"
                           "ignored, as nohup does), 141 the reader of --stdout left before the end. After 3\n"
                           "and 130 the same command with --resume goes on; with --stdout it begins anew.\n"
                           "\n"
                           "example:\n"
                           "  galley run pipelines/news.json tests/data/sample --out news\n";

enum {
    OPTION_STDOUT = OPTION_OWN,
    OPTION_LIMIT,
    OPTION_TAP,
    OPTION_TAP_SAMPLE,
    OPTION_RESUME,
    OPTION_FORCE,
    OPTION_MEMORY,
    OPTION_CHECKPOINT,
    OPTION_TRY,
    JOBS_MAX = 1024,
    TRY_MAX = 200
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
                                             {"try", required_argument, NULL, OPTION_TRY},
                                             {"json", no_argument, NULL, OPTION_JSON},
                                             {"quiet", no_argument, NULL, 'q'},
                                             {"help", no_argument, NULL, 'h'},
                                             {0}};

/* The command's own options, and what only their checking wants to know. */
typedef struct given_options {
    run_options run;
    try_options try;
    bool has_tap_sample;
} given_options;

static bool parse_percent(const char *value, double *percent, galley_error *error) {
    char digits[32];
    size_t len = strlen(value);
    bool has_sign = len > 0 && value[len - 1] == '%';
    snprintf(digits, sizeof digits, "%.*s", (int)(has_sign ? len - 1 : len), value);
    return option_real("tap-sample", digits, 100, percent, error);
}

static bool parse_memory(const char *value, uint64_t *bytes, galley_error *error) {
    if (size_parse(value, bytes) && *bytes >= 1024 * 1024)
        return true;
    return option_refuse("memory", value, "a size of at least 1M, such as 512M or 2G,", error);
}

static bool take_option(void *own, int option, const char *value, galley_error *error) {
    given_options *given = own;
    run_options *into = &given->run;
    uint64_t number = 0;
    switch (option) {
    case 'o':
        into->out = value;
        return true;
    case OPTION_STDOUT:
        into->to_stdout = true;
        return true;
    case 'j':
        if (!option_count("jobs", value, 1, JOBS_MAX, &number, error))
            return false;
        into->jobs = (unsigned)number;
        return true;
    case OPTION_LIMIT:
        return option_count("limit", value, 0, INT64_MAX, &into->limit, error);
    case OPTION_TAP:
        into->tap = value;
        return true;
    case OPTION_TAP_SAMPLE:
        given->has_tap_sample = true;
        return parse_percent(value, &into->tap_percent, error);
    case OPTION_RESUME:
        into->resume = true;
        return true;
    case OPTION_FORCE:
        into->force = true;
        return true;
    case OPTION_MEMORY:
        return parse_memory(value, &into->memory, error);
    case OPTION_CHECKPOINT:
        return option_real("checkpoint", value, 86400, &into->checkpoint_seconds, error);
    case OPTION_TRY:
        return option_count("try", value, 1, TRY_MAX, &given->try.count, error);
    default: /* 'q' */
        into->is_quiet = true;
        return true;
    }
}

static const options_shape shape = {.command = "run",
                                    .help = help,
                                    .letters = ":o:j:qh",
                                    .table = long_options,
                                    .rest_min = 2,
                                    .rest_max = SIZE_MAX,
                                    .wanted = "which PIPELINE, over which INPUT (a file, a folder, or - for standard "
                                              "input)?",
                                    .take = take_option};

/* A try has a run directory of its own, which goes away with it. */
static bool check_try(const run_options *given, galley_error *error) {
    bool is_kept = given->out || given->to_stdout || given->tap || given->resume || given->force;
    if (is_kept || given->limit != UINT64_MAX)
        return galley_error_set(error, "--try keeps nothing and has its own limit: without --out, --stdout, --tap, "
                                       "--limit, --resume and --force");
    return true;
}

/* What the options ask for together. */
static bool check_options(const given_options *all, const options *line, galley_error *error) {
    const run_options *given = &all->run;
    if (all->try.count > 0)
        return check_try(given, error);
    if (line->is_json)
        return galley_error_set(error, "--json is for --try; run.json tells about a run");
    if (given->out && !*given->out)
        return galley_error_set(error, "--out is empty; give the folder that the run is to make");
    if (!given->out && !given->to_stdout)
        return galley_error_set(error, "no --out DIR for the results (or --stdout)");
    if (given->tap && !given->out)
        return galley_error_set(error, "--tap needs --out DIR");
    if (all->has_tap_sample && !given->tap)
        return galley_error_set(error, "--tap-sample needs --tap STAGE,... (or --tap all): it is a part of that");
    if (given->resume && given->force)
        return galley_error_set(error, "--resume goes on and --force begins anew: choose one");
    if (given->resume && given->to_stdout)
        return galley_error_set(error, "--resume cannot go on with --stdout: what was written there is gone");
    for (size_t i = 1; given->resume && i < line->rest_count; i++)
        if (strcmp(line->rest[i], "-") == 0)
            return galley_error_set(error, "--resume cannot read standard input again");
    return true;
}

static run_options default_options(void) {
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    return (run_options){.jobs = processors < 1          ? 1
                                 : processors > JOBS_MAX ? JOBS_MAX
                                                         : (unsigned)processors,
                         .limit = UINT64_MAX,
                         .tap_percent = 100,
                         .memory = 256 * 1024 * 1024,
                         .checkpoint_seconds = 10};
}

/* Without --out, nothing keeps what is not a result. */
static void print_not_kept(const json_t *manifest) {
    const json_t *counts = json_object_get(manifest, "counts");
    uint64_t dropped = (uint64_t)json_integer_value(json_object_get(counts, "dropped"));
    uint64_t rejected = (uint64_t)json_integer_value(json_object_get(counts, "rejected"));
    if (dropped + rejected == 0)
        return;
    fprintf(stderr, "galley: %s dropped and %s rejected are not kept; --out DIR keeps them\n", grouped(dropped).digits,
            grouped(rejected).digits);
}

/* Some errors know it better: what is cured in the pipeline file makes another run of it. */
static bool says_how_to_go_on(const galley_error *error) {
    return strstr(error->message, "--resume") || strstr(error->message, "--force");
}

static int print_end(const run_options *options, run_result result, const json_t *manifest, const galley_error *error) {
    if (error->message[0])
        fprintf(stderr, "galley: %s\n", error->message);
    bool may_go_on = options->out && !options->to_stdout && (result == RUN_STOPPED || result == RUN_INTERRUPTED);
    if (may_go_on && !says_how_to_go_on(error))
        fprintf(stderr, "galley: the run is not complete; the same command with --resume goes on with it\n");
    if (manifest && options->is_quiet)
        summary_print_broken(stderr, "galley: ", manifest, options->out);
    if (!manifest || options->is_quiet)
        return (int)result;
    summary_print(options->to_stdout ? stderr : stdout, manifest, options->out);
    if (!options->out)
        print_not_kept(manifest);
    return (int)result;
}

static int keep_corpus(pipeline *pipeline, corpus *corpus, const run_options *given, galley_error *error) {
    json_t *manifest = NULL;
    run_result result = run_pipeline(pipeline, corpus, given, &manifest, error);
    int status = print_end(given, result, manifest, error);
    json_decref(manifest);
    return status;
}

static int run_corpus(pipeline *pipeline, const given_options *all, const options *line) {
    const run_options *given = &all->run;
    corpus corpus = {0};
    galley_error error = {0};
    if (!inputs_find(&corpus, (const char *const *)line->rest + 1, line->rest_count - 1, given, &error)) {
        fprintf(stderr, "galley: %s\n", error.message);
        corpus_clear(&corpus);
        return RUN_REFUSED;
    }
    int status = all->try.count > 0 ? try_corpus(pipeline, &corpus, given, &all->try)
                                    : keep_corpus(pipeline, &corpus, given, &error);
    corpus_clear(&corpus);
    return status;
}

static int load_and_run(const given_options *given, const options *line) {
    plugin_set *plugins = plugin_set_new(line->plugins);
    pipeline *pipeline = pipeline_load_told(line, plugins);
    int status = pipeline ? run_corpus(pipeline, given, line) : RUN_REFUSED;
    pipeline_free(pipeline);
    plugin_set_free(plugins);
    return status;
}

int cli_run(int argc, char **argv) {
    given_options given = {.run = default_options()};
    options line;
    int status;
    if (options_read(&line, &shape, argc, argv, &given, &status)) {
        given.try.is_json = line.is_json;
        galley_error error;
        if (check_options(&given, &line, &error))
            status = load_and_run(&given, &line);
        else
            status = options_refuse(&shape, &error);
    }
    options_clear(&line);
    return status;
}
