/* What a person sees while a run goes on: one line that is written over on a terminal, a line every ten seconds
 * elsewhere. Written by the main thread, from numbers that workers only add to. */
#ifndef CORE_RUN_PROGRESS_H
#define CORE_RUN_PROGRESS_H

#include "run/context.h"

typedef struct progress {
    bool is_shown, is_terminal;
    double next;    /* on the run's clock */
    uint64_t bytes; /* of all shards' files; 0 if they are not known */
    unsigned phase, phases;
    double began;         /* of this phase */
    double part_before;   /* what part of it a resumed run finds done, */
    uint64_t seen_before; /* and how many articles */
} progress;

void progress_init(progress *progress, const run *run);

/* Speed and time left are those of a phase: what a survey costs says nothing of what comes behind it. */
void progress_begin_phase(progress *progress, const run *run);

/* Writes a line if one is due. */
void progress_tick(progress *progress, const run *run);

/* Takes the terminal's line away, so that what follows stands on a clean one. */
void progress_end(progress *progress);

/* What a message to standard error begins with, so that it does not stand behind the terminal's line. */
const char *progress_clean_line(void);

#endif
