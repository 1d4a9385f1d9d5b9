/* bench_exact COUNT…: what articles cost that are compared exactly: the index of hashes, and the names. All are
 * different. At each COUNT a line tells bytes of memory an article by the process's peak so far, and how much each
 * since the line before added to that peak; and the most that an article ever cost after the first million. */
#include "exact_index.h"
#include "mix.h"
#include "names.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

enum { LOOK_EVERY = 1 << 16, EARLY = 1000000 };

static double peak_bytes(void) {
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    return (double)used.ru_maxrss * 1024;
}

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void add_article(exact_index *index, names *all, uint64_t number) {
    char name[32];
    galley_error error = {""};
    uint32_t found;
    uint64_t hash = mix_bits(number + 1);
    int len = snprintf(name, sizeof name, "article-%016" PRIx64, hash);
    if (exact_index_find(index, hash, &found) || !names_add(all, galley_text_part(name, (size_t)len), number, &error)) {
        fprintf(stderr, "article %" PRIu64 ": %s\n", number, error.message);
        exit(1);
    }
    exact_index_add(index, hash, (uint32_t)number);
}

int main(int argc, char **argv) {
    double start = peak_bytes(), before = start, worst = 0;
    exact_index *index = exact_index_new();
    names *all = names_new();
    uint64_t number = 0;
    for (int i = 1; i < argc; i++) {
        uint64_t end = strtoull(argv[i], NULL, 10), from = number;
        for (; number < end; number++) {
            add_article(index, all, number);
            double each = number >= EARLY && number % LOOK_EVERY == 0 ? (peak_bytes() - start) / (double)number : 0;
            worst = each > worst ? each : worst;
        }
        double peak = peak_bytes();
        printf("%" PRIu64 " articles: %.1f s of the processor; %.2f bytes an article by the process's peak, %.2f each "
               "since, %.2f at the worst moment after the first million\n",
               number, seconds(), (peak - start) / (double)number,
               (peak - before) / (double)(number - from + (number == from)), worst);
        fflush(stdout);
        before = peak;
    }
    exact_index_free(index);
    names_free(all);
    return 0;
}
