/* Loading plugins with libltdl, and refusing what is none.
 *
 * libltdl says "file not found" for every failure and binds functions lazily, so each file is probed with dlopen first:
 * its message is the true one, and a missing function is found now, not in the middle of a corpus. Names are resolved
 * to absolute paths here, since libltdl would look for them all over the system. */
#define _GNU_SOURCE /* realpath, ElfW */
#include "base/memory.h"
#include "base/nearest.h"
#include "plugin/plugin.h"
#include "stream/file.h"

#include <dirent.h>
#include <dlfcn.h>
#include <jansson.h>
#include <limits.h>
#include <link.h>
#include <ltdl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { PLUGIN_BYTES_MAX = 1024 * 1024 * 1024, NAME_BYTES_MAX = 64 };

static const char symbol_name[] = "galley_stage";

typedef struct loaded {
    plugin public;
    galley_stage_type type; /* a copy of full size: nobody reads past what an older plugin has */
    lt_dlhandle handle;
} loaded;

struct plugin_set {
    char **folders;
    size_t folder_count;
    loaded **all;
    size_t count;
    const plugin **listed;
    bool is_initialised;
};

/* ---- The path ---- */

static void add_folder(plugin_set *self, galley_text folder) {
    if (folder.len == 0)
        return;
    self->folders = memory_resize(self->folders, self->folder_count + 1, sizeof *self->folders);
    self->folders[self->folder_count++] = memory_string(folder);
}

static void add_folders(plugin_set *self, const char *list) {
    while (list && *list) {
        size_t len = strcspn(list, ":");
        add_folder(self, galley_text_part(list, len));
        list += len + (list[len] == ':');
    }
}

/* The folder beside the command: the same relative path in the build tree and in an installation. */
static void add_own_folder(plugin_set *self) {
    char path[PATH_MAX];
    ssize_t len = readlink("/proc/self/exe", path, sizeof path - 1);
    if (len <= 0)
        return;
    path[len] = '\0';
    char *slash = strrchr(path, '/');
    if (!slash)
        return;
    *slash = '\0';
    char *folder = memory_printf("%s/%s", path, GALLEY_PLUGIN_DIR_FROM_BIN);
    char *resolved = realpath(folder, NULL);
    add_folder(self, galley_text_of(resolved ? resolved : folder));
    free(resolved);
    free(folder);
}

plugin_set *plugin_set_new(const char *first_folder) {
    plugin_set *self = memory_zero(1, sizeof *self);
    add_folder(self, galley_text_of(first_folder));
    add_folders(self, getenv("GALLEY_PLUGIN_PATH"));
    add_own_folder(self);
    self->is_initialised = lt_dlinit() == 0;
    return self;
}

void plugin_set_free(plugin_set *self) {
    if (!self)
        return;
    for (size_t i = 0; i < self->count; i++) {
        lt_dlclose(self->all[i]->handle);
        free(self->all[i]->public.path);
        free(self->all[i]);
    }
    if (self->is_initialised)
        lt_dlexit();
    for (size_t i = 0; i < self->folder_count; i++)
        free(self->folders[i]);
    free(self->folders);
    free(self->all);
    free(self->listed);
    free(self);
}

/* ---- Checking a descriptor ---- */

static bool refuse_abi(const char *path, const galley_stage_type *type, galley_error *error) {
    unsigned major = type->abi >> 16, minor = type->abi & 0xffff;
    if (major == GALLEY_ABI_MAJOR && minor <= GALLEY_ABI_MINOR)
        return false;
    galley_error_set(error,
                     "%s: its symbol \"%s\" was built for stage ABI %u.%u, this Galley has ABI %d.%d; build the plugin "
                     "again with the headers of this Galley",
                     path, symbol_name, major, minor, GALLEY_ABI_MAJOR, GALLEY_ABI_MINOR);
    return true;
}

static bool incomplete(const char *path, const char *what, galley_error *error) {
    return galley_error_set(error, "%s: the descriptor \"%s\" is incomplete: %s", path, symbol_name, what);
}

static size_t stored_size(galley_param_type type) {
    switch (type) {
    case GALLEY_BOOL:
        return sizeof(bool);
    case GALLEY_INTEGER:
        return sizeof(int64_t);
    case GALLEY_REAL:
        return sizeof(double);
    case GALLEY_STRING:
    case GALLEY_PATH:
        return sizeof(char *);
    case GALLEY_CHOICE:
        return sizeof(int);
    case GALLEY_STRINGS:
        return sizeof(galley_strings);
    case GALLEY_SIZE:
        return sizeof(uint64_t);
    case GALLEY_EXPRESSION:
        return sizeof(void *);
    }
    return 0;
}

static bool check_params(const char *path, const galley_stage_type *type, galley_error *error) {
    for (const galley_param *each = type->params; each && each->name; each++) {
        size_t size = stored_size(each->type);
        const char *fault = NULL;
        if (size == 0)
            fault = "has no known type";
        else if (each->offset > type->size_of_stage || type->size_of_stage - each->offset < size)
            fault = "does not lie within size_of_stage";
        else if (each->type == GALLEY_CHOICE && (!each->choices || !each->choices[0]))
            fault = "is a choice of nothing";
        else if (!each->about)
            fault = "has no `about`";
        if (fault)
            return galley_error_set(error, "%s: the descriptor \"%s\" is faulty: parameter \"%s\" %s", path,
                                    symbol_name, each->name, fault);
    }
    return true;
}

static bool check_type(const char *path, const galley_stage_type *type, galley_error *error) {
    if (!type->name || !*type->name)
        return incomplete(path, "it has no name", error);
    if (!type->about)
        return incomplete(path, "it has no `about`", error);
    if (!type->process && !type->commit)
        return incomplete(path, "it has neither `process` nor `commit`", error);
    if ((type->gather || type->settle) && !type->survey)
        return incomplete(path, "it has `gather` or `settle`, but no `survey`", error);
    if (!type->save != !type->restore)
        return incomplete(path, "`save` and `restore` come together", error);
    return check_params(path, type, error);
}

/* What must be there to ask for the ABI at all. */
enum { SMALLEST_DESCRIPTOR = offsetof(galley_stage_type, name) };

/* Copies the plugin's descriptor into one of this Galley's size. */
static bool copy_type(const char *path, const galley_stage_type *found, galley_stage_type *type, galley_error *error) {
    if (refuse_abi(path, found, error))
        return false;
    bool ends_in_field = found->size % sizeof(void *) != 0;
    if (found->size <= SMALLEST_DESCRIPTOR || found->size > sizeof *type || ends_in_field)
        return galley_error_set(error,
                                "%s: its symbol \"%s\" says that it has %u bytes, %zu are known to this Galley; build "
                                "the plugin again with its headers",
                                path, symbol_name, found->size, sizeof *type);
    memset(type, 0, sizeof *type);
    memcpy(type, found, found->size);
    return check_type(path, type, error);
}

/* ---- Loading a file ---- */

/* A plugin that brings a jansson of its own would read our objects with another hash seed: nothing would be found. */
static bool has_other_jansson(void *probe) {
    void *theirs = dlsym(probe, "json_object_get"), *ours = dlsym(RTLD_DEFAULT, "json_object_get");
    return theirs && ours && theirs != ours;
}

static bool probe(const char *path, galley_error *error) {
    void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!handle) {
        const char *reason = dlerror(), *behind = reason ? strstr(reason, path) : NULL;
        bool names_file = behind && behind == reason; /* "FILE: what is wrong" */
        return galley_error_set(error, "%s: cannot be loaded: %s", path,
                                names_file ? reason + strlen(path) + 2 : reason);
    }
    bool is_sound = true;
    if (!dlsym(handle, symbol_name))
        is_sound = galley_error_set(error, "%s: is no Galley plugin: it has no symbol \"%s\" (see galley/stage.h)",
                                    path, symbol_name);
    else if (has_other_jansson(handle))
        is_sound = galley_error_set(error, "%s: brings a jansson of its own; link the shared library instead", path);
    dlclose(handle);
    return is_sound;
}

/* Does an ELF file end before its segments do, as after a copy that was broken off? To load such a one is a bus
 * error. */
static bool is_cut_off(galley_text file) {
    ElfW(Ehdr) head;
    if (file.len < sizeof head)
        return false;
    memcpy(&head, file.ptr, sizeof head);
    bool is_ours = memcmp(head.e_ident, ELFMAG, SELFMAG) == 0 &&
                   head.e_ident[EI_CLASS] == (sizeof(void *) == 8 ? ELFCLASS64 : ELFCLASS32);
    for (size_t i = 0; is_ours && i < head.e_phnum; i++) {
        ElfW(Phdr) segment;
        size_t at = i * sizeof segment;
        if (head.e_phoff > file.len || file.len - head.e_phoff < at + sizeof segment)
            return true;
        memcpy(&segment, file.ptr + head.e_phoff + at, sizeof segment);
        if (segment.p_type == PT_LOAD &&
            (segment.p_offset > file.len || file.len - segment.p_offset < segment.p_filesz))
            return true;
    }
    return false;
}

static bool look_at_file(const char *path, galley_hash128 *hash, galley_error *error) {
    galley_buffer bytes = {0};
    bool is_read = file_read(path, PLUGIN_BYTES_MAX, &bytes, error);
    if (is_read && is_cut_off(galley_buffer_text(&bytes)))
        is_read = galley_error_set(error, "%s: cannot be loaded: the file is cut off; install the plugin again", path);
    if (is_read)
        *hash = galley_hash_128(galley_buffer_text(&bytes));
    galley_buffer_clear(&bytes);
    return is_read;
}

static lt_dlhandle open_module(const char *path) {
    lt_dladvise advise;
    if (lt_dladvise_init(&advise))
        return NULL;
    lt_dladvise_local(&advise);
    lt_dlhandle handle = lt_dlopenadvise(path, advise);
    lt_dladvise_destroy(&advise);
    return handle;
}

static loaded *load_file(plugin_set *self, const char *path, galley_error *error) {
    if (!self->is_initialised) {
        galley_error_set(error, "%s: libltdl could not be initialised", path);
        return NULL;
    }
    loaded *fresh = memory_zero(1, sizeof *fresh);
    bool is_probed = look_at_file(path, &fresh->public.hash, error) && probe(path, error);
    if (is_probed && !(fresh->handle = open_module(path)))
        galley_error_set(error, "%s: libltdl cannot load it: %s", path, lt_dlerror());
    const galley_stage_type *found = fresh->handle ? lt_dlsym(fresh->handle, symbol_name) : NULL;
    if (!found || !copy_type(path, found, &fresh->type, error)) {
        if (fresh->handle)
            lt_dlclose(fresh->handle);
        free(fresh);
        return NULL;
    }
    fresh->public.path = memory_string(galley_text_of(path));
    fresh->public.type = &fresh->type;
    return fresh;
}

/* ---- The set ---- */

static loaded *find_name(const plugin_set *self, const char *name) {
    for (size_t i = 0; i < self->count; i++)
        if (strcmp(self->all[i]->type.name, name) == 0)
            return self->all[i];
    return NULL;
}

static loaded *find_path(const plugin_set *self, const char *path) {
    for (size_t i = 0; i < self->count; i++)
        if (strcmp(self->all[i]->public.path, path) == 0)
            return self->all[i];
    return NULL;
}

/* Takes a file into the set; it must define the stage of that name. */
static const plugin *take_file(plugin_set *self, const char *path, const char *name, galley_error *error) {
    loaded *known = find_path(self, path);
    loaded *taken = known ? known : load_file(self, path, error);
    if (!taken)
        return NULL;
    loaded *twin = find_name(self, taken->type.name);
    bool is_other_name = strcmp(taken->type.name, name) != 0, is_twin = twin && twin != taken;
    if (is_other_name)
        galley_error_set(error, "%s: defines the stage \"%s\", not \"%s\"; name the file and the stage alike", path,
                         taken->type.name, name);
    else if (is_twin)
        galley_error_set(error,
                         "%s: defines the stage \"%s\", and so does %s; two plugins of one name cannot be used "
                         "together",
                         path, taken->type.name, twin->public.path);
    if (is_other_name || is_twin) {
        if (!known) {
            lt_dlclose(taken->handle);
            free(taken->public.path);
            free(taken);
        }
        return NULL;
    }
    if (!known) {
        self->all = memory_resize(self->all, self->count + 1, sizeof *self->all);
        self->all[self->count++] = taken;
    }
    return &taken->public;
}

static bool is_plugin_file(const char *name) {
    size_t len = strlen(name);
    return len > 3 && strcmp(name + len - 3, ".so") == 0;
}

/* Calls for each *.so of a folder, in the order of the names. */
static void for_each_plugin(const char *folder, void (*call)(void *context, const char *folder, const char *name),
                            void *context) {
    struct dirent **entries;
    int count = scandir(folder, &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        if (is_plugin_file(entries[i]->d_name))
            call(context, folder, entries[i]->d_name);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
}

typedef struct offers {
    nearest near;
    char name[NAME_BYTES_MAX]; /* of the best so far: entries of a folder do not outlive the walk */
} offers;

static void offer_file(void *context, const char *folder, const char *file) {
    (void)folder;
    offers *into = context;
    char name[NAME_BYTES_MAX];
    snprintf(name, sizeof name, "%.*s", (int)(strlen(file) - 3), file);
    nearest_offer(&into->near, name);
    if (into->near.best != name)
        return;
    memcpy(into->name, name, sizeof name);
    into->near.best = into->name;
}

static void refuse_unknown(const plugin_set *self, const char *name, galley_error *error) {
    offers near;
    nearest_init(&near.near, name);
    galley_buffer looked = {0};
    for (size_t i = 0; i < self->folder_count; i++) {
        for_each_plugin(self->folders[i], offer_file, &near);
        galley_buffer_printf(&looked, "%s%s", i ? ", " : "", self->folders[i]);
    }
    char hint[128];
    galley_error_set(error, "there is no stage \"%s\"%s (looked for %s.so in %.*s; --plugins DIR adds a folder)", name,
                     nearest_hint(&near.near, hint), name, GALLEY_TEXT_ARGS(galley_buffer_text(&looked)));
    galley_buffer_clear(&looked);
}

const plugin *plugin_set_load(plugin_set *self, const char *name, const char *path, galley_error *error) {
    if (path) {
        char *resolved = realpath(path, NULL); /* one file is one plugin, whichever way leads to it */
        const plugin *taken = take_file(self, resolved ? resolved : path, name, error);
        free(resolved);
        return taken;
    }
    loaded *known = find_name(self, name);
    if (known)
        return &known->public;
    if (!*name || strlen(name) >= NAME_BYTES_MAX || strpbrk(name, "/\\") || *name == '.') {
        galley_error_set(error, "\"%.64s\" cannot be a stage's name; to name a file, use \"plugin\"", name);
        return NULL;
    }
    for (size_t i = 0; i < self->folder_count; i++) {
        char *candidate = memory_printf("%s/%s.so", self->folders[i], name);
        char *found = realpath(candidate, NULL);
        free(candidate);
        if (!found)
            continue;
        const plugin *taken = take_file(self, found, name, error);
        free(found);
        return taken;
    }
    refuse_unknown(self, name, error);
    return NULL;
}

/* ---- Listing ---- */

typedef struct listing {
    plugin_set *set;
    void (*problem)(void *context, const char *message);
    void *context;
} listing;

static void list_file(void *context, const char *folder, const char *file) {
    listing *self = context;
    char name[NAME_BYTES_MAX];
    snprintf(name, sizeof name, "%.*s", (int)(strlen(file) - 3), file);
    char *path = memory_printf("%s/%s", folder, file);
    char *resolved = realpath(path, NULL);
    loaded *known = find_name(self->set, name);
    bool is_hidden = known && resolved && strncmp(known->public.path, folder, strlen(folder)) != 0;
    galley_error error = {0};
    if (!is_hidden && !take_file(self->set, resolved ? resolved : path, name, &error) && self->problem)
        self->problem(self->context, error.message);
    free(resolved);
    free(path);
}

static int by_name(const void *a, const void *b) {
    return strcmp((*(const plugin *const *)a)->type->name, (*(const plugin *const *)b)->type->name);
}

size_t plugin_set_load_all(plugin_set *self, const plugin *const **all,
                           void (*problem)(void *context, const char *message), void *context) {
    listing list = {.set = self, .problem = problem, .context = context};
    for (size_t i = 0; i < self->folder_count; i++)
        for_each_plugin(self->folders[i], list_file, &list);
    self->listed = memory_resize(self->listed, self->count, sizeof *self->listed);
    for (size_t i = 0; i < self->count; i++)
        self->listed[i] = &self->all[i]->public;
    qsort(self->listed, self->count, sizeof *self->listed, by_name);
    *all = self->listed;
    return self->count;
}
