/* A run as one page of HTML that needs nothing else: no script, no file beside it. */
#ifndef CORE_INSPECT_PAGE_H
#define CORE_INSPECT_PAGE_H

#include "inspect/rundir.h"

/* Appends the page. It depends on nothing but the run's files and, as far as they are still there, its inputs.
 * `trouble` gets a sentence for each file that could not be read to its end. */
void page_write(galley_buffer *out, const rundir *run, problems *trouble);

#endif
