/* One test, from its input to what became of each article. */
#define _POSIX_C_SOURCE 200809L /* mkdtemp */
#include "trial/trial.h"
#include "base/memory.h"
#include "run/paths.h"
#include "run/run.h"
#include "stream/file.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

enum { READ_BYTES = 64 * 1024, SURVEY_MEMORY = 64 * 1024 * 1024 };

static const double NO_CHECKPOINT = 1e9; /* seconds */

/* ---- Running ---- */

static char *make_folder(galley_error *error) {
    const char *base = getenv("TMPDIR");
    char *folder = memory_printf("%s/galley-test-XXXXXX", base && *base ? base : "/tmp");
    if (mkdtemp(folder))
        return folder;
    galley_error_set(error, "%s: %s; set TMPDIR to a folder that can be written", folder, strerror(errno));
    free(folder);
    return NULL;
}

static bool reopen(pipeline *pipeline, galley_error *error) {
    problems found = {0};
    bool is_open = pipeline_open_anew(pipeline, &found);
    if (!is_open)
        galley_error_set(error, "%s", found.messages[0]);
    problems_clear(&found);
    return is_open;
}

static trial_result result_of(run_result result) {
    switch (result) {
    case RUN_COMPLETE:
        return TRIAL_DONE;
    case RUN_INTERRUPTED:
        return TRIAL_INTERRUPTED;
    case RUN_STOPPED:
        return TRIAL_STOPPED;
    default:
        return TRIAL_IMPOSSIBLE;
    }
}

/* Each result says where it comes from, so that it is known again whatever stages have made of it. */
static trial_result run_input(pipeline *pipeline, const pipeline_test *test, const char *input, const char *out,
                              json_t **manifest, galley_error *error) {
    run_options options = {.out = out,
                           .jobs = 1,
                           .limit = UINT64_MAX,
                           .tap = test->after == AFTER_ALL ? NULL : pipeline->stages[test->after].id,
                           .tap_percent = 100,
                           .is_quiet = true,
                           .is_trial = true,
                           .memory = SURVEY_MEMORY,
                           .checkpoint_seconds = NO_CHECKPOINT};
    corpus corpus = {0};
    bool is_asked_for = pipeline->output.provenance;
    trial_result result = TRIAL_IMPOSSIBLE;
    pipeline->output.provenance = true;
    if (corpus_find(&corpus, &input, 1, NULL, error))
        result = result_of(run_pipeline(pipeline, &corpus, &options, manifest, error));
    pipeline->output.provenance = is_asked_for;
    corpus_clear(&corpus);
    return result;
}

/* ---- Reading back ---- */

static bool read_gzip(const char *path, galley_buffer *out, galley_error *error) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return galley_error_set(error, "%s: %s", path, strerror(errno));
    gzip_reader *reader = gzip_reader_new(fd);
    gzip_status status = GZIP_MORE;
    while (status == GZIP_MORE) {
        size_t got;
        char *room = galley_buffer_reserve(out, READ_BYTES);
        status = gzip_reader_read(reader, room, READ_BYTES, &got, error);
        out->len += got;
    }
    gzip_reader_free(reader);
    return status == GZIP_END || galley_error_at(error, "%s", path);
}

/* The article of the input that a note speaks of: the number behind the colon of its origin. */
static outcome *outcome_of(const trial *self, const json_t *note) {
    const char *origin = json_string_value(json_object_get(note, "origin"));
    const char *colon = origin ? strrchr(origin, ':') : NULL;
    unsigned long long line = colon ? strtoull(colon + 1, NULL, 10) : 0;
    return line > 0 && line <= self->test->input_count ? &self->outcomes[line - 1] : NULL;
}

/* What was kept at the place where the test looks may have been dropped behind it. */
static void book(trial *self, trial_fate fate, galley_article *article, json_t *note) {
    outcome *into = outcome_of(self, note);
    if (!into || into->fate == TRIAL_KEPT) {
        article_clear(article);
        json_decref(note);
        return;
    }
    json_decref(into->note);
    *into = (outcome){.fate = fate, .article = *article, .note = note};
}

static void book_line(trial *self, trial_fate fate, galley_text line) {
    galley_article article = {0};
    galley_text note = line;
    if (fate != TRIAL_REJECTED) {
        galley_error error;
        if (!article_scan(&article, line, (origin){0}, &self->pipeline->fields, self->arena, &error))
            return;
        const member *said = article_member(&article, galley_text_of("galley"));
        note = said ? said->value : galley_text_of("");
    }
    book(self, fate, &article, json_loadb(note.ptr, note.len, JSON_ALLOW_NUL, NULL));
}

static bool read_lines(trial *self, trial_fate fate, const char *path, galley_error *error) {
    galley_buffer bytes = {0};
    bool is_read = read_gzip(path, &bytes, error);
    galley_text text = galley_arena_copy(self->arena, galley_buffer_text(&bytes));
    galley_buffer_clear(&bytes);
    for (const char *at = text.ptr, *end = at + text.len; is_read && at < end;) {
        const char *line_end = memchr(at, '\n', (size_t)(end - at));
        line_end = line_end ? line_end : end;
        book_line(self, fate, galley_text_part(at, (size_t)(line_end - at)));
        at = line_end + 1;
    }
    return is_read;
}

/* Which fate a file of the run holds; NOWHERE if it is none that the test looks at. */
static trial_fate fate_of_file(const trial *self, const char *path) {
    char kept[PATH_ROOM] = "articles/";
    if (self->test->after != AFTER_ALL)
        tap_path(kept, self->pipeline, self->test->after, TEST_SHARD);
    if (strncmp(path, kept, strlen(kept)) == 0)
        return TRIAL_KEPT;
    if (strncmp(path, "dropped/", strlen("dropped/")) == 0)
        return TRIAL_DROPPED;
    return strncmp(path, "rejected/", strlen("rejected/")) == 0 ? TRIAL_REJECTED : TRIAL_NOWHERE;
}

static bool read_back(trial *self, const char *folder, const json_t *manifest, galley_error *error) {
    size_t index;
    json_t *output;
    json_array_foreach(json_object_get(manifest, "outputs"), index, output) {
        const char *name = json_string_value(json_object_get(output, "path"));
        trial_fate fate = fate_of_file(self, name);
        char *path = memory_printf("%s/%s", folder, name);
        bool is_read = fate == TRIAL_NOWHERE || read_lines(self, fate, path, error);
        free(path);
        if (!is_read)
            return false;
    }
    return true;
}

/* ---- One test ---- */

static trial_result run_in(trial *self, pipeline *pipeline, const char *folder, galley_error *error) {
    char *input = memory_printf("%s/" TEST_SHARD, folder), *out = memory_printf("%s/run", folder);
    json_t *manifest = NULL;
    trial_result result = TRIAL_IMPOSSIBLE;
    if (file_write(input, galley_buffer_text(&self->test->input), error))
        result = run_input(pipeline, self->test, input, out, &manifest, error);
    if (result == TRIAL_DONE && !read_back(self, out, manifest, error))
        result = TRIAL_IMPOSSIBLE;
    json_decref(manifest);
    free(input);
    free(out);
    return result;
}

/* An interruption waits for the run, which looks for it, or for the end, so that no folder is left behind. */
static void hold_interruptions(sigset_t *before) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &set, before);
}

trial_result trial_run(trial *self, pipeline *pipeline, const pipeline_test *test, galley_error *error) {
    *self = (trial){.pipeline = pipeline, .test = test, .arena = galley_arena_new()};
    self->outcomes = memory_zero(test->input_count + 1, sizeof *self->outcomes);
    error->message[0] = '\0';
    if (!reopen(pipeline, error))
        return TRIAL_IMPOSSIBLE;
    sigset_t before;
    hold_interruptions(&before);
    char *folder = make_folder(error);
    trial_result result = folder ? run_in(self, pipeline, folder, error) : TRIAL_IMPOSSIBLE;
    if (folder)
        path_remove(folder, NULL);
    free(folder);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return result;
}

void trial_clear(trial *self) {
    for (size_t i = 0; self->outcomes && i < self->test->input_count; i++) {
        article_clear(&self->outcomes[i].article);
        json_decref(self->outcomes[i].note);
    }
    free(self->outcomes);
    galley_arena_free(self->arena);
}
