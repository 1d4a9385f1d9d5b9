/* The progress line. */
#include "run/progress.h"
#include "base/grouped.h"

#include <stdarg.h>
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
    self->seen_before = run->seen;
    self->next = self->began + (self->is_terminal ? TERMINAL_SECONDS : LOG_SECONDS);
}

/* ---- The line ---- */

static unsigned terminal_columns(void) {
    struct winsize size;
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : USUAL_COLUMNS;
}

/* Items, the most wanted first. One that would make the line wider than the terminal, where it would not be written
 * over, is left out with all behind it. */
typedef struct progress_line {
    galley_buffer text;
    size_t room;
} progress_line;

static void add_item(progress_line *self, const char *format, ...) GALLEY_FORMAT(2, 3);

static void add_item(progress_line *self, const char *format, ...) {
    char item[80];
    va_list args;
    va_start(args, format);
    vsnprintf(item, sizeof item, format, args);
    va_end(args);
    const char *between = self->text.len > 0 ? "  " : "";
    if (self->text.len + strlen(between) + strlen(item) <= self->room)
        galley_buffer_printf(&self->text, "%s%s", between, item);
    else
        self->room = 0;
}

static void add_time_left(progress_line *line, double part, double here, double seconds) {
    if (part > 1 || part < SMALLEST_PART)
        return;
    add_item(line, "%u%%", (unsigned)(part * 100));
    if (here < SMALLEST_PART)
        return;
    unsigned left = (unsigned)(seconds * (1 - part) / here + 0.5);
    if (left >= 3600)
        add_item(line, "%u:%02u:%02u left", left / 3600, left / 60 % 60, left % 60);
    else
        add_item(line, "%u:%02u left", left / 60, left % 60);
}

static void add_counts(progress_line *line, const progress *self, const run *run, double seconds) {
    uint64_t seen = run->seen, rejected = run->rejected;
    add_item(line, "%s articles", grouped(seen).digits);
    add_item(line, "%s dropped", grouped(run->dropped).digits);
    if (rejected > 0)
        add_item(line, "%s rejected", grouped(rejected).digits);
    add_item(line, "%s articles/s", grouped((uint64_t)((double)(seen - self->seen_before) / seconds)).digits);
    if (run->text_bytes > 0)
        add_item(line, "%.1f MB/s", (double)run->text_bytes / 1e6 / seconds);
    add_item(line, "%zu/%zu shards", (size_t)run->shards_done, run->corpus->count);
}

static void write_line(const progress *self, const run *run, double now) {
    double seconds = now - self->began, part = part_done(self, run);
    progress_line line = {.room = self->is_terminal ? terminal_columns() - 1 : SIZE_MAX};
    add_time_left(&line, part, part - self->part_before, seconds);
    if (self->phases > 1)
        add_item(&line, "phase %u of %u", self->phase, self->phases);
    add_counts(&line, self, run, seconds);
    fprintf(stderr, "%s%.*s%s",
            self->is_terminal ? progress_clean_line() : "galley: ", GALLEY_TEXT_ARGS(galley_buffer_text(&line.text)),
            self->is_terminal ? "" : "\n");
    fflush(stderr);
    galley_buffer_clear(&line.text);
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
