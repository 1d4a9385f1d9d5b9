/* galley dedup-state: what is in a folder that a stage keeps from run to run.
 *
 * Nothing here knows what a stage keeps. A state is a file NAME.state whose first line is a JSON object that says what
 * made it and what it holds (galley/stage.h, at `finish`): that is shown, so that any stage's state can be looked at,
 * also one whose plugin is not there, and without loading a large index. */
#include "base/memory.h"
#include "cli/cli.h"
#include "cli/options.h"

#include <errno.h>
#include <glob.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

enum { STOPPED = 3, LINE_MAX_BYTES = 1 << 20 };

static const char help[] =
    "usage: galley dedup-state DIR\n"
    "\n"
    "Prints what is in a folder that dedup keeps from run to run (its parameter\n"
    "`state`): for each state the file, its size, when it was written, what it was\n"
    "made with, and what it holds, as JSON.\n"
    "\n"
    "  -h, --help              this text\n"
    "\n"
    "Exit status: 0 done, 2 the command line is wrong, 3 there is no state, or one\n"
    "that cannot be read.\n"
    "\n"
    "example:\n"
    "  echo '{\"galley\":1,\"stages\":[{\"use\":\"dedup\",\"with\":{\"state\":\"s\"}}]}' >p && \\\n"
    "  galley run p tests/data/sample --out d && galley dedup-state s\n";

static const struct option long_options[] = {{"help", no_argument, NULL, OPTION_HELP}, {0}};

static const options_shape shape = {.command = "dedup-state",
                                    .help = help,
                                    .letters = ":h",
                                    .table = long_options,
                                    .rest_min = 1,
                                    .rest_max = 1,
                                    .wanted = "which DIR?",
                                    .takes = "one DIR"};

/* The first line, if it is a JSON object and not without end. */
static json_t *read_first_line(FILE *file) {
    char *line = memory_zero(1, LINE_MAX_BYTES);
    json_t *head = fgets(line, LINE_MAX_BYTES, file) ? json_loads(line, 0, NULL) : NULL;
    free(line);
    if (json_is_object(head))
        return head;
    json_decref(head);
    return NULL;
}

static json_t *describe_state(const char *path, galley_error *error) {
    FILE *file = fopen(path, "rbe");
    struct stat about;
    if (!file || fstat(fileno(file), &about) != 0) {
        galley_error_set(error, "%s: %s", path, strerror(errno));
        if (file)
            fclose(file);
        return NULL;
    }
    json_t *head = read_first_line(file);
    fclose(file);
    if (!head) {
        galley_error_set(error, "%s: does not begin with a line that says what it is; it is no state, or damaged",
                         path);
        return NULL;
    }
    char written[32];
    struct tm utc;
    strftime(written, sizeof written, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&about.st_mtime, &utc));
    json_t *state = json_object();
    json_object_set_new(state, "file", json_string(path));
    json_object_set_new(state, "bytes", json_integer((json_int_t)about.st_size));
    json_object_set_new(state, "written", json_string(written));
    json_object_update(state, head);
    json_decref(head);
    return state;
}

static bool print_states(const char *folder, galley_error *error) {
    char *pattern = memory_printf("%s/*.state", folder);
    glob_t found = {0};
    bool is_done = glob(pattern, GLOB_ERR, NULL, &found) == 0;
    if (!is_done)
        galley_error_set(error, "%s: there is no state in it", folder);
    for (size_t i = 0; is_done && i < found.gl_pathc; i++) {
        json_t *state = describe_state(found.gl_pathv[i], error);
        is_done = state != NULL;
        if (state)
            json_print(state);
        json_decref(state);
    }
    globfree(&found);
    free(pattern);
    return is_done;
}

int cli_dedup_state(int argc, char **argv) {
    options line;
    int status;
    if (options_read(&line, &shape, argc, argv, NULL, &status)) {
        galley_error error = {""};
        if (!print_states(line.rest[0], &error)) {
            fprintf(stderr, "galley: %s\n", error.message);
            status = STOPPED;
        }
    }
    options_clear(&line);
    return status;
}
