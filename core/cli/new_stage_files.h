/* The files of core/cli/new-stage, built into the command (core/cmake/embed.cmake). */
#ifndef CORE_CLI_NEW_STAGE_FILES_H
#define CORE_CLI_NEW_STAGE_FILES_H

#include <stddef.h>

typedef struct new_stage_file {
    const char *name;
    const unsigned char *bytes;
    size_t len;
} new_stage_file;

/* Ends with {0}. */
extern const new_stage_file new_stage_files[];

#endif
