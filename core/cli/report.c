/* galley report: a run as one page of HTML. */
#include "cli/cli.h"
#include "cli/options.h"
#include "cli/runs.h"
#include "inspect/page.h"
#include "stream/file.h"

#include <stdio.h>

static const char help[] = "usage: galley report RUN [--out FILE]\n"
                           "\n"
                           "A run as one page of HTML: the pipeline with the numbers that flow through it,\n"
                           "why articles left, time, fields, languages, sources, dates, lengths, copies of\n"
                           "one story, some articles before and after every tapped stage, the manifest.\n"
                           "The page holds all that it needs: it has no script, loads nothing, and can be\n"
                           "sent, printed and put away. The same run gives the same page.\n"
                           "\n"
                           "What a stage did can be shown where it and the one before it were tapped:\n"
                           "galley run --tap all.\n"
                           "\n"
                           "  -o, --out FILE          where to write it; - is standard output (default:\n"
                           "                          report.html in RUN)\n"
                           "  -h, --help              this text\n"
                           "\n"
                           "Exit status: 0 done, 1 done but some file of the run could not be read to its\n"
                           "end, 2 there is no such run, the page could not be written or the command line\n"
                           "is wrong.\n"
                           "\n"
                           "example:\n"
                           "  galley report build/news --out build/news.html\n";

static const struct option long_options[] = {
    {"out", required_argument, NULL, 'o'}, {"help", no_argument, NULL, OPTION_HELP}, {0}};

static bool take_option(void *own, int option, const char *value, galley_error *error) {
    (void)option;
    *(const char **)own = value;
    return *value || galley_error_set(error, "--out: which FILE?");
}

static const options_shape shape = {.command = "report",
                                    .help = help,
                                    .letters = ":o:h",
                                    .table = long_options,
                                    .rest_min = 1,
                                    .rest_max = 1,
                                    .wanted = "which RUN (the folder of galley run --out)?",
                                    .takes = "one RUN",
                                    .take = take_option};

static bool save(const char *folder, const char *path, galley_text text, galley_error *error) {
    galley_buffer inside = {0};
    if (path && strcmp(path, "-") == 0)
        return fwrite(text.ptr, 1, text.len, stdout) == text.len || galley_error_set(error, "standard output is gone");
    galley_buffer_printf(&inside, "%s/report.html", folder);
    galley_buffer_add_char(&inside, '\0');
    const char *to = path ? path : inside.ptr;
    bool is_saved = file_write(to, text, error);
    if (is_saved)
        printf("%s\n", to);
    galley_buffer_clear(&inside);
    return is_saved;
}

static int report(const rundir *run, const char *path) {
    problems trouble = {0};
    galley_buffer text = {0};
    galley_error error = {""};
    page_write(&text, run, &trouble);
    bool is_saved = save(run->folder, path, galley_buffer_text(&text), &error);
    int status = run_conclude(&trouble);
    galley_buffer_clear(&text);
    return is_saved ? status : run_refuse(error.message);
}

int cli_report(int argc, char **argv) {
    options line;
    int status;
    const char *path = NULL;
    if (options_read(&line, &shape, argc, argv, &path, &status)) {
        rundir run;
        status = run_open(&run, line.rest[0]) ? report(&run, path) : NOT_READ;
        rundir_clear(&run);
    }
    options_clear(&line);
    return status;
}
