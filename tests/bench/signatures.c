/* bench_signatures MEBIBYTES COUNT…: how the index of near copies bears many articles, in so much memory (0: all). Signatures come from a generator instead of
 * texts: nine of ten have nothing in common with any other, one of ten is a copy of one before, with a quarter of its values
 * changed. Each is looked for and, if it is new, added, as dedup does it in one pass. At each COUNT a line tells the seconds of the
 * processor so far, the time an article took since the line before, bytes of memory an article that was kept, by the index's own count
 * and by the process's peak, and how many of the copies were found. */
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

/* Of the processor: others may work on the machine. */
static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static double peak_bytes(void) {
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    return (double)used.ru_maxrss * 1024;
}

typedef struct tally {
    uint64_t copies, found;
    double start, since;
} tally;

static void add_article(near_index *index, uint64_t number, tally *counts) {
    signature next = is_copy(number) ? made_as_copy(number) : made_up(number);
    near_found found;
    galley_error error = {""};
    bool is_done = near_index_find(index, &next, (likeness){.similarity = 0.43}, &found, &error);
    if (is_done && found.count == 0)
        is_done = near_index_add(index, &next, &error);
    if (!is_done) {
        fprintf(stderr, "%s\n", error.message);
        exit(1);
    }
    counts->copies += is_copy(number);
    counts->found += found.count > 0;
}

int main(int argc, char **argv) {
    near_index *index = near_index_new(argc > 1 ? strtoull(argv[1], NULL, 10) << 20 : 0);
    tally counts = {.start = seconds()};
    counts.since = counts.start;
    uint64_t number = 0;
    for (int i = 2; i < argc; i++) {
        uint64_t end = strtoull(argv[i], NULL, 10), from = number;
        for (; number < end; number++)
            add_article(index, number, &counts);
        double now = seconds(), kept = near_index_count(index);
        printf("%" PRIu64
               " articles, %.0f kept: %.1f s, %.2f us each since; %.1f bytes an article in the index, %.1f by the "
               "process's peak; %.5f of the copies found\n",
               end, kept, now - counts.start, (now - counts.since) * 1e6 / (double)(end - from + (end == from)),
               (double)near_index_bytes(index) / kept, peak_bytes() / kept,
               (double)counts.found / (double)counts.copies);
        fflush(stdout);
        counts.since = now;
    }
    near_index_free(index);
    return 0;
}
