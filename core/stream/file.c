/* Files that are there whole or not at all (part files), and folders.
 *
 * A part file keeps its descriptor only while the process has few of them. The system hands out the lowest free number,
 * so a high one says that many are open: such a file is opened for each write and closed again. That needs no list of
 * all part files and so no lock. Writes go to a known offset, so it does not matter who had the file open before. */
#include "stream/file.h"
#include "base/memory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    KEPT_DESCRIPTORS = 128, /* a part file whose descriptor is higher than that is closed between writes */
    CLOSED = -1,
    FILE_MODE = 0666, /* less the umask */
    FOLDER_MODE = 0777,
    READ_SIZE = 64 * 1024
};

struct part_file {
    char *path, *part_path;
    int descriptor;
    uint64_t len;
};

/* ---- Errors ---- */

/* Says what could not be done to a file, and what a person can do about it. */
static bool failed_by(int code, galley_error *error, const char *path, const char *what) {
    if (code == ENOSPC || code == EDQUOT)
        return galley_error_set(error, "%s: %s: the disk is full; make room, then continue the run with --resume", path,
                                what);
    if (code == EMFILE || code == ENFILE)
        return galley_error_set(error, "%s: %s: too many files are open; raise the limit with ulimit -n", path, what);
    return galley_error_set(error, "%s: %s: %s", path, what, strerror(code));
}

static bool failed(galley_error *error, const char *path, const char *what) {
    return failed_by(errno, error, path, what);
}

/* ---- Folders ---- */

bool path_is_inside(const char *path) {
    for (const char *at = path;; at++) {
        size_t len = strcspn(at, "/");
        bool is_dots = (len == 1 && at[0] == '.') || (len == 2 && at[0] == '.' && at[1] == '.');
        if (len == 0 || is_dots)
            return false;
        at += len;
        if (!*at)
            return true;
    }
}

static bool is_folder(const char *path) {
    struct stat facts;
    return stat(path, &facts) == 0 && S_ISDIR(facts.st_mode);
}

bool folder_make(const char *path, galley_error *error) {
    char *start = memory_string(galley_text_of(path));
    bool is_made = true;
    for (char *end = start; is_made && *end;) {
        end += strspn(end, "/");
        end += strcspn(end, "/");
        char kept = *end;
        *end = '\0';
        int code = mkdir(start, FOLDER_MODE) == 0 ? 0 : errno; /* looking at the folder may set another one */
        if (code != 0 && !is_folder(start))
            is_made = failed_by(code, error, start, "the folder cannot be made");
        *end = kept;
    }
    free(start);
    return is_made;
}

/* The folder that holds a path: "a/b" gives "a", "b" gives ".". */
static char *folder_of(const char *path) {
    const char *slash = strrchr(path, '/');
    if (!slash)
        return memory_string(galley_text_of("."));
    return memory_string(galley_text_part(path, slash == path ? 1 : (size_t)(slash - path)));
}

/* A rename is on disk when its folder is. Some file systems cannot sync a folder, and need not. */
static bool sync_folder_of(const char *path, galley_error *error) {
    char *folder = folder_of(path);
    int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool is_synced = descriptor >= 0 && (fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP);
    if (!is_synced)
        failed(error, folder, "the folder cannot be brought to disk");
    if (descriptor >= 0)
        close(descriptor);
    free(folder);
    return is_synced;
}

/* ---- Part files ---- */

static int open_retrying(const char *path, int flags) {
    int descriptor;
    do
        descriptor = open(path, flags | O_CLOEXEC, FILE_MODE);
    while (descriptor < 0 && errno == EINTR);
    return descriptor;
}

static part_file *part_file_of(const char *path) {
    part_file *file = memory_alloc(sizeof *file);
    *file = (part_file){
        .path = memory_string(galley_text_of(path)), .part_path = memory_printf("%s.part", path), .descriptor = CLOSED};
    return file;
}

static bool part_open(part_file *file, int flags, galley_error *error) {
    if (file->descriptor == CLOSED)
        file->descriptor = open_retrying(file->part_path, O_WRONLY | flags);
    return file->descriptor != CLOSED || failed(error, file->part_path, "the file cannot be opened");
}

/* Some file systems tell only now that the disk is full. After EINTR the descriptor is closed, and finishing syncs. */
static bool close_checked(part_file *file, galley_error *error) {
    int code = file->descriptor == CLOSED ? 0 : close(file->descriptor);
    file->descriptor = CLOSED;
    return code == 0 || errno == EINTR || failed(error, file->part_path, "the file cannot be closed");
}

static bool close_if_many(part_file *file, galley_error *error) {
    return file->descriptor < KEPT_DESCRIPTORS || close_checked(file, error);
}

part_file *part_file_new(const char *path, galley_error *error) {
    char *folder = folder_of(path);
    bool is_made = folder_make(folder, error);
    free(folder);
    if (!is_made)
        return NULL;
    part_file *file = part_file_of(path);
    if (!part_open(file, O_CREAT | O_TRUNC, error) || !close_if_many(file, error)) {
        part_file_free(file);
        return NULL;
    }
    return file;
}

static bool has_length(const char *path, uint64_t len) {
    struct stat facts;
    return stat(path, &facts) == 0 && S_ISREG(facts.st_mode) && (uint64_t)facts.st_size >= len;
}

static bool find_part(part_file *file, uint64_t len, galley_error *error) {
    if (has_length(file->part_path, len))
        return true;
    if (!has_length(file->path, len))
        return galley_error_set(error,
                                "%s: neither it nor %s has the %llu bytes that the run wrote before; start the run "
                                "again without --resume",
                                file->path, file->part_path, (unsigned long long)len);
    return rename(file->path, file->part_path) == 0 || failed(error, file->path, "the file cannot be renamed");
}

static bool cut_to(part_file *file, uint64_t len, galley_error *error) {
    file->len = len;
    return ftruncate(file->descriptor, (off_t)len) == 0 || failed(error, file->part_path, "the file cannot be cut");
}

part_file *part_file_resume(const char *path, uint64_t len, galley_error *error) {
    if (len == 0)
        return part_file_new(path, error);
    part_file *file = part_file_of(path);
    if (!find_part(file, len, error) || !part_open(file, 0, error) || !cut_to(file, len, error) ||
        !close_if_many(file, error)) {
        part_file_free(file);
        return NULL;
    }
    return file;
}

static bool write_all(part_file *file, galley_text bytes) {
    while (bytes.len > 0) {
        ssize_t count = pwrite(file->descriptor, bytes.ptr, bytes.len, (off_t)file->len);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return false;
        file->len += (uint64_t)count;
        bytes = galley_text_part(bytes.ptr + count, bytes.len - (size_t)count);
    }
    return true;
}

bool part_file_write(part_file *file, galley_text bytes, galley_error *error) {
    if (!part_open(file, 0, error))
        return false;
    if (!write_all(file, bytes))
        return failed(error, file->part_path, "writing failed");
    return close_if_many(file, error);
}

uint64_t part_file_len(const part_file *file) {
    return file->len;
}

const char *part_file_path(const part_file *file) {
    return file->path;
}

bool part_file_sync(part_file *file, galley_error *error) {
    if (!part_open(file, 0, error))
        return false;
    if (fsync(file->descriptor) != 0)
        return failed(error, file->part_path, "the file cannot be brought to disk");
    return close_if_many(file, error);
}

bool part_file_finish(part_file *file, galley_error *error) {
    bool is_finished = part_file_sync(file, error) && close_checked(file, error);
    if (is_finished && rename(file->part_path, file->path) != 0)
        is_finished = failed(error, file->path, "the finished file cannot be renamed");
    is_finished = is_finished && sync_folder_of(file->path, error);
    part_file_free(file);
    return is_finished;
}

void part_file_free(part_file *file) {
    if (!file)
        return;
    if (file->descriptor != CLOSED)
        close(file->descriptor);
    free(file->path);
    free(file->part_path);
    free(file);
}

/* ---- Whole files ---- */

bool file_write(const char *path, galley_text bytes, galley_error *error) {
    part_file *file = part_file_new(path, error);
    if (!file)
        return false;
    if (part_file_write(file, bytes, error))
        return part_file_finish(file, error);
    part_file_free(file);
    return false;
}

static bool read_all(int descriptor, const char *path, size_t max, galley_buffer *out, galley_error *error) {
    size_t start = out->len;
    while (true) {
        ssize_t got = read(descriptor, galley_buffer_reserve(out, READ_SIZE), READ_SIZE);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return failed(error, path, "reading failed");
        if (got == 0)
            return true;
        out->len += (size_t)got;
        if (out->len - start > max)
            return galley_error_set(error, "%s: the file is larger than the %zu bytes that are allowed here", path,
                                    max);
    }
}

bool file_read(const char *path, size_t max, galley_buffer *out, galley_error *error) {
    if (strcmp(path, "-") == 0)
        return read_all(STDIN_FILENO, "standard input", max, out, error);
    if (is_folder(path))
        return galley_error_set(error, "%s: this is a folder; a file is wanted", path);
    int descriptor = open_retrying(path, O_RDONLY);
    if (descriptor < 0)
        return failed(error, path, "the file cannot be opened");
    bool is_read = read_all(descriptor, path, max, out, error);
    close(descriptor);
    return is_read;
}

/* ---- Removing ---- */

static bool is_dots(const char *name) {
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

static void path_enter(galley_buffer *path, const char *name) {
    path->len--; /* its NUL */
    galley_buffer_printf(path, "/%s", name);
    galley_buffer_add_char(path, '\0');
}

static void path_leave(galley_buffer *path) {
    while (path->ptr[path->len - 1] != '/')
        path->len--;
    path->ptr[path->len - 1] = '\0';
}

/* Removes what is no folder from the folder `path`. If it meets a folder, it stops there with that as the new
 * `path`. */
static bool empty_folder(galley_buffer *path, bool *has_entered, galley_error *error) {
    *has_entered = false;
    DIR *folder = opendir(path->ptr);
    if (!folder)
        return failed(error, path->ptr, "the folder cannot be opened");
    bool is_well = true;
    const struct dirent *entry;
    while (is_well && !*has_entered && (entry = readdir(folder))) {
        if (is_dots(entry->d_name))
            continue;
        if (unlinkat(dirfd(folder), entry->d_name, 0) == 0 || errno == ENOENT)
            continue;
        if (errno == EISDIR || errno == EPERM) {
            path_enter(path, entry->d_name);
            *has_entered = true;
        } else {
            is_well = failed(error, path->ptr, "what is in the folder cannot be removed");
        }
    }
    closedir(folder);
    return is_well;
}

/* Goes down into folders and up again by way of the path alone, however deep they are. */
static bool remove_folder(galley_buffer *path, galley_error *error) {
    size_t top = path->len;
    while (true) {
        bool has_entered;
        if (!empty_folder(path, &has_entered, error))
            return false;
        if (has_entered)
            continue;
        if (rmdir(path->ptr) != 0 && errno != ENOENT)
            return failed(error, path->ptr, "the folder cannot be removed");
        if (path->len == top)
            return true;
        path_leave(path);
    }
}

bool path_remove(const char *path, galley_error *error) {
    galley_text name = galley_text_of(path);
    while (name.len > 1 && name.ptr[name.len - 1] == '/')
        name.len--;
    galley_buffer copy = {0};
    galley_buffer_add(&copy, name);
    galley_buffer_add_char(&copy, '\0');
    struct stat facts;
    bool is_removed = true;
    if (lstat(copy.ptr, &facts) != 0)
        is_removed = errno == ENOENT || failed(error, path, "the file cannot be looked at");
    else if (S_ISDIR(facts.st_mode))
        is_removed = remove_folder(&copy, error);
    else if (unlink(copy.ptr) != 0 && errno != ENOENT)
        is_removed = failed(error, path, "the file cannot be removed");
    galley_buffer_clear(&copy);
    return is_removed;
}
