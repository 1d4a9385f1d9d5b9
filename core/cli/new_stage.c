/* galley new-stage: a folder with a stage to begin with. The files are those of core/cli/new-stage, a stage that is
 * called "newstage"; here it only gets its name. */
#include "base/memory.h"
#include "cli/cli.h"
#include "cli/new_stage_files.h"
#include "cli/options.h"
#include "stream/file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WRITTEN = 0, REFUSED = 2, STOPPED = 3, NAME_BYTES_MAX = 63, PATH_BYTES_MAX = 4096 };

static const char help[] = "usage: galley new-stage NAME [--dir DIR]\n"
                           "\n"
                           "Writes a folder NAME with a small stage of that name: source, CMakeLists.txt, a\n"
                           "pipeline, a sample and a test. It builds and passes its test as it is. NAME is a\n"
                           "C identifier: letters, digits, _, a letter first.\n"
                           "\n"
                           "      --dir DIR           where the folder is made (default: here)\n"
                           "  -h, --help              this text\n"
                           "\n"
                           "Exit status: 0 done, 2 nothing was written (the name cannot be used or a stage\n"
                           "has it, the folder is there, the command line is wrong), 3 a file could not be\n"
                           "written.\n"
                           "\n"
                           "example:\n"
                           "  galley new-stage readtime\n";

enum { OPTION_DIR = OPTION_OWN };

static const struct option long_options[] = {
    {"dir", required_argument, NULL, OPTION_DIR}, {"help", no_argument, NULL, OPTION_HELP}, {0}};

static bool take_option(void *own, int option, const char *value, galley_error *error) {
    (void)option, (void)error;
    *(const char **)own = value;
    return true;
}

static const options_shape shape = {.command = "new-stage",
                                    .help = help,
                                    .letters = ":h",
                                    .table = long_options,
                                    .rest_min = 1,
                                    .rest_max = 1,
                                    .wanted = "which NAME shall it have?",
                                    .takes = "one NAME",
                                    .take = take_option};

/* ---- The name ---- */

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
static const char name_characters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";

static bool check_name(const char *name, galley_error *error) {
    size_t len = strlen(name);
    if (len == 0 || !strchr(letters, name[0]) || strspn(name, name_characters) != len)
        return galley_error_set(
            error, "\"%s\" cannot be a stage's name: letters, digits and _ are wanted, a letter first", name);
    if (len > NAME_BYTES_MAX)
        return galley_error_set(error, "\"%s\" is too long for a stage's name: at most %d bytes", name, NAME_BYTES_MAX);
    return true;
}

/* Two stages of one name cannot be used together, and the one that is found first would hide the other. */
static bool check_twin(const char *name, galley_error *error) {
    plugin_set *plugins = plugin_set_new(NULL);
    const plugin *twin = plugin_set_load(plugins, name, NULL, NULL);
    if (twin)
        galley_error_set(
            error, "there is a stage \"%s\" already (%s), and a pipeline finds only one of that name; choose another",
            name, twin->path);
    plugin_set_free(plugins);
    return !twin;
}

/* ---- The files ---- */

static const char placeholder[] = "newstage";

/* The text with every placeholder replaced by the name. */
static void fill_in(galley_text text, const char *name, galley_buffer *out) {
    size_t len = strlen(placeholder);
    for (size_t at = 0; at < text.len;) {
        bool is_place = text.len - at >= len && memcmp(text.ptr + at, placeholder, len) == 0;
        if (is_place)
            galley_buffer_add_string(out, name);
        else
            galley_buffer_add_char(out, text.ptr[at]);
        at += is_place ? len : 1;
    }
}

static bool write_file(const char *folder, const char *name, const embedded_file *file, galley_error *error) {
    galley_buffer path = {0}, text = {0};
    galley_buffer_printf(&path, "%s/", folder);
    fill_in(galley_text_of(file->name), name, &path);
    galley_buffer_add_char(&path, '\0');
    fill_in(galley_text_part((const char *)file->bytes, file->len), name, &text);
    bool is_written = file_write(path.ptr, galley_buffer_text(&text), error);
    galley_buffer_clear(&path);
    galley_buffer_clear(&text);
    return is_written;
}

static bool write_files(const char *folder, const char *name, galley_error *error) {
    for (const embedded_file *each = new_stage_files; each->name; each++)
        if (!write_file(folder, name, each, error))
            return false;
    return true;
}

/* ---- What to do next ---- */

/* The folder in which Galley is installed (or built): two above the command. NULL if that cannot be known. */
static char *own_prefix(void) {
    char path[PATH_BYTES_MAX];
    ssize_t len = readlink("/proc/self/exe", path, sizeof path - 1);
    if (len <= 0)
        return NULL;
    path[len] = '\0';
    for (int i = 0; i < 2; i++) {
        char *slash = strrchr(path, '/');
        if (!slash)
            return NULL;
        *slash = '\0';
    }
    return memory_string(galley_text_of(*path ? path : "/"));
}

static void print_next(const char *folder) {
    char *prefix = own_prefix();
    printf("%s is written. To build and test it:\n"
           "  cmake -S %s -B %s/build%s%s\n"
           "  cmake --build %s/build\n"
           "  ctest --test-dir %s/build --output-on-failure\n",
           folder, folder, folder, prefix ? " -DCMAKE_PREFIX_PATH=" : "", prefix ? prefix : "", folder, folder);
    free(prefix);
}

static int write_folder(const char *folder, const char *name) {
    galley_error error;
    bool is_made = true;
    if (mkdir(folder, 0777) != 0)
        is_made = errno == EEXIST
                      ? galley_error_set(&error, "%s is there already; choose another name or --dir", folder)
                      : galley_error_set(&error, "%s cannot be made: %s", folder, strerror(errno));
    if (is_made && write_files(folder, name, &error)) {
        print_next(folder);
        return WRITTEN;
    }
    fprintf(stderr, "galley: %s\n", error.message);
    return is_made ? STOPPED : REFUSED;
}

int cli_new_stage(int argc, char **argv) {
    options line;
    int status;
    const char *parent = NULL;
    if (options_read(&line, &shape, argc, argv, &parent, &status)) {
        galley_error error;
        const char *name = line.rest[0];
        char *folder = parent ? memory_printf("%s/%s", parent, name) : memory_string(galley_text_of(name));
        status = check_name(name, &error) && check_twin(name, &error) ? write_folder(folder, name)
                                                                      : options_refuse(&shape, &error);
        free(folder);
    }
    options_clear(&line);
    return status;
}
