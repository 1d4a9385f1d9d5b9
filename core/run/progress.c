/* The progress line. */
#include "run/progress.h"

#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

static const double TERMINAL_SECONDS = 0.2, LOG_SECONDS = 10;
static const double SMALLEST_PART = 0.001; /* of a phase, from which its end can be told */

enum { USUAL_COLUMNS = 80 };

const char *progress_clean_line(void) {
    return isatty(STDERR_FILENO) ? "\r\033[K" : "";
}

void progress_init(progress *self, const run *run) {
    bool would_mix = run->options->to_stdout && isatty(STDOUT_FILENO);
    *self = (progress){.is_shown = !run->options->is_quiet && !would_mix, .is_terminal = isatty(STDERR_FILENO)};
    for (size_t i = 0; i < run->corpus->count; i++)
        self->bytes += run->corpus->shards[i].bytes;
    self->phases = 1;
    for (size_t i = 0; i < run->pipeline->stage_count; i++)
        self->phases += run->pipeline->stages[i].type->survey != NULL;
}

/* Seconds of this process: what an earlier one took says nothing of speed. */
static double seconds_of(const run *run) {
    return run_seconds(run) - run->seconds_before;
}

/* Of the phase, 0 to 1; 0 if it cannot be known. */
static double part_done(const progress *self, const run *run) {
    double part = 0;
    if (run->spool_in)
        part = spool_reader_part(run->spool_in);
    else if (self->bytes > 0)
        part = (double)corpus_reader_consumed(run->reader) / (double)self->bytes;
    bool is_limited = !run->spool_in && run->options->limit != UINT64_MAX && run->options->limit > 0;
    double part_of_limit = is_limited ? (double)run->seen / (double)run->options->limit : 0;
    return part > part_of_limit ? part : part_of_limit;
}

void progress_begin_phase(progress *self, const run *run) {
    self->phase = 1;
    for (size_t i = 0; i < run->phase.end; i++)
        self->phase += run->pipeline->stages[i].type->survey != NULL;
    self->began = seconds_of(run);
    self->part_before = part_done(self, run);
    self->next = self->began + (self->is_terminal ? TERMINAL_SECONDS : LOG_SECONDS);
}

static void add_time_left(galley_buffer *line, const progress *self, double part, double seconds) {
    if (self->phases > 1)
        galley_buffer_printf(line, "  phase %u of %u", self->phase, self->phases);
    double here = part - self->part_before;
    if (here < SMALLEST_PART || part > 1)
        return;
    unsigned left = (unsigned)(seconds * (1 - part) / here + 0.5);
    if (left >= 3600)
        galley_buffer_printf(line, "  %u:%02u:%02u left", left / 3600, left / 60 % 60, left % 60);
    else
        galley_buffer_printf(line, "  %u:%02u left", left / 60, left % 60);
}

static unsigned terminal_columns(void) {
    struct winsize size;
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : USUAL_COLUMNS;
}

/* A line that is wider than the terminal would not be written over. */
static void print_line(const progress *self, const galley_buffer *line) {
    size_t len = line->len, columns = terminal_columns();
    if (self->is_terminal && len >= columns)
        len = columns - 1;
    fprintf(stderr, "%s%.*s%s", self->is_terminal ? progress_clean_line() : "galley: ", (int)len, line->ptr,
            self->is_terminal ? "" : "\n");
    fflush(stderr);
}

static void write_line(const progress *self, const run *run, double now) {
    double seconds = now - self->began;
    galley_buffer line = {0};
    galley_buffer_printf(&line, "%zu/%zu shards  %llu articles  %.0f articles/s", (size_t)run->shards_done,
                         run->corpus->count, (unsigned long long)run->seen, (double)run->seen / seconds);
    if (run->text_bytes > 0)
        galley_buffer_printf(&line, "  %.1f MB/s", (double)run->text_bytes / 1e6 / seconds);
    galley_buffer_printf(&line, "  %llu dropped", (unsigned long long)run->dropped);
    add_time_left(&line, self, part_done(self, run), seconds);
    print_line(self, &line);
    galley_buffer_clear(&line);
}

void progress_tick(progress *self, const run *run) {
    double now = seconds_of(run);
    if (!self->is_shown || now < self->next)
        return;
    self->next = now + (self->is_terminal ? TERMINAL_SECONDS : LOG_SECONDS);
    write_line(self, run, now);
}

void progress_end(progress *self) {
    if (self->is_shown && self->is_terminal)
        fputs(progress_clean_line(), stderr);
}
