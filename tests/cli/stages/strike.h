/* How the killing stages kill: once, if a file is there, which goes first. A kill at a chosen point needs no waiting
 * and no luck. */
#ifndef TESTS_CLI_STAGES_STRIKE_H
#define TESTS_CLI_STAGES_STRIKE_H

#include <signal.h>
#include <unistd.h>

static const char *const strike_names[] = {"kill", "term", "int", "hup", NULL};

/* Sends the process the signal of that name. */
static inline void strike(const char *file, int name) {
    static const int signals[] = {SIGKILL, SIGTERM, SIGINT, SIGHUP};
    if (unlink(file) == 0)
        kill(getpid(), signals[name]);
}

#endif
