/* Threads take the files one after the other. */
#define _GNU_SOURCE /* memmem, memrchr */
#include "inspect/sweep.h"
#include "base/memory.h"
#include "stream/corpus.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

enum { THREADS_MAX = 16 };

typedef struct work {
    const sweep *sweep;
    atomic_size_t next, last; /* file to be taken; file behind which none is needed */
    galley_error *errors;     /* a file each */
} work;

/* ---- A batch ---- */

/* Lines are counted up to where the next one of interest begins. */
typedef struct line_cursor {
    const char *at, *end;
    uint64_t number; /* of the line at `at` */
} line_cursor;

static const char *line_end(const line_cursor *self) {
    const char *end = memchr(self->at, '\n', (size_t)(self->end - self->at));
    return end ? end : self->end;
}

/* To the line that holds the next needle; false if there is none. */
static bool skip_to(line_cursor *self, galley_text needle) {
    const char *hit = memmem(self->at, (size_t)(self->end - self->at), needle.ptr, needle.len);
    if (!hit)
        return false;
    for (const char *end; (end = line_end(self)) < hit; self->at = end + 1)
        self->number++;
    return true;
}

static sweep_step visit_lines(const sweep *self, size_t file, const batch_text *batch) {
    line_cursor cursor = {batch->text.ptr, batch->text.ptr + batch->text.len, batch->first_line};
    while (cursor.at < cursor.end) {
        if (self->needle.len && !skip_to(&cursor, self->needle))
            return SWEEP_ON;
        const char *end = line_end(&cursor);
        galley_text line = galley_text_part(cursor.at, (size_t)(end - cursor.at));
        sweep_step step = self->visit(self->context, file, cursor.number, line);
        if (step != SWEEP_ON)
            return step;
        cursor.number++;
        cursor.at = end < cursor.end ? end + 1 : end;
    }
    return SWEEP_ON;
}

/* ---- A file ---- */

static void lower_last(work *self, size_t file) {
    size_t last = atomic_load(&self->last);
    while (file < last && !atomic_compare_exchange_weak(&self->last, &last, file))
        continue;
}

static void read_file(work *self, size_t file, batch_text *batch, galley_error *error) {
    const rundir *run = self->sweep->run;
    shard only = {.path = run->files[file].path, .name = run->files[file].path};
    corpus one = {.shards = &only, .count = 1};
    corpus_reader *reader = corpus_reader_new(&one, 0);
    sweep_step step = SWEEP_ON;
    while (step == SWEEP_ON && file <= atomic_load(&self->last) && corpus_reader_next(reader, batch)) {
        if (batch->kind == BATCH_LINES)
            step = visit_lines(self->sweep, file, batch);
        else if (batch->kind == BATCH_BROKEN)
            *error = batch->error;
    }
    if (step == SWEEP_ALL_DONE)
        lower_last(self, file);
    corpus_reader_free(reader);
    uint64_t size;
    if (!error->message[0])
        rundir_has_whole(run, file, &size, error);
}

static void *take_files(void *context) {
    work *self = context;
    batch_text batch = {0};
    for (size_t file; (file = atomic_fetch_add(&self->next, 1)) < self->sweep->run->file_count;)
        if (rundir_is_chosen(&self->sweep->choice, &self->sweep->run->files[file]))
            read_file(self, file, &batch, &self->errors[file]);
    galley_buffer_clear(&batch.text);
    return NULL;
}

/* ---- All ---- */

static size_t thread_count(const sweep *sweep) {
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    size_t most = processors < 1 ? 1 : processors > THREADS_MAX ? THREADS_MAX : (size_t)processors, files = 0;
    for (size_t i = 0; i < sweep->run->file_count && files < most; i++)
        files += rundir_is_chosen(&sweep->choice, &sweep->run->files[i]);
    return files;
}

void sweep_run(const sweep *sweep, problems *trouble) {
    const rundir *run = sweep->run;
    work shared = {
        .sweep = sweep, .last = run->file_count, .errors = memory_zero(run->file_count + 1, sizeof(galley_error))};
    pthread_t threads[THREADS_MAX];
    size_t helpers = 0, wanted = thread_count(sweep);
    while (helpers + 1 < wanted && pthread_create(&threads[helpers], NULL, take_files, &shared) == 0)
        helpers++;
    take_files(&shared);
    for (size_t i = 0; i < helpers; i++)
        pthread_join(threads[i], NULL);
    for (size_t i = 0; i < run->file_count; i++)
        if (shared.errors[i].message[0])
            problems_add(trouble, "%s", shared.errors[i].message);
    free(shared.errors);
}
