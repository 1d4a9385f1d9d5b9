/* The run directory before and after a run: whether it may be used, what of it belongs to Galley, and when it goes. */
#ifndef CORE_RUN_FOLDER_H
#define CORE_RUN_FOLDER_H

#include "run/context.h"

typedef enum folder_state {
    FOLDER_REFUSED,  /* with an error */
    FOLDER_FRESH,    /* ready for a new run */
    FOLDER_RESUMED,  /* holds an unfinished run of the same pipeline over the same corpus */
    FOLDER_COMPLETE, /* --resume of a run that is complete already */
} folder_state;

/* Does the folder hold a run, finished or not? Told by its files' names: it may be of an older version. */
bool folder_holds_run(const char *folder);

/* Claims the run directory, looks at it and makes it ready, as the options say. Sets run->work_folder and
 * run->claim. */
folder_state folder_prepare(run *run, galley_error *error);

/* Empties it of everything that an unfinished run left, to begin anew in the same directory. */
bool folder_restart(run *run, galley_error *error);

/* Removes the working files: the run is complete. */
bool folder_conclude(run *run, galley_error *error);

/* The last thing of a run, however it ended: another one may have the directory. */
void folder_leave(run *run);

#endif
