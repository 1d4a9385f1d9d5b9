/* The temporary file is made when the first bytes have to leave memory: a small corpus needs none. */
#include "append_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

enum { LATEST_BYTES = 1 << 18, NO_FILE = -1 };

void append_file_init(append_file *file) {
    *file = (append_file){.file = NO_FILE};
}

void append_file_clear(append_file *file) {
    galley_buffer_clear(&file->latest);
    if (file->file != NO_FILE)
        close(file->file);
    file->file = NO_FILE;
}

uint64_t append_file_size(const append_file *file) {
    return file->in_file + file->latest.len;
}

int temporary_file_new(galley_error *error) {
    const char *folder = getenv("TMPDIR");
    galley_buffer path = {0};
    galley_buffer_printf(&path, "%s/galley-dedup-XXXXXX", folder && folder[0] ? folder : "/tmp");
    galley_buffer_add_char(&path, '\0');
    int file = mkstemp(path.ptr);
    if (file == NO_FILE) {
        galley_error_set(error, "%s: %s; set TMPDIR to a folder with room", path.ptr, strerror(errno));
    } else {
        unlink(path.ptr);
        fcntl(file, F_SETFD, FD_CLOEXEC);
    }
    galley_buffer_clear(&path);
    return file;
}

/* Did pread or pwrite move no byte, for another reason than a signal? Then errno says why. */
static bool is_failure(ssize_t moved) {
    if (moved == 0)
        errno = EIO;
    return moved <= 0 && errno != EINTR;
}

bool temporary_file_write(int file, uint64_t at, const void *bytes, size_t len, galley_error *error) {
    const char *from = bytes;
    for (size_t done = 0; done < len;) {
        ssize_t wrote = pwrite(file, from + done, len - done, (off_t)(at + done));
        if (is_failure(wrote))
            return galley_error_set(error, "cannot write a temporary file: %s; set TMPDIR to a folder with more room",
                                    strerror(errno));
        done += wrote > 0 ? (size_t)wrote : 0;
    }
    return true;
}

bool append_file_settle(append_file *file, galley_error *error) {
    if (file->latest.len < LATEST_BYTES)
        return true;
    if (file->file == NO_FILE)
        file->file = temporary_file_new(error);
    if (file->file == NO_FILE ||
        !temporary_file_write(file->file, file->in_file, file->latest.ptr, file->latest.len, error))
        return false;
    file->in_file += file->latest.len;
    file->latest.len = 0;
    return true;
}

void append_file_add(append_file *file, const void *bytes, size_t len) {
    galley_buffer_add_bytes(&file->latest, bytes, len);
}

static bool read_file(int file, uint64_t from, char *bytes, size_t len, galley_error *error) {
    for (size_t done = 0; done < len;) {
        ssize_t got = pread(file, bytes + done, len - done, (off_t)(from + done));
        if (is_failure(got))
            return galley_error_set(error, "cannot read a temporary file: %s", strerror(errno));
        done += got > 0 ? (size_t)got : 0;
    }
    return true;
}

bool append_file_read(const append_file *file, uint64_t from, void *bytes, size_t len, galley_error *error) {
    char *to = bytes;
    size_t in_file = 0;
    if (from < file->in_file) {
        in_file = len < file->in_file - from ? len : (size_t)(file->in_file - from);
        if (!read_file(file->file, from, to, in_file, error))
            return false;
    }
    if (in_file < len)
        memcpy(to + in_file, file->latest.ptr + (from + in_file - file->in_file), len - in_file);
    return true;
}
