/* A run's file: the signatures, then the tables, each from a page's border on. It is written with pwrite, which tells of a
 * full disk, and mapped when it is complete. */
#define _DEFAULT_SOURCE /* madvise */
#include "near_runs.h"
#include "append_file.h"
#include "memory.h"

#include <sys/mman.h>
#include <unistd.h>

enum {
    MERGED = 4,    /* runs of a level that become one of the next */
    RUNS_MAX = 64, /* four of each level are more articles than there are numbers */
    PAGE = 4096,
};

typedef struct near_run {
    uint32_t first, count, level;
    size_t bytes;
    char *mapped;
    const signature *signatures; /* at its beginning */
    band_table *tables;
} near_run;

struct near_runs {
    uint32_t bands, rows;
    size_t most;
    near_run runs[RUNS_MAX];
    size_t count;
};

near_runs *near_runs_new(uint32_t bands, uint32_t rows, size_t most) {
    near_runs *all = heap_new(sizeof *all);
    *all = (near_runs){.bands = bands, .rows = rows, .most = most};
    return all;
}

static void run_clear(near_run *run) {
    if (run->mapped)
        munmap(run->mapped, run->bytes);
    heap_free(run->tables);
}

void near_runs_free(near_runs *all) {
    if (!all)
        return;
    for (size_t i = 0; i < all->count; i++)
        run_clear(&all->runs[i]);
    heap_free(all);
}

/* ---- Writing --------------------------------------------------------------------------------------------------- */

static size_t to_border(size_t bytes) {
    return (bytes + PAGE - 1) / PAGE * PAGE;
}

static bool write_signatures(int file, const signature_piece *pieces, size_t piece_count, size_t *at,
                             galley_error *error) {
    for (size_t i = 0; i < piece_count; i++) {
        size_t bytes = pieces[i].count * sizeof(signature);
        if (!temporary_file_write(file, *at, pieces[i].first, bytes, error))
            return false;
        *at += bytes;
    }
    *at = to_border(*at);
    return true;
}

static bool write_table(int file, band_table *table, const signature_piece *pieces, size_t piece_count, size_t most,
                        size_t at, galley_error *error) {
    uint32_t number = table->first;
    band_begin(table, table->room);
    for (size_t i = 0; i < piece_count; i++) {
        band_fill(table, pieces[i], number, most);
        number += pieces[i].count;
    }
    bool is_written = temporary_file_write(file, at, table->slots, table->bytes, error);
    band_clear(table);
    return is_written;
}

/* The run's tables are laid out, their places in the file in `slots` until it is mapped. */
static bool write_run(const near_runs *all, int file, near_run *run, const signature_piece *pieces, size_t piece_count,
                      galley_error *error) {
    size_t at = 0;
    if (!write_signatures(file, pieces, piece_count, &at, error))
        return false;
    for (uint32_t i = 0; i < all->bands; i++) {
        band_table table = {.which = i, .rows = all->rows, .first = run->first, .room = run->count};
        if (!write_table(file, &table, pieces, piece_count, all->most, at, error))
            return false;
        at = to_border(at + run->tables[i].bytes);
    }
    run->bytes = at;
    return ftruncate(file, (off_t)at) == 0 || galley_error_set(error, "cannot write a temporary file");
}

static bool map_run(int file, const near_runs *all, near_run *run, galley_error *error) {
    char *mapped = mmap(NULL, run->bytes, PROT_READ, MAP_SHARED, file, 0);
    if (mapped == MAP_FAILED)
        return galley_error_set(error, "cannot map a temporary file into memory");
    madvise(mapped, run->bytes, MADV_RANDOM); /* a page is wanted, not its neighbours */
    run->mapped = mapped;
    run->signatures = (const signature *)(const void *)mapped;
    size_t at = to_border(run->count * sizeof(signature));
    for (uint32_t i = 0; i < all->bands; i++) {
        run->tables[i].slots = (uint32_t *)(void *)(mapped + at);
        at = to_border(at + run->tables[i].bytes);
    }
    return true;
}

static bool make_run(const near_runs *all, near_run *made, const signature_piece *pieces, size_t piece_count,
                     galley_error *error) {
    made->tables = heap_new(all->bands * sizeof *made->tables);
    for (uint32_t i = 0; i < all->bands; i++) {
        made->tables[i] = (band_table){.which = i, .rows = all->rows, .first = made->first};
        band_lay_out(&made->tables[i], made->count);
    }
    int file = temporary_file_new(error);
    bool is_made =
        file >= 0 && write_run(all, file, made, pieces, piece_count, error) && map_run(file, all, made, error);
    if (file >= 0)
        close(file); /* the mapping keeps it */
    if (!is_made)
        run_clear(made);
    return is_made;
}

/* The last MERGED runs become one, if they are of the same level. */
static bool merge_last(near_runs *all, bool *is_merged, galley_error *error) {
    *is_merged = false;
    if (all->count < MERGED)
        return true;
    near_run *first = &all->runs[all->count - MERGED];
    signature_piece pieces[MERGED];
    near_run made = {.first = first->first, .level = first->level + 1};
    for (size_t i = 0; i < MERGED; i++) {
        if (first[i].level != first->level)
            return true;
        pieces[i] = (signature_piece){first[i].signatures, first[i].count};
        made.count += first[i].count;
    }
    if (!make_run(all, &made, pieces, MERGED, error))
        return false;
    for (size_t i = 0; i < MERGED; i++)
        run_clear(&first[i]);
    *first = made;
    all->count -= MERGED - 1;
    *is_merged = true;
    return true;
}

/* Merges first: where that fails nothing was added. */
bool near_runs_add(near_runs *all, const signature_piece *added, size_t count, galley_error *error) {
    bool is_merged = true;
    while (is_merged)
        if (!merge_last(all, &is_merged, error))
            return false;
    near_run made = {.first = near_runs_articles(all)};
    for (size_t i = 0; i < count; i++)
        made.count += added[i].count;
    if (!make_run(all, &made, added, count, error))
        return false;
    all->runs[all->count++] = made;
    return true;
}

/* ---- Reading --------------------------------------------------------------------------------------------------- */

uint32_t near_runs_articles(const near_runs *all) {
    return all->count > 0 ? all->runs[all->count - 1].first + all->runs[all->count - 1].count : 0;
}

signature_piece near_runs_signatures(const near_runs *all, uint32_t number) {
    const near_run *run = all->runs;
    while (number - run->first >= run->count)
        run++;
    uint32_t within = number - run->first;
    return (signature_piece){run->signatures + within, run->count - within};
}

size_t near_runs_count(const near_runs *all) {
    return all->count;
}

const band_table *near_runs_table(const near_runs *all, size_t run, size_t band) {
    return &all->runs[run].tables[band];
}

uint64_t near_runs_bytes(const near_runs *all) {
    return sizeof *all + all->count * all->bands * sizeof(band_table);
}
