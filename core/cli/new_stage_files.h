/* The files of core/cli/new-stage, built into the command. */
#ifndef CORE_CLI_NEW_STAGE_FILES_H
#define CORE_CLI_NEW_STAGE_FILES_H

#include "base/embedded.h"

extern const embedded_file new_stage_files[];

#endif
