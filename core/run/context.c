/* The run's clock. */
#include "run/context.h"

#include <time.h>

double clock_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

double run_seconds(const run *run) {
    return run->seconds_before + clock_now() - run->began;
}
