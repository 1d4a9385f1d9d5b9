/* Workers. The order in which data meets these functions: read, scan (or unpack), stages with their turnstiles, lines,
 * gzip members, hand over. A stage sees a whole batch before the next one does: its code and tables stay in the
 * cache. */
#include "run/worker.h"
#include "base/crash.h"
#include "base/memory.h"
#include "pipeline/flow.h"
#include "run/checkpoint.h"
#include "run/paths.h"
#include "stream/gzip.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* A worker's own memory: one scratch a stage of the phase. */
typedef struct bench {
    run *run;
    unsigned worker;
    void **scratch;
    gzip_writer *gzip;
    galley_buffer path; /* of a result, while it is made */
    galley_postings *postings;
} bench;

static uint64_t cpu_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* ---- Reading ---- */

typedef enum read_result { READ_BATCH, READ_END, READ_FAILED } read_result;

/* Cuts a batch behind the last article that --limit allows. */
static void cut_lines(run *run, batch *into) {
    const char *at = into->source.text.ptr, *end = at + into->source.text.len;
    while (at < end && run->left > 0) {
        const char *line_end = memchr(at, '\n', (size_t)(end - at));
        size_t len = (size_t)((line_end ? line_end : end) - at);
        run->left -= !is_blank_line(galley_text_part(at, len));
        at = line_end ? line_end + 1 : end;
    }
    into->source.text.len = (size_t)(at - into->source.text.ptr);
}

static void apply_limit(run *run, batch *into) {
    if (run->left == UINT64_MAX)
        return;
    if (into->source.kind == BATCH_LINES)
        cut_lines(run, into);
    else
        run->left -= is_line_end(&into->source);
    into->source.ends_shard = into->source.ends_shard || run->left == 0;
}

static bool read_corpus(run *run, batch *into) {
    if (run->left == 0 || !corpus_reader_next(run->reader, &into->source))
        return false;
    apply_limit(run, into);
    bool is_piece = into->source.kind == BATCH_PIECE || into->source.is_last_piece;
    into->part = is_piece ? ++run->part : 0;
    if (into->source.kind != BATCH_PIECE || into->source.is_last_piece)
        run->part = 0;
    return true;
}

static bool read_source(run *run, batch *into, galley_error *error) {
    if (!run->spool_in)
        return read_corpus(run, into);
    if (!spool_reader_next(run->spool_in, into, error))
        return false;
    uint64_t first, end;
    spool_range(into, &first, &end);
    return !run->findings || survey_take_told(run->findings, first, end, &into->told, error);
}

static read_result read_batch(run *run, batch *into, galley_error *error) {
    uint64_t start = cpu_now();
    if (run->reader)
        corpus_reader_help(run->reader);
    pthread_mutex_lock(&run->read_lock);
    error->message[0] = '\0';
    bool is_in_line = run->part > 0; /* which is read to its end: it cannot be resumed inside */
    bool is_read = (!run->is_interrupted || is_in_line) && read_source(run, into, error);
    if (is_read) {
        into->number = run->next_batch++;
        into->shard = run->corpus->shards[into->source.shard].name;
        into->left_after = run->left;
        into->is_checkpoint = into->source.kind == BATCH_LINES && atomic_exchange(&run->is_checkpoint_wanted, false);
    }
    uint64_t number = run->next_batch;
    pthread_mutex_unlock(&run->read_lock);
    into->ledger[LEDGER_NS_READ] += cpu_now() - start;
    if (!is_read && error->message[0]) {
        order_stop(&run->order, number, error);
        return READ_FAILED;
    }
    return is_read ? READ_BATCH : READ_END;
}

/* ---- Stages ---- */

/* Puts the place before what a stage said, and stops the run there. */
static bool stop_at(run *run, const batch *at, const entry *each, const stage *stage) {
    galley_error error;
    galley_error_set(&error, "%s:%llu: stage %s: %.*s", at->shard, (unsigned long long)each->article.origin.line,
                     stage->id, GALLEY_TEXT_ARGS(each->article.said.message));
    order_stop(&run->order, at->number, &error);
    return false;
}

/* What counts as said: a plugin that does what it must not is fatal, and what has no words gets some. */
static galley_verdict judge(galley_article *article, galley_verdict verdict) {
    if (article->fault)
        return galley_fatal(article, "the plugin is faulty: %s", article->fault);
    switch (verdict) {
    case GALLEY_KEEP:
        return verdict;
    case GALLEY_DROP:
        if (article->said.reason == NO_REASON)
            return galley_fatal(article,
                                "the plugin is faulty: it returns GALLEY_DROP, and not what galley_drop gives");
        return verdict;
    case GALLEY_FAIL:
        return article->said.message.len ? verdict : galley_fail(article, "the plugin does not say why it fails");
    case GALLEY_FATAL:
        return article->said.message.len ? verdict
                                         : galley_fatal(article, "the plugin does not say why it stops the run");
    }
    return galley_fatal(article, "the plugin is faulty: it returns %d, which is no verdict", (int)verdict);
}

/* Books what a stage said of an article. False if that was fatal. */
static bool book(run *run, batch *in, size_t index, entry *each, galley_verdict verdict) {
    uint64_t *counts = in->ledger + run->shape.stages[index].at;
    switch (judge(&each->article, verdict)) {
    case GALLEY_KEEP:
        return true;
    case GALLEY_DROP:
        counts[LEDGER_STAGE_DROPPED]++;
        in->ledger[run->shape.stages[index].reasons + (size_t)each->article.said.reason]++;
        each->fate = FATE_DROPPED;
        break;
    case GALLEY_FAIL:
        counts[LEDGER_STAGE_REJECTED]++;
        each->fate = FATE_REJECTED;
        break;
    case GALLEY_FATAL:
        return stop_at(run, in, each, &run->pipeline->stages[index]);
    }
    each->stage = (int)index;
    return true;
}

static bool lacks_wanted_field(const stage *stage, galley_article *article) {
    flow_wanted wanted = {.stage = stage};
    while (flow_wanted_next(&wanted))
        if (!galley_article_has(article, wanted.field))
            return true;
    return false;
}

/* From here on a crash is the stage's, at this article. */
static void watch_stage(const run *run, const batch *in, size_t index, const entry *each) {
    crash_enter(run->pipeline->stages[index].id, in->shard, each->article.origin.line);
}

/* The stage as `process`, `commit` and `survey` see an article: they share who owns it and where its counts go. */
static void enter_stage(run *run, batch *in, size_t index, entry *each, bool is_told) {
    const struct ledger_stage *shape = &run->shape.stages[index];
    article_enter_stage(&each->article, run->pipeline->stages[index].type, in->ledger + shape->counters,
                        shape->counter_count);
    each->article.writes = run->pipeline->stages[index].writes;
    each->article.is_told_open = is_told;
}

static bool process_batch(bench *self, batch *in, size_t index) {
    run *run = self->run;
    const stage *stage = &run->pipeline->stages[index];
    uint64_t *counts = in->ledger + run->shape.stages[index].at;
    bool is_told = run->phase.is_told && index == run->phase.first;
    for (size_t i = 0; i < in->count; i++) {
        entry *each = &in->entries[i];
        if (each->fate != FATE_ALIVE)
            continue;
        counts[LEDGER_STAGE_IN]++;
        counts[LEDGER_STAGE_WITHOUT] += lacks_wanted_field(stage, &each->article);
        enter_stage(run, in, index, each, is_told);
        if (!stage->type->process)
            continue;
        watch_stage(run, in, index, each);
        galley_verdict verdict = stage->type->process(stage->self, self->scratch[index], &each->article);
        if (!book(run, in, index, each, verdict))
            return false;
    }
    crash_leave();
    return true;
}

static bool commit_articles(run *run, batch *in, size_t index) {
    const stage *stage = &run->pipeline->stages[index];
    for (size_t i = 0; i < in->count; i++) {
        entry *each = &in->entries[i];
        if (each->fate != FATE_ALIVE)
            continue;
        watch_stage(run, in, index, each);
        if (!book(run, in, index, each, stage->type->commit(stage->self, &each->article)))
            return false;
    }
    crash_leave();
    return true;
}

/* A checkpoint holds the state that a stage had right behind the batch: later batches have not passed the turnstile. */
static bool save_state(run *run, const batch *in, size_t index) {
    galley_error error = {0};
    if (!in->is_checkpoint || stage_state_save(run, index, in->number, &error))
        return true;
    order_stop(&run->order, in->number, &error);
    return false;
}

static bool commit_batch(run *run, batch *in, size_t index) {
    if (!order_enter(&run->order, index, in->number))
        return false;
    if (!commit_articles(run, in, index) || !save_state(run, in, index))
        return false;
    order_leave(&run->order, index);
    return true;
}

static void tap_batch(run *run, batch *in, size_t index) {
    char path[PATH_ROOM];
    tap_path(path, run->pipeline, index, in->shard);
    piece *tap = batch_piece(in, path, in->source.shard);
    for (size_t i = 0; i < in->count; i++) {
        entry *each = &in->entries[i];
        if (each->fate != FATE_ALIVE || !each->is_tapped)
            continue;
        article_write(&each->article, article_provenance(&each->article), &tap->lines);
        tap->articles++;
    }
}

static bool run_stage(bench *self, batch *in, size_t index) {
    run *run = self->run;
    uint64_t *counts = in->ledger + run->shape.stages[index].at;
    uint64_t start = cpu_now();
    if (!process_batch(self, in, index))
        return false;
    if (run->pipeline->stages[index].type->commit && !commit_batch(run, in, index))
        return false;
    counts[LEDGER_STAGE_NS] += cpu_now() - start;
    counts[LEDGER_STAGE_KEPT] = counts[LEDGER_STAGE_IN] - counts[LEDGER_STAGE_DROPPED] - counts[LEDGER_STAGE_REJECTED];
    if (run->is_tapped[index])
        tap_batch(run, in, index);
    return true;
}

static bool survey_batch(bench *self, batch *in, size_t index) {
    run *run = self->run;
    const stage *stage = &run->pipeline->stages[index];
    uint64_t start = cpu_now();
    for (size_t i = 0; i < in->count; i++) {
        entry *each = &in->entries[i];
        if (each->fate != FATE_ALIVE)
            continue;
        enter_stage(run, in, index, each, false);
        survey_at(self->postings, each->article.origin.ordinal);
        watch_stage(run, in, index, each);
        galley_verdict verdict = stage->type->survey(stage->self, self->scratch[index], &each->article, self->postings);
        const galley_error *trouble = survey_trouble(self->postings);
        if (trouble)
            verdict = galley_fatal(&each->article, "%s", trouble->message);
        else if (verdict == GALLEY_DROP)
            verdict = galley_fatal(&each->article, "the plugin is faulty: a survey must not drop");
        if (!book(run, in, index, each, verdict))
            return false;
        in->ledger[run->shape.stages[index].at + LEDGER_STAGE_IN] += each->fate != FATE_ALIVE; /* it goes no further */
    }
    crash_leave();
    in->ledger[run->shape.stages[index].at + LEDGER_STAGE_NS] += cpu_now() - start;
    return true;
}

/* ---- Leaving ---- */

static bool is_sampled(const run_options *options, galley_article *article) {
    if (options->tap_percent >= 100)
        return true;
    uint64_t share = galley_hash64(galley_article_id(article), 0) % 1000000;
    return (double)share < options->tap_percent * 10000;
}

static void choose_tapped(run *run, batch *in) {
    for (size_t i = 0; run->options->tap && i < in->count; i++) {
        entry *each = &in->entries[i];
        each->is_tapped = each->fate == FATE_ALIVE && is_sampled(run->options, &each->article);
    }
}

static void leave_result(bench *self, batch *from, entry *each) {
    run *run = self->run;
    galley_text provenance =
        run->pipeline->output.provenance ? article_provenance(&each->article) : galley_text_of(NULL);
    from->ledger[LEDGER_WRITTEN]++;
    if (run->options->to_stdout) {
        article_write(&each->article, provenance, &from->results);
        return;
    }
    bool is_of_shard = result_path(&self->path, run->pipeline, &each->article, from->shard);
    piece *result = batch_piece(from, self->path.ptr, is_of_shard ? from->source.shard : OUTPUT_OF_ALL);
    article_write(&each->article, provenance, &result->lines);
    result->articles++;
}

static void leave_dropped(run *run, batch *from, entry *each) {
    from->ledger[LEDGER_DROPPED]++;
    char path[PATH_ROOM];
    fate_path(path, "dropped", from->shard);
    piece *dropped = batch_piece(from, path, from->source.shard);
    article_write_dropped(&each->article, run->pipeline->stages[each->stage].id, &dropped->lines);
    dropped->articles++;
}

static void leave_rejected(run *run, batch *from, entry *each) {
    bool is_whole = from->source.kind == BATCH_LINES || is_line_end(&from->source);
    from->ledger[LEDGER_REJECTED] += is_whole;
    char path[PATH_ROOM];
    fate_path(path, "rejected", from->shard);
    piece *rejected = batch_piece(from, path, from->source.shard);
    galley_text said = each->article.said.message;
    if (each->stage != NO_STAGE)
        said = galley_arena_printf(from->arena, "stage %s: %.*s", run->pipeline->stages[each->stage].id,
                                   GALLEY_TEXT_ARGS(said));
    write_rejected(&rejected->lines, galley_article_origin(&each->article), said, each->article.line, from->part);
    rejected->articles += is_whole;
}

/* A shard without a result still has its file, if that is named after it: an empty one. */
static void ensure_result(bench *self, batch *from) {
    if (self->run->options->to_stdout || !self->run->phase.is_last || !is_path_of_shard_only(self->run->pipeline))
        return;
    bool is_of_shard = result_path(&self->path, self->run->pipeline, NULL, from->shard);
    batch_piece(from, self->path.ptr, is_of_shard ? from->source.shard : OUTPUT_OF_ALL);
}

static void leave(bench *self, batch *from) {
    uint64_t start = cpu_now();
    ensure_result(self, from);
    for (size_t i = 0; i < from->count; i++) {
        entry *each = &from->entries[i];
        if (each->fate == FATE_DROPPED)
            leave_dropped(self->run, from, each);
        else if (each->fate == FATE_REJECTED)
            leave_rejected(self->run, from, each);
        else if (self->run->phase.is_last)
            leave_result(self, from, each);
    }
    if (!self->run->phase.is_last)
        spool_pack(from, &from->results);
    for (size_t i = 0; self->run->outputs && i < from->piece_count; i++) {
        piece *each = &from->pieces[i];
        if (strncmp(each->path, "articles/", 9) == 0)
            from->ledger[LEDGER_RESULT_BYTES] += each->lines.len;
        gzip_writer_member(self->gzip, galley_buffer_text(&each->lines), &each->member);
    }
    from->ledger[LEDGER_NS_WRITE] += cpu_now() - start;
}

/* ---- A batch's way ---- */

static bool enter(bench *self, batch *in) {
    run *run = self->run;
    uint64_t start = cpu_now();
    galley_error error;
    if (!run->spool_in) {
        batch_scan(in, &run->pipeline->fields);
    } else if (!spool_unpack(in, run->corpus, &run->pipeline->fields, &error)) {
        order_stop(&run->order, in->number, &error);
        return false;
    }
    if (run->findings)
        survey_attach(in, galley_buffer_text(&in->told));
    choose_tapped(run, in);
    in->ledger[LEDGER_NS_SCAN] += cpu_now() - start;
    return true;
}

static bool carry(bench *self, batch *in) {
    run *run = self->run;
    if (!enter(self, in))
        return false;
    for (size_t i = run->phase.first; i < run->phase.end; i++)
        if (!run_stage(self, in, i))
            return false;
    if (!run->phase.is_last && !survey_batch(self, in, run->phase.end))
        return false;
    leave(self, in);
    return true;
}

/* ---- The thread ---- */

static size_t stages_used(const run *run) {
    return run->phase.end + (run->phase.is_last ? 0 : 1);
}

static void bench_clear(bench *self, size_t opened) {
    for (size_t i = self->run->phase.first; i < opened; i++) {
        const stage *stage = &self->run->pipeline->stages[i];
        if (!stage->type->worker_close)
            continue;
        crash_enter(stage->id, NULL, 0);
        stage->type->worker_close(stage->self, self->scratch[i]);
        crash_leave();
    }
    free(self->scratch);
    gzip_writer_free(self->gzip);
    galley_buffer_clear(&self->path);
}

static bool bench_init(bench *self, run *run, unsigned worker, galley_error *error) {
    *self = (bench){.run = run, .worker = worker};
    self->scratch = memory_zero(run->pipeline->stage_count, sizeof(void *));
    self->gzip = gzip_writer_new((int)run->pipeline->output.level);
    if (run->survey)
        self->postings = survey_postings(run->survey, worker);
    for (size_t i = run->phase.first; i < stages_used(run); i++) {
        const stage *stage = &run->pipeline->stages[i];
        if (!stage->type->worker_open)
            continue;
        error->message[0] = '\0';
        crash_enter(stage->id, NULL, 0);
        self->scratch[i] = stage->type->worker_open(stage->self, error);
        crash_leave();
        if (!self->scratch[i] && error->message[0]) {
            galley_error_at(error, "stage %s", stage->id);
            bench_clear(self, i);
            return false;
        }
    }
    return true;
}

void *worker_main(void *argument) {
    worker *self = argument;
    run *run = self->run;
    bench bench;
    galley_error error = {0};
    if (!bench_init(&bench, run, self->number, &error)) {
        order_stop(&run->order, 0, &error);
        emitter_wake(self->emitter);
        return NULL;
    }
    for (batch *next; (next = emitter_take(self->emitter));) {
        read_result result = read_batch(run, next, &error);
        bool is_carried = result == READ_BATCH && carry(&bench, next);
        if (!is_carried) {
            emitter_return(self->emitter, next);
            if (result != READ_END)
                emitter_wake(self->emitter);
            break;
        }
        emitter_hand_over(self->emitter, next);
    }
    bench_clear(&bench, stages_used(run));
    return NULL;
}
