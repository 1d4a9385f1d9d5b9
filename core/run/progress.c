/* The progress line. */
#include "run/progress.h"

#include <stdio.h>
#include <unistd.h>

static const double TERMINAL_SECONDS = 0.2, LOG_SECONDS = 10;

void progress_init(progress *self, const run *run) {
    *self = (progress){.is_shown = !run->options->is_quiet, .is_terminal = isatty(STDERR_FILENO)};
    self->next = self->is_terminal ? TERMINAL_SECONDS : LOG_SECONDS;
    for (size_t i = 0; i < run->corpus->count; i++)
        self->bytes += run->corpus->shards[i].bytes;
}

static void write_time_left(char *out, size_t size, double part_done, double seconds) {
    if (part_done <= 0.001 || part_done > 1) {
        snprintf(out, size, "?");
        return;
    }
    unsigned left = (unsigned)(seconds * (1 - part_done) / part_done + 0.5);
    if (left >= 3600)
        snprintf(out, size, "%u:%02u:%02u", left / 3600, left / 60 % 60, left % 60);
    else
        snprintf(out, size, "%u:%02u", left / 60, left % 60);
}

static void write_line(const progress *self, const run *run, double seconds) {
    double consumed = run->reader ? (double)corpus_reader_consumed(run->reader) : (double)self->bytes;
    char left[32];
    write_time_left(left, sizeof left, self->bytes ? consumed / (double)self->bytes : 0, seconds);
    double elapsed = seconds > 0 ? seconds : 1;
    fprintf(stderr, "%s%zu/%zu shards  %llu articles  %.0f articles/s  %.1f MB/s  %llu dropped  %s left%s",
            self->is_terminal ? "\r\033[K" : "galley: ", (size_t)run->shards_done, run->corpus->count,
            (unsigned long long)run->seen, (double)run->seen / elapsed, (double)run->text_bytes / 1e6 / elapsed,
            (unsigned long long)run->dropped, left, self->is_terminal ? "" : "\n");
    fflush(stderr);
}

void progress_tick(progress *self, const run *run) {
    double seconds = run_seconds(run) - run->seconds_before;
    if (!self->is_shown || seconds < self->next)
        return;
    self->next = seconds + (self->is_terminal ? TERMINAL_SECONDS : LOG_SECONDS);
    write_line(self, run, seconds);
}

void progress_end(progress *self) {
    if (self->is_shown && self->is_terminal)
        fputs("\r\033[K", stderr);
}
