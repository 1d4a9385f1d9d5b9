/* galley trace: the life of an article, told from a run's files. */
#include "cli/cli.h"
#include "cli/lives.h"
#include "cli/options.h"
#include "cli/runs.h"
#include "inspect/life.h"

enum { OPTION_GREP = OPTION_OWN };

static const char help[] = "usage: galley trace RUN ID [OPTIONS]\n"
                           "       galley trace RUN --grep TEXT [OPTIONS]\n"
                           "\n"
                           "The life of one article in a run: after every tapped stage what it changed, as\n"
                           "a difference in words; where the article ended, and why. A copy names the\n"
                           "article that it is a copy of. ID is an id or an origin, SHARD:LINE.\n"
                           "\n"
                           "What single stages did is known of those that were tapped (galley run --tap\n"
                           "all); how the article was read, from the corpus, while that is where it was\n"
                           "and as it was.\n"
                           "\n"
                           "      --grep TEXT      the article in which this text stands, at any stage;\n"
                           "                       upper and lower case are different\n"
                           "  -n, --number N       of several articles, trace the first N (default 1); the\n"
                           "                       others are listed\n"
                           "      --full           whole texts; without it, what did not change is cut\n"
                           "      --json           an object a life, one a line\n"
                           "  -h, --help           this text\n"
                           "\n"
                           "Exit status: 0 done, 1 done but some file of the run could not be read to its\n"
                           "end, 2 there is no such article or no such run, or the command line is wrong.\n"
                           "\n"
                           "example:\n"
                           "  galley trace build/news 7f3a-0005\n";

static const struct option long_options[] = {
    {"grep", required_argument, NULL, OPTION_GREP}, {"number", required_argument, NULL, OPTION_NUMBER},
    {"full", no_argument, NULL, OPTION_FULL},       {"json", no_argument, NULL, OPTION_JSON},
    {"help", no_argument, NULL, OPTION_HELP},       {0}};

static bool take_grep(void *own, int option, const char *value, galley_error *error) {
    (void)option;
    *(const char **)own = value;
    return *value || option_refuse("grep", value, "some text", error);
}

static const options_shape shape = {.command = "trace",
                                    .help = help,
                                    .letters = ":n:h",
                                    .table = long_options,
                                    .rest_min = 1,
                                    .rest_max = 2,
                                    .wanted = "which RUN, and which article (ID or --grep TEXT)?",
                                    .takes = "one RUN and one ID",
                                    .number_min = 1,
                                    .number = 1,
                                    .take = take_grep};

/* ---- The command ---- */

static int refuse_absent(const rundir *run, const query *query) {
    galley_error error;
    galley_error_set(&error, "%s: %s \"%.*s\"%s", run->folder,
                     query->kind == QUERY_TEXT     ? "no article has the text"
                     : query->kind == QUERY_ORIGIN ? "no article comes from"
                                                   : "there is no article with the id",
                     GALLEY_TEXT_ARGS(query->text),
                     query->kind == QUERY_ID ? "; --grep TEXT finds one by what stands in it" : "");
    return run_refuse(error.message);
}

/* The article of the line's ID, or in which `grep` stands. */
static int trace(const rundir *run, const options *line, const char *grep) {
    query query = query_of(run, galley_text_of(line->rest_count > 1 ? line->rest[1] : NULL));
    if (grep)
        query = (struct query){.kind = QUERY_TEXT, .text = galley_text_of(grep)};
    problems trouble = {0};
    json_t *found = lives_trace(run, &query, (size_t)line->number, &trouble);
    bool is_any = json_integer_value(json_object_get(found, "count")) > 0;
    lives_print(run, found, (lives_style){line->is_json, line->is_full, true});
    json_decref(found);
    int status = run_conclude(&trouble);
    return is_any ? status : refuse_absent(run, &query);
}

int cli_trace(int argc, char **argv) {
    const char *grep = NULL;
    options line;
    int status;
    if (options_read(&line, &shape, argc, argv, &grep, &status)) {
        galley_error error = {""};
        rundir run = {0};
        if (!grep && line.rest_count < 2)
            galley_error_set(&error, "which article: ID or --grep TEXT?");
        if (grep && line.rest_count > 1)
            galley_error_set(&error, "\"%s\" and --grep: give one of them", line.rest[1]);
        if (error.message[0])
            status = options_refuse(&shape, &error);
        else
            status = run_open(&run, line.rest[0]) ? trace(&run, &line, grep) : NOT_READ;
        rundir_clear(&run);
    }
    options_clear(&line);
    return status;
}
