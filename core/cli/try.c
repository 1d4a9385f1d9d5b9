/* A run directory of its own, below TMPDIR, that is told of and taken away. */
#define _XOPEN_SOURCE 700 /* mkdtemp */
#include "cli/try.h"
#include "base/grouped.h"
#include "base/memory.h"
#include "cli/lives.h"
#include "cli/runs.h"
#include "inspect/life.h"
#include "inspect/summary.h"
#include "stream/file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

/* A new folder for files that go away; NULL with an error. */
static char *make_folder(galley_error *error) {
    const char *parent = getenv("TMPDIR");
    char *folder = memory_printf("%s/galley-try-XXXXXX", parent && *parent ? parent : "/tmp");
    if (mkdtemp(folder))
        return folder;
    galley_error_set(error, "%s cannot be made: %s; TMPDIR may name another place", folder, strerror(errno));
    free(folder);
    return NULL;
}

static void print_lives(const try_options *given, const char *folder, problems *trouble) {
    rundir run;
    galley_error error = {""};
    if (rundir_open(&run, folder, &error)) {
        json_t *found = lives_all(&run, (size_t)given->count, trouble);
        lives_print(&run, found, (lives_style){.is_json = given->is_json});
        json_decref(found);
    } else {
        problems_add(trouble, "%s", error.message);
    }
    rundir_clear(&run);
}

static void print_totals(const json_t *manifest) {
    static const char *const keys[] = {"read", "written", "dropped", "rejected"};
    static const char *const before[] = {"\nread ", " = written ", " + dropped ", " + rejected "};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        printf("%s%s", before[i],
               grouped((uint64_t)json_integer_value(json_object_get(json_object_get(manifest, "counts"), keys[i])))
                   .digits);
    puts("; nothing is kept");
}

/* Runs, tells, and returns the exit status. */
static int run_in(const char *folder, pipeline *pipeline, corpus *corpus, run_options options,
                  const try_options *given) {
    bool is_quiet = options.is_quiet;
    options.out = folder;
    options.tap = "all";
    options.limit = given->count;
    options.is_quiet = true;
    options.is_trial = true;
    json_t *manifest = NULL;
    galley_error error = {""};
    problems trouble = {0};
    int status = (int)run_pipeline(pipeline, corpus, &options, &manifest, &error);
    if (error.message[0])
        problems_add(&trouble, "%s", error.message);
    if (manifest && (status == RUN_COMPLETE || status == RUN_INPUT_BROKEN)) {
        print_lives(given, folder, &trouble);
        if (!given->is_json && !is_quiet)
            print_totals(manifest);
        summary_print_broken(stderr, "galley: ", manifest, NULL);
    }
    json_decref(manifest);
    int told = run_conclude(&trouble);
    return status == RUN_COMPLETE ? told : status;
}

int try_corpus(pipeline *pipeline, corpus *corpus, const run_options *options, const try_options *given) {
    galley_error error;
    char *folder = make_folder(&error);
    if (!folder)
        return run_refuse(error.message);
    int status = run_in(folder, pipeline, corpus, *options, given);
    if (!path_remove(folder, &error))
        fprintf(stderr, "galley: %s\n", error.message);
    free(folder);
    return status;
}
