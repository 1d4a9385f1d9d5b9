/* A folder of its own for a test, and the few things that tests do in it. */
#ifndef TESTS_UNIT_TEMPORARY_H
#define TESTS_UNIT_TEMPORARY_H

#include "base/memory.h"
#include "stream/file.h"

#include <setjmp.h>
#include <stdlib.h>

#include <cmocka.h>

/* cmocka's setup and teardown: *state is the folder's path. */
static inline int temporary_make(void **state) {
    const char *parent = getenv("TMPDIR");
    char *path = memory_printf("%s/galley-test-XXXXXX", parent ? parent : "/tmp");
    *state = mkdtemp(path);
    return *state ? 0 : -1;
}

static inline int temporary_remove(void **state) {
    galley_error error = {""};
    bool is_removed = path_remove(*state, &error);
    free(*state);
    if (!is_removed)
        print_error("%s\n", error.message);
    return is_removed ? 0 : -1;
}

/* A path in the folder; the caller frees it. */
static inline char *temporary_path(void **state, const char *name) {
    return memory_printf("%s/%s", (const char *)*state, name);
}

static inline void temporary_write(void **state, const char *name, galley_text bytes) {
    char *path = temporary_path(state, name);
    galley_error error = {""};
    if (!file_write(path, bytes, &error))
        fail_msg("%s", error.message);
    free(path);
}

#endif
