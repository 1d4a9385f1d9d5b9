/* galley diff: what is different between two stages of a run, or between two runs. */
#include "base/grouped.h"
#include "cli/changes.h"
#include "cli/cli.h"
#include "cli/options.h"
#include "cli/runs.h"
#include "inspect/compare.h"

static const char help[] = "usage: galley diff RUN STAGE STAGE [OPTIONS]\n"
                           "       galley diff RUN RUN [OPTIONS]\n"
                           "\n"
                           "Which articles changed, appeared and vanished: between what left two tapped\n"
                           "stages of one run, or between the results of two runs. In place of a stage,\n"
                           "\"read\" is the corpus (while it is where it was and as it was), and \"results\"\n"
                           "the results. With counts, in which fields, and some examples.\n"
                           "\n"
                           "Articles are joined by their origins within a run, where both sides tell them,\n"
                           "and by their ids else: of those that share an id equal ones first, then in the\n"
                           "order of the corpus. Memory: hashes, about 60 bytes an article and 16 a member\n"
                           "on each side, and twice that while a side is put together.\n"
                           "\n"
                           "  -n, --number N       examples of each (default 3; 0: none)\n"
                           "      --full           whole texts; without it, what did not change is cut\n"
                           "      --json           the same as a JSON object\n"
                           "  -h, --help           this text\n"
                           "\n"
                           "Exit status: 0 done, different or not; 1 done but some file could not be read to\n"
                           "its end, 2 there is no such run or stage, or the command line is wrong.\n"
                           "\n"
                           "example:\n"
                           "  galley diff build/news langdetect results -n 1\n";

static const struct option long_options[] = {{"number", required_argument, NULL, OPTION_NUMBER},
                                             {"full", no_argument, NULL, OPTION_FULL},
                                             {"json", no_argument, NULL, OPTION_JSON},
                                             {"help", no_argument, NULL, OPTION_HELP},
                                             {0}};

static const options_shape shape = {.command = "diff",
                                    .help = help,
                                    .letters = ":n:h",
                                    .table = long_options,
                                    .rest_min = 2,
                                    .rest_max = 3,
                                    .wanted = "which RUN and which two STAGEs of it, or which two RUNs?",
                                    .takes = "one RUN and two STAGEs, or two RUNs",
                                    .number = 3};

/* ---- Sides ---- */

static bool choose_results(compare_side *side, const rundir *run, galley_error *error) {
    *side = (compare_side){run, {.kinds = {[FILE_RESULTS] = true}, .stage = ALL_STAGES, .shard = NO_SHARD}, "results"};
    return run->has_results ||
           galley_error_set(error, "%s: the results went to standard output; nothing of them is here", run->folder);
}

static bool choose_read(compare_side *side, const rundir *run, galley_error *error) {
    *side = (compare_side){run, {.kinds = {[FILE_INPUT] = true}, .stage = ALL_STAGES, .shard = NO_SHARD}, "read"};
    return run->are_inputs_here ||
           galley_error_set(error, "%s: what was read is not to be had: %s", run->folder, run->input_trouble);
}

static bool choose_stage(compare_side *side, const rundir *run, const char *name, galley_error *error) {
    size_t stage = rundir_stage(run, galley_text_of(name));
    if (stage == run->stage_count && strcmp(name, "results") == 0)
        return choose_results(side, run, error);
    if (stage == run->stage_count && strcmp(name, "read") == 0)
        return choose_read(side, run, error);
    if (stage == run->stage_count)
        return galley_error_set(error, "%s: the run has no stage \"%s\"", run->folder, name);
    *side = (compare_side){run, {.kinds = {[FILE_TAP] = true}, .stage = stage, .shard = NO_SHARD}, run->stages[stage]};
    return rundir_is_tapped(run, stage) ||
           galley_error_set(error, "%s: what left the stage \"%s\" was not kept; galley run --tap %s keeps it",
                            run->folder, name, name);
}

/* ---- For people ---- */

static grouped_text count_of(const json_t *object, const char *key) {
    return grouped((uint64_t)json_integer_value(json_object_get(object, key)));
}

static void print_side(terminal *out, const json_t *side, const char *end) {
    terminal_flow(out, INK_PLAIN, text_in(side, "run"));
    terminal_string(out, INK_PLAIN, " ");
    terminal_flow(out, INK_STRONG, text_in(side, "at"));
    terminal_printf(out, INK_PLAIN, " (%s articles)%s", count_of(side, "articles").digits, end);
}

static void print_counts(terminal *out, const json_t *told) {
    static const char *const keys[] = {"same", "changed", "appeared", "vanished"};
    print_side(out, json_object_get(told, "before"), " → ");
    print_side(out, json_object_get(told, "after"), "");
    terminal_end_line(out);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        printf("  %-12s%12s\n", keys[i], count_of(told, keys[i]).digits);
    if (json_integer_value(json_object_get(told, "unnamed")) > 0)
        printf("  %-12s%12s\n", "not compared", count_of(told, "unnamed").digits);
}

static void print_fields(terminal *out, const json_t *told) {
    enum { SHOWN = 20, NAME_COLUMNS = 24 };
    const json_t *fields = json_object_get(told, "fields");
    size_t index;
    json_t *field;
    if (json_array_size(fields) > 0)
        printf("\n  %-*s%12s%12s%12s\n", NAME_COLUMNS, "fields", "added", "changed", "removed");
    json_array_foreach(fields, index, field) {
        if (index == SHOWN)
            break;
        out->indent = 2;
        terminal_cell(out, INK_PLAIN, text_in(field, "field"), NAME_COLUMNS, true);
        terminal_printf(out, INK_PLAIN, "%12s%12s%12s", count_of(field, "added").digits,
                        count_of(field, "changed").digits, count_of(field, "removed").digits);
        terminal_end_line(out);
    }
}

static void print_name(terminal *out, const json_t *example, const char *what) {
    putchar('\n');
    out->indent = 0;
    terminal_printf(out, INK_FAINT, "%s  ", what);
    terminal_flow(out, INK_STRONG, text_in(example, "id"));
    terminal_string(out, INK_PLAIN, "  ");
    terminal_flow(out, INK_STRONG, text_in(example, "title"));
    terminal_end_line(out);
}

static void print_changed(terminal *out, const json_t *list, bool is_full) {
    size_t index, at;
    json_t *example, *change;
    json_array_foreach(list, index, example) {
        print_name(out, example, "changed");
        json_array_foreach(json_object_get(example, "changes"), at, change) {
            change_print(out, change, is_full);
        }
    }
}

static void print_why(terminal *out, const json_t *why) {
    galley_text stage = text_in(why, "stage"), reason = text_in(why, "reason"), detail = text_in(why, "detail");
    const json_t *score = json_object_get(why, "score");
    terminal_string(out, INK_PLAIN, reason.len ? "dropped" : "rejected");
    if (stage.len)
        terminal_string(out, INK_PLAIN, " by ");
    terminal_flow(out, INK_PLAIN, stage);
    terminal_string(out, INK_PLAIN, ": ");
    terminal_flow(out, INK_PLAIN, reason.len ? reason : text_in(why, "error"));
    if (score)
        terminal_printf(out, INK_PLAIN, ", score %g", json_number_value(score));
    if (detail.len)
        terminal_string(out, INK_PLAIN, ", ");
    terminal_flow(out, INK_PLAIN, detail);
}

static void print_single(terminal *out, const json_t *list, const char *what) {
    size_t index;
    json_t *example;
    json_array_foreach(list, index, example) {
        const json_t *why = json_object_get(example, "why");
        print_name(out, example, what);
        out->indent = 4;
        if (why)
            print_why(out, why);
        else
            terminal_flow(out, INK_FAINT, text_in(example, "file"));
        terminal_end_line(out);
    }
}

static void print_all(const json_t *told, bool is_full) {
    terminal out = terminal_open();
    const json_t *examples = json_object_get(told, "examples");
    print_counts(&out, told);
    print_fields(&out, told);
    print_changed(&out, json_object_get(examples, "changed"), is_full);
    print_single(&out, json_object_get(examples, "appeared"), "appeared");
    print_single(&out, json_object_get(examples, "vanished"), "vanished");
}

/* ---- The command ---- */

static int compare(const compare_side *before, const compare_side *after, const options *line) {
    problems trouble = {0};
    json_t *told = compare_sides(before, after, (size_t)line->number, &trouble);
    if (line->is_json)
        run_print_json(told, false);
    else
        print_all(told, line->is_full);
    json_decref(told);
    return run_conclude(&trouble);
}

static int compare_stages(const options *line) {
    char **names = line->rest;
    rundir run;
    compare_side before, after;
    galley_error error = {""};
    int status = NOT_READ;
    if (run_open(&run, names[0])) {
        bool is_chosen = choose_stage(&before, &run, names[1], &error) && choose_stage(&after, &run, names[2], &error);
        status = is_chosen ? compare(&before, &after, line) : run_refuse(error.message);
    }
    rundir_clear(&run);
    return status;
}

static int compare_runs(const options *line) {
    char **names = line->rest;
    rundir one, other = {0};
    compare_side before, after;
    galley_error error = {""};
    int status = NOT_READ;
    if (run_open(&one, names[0]) && run_open(&other, names[1])) {
        bool is_chosen = choose_results(&before, &one, &error) && choose_results(&after, &other, &error);
        status = is_chosen ? compare(&before, &after, line) : run_refuse(error.message);
    }
    rundir_clear(&one);
    rundir_clear(&other);
    return status;
}

int cli_diff(int argc, char **argv) {
    options line;
    int status;
    if (options_read(&line, &shape, argc, argv, NULL, &status))
        status = line.rest_count == 3 ? compare_stages(&line) : compare_runs(&line);
    options_clear(&line);
    return status;
}
