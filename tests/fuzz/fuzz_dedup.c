/* Any bytes as the state of dedup, but for its head and its check sum: they are refused with a sentence, or what they
 * give can be used: every number has a name, what is looked for ends, more can be added, and it is saved and restored
 * again. Bytes that begin with { are the whole of a state file, its first line padded as the stage pads it: the stage
 * refuses them with a sentence, or goes on with them. */
#define _GNU_SOURCE /* fmemopen */
#include "first.h"
#include "kept.h"
#include "must.h"

#include <string.h>

/* What dedup keeps. */
typedef struct kept {
    names *exact_names, *near_names;
    exact_index *exact;
    near_index *near;
    sketches *near_sketches;
} kept;

static kept kept_new(void) {
    return (kept){names_new(), names_new(), exact_index_new(), near_index_new(0), sketches_new()};
}

static void kept_free(kept *all) {
    names_free(all->exact_names);
    names_free(all->near_names);
    exact_index_free(all->exact);
    near_index_free(all->near);
    sketches_free(all->near_sketches);
}

static bool restore(kept *all, FILE *file) {
    state_file state = {.file = file};
    galley_error error = {""};
    bool is_restored = names_restore(all->exact_names, &state, &error) &&
                       exact_index_restore(all->exact, names_count(all->exact_names), &state, &error) &&
                       names_restore(all->near_names, &state, &error) &&
                       near_index_restore(all->near, &state, &error) &&
                       sketches_restore(all->near_sketches, &state, &error);
    must(is_restored == (error.message[0] == '\0'));
    return is_restored && names_count(all->near_names) == near_index_count(all->near) &&
           sketches_count(all->near_sketches) == near_index_count(all->near);
}

static void check_names(const names *all) {
    galley_arena *arena = galley_arena_new();
    for (uint32_t i = 0; i < names_count(all); i++) {
        galley_text name;
        uint64_t tag;
        must(names_get(all, i, arena, &name, &tag, NULL) && name.len <= NAME_MAX_BYTES);
    }
    galley_arena_free(arena);
}

/* Any two can be compared. */
static void check_sketches(const sketches *all) {
    sketch first, each;
    for (uint32_t i = 0; i < sketches_count(all); i++) {
        must(sketches_get(all, 0, &first, NULL) && sketches_get(all, i, &each, NULL));
        likeness alike = sketch_compare(&first, &each);
        must(alike.resemblance >= 0 && alike.resemblance <= 1 && alike.containment >= 0 && alike.containment <= 1);
        sketch_is_same_form(&first, &each, 3);
    }
}

/* Looks for a hash and a signature made of `seed`, and adds both. */
static void look_and_add(kept *all, uint8_t seed) {
    uint32_t number;
    if (exact_index_find(all->exact, seed, &number))
        must(number < names_count(all->exact_names));
    else if (names_add(all->exact_names, galley_text_of("exact"), 1, NULL))
        exact_index_add(all->exact, seed, names_count(all->exact_names) - 1);
    signature wanted;
    memset(&wanted, seed, sizeof wanted);
    near_found found;
    near_index_find(all->near, &wanted, (likeness){.similarity = 0.5}, &found);
    for (size_t i = 0; i < found.count; i++)
        must(found.matches[i].number < near_index_count(all->near));
    must(found.compared <= NEAR_COMPARED_MAX && names_add(all->near_names, galley_text_of("near"), 2, NULL));
    must(near_index_add(all->near, &wanted, NULL));
    sketch empty = {.head = {.words = seed}};
    must(sketches_add(all->near_sketches, &empty, NULL));
}

static void save(const kept *all, FILE *file) {
    state_file state = {.file = file};
    must(names_save(all->exact_names, &state, NULL) && exact_index_save(all->exact, &state, NULL) &&
         names_save(all->near_names, &state, NULL) && near_index_save(all->near, &state, NULL) &&
         sketches_save(all->near_sketches, &state, NULL));
    must(fclose(file) == 0);
}

static void check_saving(const kept *all) {
    char *bytes = NULL;
    size_t len = 0;
    save(all, open_memstream(&bytes, &len));
    FILE *file = fmemopen(bytes, len, "r");
    kept again = kept_new();
    must(restore(&again, file));
    must(near_index_count(again.near) == near_index_count(all->near));
    kept_free(&again);
    fclose(file);
    free(bytes);
}

/* ---- Whole files ----------------------------------------------------------------------------------------------- */

static FILE *padded(const uint8_t *bytes, size_t len) {
    enum { HEAD_BYTES = 4096 };
    const uint8_t *end = memchr(bytes, '\n', len);
    size_t line = end ? (size_t)(end - bytes) : len;
    FILE *file = tmpfile();
    must(file && fwrite(bytes, 1, line, file) == line);
    for (size_t at = line; at < HEAD_BYTES; at++)
        must(fputc(' ', file) != EOF);
    must(fwrite(bytes + line, 1, len - line, file) == len - line);
    rewind(file);
    return file;
}

static void check_file(const uint8_t *bytes, size_t len) {
    dedup stage = {.method = METHOD_NEAR, .threshold = 0.55, .shingle = 3, .preferred = {.field = "text"}};
    galley_error error = {""};
    first_begin(&stage);
    FILE *file = padded(bytes, len);
    bool is_restored = kept_restore(&stage, file, &error);
    must(is_restored == (error.message[0] == '\0'));
    fclose(file);
    first_end(&stage);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len) {
    if (len == 0)
        return 0;
    if (bytes[0] == '{') {
        check_file(bytes, len);
        return 0;
    }
    FILE *file = fmemopen((void *)(uintptr_t)bytes, len, "r");
    kept all = kept_new();
    if (restore(&all, file)) {
        check_names(all.exact_names);
        check_names(all.near_names);
        check_sketches(all.near_sketches);
        look_and_add(&all, 0);
        look_and_add(&all, bytes[len - 1]);
        check_saving(&all);
    }
    kept_free(&all);
    fclose(file);
    return 0;
}
