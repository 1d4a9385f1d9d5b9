/* galley inspect: a run in numbers, as tables and bars. */
#include "base/grouped.h"
#include "cli/cli.h"
#include "cli/options.h"
#include "cli/runs.h"
#include "cli/terminal.h"
#include "inspect/measure.h"

static const char help[] = "usage: galley inspect RUN [--json]\n"
                           "\n"
                           "A run in numbers: how many articles went in and where they stayed, with the\n"
                           "reasons; processor time and bytes of each stage; which fields the results have,\n"
                           "in which languages they are, how long their texts are and were.\n"
                           "\n"
                           "Lengths before the run are measured in the corpus, while it is where it was and\n"
                           "as it was; else behind the first stage that was tapped.\n"
                           "\n"
                           "      --json              the same as a JSON object\n"
                           "  -h, --help              this text\n"
                           "\n"
                           "Exit status: 0 done, 1 done but some file of the run could not be read to its\n"
                           "end, 2 there is no such run or the command line is wrong.\n"
                           "\n"
                           "example:\n"
                           "  galley inspect build/news\n";

static const struct option long_options[] = {
    {"json", no_argument, NULL, OPTION_JSON}, {"help", no_argument, NULL, OPTION_HELP}, {0}};

static const options_shape shape = {.command = "inspect",
                                    .help = help,
                                    .letters = ":h",
                                    .table = long_options,
                                    .rest_min = 1,
                                    .rest_max = 1,
                                    .wanted = "which RUN (the folder of galley run --out)?",
                                    .takes = "one RUN"};

/* ---- Rows ---- */

enum { NAME_COLUMNS = 24, NUMBER_COLUMNS = 12, BAR_COLUMNS = 36, LANGUAGES_SHOWN = 12, FIELDS_SHOWN = 40 };

static void print_name(terminal *out, size_t indent, const char *name) {
    out->indent = indent;
    terminal_cell(out, INK_PLAIN, galley_text_of(name), NAME_COLUMNS - indent, true);
}

static void print_head(terminal *out, const char *title) {
    out->indent = 0;
    terminal_printf(out, INK_STRONG, "\n%s", title);
    terminal_end_line(out);
}

/* "  dedup   27,628  █████" */
static void print_bar_row(terminal *out, size_t indent, const char *name, uint64_t count, uint64_t all) {
    print_name(out, indent, name);
    terminal_printf(out, INK_PLAIN, "%*s  ", NUMBER_COLUMNS, grouped(count).digits);
    terminal_bar(out, all ? (double)count / (double)all : 0, BAR_COLUMNS);
    terminal_end_line(out);
}

/* ---- Parts ---- */

static void print_run(terminal *out, const json_t *told) {
    const json_t *counts = json_object_get(told, "counts");
    out->indent = 0;
    terminal_string(out, INK_STRONG, string_in(told, "run"));
    terminal_printf(out, INK_PLAIN, ": ");
    terminal_string(out, INK_PLAIN, string_in(told, "pipeline"));
    terminal_printf(out, INK_PLAIN, ", %s, %.2f s with %llu worker%s", string_in(told, "started"),
                    (double)integer_in(told, "milliseconds") / 1000, (unsigned long long)integer_in(told, "jobs"),
                    integer_in(told, "jobs") == 1 ? "" : "s");
    terminal_end_line(out);
    terminal_printf(out, INK_PLAIN, "read %s = written %s + dropped %s + rejected %s",
                    grouped(integer_in(counts, "read")).digits, grouped(integer_in(counts, "written")).digits,
                    grouped(integer_in(counts, "dropped")).digits, grouped(integer_in(counts, "rejected")).digits);
    terminal_end_line(out);
}

static void print_losses(terminal *out, const json_t *stage, uint64_t all) {
    const char *reason;
    json_t *count;
    json_object_foreach(json_object_get(stage, "reasons"), reason, count) {
        char name[160];
        snprintf(name, sizeof name, "dropped: %s", reason);
        if (json_integer_value(count) > 0)
            print_bar_row(out, 4, name, (uint64_t)json_integer_value(count), all);
    }
    if (integer_in(stage, "rejected") > 0)
        print_bar_row(out, 4, "rejected", integer_in(stage, "rejected"), all);
}

static void print_funnel(terminal *out, const json_t *told) {
    uint64_t all = integer_in(json_object_get(told, "counts"), "read"), unread = integer_in(told, "rejected_unread");
    print_head(out, "articles");
    print_bar_row(out, 2, "read", all, all);
    if (unread > 0)
        print_bar_row(out, 4, "rejected: no article", unread, all);
    size_t index;
    json_t *stage;
    json_array_foreach(json_object_get(told, "stages"), index, stage) {
        print_bar_row(out, 2, string_in(stage, "stage"), integer_in(stage, "kept"), all);
        print_losses(out, stage, all);
    }
}

static uint64_t all_time(const json_t *told) {
    const json_t *core = json_object_get(told, "core_cpu_ms");
    uint64_t all = integer_in(core, "read") + integer_in(core, "scan") + integer_in(core, "write");
    size_t index;
    json_t *stage;
    json_array_foreach(json_object_get(told, "stages"), index, stage) all += integer_in(stage, "cpu_ms");
    return all;
}

static void print_time(terminal *out, const char *name, uint64_t milliseconds, uint64_t all, const json_t *tap) {
    print_name(out, 2, name);
    terminal_printf(out, INK_PLAIN, "%*.2f  ", NUMBER_COLUMNS, (double)milliseconds / 1000);
    size_t bar_end = out->column + out->spaces + BAR_COLUMNS / 2;
    terminal_bar(out, all ? (double)milliseconds / (double)all : 0, BAR_COLUMNS / 2);
    if (json_is_object(tap))
        terminal_printf(out, INK_PLAIN, "%*s%*s", (int)(bar_end - out->column - out->spaces), "", NUMBER_COLUMNS,
                        grouped(integer_in(tap, "bytes")).digits);
    terminal_end_line(out);
}

static void print_times(terminal *out, const json_t *told) {
    const json_t *core = json_object_get(told, "core_cpu_ms");
    uint64_t all = all_time(told);
    print_head(out, "processor seconds                                         bytes of the taps");
    print_time(out, "(gunzip)", integer_in(core, "read"), all, NULL);
    print_time(out, "(find members)", integer_in(core, "scan"), all, NULL);
    size_t index;
    json_t *stage;
    json_array_foreach(json_object_get(told, "stages"), index, stage) {
        print_time(out, string_in(stage, "stage"), integer_in(stage, "cpu_ms"), all, json_object_get(stage, "tap"));
    }
    print_time(out, "(write, gzip)", integer_in(core, "write"), all, NULL);
}

static void print_bytes(terminal *out, const json_t *told) {
    static const struct {
        const char *key, *name;
    } rows[] = {{"input", "corpus"},       {"text", "corpus, as text"},
                {"articles", "articles/"}, {"results_text", "articles/, as text"},
                {"dropped", "dropped/"},   {"rejected", "rejected/"},
                {"taps", "taps/"}};
    const json_t *bytes = json_object_get(told, "bytes");
    uint64_t most = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        most = integer_in(bytes, rows[i].key) > most ? integer_in(bytes, rows[i].key) : most;
    print_head(out, "bytes");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        print_bar_row(out, 2, rows[i].name, integer_in(bytes, rows[i].key), most);
}

static void print_fields(terminal *out, const json_t *told) {
    const json_t *fields = json_object_get(told, "fields");
    size_t index, count = json_array_size(fields);
    json_t *field;
    if (count > 0)
        print_head(out, "fields of the results that are filled");
    json_array_foreach(fields, index, field) {
        if (index == FIELDS_SHOWN)
            break;
        double share = json_number_value(json_object_get(field, "share"));
        print_name(out, 2, string_in(field, "field"));
        terminal_printf(out, INK_PLAIN, "%*s %6.1f%%  ", NUMBER_COLUMNS, grouped(integer_in(field, "filled")).digits,
                        share * 100);
        terminal_bar(out, share, BAR_COLUMNS - 9);
        terminal_end_line(out);
    }
    if (count > FIELDS_SHOWN)
        terminal_printf(out, INK_FAINT, "  and %zu more; --json has them\n", count - FIELDS_SHOWN);
}

static void print_languages(terminal *out, const json_t *told) {
    const json_t *languages = json_object_get(told, "languages");
    uint64_t all = 0, rest = 0;
    size_t index;
    json_t *language;
    json_array_foreach(languages, index, language) all += integer_in(language, "articles");
    if (all > 0)
        print_head(out, "languages of the results");
    json_array_foreach(languages, index, language) {
        bool is_named = json_is_string(json_object_get(language, "lang"));
        if (index < LANGUAGES_SHOWN)
            print_bar_row(out, 2, is_named ? string_in(language, "lang") : "(none)", integer_in(language, "articles"),
                          all);
        else
            rest += integer_in(language, "articles");
    }
    if (rest > 0)
        print_bar_row(out, 2, "(others)", rest, all);
}

/* ---- Lengths ---- */

static void print_point(terminal *out, const json_t *point) {
    static const char *const keys[] = {"min", "p10", "median", "p90", "max"};
    print_name(out, 2, string_in(point, "at"));
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        terminal_printf(out, INK_PLAIN, "%9s",
                        json_object_get(point, "median") ? grouped(integer_in(point, keys[i])).digits : "-");
    terminal_printf(out, INK_PLAIN, "%9s", grouped(integer_in(point, "without")).digits);
    terminal_end_line(out);
}

/* A bar for each point of measurement, the later ones below the first. */
static void print_length_row(terminal *out, const json_t *row, const json_t *points, uint64_t all) {
    const json_t *counts = json_object_get(row, "counts");
    for (size_t i = 0; i < json_array_size(counts); i++) {
        uint64_t count = (uint64_t)json_integer_value(json_array_get(counts, i));
        char name[80];
        snprintf(name, sizeof name, "%s to %s", grouped(integer_in(row, "from")).digits,
                 grouped(integer_in(row, "to")).digits);
        out->indent = 2;
        terminal_cell(out, INK_PLAIN, galley_text_of(i == 0 ? name : ""), 19, true);
        terminal_cell(out, INK_FAINT, galley_text_of(string_in(json_array_get(points, i), "at")), 10, true);
        terminal_printf(out, INK_PLAIN, "%*s  ", 9, grouped(count).digits);
        terminal_bar(out, all ? (double)count / (double)all : 0, BAR_COLUMNS);
        terminal_end_line(out);
    }
}

static uint64_t highest_bar(const json_t *rows) {
    uint64_t most = 0;
    size_t index, at;
    json_t *row, *count;
    json_array_foreach(rows, index, row) json_array_foreach(json_object_get(row, "counts"), at, count) {
        if ((uint64_t)json_integer_value(count) > most)
            most = (uint64_t)json_integer_value(count);
    }
    return most;
}

static void print_lengths(terminal *out, const json_t *told) {
    const json_t *lengths = json_object_get(told, "lengths"), *points = json_object_get(lengths, "points");
    const json_t *rows = json_object_get(lengths, "histogram");
    print_head(out, "characters of text");
    out->indent = 2;
    print_name(out, 2, "");
    terminal_printf(out, INK_FAINT, "%9s%9s%9s%9s%9s%9s", "least", "10%", "median", "90%", "most", "no text");
    terminal_end_line(out);
    size_t index;
    json_t *each;
    json_array_foreach(points, index, each) print_point(out, each);
    json_array_foreach(rows, index, each) print_length_row(out, each, points, highest_bar(rows));
    const char *why = string_in(lengths, "why");
    if (!*why)
        return;
    out->indent = 2;
    terminal_string(out, INK_FAINT,
                    json_is_null(json_object_get(lengths, "before"))
                        ? "how long they were is not known, without a tap: "
                        : "what was read cannot be measured: ");
    terminal_string(out, INK_FAINT, why);
    terminal_end_line(out);
}

static void print_all(const json_t *told) {
    terminal out = terminal_open();
    print_run(&out, told);
    print_funnel(&out, told);
    print_times(&out, told);
    print_bytes(&out, told);
    print_fields(&out, told);
    print_languages(&out, told);
    print_lengths(&out, told);
}

int cli_inspect(int argc, char **argv) {
    options line;
    int status;
    if (options_read(&line, &shape, argc, argv, NULL, &status)) {
        rundir run;
        problems trouble = {0};
        status = NOT_READ;
        if (run_open(&run, line.rest[0])) {
            json_t *told = measure_run(&run, &trouble);
            if (line.is_json)
                run_print_json(told, false);
            else
                print_all(told);
            json_decref(told);
            status = run_conclude(&trouble);
        }
        rundir_clear(&run);
    }
    options_clear(&line);
    return status;
}
