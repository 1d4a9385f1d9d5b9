/* The files of core/inspect/page, built into the command. */
#ifndef CORE_INSPECT_PAGE_FILES_H
#define CORE_INSPECT_PAGE_FILES_H

#include "base/embedded.h"

extern const embedded_file page_files[];

#endif
