/* The checks of a fuzz target over the files of some folders, for any compiler: each file whole, and cut at each byte,
 * so that a few seeds go a long way. Memory of exactly the size that is given, for the sanitizers. */
#include "must.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

enum { PATH_LEN = 4096, SEED_MAX = 1 << 16 };

static void check_copy(const uint8_t *bytes, size_t len) {
    uint8_t *copy = malloc(len ? len : 1);
    must(copy != NULL);
    memcpy(copy, bytes, len);
    LLVMFuzzerTestOneInput(copy, len);
    free(copy);
}

static void check_file(const char *path) {
    static uint8_t bytes[SEED_MAX];
    FILE *file = fopen(path, "rb");
    must(file != NULL);
    size_t len = fread(bytes, 1, sizeof bytes, file);
    must(len < sizeof bytes);
    fclose(file);
    for (size_t cut = 0; cut <= len; cut++)
        check_copy(bytes, cut);
}

/* How many files were checked. */
static int check_folder(const char *folder) {
    DIR *entries = opendir(folder);
    must(entries != NULL);
    int count = 0;
    for (const struct dirent *each; (each = readdir(entries));) {
        if (each->d_name[0] == '.')
            continue;
        char path[PATH_LEN];
        must(snprintf(path, sizeof path, "%s/%s", folder, each->d_name) < PATH_LEN);
        fprintf(stderr, "%s\n", path); /* the last one is named if the check stops the process */
        check_file(path);
        count++;
    }
    closedir(entries);
    return count;
}

int main(int argc, char **argv) {
    int count = 0;
    for (int i = 1; i < argc; i++)
        count += check_folder(argv[i]);
    return count > 0 ? 0 : 1;
}
