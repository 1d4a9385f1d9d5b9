/* galley sample: some articles of a run, to be read. */
#include "inspect/sample.h"
#include "cli/cli.h"
#include "cli/options.h"
#include "cli/runs.h"
#include "cli/terminal.h"

#include <stdlib.h>

enum { OPTION_STAGE = OPTION_OWN, OPTION_DROPPED, OPTION_REJECTED, OPTION_REASON, OPTION_SEED };

static const char help[] = "usage: galley sample RUN [OPTIONS]\n"
                           "\n"
                           "Some articles of a run, to be read: results, or what left a tapped stage, or\n"
                           "what was dropped or rejected. They are drawn by a hash of their ids: the same\n"
                           "command gives the same articles, and another stage the same as far as they are\n"
                           "there.\n"
                           "\n"
                           "      --stage STAGE    what left this stage (galley run --tap STAGE); with\n"
                           "                       --dropped, what it dropped\n"
                           "      --dropped        what was dropped, with the reason\n"
                           "      --reason REASON  of that, what was dropped for this reason\n"
                           "      --rejected       what was rejected, with the error\n"
                           "  -n, --number N       how many (default 5)\n"
                           "      --seed N         other articles (default 0)\n"
                           "      --full           whole texts; without it, their beginning\n"
                           "      --json           an object an article, one a line\n"
                           "  -h, --help           this text\n"
                           "\n"
                           "Exit status: 0 done, 1 done but some file of the run could not be read to its\n"
                           "end, 2 there is no such run or stage, or the command line is wrong.\n"
                           "\n"
                           "example:\n"
                           "  galley sample build/news --dropped -n 2\n";

static const struct option long_options[] = {
    {"stage", required_argument, NULL, OPTION_STAGE},   {"dropped", no_argument, NULL, OPTION_DROPPED},
    {"rejected", no_argument, NULL, OPTION_REJECTED},   {"reason", required_argument, NULL, OPTION_REASON},
    {"number", required_argument, NULL, OPTION_NUMBER}, {"seed", required_argument, NULL, OPTION_SEED},
    {"full", no_argument, NULL, OPTION_FULL},           {"json", no_argument, NULL, OPTION_JSON},
    {"help", no_argument, NULL, OPTION_HELP},           {0}};

typedef struct given_options {
    const char *stage, *reason;
    bool is_dropped, is_rejected;
    uint64_t seed;
} given_options;

static bool take_option(void *own, int option, const char *value, galley_error *error) {
    given_options *given = own;
    switch (option) {
    case OPTION_STAGE:
        given->stage = value;
        return true;
    case OPTION_DROPPED:
        given->is_dropped = true;
        return true;
    case OPTION_REJECTED:
        given->is_rejected = true;
        return true;
    case OPTION_REASON:
        given->reason = value;
        return true;
    default: /* OPTION_SEED */
        return option_count("seed", value, 0, UINT64_MAX, &given->seed, error);
    }
}

static const options_shape shape = {.command = "sample",
                                    .help = help,
                                    .letters = ":n:h",
                                    .table = long_options,
                                    .rest_min = 1,
                                    .rest_max = 1,
                                    .wanted = "which RUN (the folder of galley run --out)?",
                                    .takes = "one RUN",
                                    .number_min = 1,
                                    .number = 5,
                                    .take = take_option};

static bool check_options(const given_options *given, galley_error *error) {
    if (given->reason && !given->is_dropped)
        return galley_error_set(error, "--reason is one for which articles are dropped: it needs --dropped");
    if (given->is_rejected && (given->is_dropped || given->stage))
        return galley_error_set(error, "--rejected stands alone: without --dropped and --stage");
    return true;
}

/* ---- For people ---- */

static void print_why(terminal *out, const json_t *drawn) {
    galley_text stage = text_in(drawn, "stage"), reason = text_in(drawn, "reason");
    galley_text detail = text_in(drawn, "detail"), error = text_in(drawn, "error");
    const json_t *score = json_object_get(drawn, "score");
    if (!reason.len && !error.len)
        return;
    terminal_string(out, INK_GONE, reason.len ? "dropped" : "rejected");
    if (stage.len) {
        terminal_string(out, INK_PLAIN, " by ");
        terminal_flow(out, INK_PLAIN, stage);
    }
    terminal_string(out, INK_PLAIN, ": ");
    terminal_flow(out, INK_PLAIN, reason.len ? reason : error);
    if (score)
        terminal_printf(out, INK_PLAIN, ", score %g", json_number_value(score));
    if (detail.len) {
        terminal_string(out, INK_PLAIN, ", ");
        terminal_flow(out, INK_PLAIN, detail);
    }
    terminal_end_line(out);
}

static bool is_shown_apart(const rundir *run, const char *name) {
    static const char *const apart[] = {"id", "title", "text"};
    for (size_t i = 0; i < sizeof apart / sizeof *apart; i++)
        if (strcmp(name, field_map_member(&run->fields, apart[i])) == 0)
            return true;
    return strcmp(name, "galley") == 0;
}

enum { VALUE_COLUMNS = 60, TEXT_MAX = 800 };

static void print_member(terminal *out, const char *name, const json_t *value) {
    char *dumped = json_is_string(value) ? NULL : json_dumps(value, JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
    galley_text text =
        dumped ? galley_text_of(dumped) : galley_text_part(json_string_value(value), json_string_length(value));
    terminal_cell(out, INK_FAINT, galley_text_of(name), 14, true);
    terminal_string(out, INK_PLAIN, "  ");
    terminal_cell(out, INK_PLAIN, text, VALUE_COLUMNS, false);
    terminal_end_line(out);
    free(dumped);
}

static void print_text(terminal *out, galley_text text, bool is_full) {
    galley_text shown = is_full ? text : galley_utf8_cut(text, TEXT_MAX);
    terminal_string(out, INK_PLAIN, "\n");
    terminal_flow(out, INK_PLAIN, shown);
    if (shown.len < text.len)
        terminal_printf(out, INK_FAINT, "… (%zu more bytes; --full)", text.len - shown.len);
    terminal_end_line(out);
}

static void print_drawn(terminal *out, const rundir *run, const json_t *drawn, bool is_full) {
    const json_t *article = json_object_get(drawn, "article");
    galley_text id = text_in(drawn, "id"), title = text_in(article, field_map_member(&run->fields, "title"));
    out->indent = 0;
    terminal_flow(out, INK_STRONG, id.len ? id : galley_text_of("(no id)"));
    if (title.len) {
        terminal_string(out, INK_PLAIN, "  ");
        terminal_flow(out, INK_STRONG, title);
    }
    terminal_end_line(out);
    out->indent = 2;
    terminal_flow(out, INK_FAINT, text_in(drawn, "file"));
    terminal_printf(out, INK_FAINT, ":%lld", (long long)json_integer_value(json_object_get(drawn, "line")));
    terminal_end_line(out);
    print_why(out, drawn);
    bool is_rejected = json_object_get(drawn, "error") != NULL;
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)article, name, value) {
        if (!is_rejected && !is_shown_apart(run, name))
            print_member(out, name, value);
    }
    print_text(out, text_in(article, is_rejected ? "line" : field_map_member(&run->fields, "text")), is_full);
}

/* ---- The command ---- */

/* False with an error if there is nothing to draw from, and why. */
static bool choose(const rundir *run, const given_options *given, size_t count, sample_choice *choice,
                   galley_error *error) {
    *choice = (sample_choice){.files = {.stage = ALL_STAGES, .shard = NO_SHARD},
                              .reason = given->reason,
                              .count = count,
                              .seed = given->seed};
    size_t stage = given->stage ? rundir_stage(run, galley_text_of(given->stage)) : 0;
    if (given->stage && stage == run->stage_count)
        return galley_error_set(error, "%s: the run has no stage \"%s\"", run->folder, given->stage);
    choice->stage = given->is_dropped ? given->stage : NULL;
    file_kind kind = given->is_dropped    ? FILE_DROPPED
                     : given->is_rejected ? FILE_REJECTED
                     : given->stage       ? FILE_TAP
                                          : FILE_RESULTS;
    choice->files.kinds[kind] = true;
    if (kind == FILE_TAP)
        choice->files.stage = stage;
    if (kind == FILE_TAP && !rundir_is_tapped(run, stage))
        return galley_error_set(error, "%s: what left the stage \"%s\" was not kept; galley run --tap %s keeps it",
                                run->folder, given->stage, given->stage);
    if (kind == FILE_RESULTS && !run->has_results)
        return galley_error_set(error, "%s: the results went to standard output; nothing of them is here", run->folder);
    return true;
}

static int draw(const rundir *run, const given_options *given, const options *line) {
    sample_choice choice;
    galley_error error = {""};
    if (!choose(run, given, (size_t)line->number, &choice, &error))
        return run_refuse(error.message);
    problems trouble = {0};
    json_t *drawn = sample_draw(run, &choice, &trouble), *each;
    terminal out = terminal_open();
    size_t index;
    json_array_foreach(drawn, index, each) {
        if (line->is_json) {
            run_print_json(each, true);
            continue;
        }
        if (index > 0)
            putchar('\n');
        print_drawn(&out, run, each, line->is_full);
    }
    if (json_array_size(drawn) == 0)
        fprintf(stderr, "galley: there are no such articles in the run\n");
    json_decref(drawn);
    return run_conclude(&trouble);
}

int cli_sample(int argc, char **argv) {
    given_options given = {0};
    options line;
    int status;
    if (options_read(&line, &shape, argc, argv, &given, &status)) {
        galley_error error = {""};
        rundir run = {0};
        if (!check_options(&given, &error))
            status = options_refuse(&shape, &error);
        else
            status = run_open(&run, line.rest[0]) ? draw(&run, &given, &line) : NOT_READ;
        rundir_clear(&run);
    }
    options_clear(&line);
    return status;
}
