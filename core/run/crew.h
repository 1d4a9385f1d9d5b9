/* The threads of a phase, and what the main thread does meanwhile: it watches for interruptions and shows the progress.
 * SIGINT, SIGTERM and SIGHUP let the batches in flight finish; a second one ends the process at once, as a kill
 * would. */
#ifndef CORE_RUN_CREW_H
#define CORE_RUN_CREW_H

#include "run/context.h"
#include "run/emit.h"
#include "run/progress.h"

#include <signal.h>

/* From here on, signals wait until this thread asks for them; the threads that it starts inherit that. */
void crew_hold_signals(sigset_t *before);

/* What has come too late is forgotten: the result stands. Not so for a caller who held the signals before, and looks
 * for them himself. */
void crew_release_signals(const sigset_t *before);

/* Runs the phase's workers to the end; finished batches go to `emit`. False with the error that stopped them. */
bool crew_work(run *run, emit_function *emit, progress *progress, galley_error *error);

/* Lets one thread do something long, so that this one can look after interruptions. */
typedef bool crew_task(run *run, galley_error *error);
bool crew_work_alone(run *run, crew_task *function, progress *progress, galley_error *error);

#endif
