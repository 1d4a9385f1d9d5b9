/* A run from its first to its last byte: directory, phases, emission, the end. */
#include "run/run.h"
#include "base/crash.h"
#include "base/memory.h"
#include "base/nearest.h"
#include "run/checkpoint.h"
#include "run/context.h"
#include "run/crew.h"
#include "run/emit.h"
#include "run/folder.h"
#include "run/manifest.h"
#include "run/progress.h"
#include "stream/file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static const double CHECKPOINT_COST = 20; /* a checkpoint, stages' states included, may take a twentieth of the time */

/* ---- Emitting a batch ---- */

static bool write_to_stdout(run *run, galley_text bytes, galley_error *error) {
    while (bytes.len > 0) {
        ssize_t written = write(STDOUT_FILENO, bytes.ptr, bytes.len);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0) {
            run->is_reader_gone = errno == EPIPE;
            return galley_error_set(error, "standard output: %s", strerror(errno));
        }
        bytes.ptr += written;
        bytes.len -= (size_t)written;
    }
    return true;
}

static bool emit_pieces(run *run, const batch *from, galley_error *error) {
    for (size_t i = 0; run->outputs && i < from->piece_count; i++) {
        const piece *each = &from->pieces[i];
        if (!outputs_write(run->outputs, each->path, each->shard, galley_buffer_text(&each->member), each->articles,
                           error))
            return false;
    }
    if (!run->phase.is_last)
        return spool_writer_add(run->spool_out, galley_buffer_text(&from->results), error);
    return !run->options->to_stdout || write_to_stdout(run, galley_buffer_text(&from->results), error);
}

static void tell_trouble(const run *run, const batch *from) {
    shard *broken = &run->corpus->shards[from->source.shard];
    if (!broken->error)
        broken->error = memory_string(galley_text_of(from->source.error.message));
    if (!run->options->is_quiet)
        fprintf(stderr, "%sgalley: %s; the run goes on\n", progress_clean_line(), from->source.error.message);
}

static void book_batch(run *run, const batch *from) {
    shard_counts *shard = &run->shards[from->source.shard];
    shard->read += from->ledger[LEDGER_READ];
    shard->written += from->ledger[LEDGER_WRITTEN];
    shard->dropped += from->ledger[LEDGER_DROPPED];
    shard->rejected += from->ledger[LEDGER_REJECTED];
    ledger_add(&run->shape, run->ledger, from->ledger);
    run->seen += run->spool_in ? from->count : from->ledger[LEDGER_READ];
    run->dropped += from->ledger[LEDGER_DROPPED];
    run->rejected += from->ledger[LEDGER_REJECTED];
    run->text_bytes += from->ledger[LEDGER_TEXT_BYTES];
    run->place = from->source.after;
    run->spool_place = from->spool_end;
    run->left_after = from->left_after;
}

static bool checkpoint_now(run *run, uint64_t batch, galley_error *error) {
    double start = run_seconds(run);
    if (!checkpoint_write(run, batch, error))
        return false;
    double end = run_seconds(run), states = (double)atomic_exchange(&run->ns_saving_states, 0) / 1e9;
    double pause = CHECKPOINT_COST * (end - start + states);
    if (run->options->checkpoint_seconds == 0)
        pause = 0;
    run->checkpoint_due = end + (pause > run->options->checkpoint_seconds ? pause : run->options->checkpoint_seconds);
    return true;
}

static bool emit_batch(void *context, batch *from, galley_error *error) {
    run *run = context;
    if (!emit_pieces(run, from, error))
        return false;
    if (!run->spool_in && from->source.kind == BATCH_BROKEN)
        tell_trouble(run, from);
    book_batch(run, from);
    run->shards_done += from->source.ends_shard;
    bool is_finished = run->phase.is_last && from->source.ends_shard;
    if (is_finished && run->outputs && !outputs_finish(run->outputs, from->source.shard, error))
        return false;
    if (from->is_checkpoint && !checkpoint_now(run, from->number, error))
        return false;
    if (run->can_checkpoint && run->phase.is_last && run_seconds(run) >= run->checkpoint_due)
        run->is_checkpoint_wanted = true;
    return true;
}

/* ---- Phases ---- */

static void start_order(run *run) {
    order_init(&run->order, run->pipeline->stage_count, run->first_batch);
    run->next_batch = run->first_batch;
    run->is_checkpoint_wanted = false;
}

static char *spool_path(const run *run, size_t stage) {
    return memory_printf("%s/spool-%zu", run->work_folder, stage);
}

static size_t next_survey(const pipeline *pipeline, size_t from) {
    while (from < pipeline->stage_count && !pipeline->stages[from].type->survey)
        from++;
    return from;
}

/* Does the run leave nothing but its results on standard output, as they come? */
static bool is_filter(const run *run) {
    return run->options->to_stdout && !run->options->out && run->phase.is_last;
}

static bool open_source(run *run, galley_error *error) {
    if (!run->phase.is_told) {
        run->reader = corpus_reader_new(run->corpus, run->options->jobs > 1 ? run->options->jobs : 0);
        if (is_filter(run)) /* in files batches are seen, since they are gzip members */
            corpus_reader_be_prompt(run->reader);
        return true;
    }
    char *path = spool_path(run, run->phase.first);
    run->spool_in = spool_reader_new(path, run->corpus->count, error);
    free(path);
    return run->spool_in != NULL;
}

static bool open_survey(run *run, galley_error *error) {
    if (run->phase.is_last)
        return true;
    size_t index = run->phase.end;
    run->survey = survey_new(&run->pipeline->stages[index], run->work_folder, run->options->memory, run->options->jobs);
    char *path = spool_path(run, index);
    run->spool_out = spool_writer_new(path, error);
    free(path);
    return run->spool_out != NULL;
}

static void close_source(run *run) {
    corpus_reader_free(run->reader);
    spool_reader_free(run->spool_in);
    survey_free(run->findings);
    run->reader = NULL;
    run->spool_in = NULL;
    run->findings = NULL;
}

/* Gathers and settles what the phase surveyed: the findings of the next one. */
static bool conclude_survey(run *run, galley_error *error) {
    bool is_done = spool_writer_finish(run->spool_out, error);
    spool_writer_free(run->spool_out);
    run->spool_out = NULL;
    if (is_done && !survey_conclude(run->survey, error))
        is_done = galley_error_at(error, "stage %s", run->pipeline->stages[run->phase.end].id);
    run->findings = run->survey;
    run->survey = NULL;
    return is_done;
}

static bool run_phase(run *run, progress *progress, galley_error *error) {
    start_order(run);
    bool is_done = open_survey(run, error) && crew_work(run, emit_batch, progress, error);
    order_clear(&run->order);
    close_source(run);
    if (!is_done || run->is_interrupted || run->phase.is_last)
        return is_done && !run->is_interrupted;
    return crew_work_alone(run, conclude_survey, progress, error);
}

static phase phase_from(const pipeline *pipeline, size_t first, bool is_told) {
    size_t survey_stage = next_survey(pipeline, is_told ? first + 1 : first);
    return (phase){
        .first = first, .end = survey_stage, .is_told = is_told, .is_last = survey_stage == pipeline->stage_count};
}

/* The last phase, as a checkpoint was taken in it. */
static phase last_phase(const pipeline *pipeline) {
    phase phase = phase_from(pipeline, 0, false);
    while (!phase.is_last)
        phase = phase_from(pipeline, phase.end, true);
    return phase;
}

static bool run_phases(run *run, progress *progress, galley_error *error) {
    for (;;) {
        progress_begin_phase(progress, run);
        if (!run_phase(run, progress, error))
            return false;
        if (run->phase.is_last)
            return true;
        run->phase = phase_from(run->pipeline, run->phase.end, true);
        run->shards_done = 0;
        run->seen = run->text_bytes = 0;
        if (!open_source(run, error))
            return false;
    }
}

/* ---- Beginning ---- */

/* Taps the stage of that name, or all. False with an error that has the nearest right name. */
static bool tap_stage(run *run, const char *name, galley_error *error) {
    const pipeline *pipeline = run->pipeline;
    bool is_all = strcmp(name, "all") == 0, is_found = is_all;
    nearest near;
    nearest_init(&near, name);
    for (size_t i = 0; i < pipeline->stage_count; i++) {
        bool is_meant = is_all || strcmp(name, pipeline->stages[i].id) == 0;
        run->is_tapped[i] = run->is_tapped[i] || is_meant;
        is_found = is_found || is_meant;
        nearest_offer(&near, pipeline->stages[i].id);
    }
    char hint[128];
    return is_found || galley_error_set(error, "--tap %s: the pipeline has no stage \"%s\"%s", run->options->tap, name,
                                        nearest_hint(&near, hint));
}

static bool choose_taps(run *run, galley_error *error) {
    const char *at = run->options->tap;
    run->is_tapped = memory_zero(run->pipeline->stage_count, sizeof(bool));
    while (at) {
        size_t len = strcspn(at, ",");
        char *name = memory_string(galley_text_part(at, len));
        bool is_tapped = tap_stage(run, name, error);
        free(name);
        if (!is_tapped)
            return false;
        at = at[len] ? at + len + 1 : NULL;
    }
    return true;
}

static bool can_checkpoint(const run *run) {
    phase last = last_phase(run->pipeline);
    for (size_t i = last.first; i < last.end; i++) {
        const galley_stage_type *type = run->pipeline->stages[i].type;
        if (type->commit && (!type->save || !type->restore))
            return false;
    }
    return run->options->out && !run->options->to_stdout;
}

/* Counts for people begin with what earlier processes did. */
static void restore_counts(run *run) {
    bool is_told = run->phase.is_told; /* a pipeline without stages has no place of a first one */
    run->shards_done = run->place.shard;
    run->seen = run->ledger[is_told ? run->shape.stages[run->phase.first].at + LEDGER_STAGE_IN : LEDGER_READ];
    run->dropped = run->ledger[LEDGER_DROPPED];
    run->rejected = run->ledger[LEDGER_REJECTED];
}

static bool go_on(run *run, galley_error *error) {
    run->phase = last_phase(run->pipeline);
    checkpoint_found found = checkpoint_read(run, error);
    if (found == CHECKPOINT_DAMAGED)
        return false;
    if (found == CHECKPOINT_NONE) {
        run->phase = phase_from(run->pipeline, 0, false);
        return folder_restart(run, error) && open_source(run, error);
    }
    restore_counts(run);
    run->first_batch = run->last_checkpoint + 1;
    if (run->phase.is_told) {
        const stage *told = &run->pipeline->stages[run->phase.first];
        run->findings = survey_new(told, run->work_folder, run->options->memory, run->options->jobs);
        return survey_settle_again(run->findings, error) && open_source(run, error) &&
               spool_reader_seek(run->spool_in, run->spool_place, error);
    }
    return open_source(run, error) && corpus_reader_seek(run->reader, run->place, error);
}

static bool begin(run *run, galley_error *error) {
    run->phase = phase_from(run->pipeline, 0, false);
    return open_source(run, error);
}

/* ---- Ending ---- */

static bool write_manifest(const run *run, const json_t *manifest, galley_error *error) {
    if (!run->options->out)
        return true;
    char *path = memory_printf("%s/run.json", run->options->out);
    char *text = json_dumps(manifest, JSON_INDENT(2));
    bool is_written = file_write(path, galley_text_of(text), error);
    free(text);
    free(path);
    return is_written;
}

static bool has_broken_input(const run *run) {
    for (size_t i = 0; i < run->corpus->count; i++)
        if (run->corpus->shards[i].error)
            return true;
    return false;
}

/* Stages write what outlives the run. */
static bool finish_stages(const run *run, galley_error *error) {
    for (size_t i = 0; i < run->pipeline->stage_count; i++) {
        const stage *each = &run->pipeline->stages[i];
        if (!each->type->finish)
            continue;
        crash_enter(each->id, NULL, 0);
        bool is_finished = each->type->finish(each->self, error);
        crash_leave();
        if (!is_finished)
            return galley_error_at(error, "stage %s", each->id);
    }
    return true;
}

static run_result complete(run *run, const char *started, json_t **manifest, galley_error *error) {
    if (run->outputs && !outputs_finish_all(run->outputs, error))
        return RUN_STOPPED;
    if (!ledger_is_balanced(run->ledger)) {
        galley_error_set(error,
                         "the books do not balance: %llu read, but %llu written, %llu dropped, %llu rejected; this is "
                         "a fault of Galley's, please report it",
                         (unsigned long long)run->ledger[LEDGER_READ], (unsigned long long)run->ledger[LEDGER_WRITTEN],
                         (unsigned long long)run->ledger[LEDGER_DROPPED],
                         (unsigned long long)run->ledger[LEDGER_REJECTED]);
        return RUN_STOPPED;
    }
    if (!run->options->is_trial && !finish_stages(run, error))
        return RUN_STOPPED;
    *manifest = manifest_new(run, started);
    if (!write_manifest(run, *manifest, error) || !folder_conclude(run, error))
        return RUN_STOPPED;
    return has_broken_input(run) ? RUN_INPUT_BROKEN : RUN_COMPLETE;
}

/* A checkpoint of where an interrupted run stands: all that was read has been emitted, and no stage is at work. */
static void save_interrupted(run *run, galley_error *error) {
    if (!run->can_checkpoint || !run->phase.is_last || run->next_batch == run->first_batch)
        return;
    uint64_t batch = run->next_batch;
    for (size_t i = run->phase.first; i < run->phase.end; i++)
        if (run->pipeline->stages[i].type->commit && !stage_state_save(run, i, batch, error))
            return;
    checkpoint_write(run, batch, error);
}

static run_result carry_out(run *run, folder_state folder, json_t **manifest, galley_error *error) {
    char started[32];
    time_now(started);
    progress progress;
    progress_init(&progress, run);
    if (!(folder == FOLDER_RESUMED ? go_on(run, error) : begin(run, error)))
        return RUN_STOPPED;
    bool is_done = run_phases(run, &progress, error);
    progress_end(&progress);
    if (is_done && !run->is_interrupted)
        return complete(run, started, manifest, error);
    if (run->is_reader_gone) {
        error->message[0] = '\0';
        return RUN_READER_GONE;
    }
    if (!run->is_interrupted || error->message[0])
        return RUN_STOPPED;
    save_interrupted(run, error);
    return RUN_INTERRUPTED;
}

static void run_clear(run *run) {
    close_source(run);
    survey_free(run->survey);
    spool_writer_free(run->spool_out);
    outputs_free(run->outputs);
    folder_leave(run);
    pthread_mutex_destroy(&run->read_lock);
    ledger_shape_clear(&run->shape);
    free(run->ledger);
    free(run->shards);
    free(run->is_tapped);
}

static run_result already_complete(const run_options *options, json_t **manifest, galley_error *error) {
    char *path = memory_printf("%s/run.json", options->out);
    *manifest = json_load_file(path, 0, NULL);
    if (!*manifest)
        galley_error_set(error, "%s: cannot be read; begin anew with --force", path);
    free(path);
    if (!*manifest)
        return RUN_REFUSED;
    if (!options->is_quiet)
        fprintf(stderr, "galley: the run in %s is complete already; nothing to do\n", options->out);
    return manifest_broken_inputs(*manifest) > 0 ? RUN_INPUT_BROKEN : RUN_COMPLETE;
}

run_result run_pipeline(pipeline *pipeline, corpus *corpus, const run_options *options, json_t **manifest,
                        galley_error *error) {
    run run = {.pipeline = pipeline,
               .corpus = corpus,
               .options = options,
               .claim = -1,
               .left = options->limit,
               .left_after = options->limit,
               .last_checkpoint = UINT64_MAX,
               .checkpoint_due = options->checkpoint_seconds,
               .began = clock_now()};
    ledger_shape_init(&run.shape, pipeline);
    pthread_mutex_init(&run.read_lock, NULL);
    run.ledger = ledger_new(&run.shape);
    run.shards = memory_zero(corpus->count, sizeof *run.shards);
    run.can_checkpoint = can_checkpoint(&run);
    if (options->out)
        run.outputs = outputs_new(options->out, corpus->count);
    sigset_t before;
    crew_hold_signals(&before);
    run_result result = RUN_REFUSED;
    folder_state folder = choose_taps(&run, error) ? folder_prepare(&run, error) : FOLDER_REFUSED;
    if (folder == FOLDER_COMPLETE)
        result = already_complete(options, manifest, error);
    else if (folder != FOLDER_REFUSED)
        result = carry_out(&run, folder, manifest, error);
    run_clear(&run);
    crew_release_signals(&before);
    return result;
}
