/* galley trace: the life of an article, told from a run's files. */
#include "cli/changes.h"
#include "cli/cli.h"
#include "cli/options.h"
#include "cli/runs.h"
#include "cli/terminal.h"
#include "inspect/life.h"

enum { OPTION_GREP = OPTION_OWN, OPTION_JSON, OPTION_FULL, MOST = 1000 };

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
    {"grep", required_argument, NULL, OPTION_GREP}, {"number", required_argument, NULL, 'n'},
    {"full", no_argument, NULL, OPTION_FULL},       {"json", no_argument, NULL, OPTION_JSON},
    {"help", no_argument, NULL, OPTION_HELP},       {0}};

typedef struct given_options {
    const char *grep;
    uint64_t number;
    bool is_json, is_full;
} given_options;

static bool take_option(void *own, int option, const char *value, galley_error *error) {
    given_options *given = own;
    switch (option) {
    case OPTION_GREP:
        given->grep = value;
        return *value || option_refuse("grep", value, "some text", error);
    case 'n':
        return option_count("number", value, 1, MOST, &given->number, error);
    case OPTION_FULL:
        given->is_full = true;
        return true;
    default: /* OPTION_JSON */
        given->is_json = true;
        return true;
    }
}

static const options_shape shape = {.command = "trace",
                                    .help = help,
                                    .letters = ":n:h",
                                    .table = long_options,
                                    .rest_min = 1,
                                    .rest_max = 2,
                                    .wanted = "which RUN, and which article (ID or --grep TEXT)?",
                                    .takes = "one RUN and one ID",
                                    .take = take_option};

/* ---- For people ---- */

static galley_text string_of(const json_t *object, const char *key) {
    const json_t *string = json_object_get(object, key);
    return galley_text_part(json_string_value(string), json_string_length(string));
}

/* "clean, langdetect" */
static void print_names(terminal *out, const json_t *names) {
    size_t index;
    json_t *name;
    json_array_foreach(names, index, name) {
        terminal_printf(out, INK_STRONG, "%s%s", index ? ", " : "", json_string_value(name));
    }
}

static void print_place(terminal *out, const json_t *place) {
    galley_buffer text = {0};
    galley_buffer_add_string(&text, "  ");
    galley_buffer_add(&text, string_of(place, "file"));
    galley_buffer_printf(&text, ":%lld", (long long)json_integer_value(json_object_get(place, "line")));
    terminal_flow(out, INK_FAINT, galley_buffer_text(&text));
    galley_buffer_clear(&text);
}

static void print_step(terminal *out, const json_t *step, bool is_full) {
    const json_t *changes = json_object_get(step, "changes");
    out->indent = 2;
    print_names(out, json_object_get(step, "stages"));
    print_place(out, step);
    terminal_end_line(out);
    out->indent = 4;
    if (json_is_null(changes))
        terminal_string(out, INK_FAINT, "what it was before is not in the run's files");
    else if (json_array_size(changes) == 0)
        terminal_string(out, INK_FAINT, "nothing changed");
    terminal_end_line(out);
    size_t index;
    json_t *change;
    json_array_foreach(changes, index, change) change_print(out, change, is_full);
}

static void print_of(terminal *out, const json_t *of) {
    terminal_end_line(out);
    out->indent = 4;
    terminal_string(out, INK_PLAIN, "of ");
    terminal_flow(out, INK_STRONG, string_of(of, "id"));
    terminal_string(out, INK_PLAIN, " “");
    terminal_flow(out, INK_PLAIN, string_of(of, "title"));
    terminal_string(out, INK_PLAIN, "”, ");
    terminal_flow(out, INK_PLAIN, string_of(of, "fate"));
    print_place(out, of);
}

static void print_drop(terminal *out, const json_t *end) {
    const json_t *score = json_object_get(end, "score"), *of = json_object_get(end, "of");
    galley_text detail = string_of(end, "detail");
    terminal_string(out, INK_PLAIN, " by ");
    terminal_flow(out, INK_STRONG, string_of(end, "stage"));
    terminal_string(out, INK_PLAIN, ": ");
    terminal_flow(out, INK_STRONG, string_of(end, "reason"));
    if (score)
        terminal_printf(out, INK_PLAIN, ", score %g", json_number_value(score));
    if (detail.len && !of) {
        terminal_string(out, INK_PLAIN, ", ");
        terminal_flow(out, INK_PLAIN, detail);
    }
    print_place(out, end);
    if (of)
        print_of(out, of);
}

static void print_rejection(terminal *out, const json_t *end) {
    galley_text stage = string_of(end, "stage"), text = string_of(end, "text");
    if (stage.len) {
        terminal_string(out, INK_PLAIN, " by ");
        terminal_flow(out, INK_STRONG, stage);
    }
    terminal_string(out, INK_PLAIN, ": ");
    terminal_flow(out, INK_PLAIN, string_of(end, "error"));
    print_place(out, end);
    terminal_end_line(out);
    out->indent = 4;
    galley_text shown = text_head(text, LONG_VALUE);
    terminal_flow(out, INK_PLAIN, shown);
    if (shown.len < text.len)
        terminal_string(out, INK_FAINT, " …");
}

static void print_end_of_life(terminal *out, const json_t *end) {
    galley_text fate = string_of(end, "fate");
    out->indent = 2;
    terminal_flow(out, INK_STRONG, fate);
    if (galley_text_is(fate, "dropped"))
        print_drop(out, end);
    else if (galley_text_is(fate, "rejected"))
        print_rejection(out, end);
    else if (json_object_get(end, "file"))
        print_place(out, end);
    terminal_end_line(out);
}

static void print_title(terminal *out, const json_t *life) {
    galley_text title = string_of(life, "title"), id = string_of(life, "id"), from = string_of(life, "origin");
    out->indent = 0;
    terminal_flow(out, INK_STRONG, id.len ? id : galley_text_of("(no id)"));
    if (title.len) {
        terminal_string(out, INK_PLAIN, "  ");
        terminal_flow(out, INK_STRONG, title);
    }
    terminal_end_line(out);
    out->indent = 2;
    if (from.len && !galley_text_equal(from, id)) {
        terminal_string(out, INK_PLAIN, "read as ");
        terminal_flow(out, INK_PLAIN, from);
        terminal_end_line(out);
    }
}

static void print_life(terminal *out, const rundir *run, const json_t *life, bool is_full) {
    print_title(out, life);
    size_t index;
    json_t *step;
    json_array_foreach(json_object_get(life, "steps"), index, step) print_step(out, step, is_full);
    print_end_of_life(out, json_object_get(life, "end"));
    const json_t *untapped = json_object_get(life, "untapped");
    out->indent = 2;
    if (json_array_size(untapped) > 0) {
        terminal_string(out, INK_FAINT, "not told apart: ");
        print_names(out, untapped);
        terminal_string(out, INK_FAINT, "; galley run --tap all keeps what leaves every stage");
        terminal_end_line(out);
    }
    if (json_is_null(json_object_get(life, "read")) && run->input_trouble) {
        terminal_string(out, INK_FAINT, "how it was read is not known: ");
        terminal_string(out, INK_FAINT, run->input_trouble);
        terminal_end_line(out);
    }
}

static void print_others(terminal *out, const json_t *found) {
    const json_t *others = json_object_get(found, "others");
    long long more = (long long)json_integer_value(json_object_get(found, "count")) -
                     (long long)json_array_size(json_object_get(found, "lives"));
    if (more <= 0)
        return;
    out->indent = 0;
    terminal_printf(out, INK_STRONG, "\n%s%lld more (-n %lld traces them all)%s",
                    json_is_true(json_object_get(found, "is_cut")) ? "at least " : "", more,
                    (long long)json_integer_value(json_object_get(found, "count")),
                    (size_t)more > json_array_size(others) ? "; the first of them" : "");
    terminal_end_line(out);
    size_t index;
    json_t *other;
    out->indent = 2;
    json_array_foreach(others, index, other) {
        galley_text fate = string_of(other, "fate");
        terminal_cell(out, INK_PLAIN, string_of(other, "id"), 24, true);
        terminal_string(out, INK_PLAIN, "  ");
        terminal_cell(out, INK_PLAIN, fate.len ? fate : galley_text_of("-"), 9, true);
        terminal_cell(out, INK_PLAIN, string_of(other, "title"), 42, false);
        terminal_end_line(out);
    }
}

static void print_found(const rundir *run, const json_t *found, const given_options *given) {
    terminal out = terminal_open();
    size_t index;
    json_t *life;
    json_array_foreach(json_object_get(found, "lives"), index, life) {
        if (given->is_json) {
            run_print_json(life, true);
            continue;
        }
        if (index > 0)
            putchar('\n');
        print_life(&out, run, life, given->is_full);
    }
    if (!given->is_json)
        print_others(&out, found);
}

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

static int trace(const rundir *run, const given_options *given, const char *id) {
    query query = query_of(run, galley_text_of(id));
    if (given->grep)
        query = (struct query){.kind = QUERY_TEXT, .text = galley_text_of(given->grep)};
    problems trouble = {0};
    json_t *found = lives_trace(run, &query, (size_t)given->number, &trouble);
    bool is_any = json_integer_value(json_object_get(found, "count")) > 0;
    print_found(run, found, given);
    json_decref(found);
    int status = run_conclude(&trouble);
    return is_any ? status : refuse_absent(run, &query);
}

int cli_trace(int argc, char **argv) {
    given_options given = {.number = 1};
    options line;
    int status;
    if (options_read(&line, &shape, argc, argv, &given, &status)) {
        galley_error error = {""};
        rundir run = {0};
        if (!given.grep && line.rest_count < 2)
            galley_error_set(&error, "which article: ID or --grep TEXT?");
        if (given.grep && line.rest_count > 1)
            galley_error_set(&error, "\"%s\" and --grep: give one of them", line.rest[1]);
        if (error.message[0])
            status = options_refuse(&shape, &error);
        else
            status = run_open(&run, line.rest[0]) ? trace(&run, &given, line.rest_count > 1 ? line.rest[1] : NULL)
                                                  : NOT_READ;
        rundir_clear(&run);
    }
    options_clear(&line);
    return status;
}
