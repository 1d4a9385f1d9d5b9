/* What fuzz targets share: the entry that libFuzzer and the runner over seeds call, and the check that stops both. */
#ifndef FUZZ_MUST_H
#define FUZZ_MUST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Returns 0; ends the process if something that is promised does not hold for these bytes. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static inline void must_hold(bool holds, const char *what, const char *file, int line) {
    if (holds)
        return;
    fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
    abort();
}

#define must(holds) must_hold((holds), #holds, __FILE__, __LINE__) /* a macro, to say what and where */

#endif
