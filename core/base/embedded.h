/* Files that are built into the command (core/cmake/embed.cmake), so that it needs none of them at run time. */
#ifndef CORE_BASE_EMBEDDED_H
#define CORE_BASE_EMBEDDED_H

#include <stddef.h>

/* Lists of them end with {0}. */
typedef struct embedded_file {
    const char *name;
    const unsigned char *bytes;
    size_t len;
} embedded_file;

#endif
