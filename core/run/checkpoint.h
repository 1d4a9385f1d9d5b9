/* Checkpoints: what a run that was cut off needs to go on as if it had not been.
 *
 * In the run directory's `unfinished` folder stand: run.json (what is being run: on --resume it must be the same),
 * checkpoint.json (where reading goes on, how long each file was, the ledger), state-STAGE-BATCH (what a stage saved)
 * and the surveys' working files. The folder goes when the run is complete. */
#ifndef CORE_RUN_CHECKPOINT_H
#define CORE_RUN_CHECKPOINT_H

#include "run/context.h"

/* Writes a stage's state as of right behind that batch. */
bool stage_state_save(run *run, size_t stage, uint64_t batch, galley_error *error);

/* Writes the checkpoint of the batch that was emitted last; the stages' states for it are there. */
bool checkpoint_write(run *run, uint64_t batch, galley_error *error);

typedef enum checkpoint_found { CHECKPOINT_NONE, CHECKPOINT_READ, CHECKPOINT_DAMAGED } checkpoint_found;

/* Reads the checkpoint if there is one: place, files, ledger, stages' states. */
checkpoint_found checkpoint_read(run *run, galley_error *error);

#endif
