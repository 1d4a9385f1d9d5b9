/* Which shards there are and what they are called.
 *
 * Every argument becomes findings: a path to open, the same path made absolute (two findings with one absolute path are
 * one shard), and how many of its last components make the name. Names that collide all grow by one component to the
 * left until none do. Order: arguments as given; inside a folder or a glob by the bytes of the name, in no locale. */
#define _XOPEN_SOURCE 700 /* realpath */
#include "stream/corpus.h"
#include "base/memory.h"
#include "base/utf8.h"

#include <dirent.h>
#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <sys/stat.h>

static const char *const endings[] = {".jsonl.gz", ".jsonl", ".json.gz", ".ndjson", ".ndjson.gz"};
static const char stdin_path[] = "-", stdin_name[] = "stdin.jsonl";

typedef struct finding {
    shard shard;
    char *absolute;
    size_t components; /* of the end of `absolute`: the shard's name */
} finding;

typedef struct findings {
    finding *items;
    size_t count, capacity;
    const corpus_filter *filter; /* or NULL */
} findings;

/* ---- Findings ---- */

/* The path with its folder's symbolic links and ".." resolved; the file itself may be a link and stays that. */
static char *absolute_of(const char *path) {
    const char *slash = strrchr(path, '/');
    size_t folder_len = slash ? (size_t)(slash - path) : 0;
    const char *base = slash ? slash + 1 : path;
    char *folder = folder_len ? memory_string(galley_text_part(path, folder_len))
                              : memory_string(galley_text_of(slash ? "/" : "."));
    char *resolved = realpath(folder, NULL);
    char *absolute = resolved ? memory_printf("%s/%s", strcmp(resolved, "/") == 0 ? "" : resolved, base)
                              : memory_string(galley_text_of(path));
    free(resolved);
    free(folder);
    return absolute;
}

/* Takes `absolute` over. */
static finding *add_finding(findings *found, const char *path, char *absolute, size_t components) {
    if (found->count == found->capacity) {
        found->capacity = found->capacity ? found->capacity * 2 : 64;
        found->items = memory_resize(found->items, found->capacity, sizeof *found->items);
    }
    finding *fresh = &found->items[found->count++];
    *fresh = (finding){
        .shard = {.path = memory_string(galley_text_of(path))}, .absolute = absolute, .components = components};
    return fresh;
}

static void add_error(findings *found, const char *path, const char *what) {
    finding *fresh = add_finding(found, path, absolute_of(path), 1);
    fresh->shard.error = memory_printf("%s: %s", path, what);
    utf8_make_printable(fresh->shard.error);
}

static bool is_passed_over(const findings *found, const char *folder) {
    return found->filter && found->filter->is_passed_over(found->filter->context, folder);
}

static void take_facts(shard *shard, const struct stat *facts) {
    if (!S_ISREG(facts->st_mode))
        return;
    shard->bytes = (uint64_t)facts->st_size;
    shard->modified_ns = (int64_t)facts->st_mtim.tv_sec * 1000000000 + facts->st_mtim.tv_nsec;
}

static void finding_clear(finding *each) {
    free(each->shard.path);
    free(each->shard.name);
    free(each->shard.error);
    free(each->absolute);
}

/* ---- Folders ---- */

static bool ends_with(const char *name, const char *ending) {
    size_t len = strlen(name), ending_len = strlen(ending);
    return len > ending_len && strcmp(name + len - ending_len, ending) == 0;
}

static bool is_shard_name(const char *name) {
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (ends_with(name, endings[i]))
            return true;
    return false;
}

/* A folder that waits to be looked through. */
typedef struct walked_folder {
    char *path;
    size_t depth; /* below the argument */
    dev_t device;
    ino_t inode;
} walked_folder;

typedef struct folder_walk {
    char *root;             /* the argument, absolute */
    size_t root_len;        /* of the argument as it was given */
    walked_folder *folders; /* all that were met: a folder that links lead to twice is walked once */
    size_t count, capacity;
    size_t *table; /* index + 1 in `folders` by device and inode, or 0: open addressing */
    size_t table_size;
} folder_walk;

/* The slot that holds the folder, or the free one where it belongs. */
static size_t *walk_slot(const folder_walk *walk, dev_t device, ino_t inode) {
    const uint64_t key[] = {device, inode};
    size_t at = (size_t)galley_hash64((galley_text){(const char *)key, sizeof key}, 0) & (walk->table_size - 1);
    for (; walk->table[at]; at = (at + 1) & (walk->table_size - 1)) {
        const walked_folder *each = &walk->folders[walk->table[at] - 1];
        if (each->device == device && each->inode == inode)
            break;
    }
    return &walk->table[at];
}

/* The table has twice as many slots as there are folders, so that a search is short. */
static void walk_grow(folder_walk *walk) {
    walk->capacity = walk->capacity ? walk->capacity * 2 : 16;
    walk->folders = memory_resize(walk->folders, walk->capacity, sizeof *walk->folders);
    free(walk->table);
    walk->table_size = walk->capacity * 2;
    walk->table = memory_zero(walk->table_size, sizeof *walk->table);
    for (size_t i = 0; i < walk->count; i++)
        *walk_slot(walk, walk->folders[i].device, walk->folders[i].inode) = i + 1;
}

/* Takes `path` over. */
static void walk_add(folder_walk *walk, char *path, size_t depth, const struct stat *facts) {
    if (walk->count == walk->capacity)
        walk_grow(walk);
    size_t *slot = walk_slot(walk, facts->st_dev, facts->st_ino);
    if (*slot) {
        free(path);
        return;
    }
    walk->folders[walk->count++] = (walked_folder){path, depth, facts->st_dev, facts->st_ino};
    *slot = walk->count;
}

/* Names follow the way that was walked, also where it leads through links. */
static char *absolute_in(const folder_walk *walk, const char *path) {
    const char *below = path + walk->root_len;
    return memory_printf("%s/%s", walk->root, below + strspn(below, "/"));
}

static void look_at_entry(folder_walk *walk, findings *found, char *path, const char *name, size_t depth) {
    struct stat facts;
    if (stat(path, &facts) != 0) {
        const char *why = strerror(errno);
        if (is_shard_name(name)) {
            shard *missing = &add_finding(found, path, absolute_in(walk, path), depth + 1)->shard;
            missing->error = memory_printf("%s: %s", path, why);
            utf8_make_printable(missing->error);
        }
        free(path);
    } else if (S_ISDIR(facts.st_mode)) {
        if (is_passed_over(found, path))
            free(path);
        else
            walk_add(walk, path, depth + 1, &facts);
    } else {
        if (is_shard_name(name))
            take_facts(&add_finding(found, path, absolute_in(walk, path), depth + 1)->shard, &facts);
        free(path);
    }
}

/* The next entry; NULL behind the last, and where the folder cannot be read any further: then errno is not 0. */
static const struct dirent *next_entry(DIR *stream) {
    errno = 0;
    return readdir(stream);
}

static void look_through(folder_walk *walk, findings *found, const walked_folder *folder) {
    DIR *stream = opendir(folder->path);
    if (!stream) {
        add_error(found, folder->path, "the folder cannot be opened; its shards are missing");
        return;
    }
    size_t len = strlen(folder->path), depth = folder->depth;
    const char *between = len && folder->path[len - 1] == '/' ? "" : "/";
    const char *parent = folder->path; /* stays when walk->folders moves */
    const struct dirent *entry;
    while ((entry = next_entry(stream)))
        if (entry->d_name[0] != '.') /* hidden: what editors and other systems leave */
            look_at_entry(walk, found, memory_printf("%s%s%s", parent, between, entry->d_name), entry->d_name, depth);
    if (errno != 0) {
        char *what = memory_printf("the folder cannot be read to its end: %s; some of its shards may be missing",
                                   strerror(errno));
        add_error(found, parent, what);
        free(what);
    }
    closedir(stream);
}

static int by_path(const void *left, const void *right) {
    return strcmp(((const finding *)left)->shard.path, ((const finding *)right)->shard.path);
}

static void find_in_folder(findings *found, const char *path, const struct stat *facts) {
    size_t first = found->count;
    char *resolved = realpath(path, NULL);
    folder_walk walk = {.root = resolved ? resolved : memory_string(galley_text_of(path)), .root_len = strlen(path)};
    walk_add(&walk, memory_string(galley_text_of(path)), 0, facts);
    for (size_t i = 0; i < walk.count; i++) {
        walked_folder next = walk.folders[i];
        look_through(&walk, found, &next);
    }
    for (size_t i = 0; i < walk.count; i++)
        free(walk.folders[i].path);
    free(walk.folders);
    free(walk.table);
    free(walk.root);
    if (found->count == first)
        add_error(found, path, "no shard is in this folder (*.jsonl.gz, *.jsonl, *.json.gz, *.ndjson, *.ndjson.gz)");
    qsort(found->items + first, found->count - first, sizeof *found->items, by_path);
}

/* ---- Arguments ---- */

static void find_path(findings *found, const char *path, const struct stat *facts) {
    if (S_ISDIR(facts->st_mode))
        find_in_folder(found, path, facts);
    else
        take_facts(&add_finding(found, path, absolute_of(path), 1)->shard, facts);
}

static int by_bytes(const void *left, const void *right) {
    return strcmp(*(char *const *)left, *(char *const *)right);
}

static void find_match(findings *found, const char *path) {
    struct stat facts;
    if (stat(path, &facts) != 0)
        add_error(found, path, strerror(errno));
    else if (!S_ISDIR(facts.st_mode) || !is_passed_over(found, path))
        find_path(found, path, &facts);
}

static void find_glob(findings *found, const char *pattern) {
    glob_t matches = {0};
    if (glob(pattern, GLOB_NOSORT, NULL, &matches) != 0) {
        add_error(found, pattern, "no file has such a name");
        globfree(&matches);
        return;
    }
    qsort(matches.gl_pathv, matches.gl_pathc, sizeof *matches.gl_pathv, by_bytes);
    size_t first = found->count;
    for (size_t i = 0; i < matches.gl_pathc; i++)
        find_match(found, matches.gl_pathv[i]);
    if (found->count == first)
        add_error(found, pattern, "no shard has such a name, only what is passed over");
    globfree(&matches);
}

static void find_argument(findings *found, const char *argument) {
    struct stat facts;
    if (strcmp(argument, stdin_path) == 0)
        add_finding(found, stdin_path, memory_string(galley_text_of(stdin_path)), 1);
    else if (stat(argument, &facts) == 0)
        find_path(found, argument, &facts);
    else if (errno == ENOENT && strpbrk(argument, "*?["))
        find_glob(found, argument);
    else
        add_error(found, argument, strerror(errno));
}

/* ---- One shard, one name ---- */

typedef struct labelled {
    const char *label;
    size_t index;
} labelled;

static int by_label(const void *left, const void *right) {
    const labelled *a = left, *b = right;
    int order = strcmp(a->label, b->label);
    return order ? order : (a->index > b->index) - (a->index < b->index);
}

/* A file that is found twice, also by another spelling of its path, is one shard: the first stays. */
static void drop_repeated(findings *found) {
    labelled *sorted = memory_zero(found->count, sizeof *sorted);
    bool *is_repeated = memory_zero(found->count, sizeof *is_repeated);
    for (size_t i = 0; i < found->count; i++)
        sorted[i] = (labelled){found->items[i].absolute, i};
    qsort(sorted, found->count, sizeof *sorted, by_label);
    for (size_t i = 1; i < found->count; i++)
        is_repeated[sorted[i].index] = strcmp(sorted[i].label, sorted[i - 1].label) == 0;
    size_t kept = 0;
    for (size_t i = 0; i < found->count; i++) {
        if (is_repeated[i])
            finding_clear(&found->items[i]);
        else
            found->items[kept++] = found->items[i];
    }
    found->count = kept;
    free(is_repeated);
    free(sorted);
}

enum { COMPONENT_MAX = 200 }; /* bytes: a file's name has 255, and results add a number and endings */

static bool is_dots(galley_text component) {
    return galley_text_is(component, ".") || galley_text_is(component, "..");
}

/* The last `wanted` components of a path, fewer if it has no more, without those that lead elsewhere. */
static char *name_of(const char *path, size_t wanted) {
    galley_buffer name = {0};
    const char *start = path + strlen(path);
    for (size_t taken = 0; start > path && taken < wanted; taken++) {
        while (start > path && start[-1] == '/')
            start--;
        while (start > path && start[-1] != '/')
            start--;
    }
    while (*start) {
        start += strspn(start, "/");
        galley_text component = galley_text_part(start, strcspn(start, "/"));
        start += component.len;
        if (component.len == 0 || is_dots(component))
            continue;
        if (name.len)
            galley_buffer_add_char(&name, '/');
        galley_buffer_add(&name, galley_utf8_cut(component, COMPONENT_MAX));
    }
    if (name.len == 0)
        galley_buffer_add_char(&name, '_');
    galley_buffer_add_char(&name, '\0');
    utf8_make_printable(name.ptr);
    return name.ptr;
}

static void give_names(findings *found, size_t more) {
    for (size_t i = 0; i < found->count; i++) {
        finding *each = &found->items[i];
        free(each->shard.name);
        bool is_stdin = strcmp(each->shard.path, stdin_path) == 0;
        each->shard.name =
            is_stdin ? memory_string(galley_text_of(stdin_name)) : name_of(each->absolute, each->components + more);
    }
}

galley_text shard_stem(const char *name) {
    static const char *const packings[] = {".gz", ".jsonl", ".ndjson", ".json"};
    galley_text stem = galley_text_of(name);
    for (size_t i = 0; i < sizeof packings / sizeof *packings; i++) {
        size_t len = strlen(packings[i]);
        if (stem.len > len && memcmp(stem.ptr + stem.len - len, packings[i], len) == 0)
            stem.len -= len;
    }
    return stem;
}

/* What of a name must not be repeated. */
typedef galley_text label_function(const char *name);

/* Puts a number before each name that repeats another one's label; true if there was any. Only looks if not `do_it`. */
static bool number_repeated(findings *found, label_function *label, bool do_it) {
    labelled *sorted = memory_zero(found->count, sizeof *sorted);
    char **labels = memory_zero(found->count, sizeof *labels);
    for (size_t i = 0; i < found->count; i++) {
        labels[i] = memory_string(label(found->items[i].shard.name));
        sorted[i] = (labelled){labels[i], i};
    }
    qsort(sorted, found->count, sizeof *sorted, by_label);
    bool has_repeated = false;
    for (size_t i = found->count; i-- > 1;) {
        if (strcmp(sorted[i].label, sorted[i - 1].label) != 0)
            continue;
        has_repeated = true;
        if (!do_it)
            break;
        shard *later = &found->items[sorted[i].index].shard;
        char *numbered = memory_printf("%zu-%s", sorted[i].index + 1, later->name);
        free(later->name);
        later->name = numbered;
    }
    for (size_t i = 0; i < found->count; i++)
        free(labels[i]);
    free(labels);
    free(sorted);
    return has_repeated;
}

static size_t components_of(const char *path) {
    size_t count = 1;
    for (; *path; path++)
        count += *path == '/';
    return count;
}

static void make_names_unique(findings *found) {
    size_t most = 0;
    for (size_t i = 0; i < found->count; i++) {
        size_t count = components_of(found->items[i].absolute);
        most = count > most ? count : most;
    }
    for (size_t more = 0; more <= most; more++) {
        give_names(found, more);
        if (!number_repeated(found, galley_text_of, false))
            break;
    }
    /* Paths that differ only in what a name cannot hold, or in their endings: their results would meet in one file. */
    while (number_repeated(found, shard_stem, true))
        continue;
}

/* ---- The door ---- */

static bool has_shard(const corpus *self, galley_error *error) {
    for (size_t i = 0; i < self->count; i++)
        if (!self->shards[i].error)
            return true;
    if (self->count == 0)
        return galley_error_set(error, "no input was given; name files, folders or - for standard input");
    galley_error_set(error, "%s", self->shards[0].error);
    if (self->count > 1)
        galley_error_at(error, "not one of %zu inputs can be read, the first is", self->count);
    return false;
}

bool corpus_find(corpus *self, const char *const *arguments, size_t count, const corpus_filter *filter,
                 galley_error *error) {
    findings found = {.filter = filter};
    for (size_t i = 0; i < count; i++)
        find_argument(&found, arguments[i]);
    drop_repeated(&found);
    make_names_unique(&found);
    self->count = found.count;
    self->shards = memory_zero(found.count, sizeof *self->shards);
    for (size_t i = 0; i < found.count; i++) {
        self->shards[i] = found.items[i].shard;
        free(found.items[i].absolute);
    }
    free(found.items);
    return has_shard(self, error);
}

void corpus_clear(corpus *self) {
    for (size_t i = 0; i < self->count; i++) {
        free(self->shards[i].path);
        free(self->shards[i].name);
        free(self->shards[i].error);
    }
    free(self->shards);
    self->shards = NULL;
    self->count = 0;
}
