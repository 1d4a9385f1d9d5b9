/* crash: preloaded into the command, it ends the process at its N-th change of the disk (GALLEY_TEST_CRASH_AT=N).
 *
 * Every call that makes, writes, renames, cuts or removes a file counts. A write is done by half first: so a run can be
 * cut off at every state that the disk can ever be in. */
#define _GNU_SOURCE /* RTLD_NEXT */
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_long changes;

/* Is this the change at which the process ends? */
static bool is_last_change(void) {
    const char *at = getenv("GALLEY_TEST_CRASH_AT");
    return at && atomic_fetch_add(&changes, 1) + 1 == strtol(at, NULL, 10);
}

static void change(void) {
    if (is_last_change())
        kill(getpid(), SIGKILL);
}

/* The function that this library stands before. */
static void (*real(const char *name))(void) {
    void (*function)(void);
    *(void **)&function = dlsym(RTLD_NEXT, name); /* as POSIX has it: ISO C knows no such conversion */
    return function;
}

int open(const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t mode = flags & O_CREAT ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    if (flags & O_CREAT)
        change();
    return ((int (*)(const char *, int, ...))real("open"))(path, flags, mode);
}

FILE *fopen(const char *path, const char *mode) {
    if (strchr(mode, 'w'))
        change();
    return ((FILE * (*)(const char *, const char *)) real("fopen"))(path, mode);
}

ssize_t pwrite(int descriptor, const void *bytes, size_t len, off_t at) {
    ssize_t (*write_at)(int, const void *, size_t, off_t) =
        (ssize_t(*)(int, const void *, size_t, off_t))real("pwrite");
    if (is_last_change()) {
        write_at(descriptor, bytes, len / 2, at);
        kill(getpid(), SIGKILL);
    }
    return write_at(descriptor, bytes, len, at);
}

int fsync(int descriptor) {
    change();
    return ((int (*)(int))real("fsync"))(descriptor);
}

int ftruncate(int descriptor, off_t len) {
    change();
    return ((int (*)(int, off_t))real("ftruncate"))(descriptor, len);
}

int rename(const char *from, const char *to) {
    change();
    return ((int (*)(const char *, const char *))real("rename"))(from, to);
}

int unlink(const char *path) {
    change();
    return ((int (*)(const char *))real("unlink"))(path);
}

int unlinkat(int folder, const char *path, int flags) {
    change();
    return ((int (*)(int, const char *, int))real("unlinkat"))(folder, path, flags);
}

int rmdir(const char *path) {
    change();
    return ((int (*)(const char *))real("rmdir"))(path);
}

int mkdir(const char *path, mode_t mode) {
    change();
    return ((int (*)(const char *, mode_t))real("mkdir"))(path, mode);
}
