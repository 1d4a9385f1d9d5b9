/* Reading many files of a run, several at a time, line by line; only the lines that hold some bytes, if so asked: those
 * are found in the text of a whole batch, before anything is parsed. */
#ifndef CORE_INSPECT_SWEEP_H
#define CORE_INSPECT_SWEEP_H

#include "inspect/rundir.h"

typedef enum sweep_step {
    SWEEP_ON,
    SWEEP_FILE_DONE, /* no more of this file */
    SWEEP_ALL_DONE,  /* nor of those that come after it in the run; of those before, still all */
} sweep_step;

typedef struct sweep {
    const rundir *run;
    file_choice choice;
    galley_text needle; /* empty: every line */
    /* Sees a line (without its LF) of run->files[file]. Lines of one file come in their order and from one thread;
     * several files may be in work at once. */
    sweep_step (*visit)(void *context, size_t file, uint64_t number, galley_text line);
    void *context;
} sweep;

/* `trouble` gets a sentence for each file that could not be read to its end, in the order of the files; what could be
 * read was seen. */
void sweep_run(const sweep *sweep, problems *trouble);

#endif
