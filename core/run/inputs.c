/* Passing over runs: whoever keeps runs beside the corpus does not want their results, still less what they dropped, to
 * come in again. */
#include "run/inputs.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "run/folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

typedef struct passed_over {
    const char *own; /* the run's own directory, or NULL */
    char *first;
    size_t count;
} passed_over;

static bool is_same_folder(const char *one, const char *other) {
    struct stat a, b;
    return stat(one, &a) == 0 && stat(other, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

static bool pass_over(void *context, const char *folder) {
    passed_over *self = context;
    if (!(self->own && is_same_folder(folder, self->own)) && !folder_holds_run(folder))
        return false;
    if (self->count++ == 0)
        self->first = memory_string(galley_text_of(folder));
    return true;
}

static void tell(const passed_over *self) {
    utf8_make_printable(self->first);
    fprintf(stderr, "galley: %s", self->first);
    if (self->count > 1)
        fprintf(stderr, " and %zu more", self->count - 1);
    fprintf(stderr, " passed over: a run is no part of the corpus, unless its folder is named\n");
}

bool inputs_find(corpus *corpus, const char *const *arguments, size_t count, const run_options *options,
                 galley_error *error) {
    passed_over runs = {.own = options->out};
    corpus_filter filter = {pass_over, &runs};
    bool is_found = corpus_find(corpus, arguments, count, &filter, error);
    if (runs.count > 0 && !options->is_quiet)
        tell(&runs);
    free(runs.first);
    return is_found;
}
