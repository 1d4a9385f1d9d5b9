/* Opening runs, telling what is wrong with them. */
#include "cli/runs.h"
#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>

static void tell(const char *message) {
    char *printable = utf8_printable(message);
    fprintf(stderr, "galley: %s\n", printable);
    free(printable);
}

int run_refuse(const char *message) {
    tell(message);
    return NOT_READ;
}

bool run_open(rundir *run, const char *folder) {
    galley_error error = {""};
    bool is_open = rundir_open(run, folder, &error);
    if (!is_open)
        tell(error.message);
    return is_open;
}

int run_conclude(problems *trouble) {
    int status = trouble->count > 0 ? READ_PARTLY : READ_ALL;
    for (size_t i = 0; i < trouble->count; i++)
        tell(trouble->messages[i]);
    problems_clear(trouble);
    return status;
}

void run_print_json(const json_t *value, bool is_line) {
    enum { DIGITS = 15 }; /* all that is sure of a double: 0.6812 stays that */
    json_dumpf(value, stdout, JSON_REAL_PRECISION(DIGITS) | JSON_ENCODE_ANY | (is_line ? 0 : JSON_INDENT(2)));
    putchar('\n');
}
