/* bench_making < TEXTS: how many signatures, sketches included, dedup makes in a second of the processor. A line of
 * standard input is the text of an article: zcat SHARDS | jq -r '.text | gsub("\n"; " ")' | bench_making */
#include "signature.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static galley_buffer read_all(void) {
    galley_buffer all = {0};
    size_t got;
    do {
        got = fread(galley_buffer_reserve(&all, 1 << 20), 1, 1 << 20, stdin);
        all.len += got;
    } while (got > 0);
    return all;
}

int main(void) {
    galley_buffer all = read_all();
    signature_maker *maker = signature_maker_new(9);
    double best = 0, bytes = 0;
    for (int round = 0; round < 5; round++) {
        size_t at = 0, count = 0;
        galley_text line;
        double start = seconds();
        for (; galley_line_next(galley_buffer_text(&all), &at, &line); count++) {
            article_signature made;
            signature_make(maker, galley_text_of(NULL), line, &made);
        }
        double rate = (double)count / (seconds() - start);
        best = rate > best ? rate : best;
        bytes = (double)all.len / (double)(count ? count : 1);
    }
    printf("%.0f signatures a second, of texts of %.0f bytes\n", best, bytes);
    signature_maker_free(maker);
    galley_buffer_clear(&all);
    return 0;
}
