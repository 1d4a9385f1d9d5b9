/* bench_signatures MEBIBYTES COUNT…: how the index of near copies bears many articles, in so much memory (0: all).
 * Signatures come from a generator instead of texts: nine of ten have nothing in common with any other, one of ten is a
 * copy of one before, with a quarter of its values changed. Each is looked for and, if it is new, added, as dedup does
 * it in one pass. At each COUNT a line tells the seconds so far, by the clock and of the processor, the processor's
 * time an article took since the line before, bytes of memory an article that was kept: by the index's own count, and
 * by the process's peak, in which is what it has mapped of its files; gigabytes that were written; and how many of the
 * copies were found. */
#include "mix.h"
#include "near_index.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

enum { COPY_EVERY = 10, CHANGED_EVERY = 4 };

static signature made_up(uint64_t number) {
    signature made = {.size = 300};
    for (uint64_t i = 0; i < SIGNATURE_VALUES; i += 8) {
        uint64_t bits = mix_bits(number << 8 | i);
        memcpy(made.values + i, &bits, sizeof bits);
    }
    return made;
}
_Static_assert(SIGNATURE_VALUES % 8 == 0, "eight values are made at a time");

static bool is_copy(uint64_t number) {
    return number % COPY_EVERY == COPY_EVERY - 1;
}

/* A copy of an original anywhere before it. */
static signature made_as_copy(uint64_t number) {
    uint64_t original = mix_bits(number) % number;
    original -= is_copy(original);
    signature made = made_up(original);
    for (size_t i = number % CHANGED_EVERY; i < SIGNATURE_VALUES; i += CHANGED_EVERY)
        made.values[i] = (uint8_t)(made.values[i] + 1 + number % 200);
    return made;
}

static double seconds(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

typedef struct tally {
    uint64_t copies, found;
    double clock, start,
        since; /* seconds: the clock's and the processor's at the start, the processor's at the last line */
} tally;

static void report(const near_index *index, uint64_t articles, uint64_t more, tally *counts) {
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    double now = seconds(CLOCK_PROCESS_CPUTIME_ID), kept = near_index_count(index);
    printf("%" PRIu64
           " articles, %.0f kept: %.1f s, %.1f of the processor, %.2f us each since; %.1f bytes an article in the "
           "index, %.1f by the process's peak; %.2f GB written; %.5f of the copies found\n",
           articles, kept, seconds(CLOCK_MONOTONIC) - counts->clock, now - counts->start,
           (now - counts->since) * 1e6 / (double)(more + (more == 0)), (double)near_index_bytes(index) / kept,
           (double)used.ru_maxrss * 1024 / kept, (double)used.ru_oublock * 512 / 1e9,
           (double)counts->found / (double)counts->copies);
    fflush(stdout);
    counts->since = now;
}

static void add_article(near_index *index, uint64_t number, tally *counts) {
    signature next = is_copy(number) ? made_as_copy(number) : made_up(number);
    near_found found;
    galley_error error = {""};
    near_index_find(index, &next, (likeness){.similarity = 0.43}, &found);
    if (found.count == 0 && !near_index_add(index, &next, &error)) {
        fprintf(stderr, "%s\n", error.message);
        exit(1);
    }
    counts->copies += is_copy(number);
    counts->found += found.count > 0;
}

int main(int argc, char **argv) {
    near_index *index = near_index_new(argc > 1 ? strtoull(argv[1], NULL, 10) << 20 : 0);
    tally counts = {.clock = seconds(CLOCK_MONOTONIC), .start = seconds(CLOCK_PROCESS_CPUTIME_ID)};
    counts.since = counts.start;
    uint64_t number = 0;
    for (int i = 2; i < argc; i++) {
        uint64_t end = strtoull(argv[i], NULL, 10), from = number;
        for (; number < end; number++)
            add_article(index, number, &counts);
        report(index, number, number - from, &counts);
    }
    near_index_free(index);
    return 0;
}
