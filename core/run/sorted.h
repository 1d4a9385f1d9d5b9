/* Records sorted by key within a memory budget: what does not fit is sorted and written as a run, and runs are merged
 * when the records are read. A record is a key (bytes), a tie-breaker (two numbers) and a note (bytes).
 *
 * Several writers, one a worker, feed one sorter; each belongs to one thread. Records fall into parts, which are sorted
 * and read one by one. The order within a part is that of key bytes, then tie-breaker: total if (key, tie) is
 * unique. */
#ifndef CORE_RUN_SORTED_H
#define CORE_RUN_SORTED_H

#include <galley/base.h>

typedef struct sort_tie {
    uint64_t first, second;
} sort_tie;

typedef struct sort_record {
    galley_text key, note;
    sort_tie tie;
} sort_record;

typedef struct sorter sorter;
typedef struct sort_writer sort_writer;

/* Runs are written into `folder` as NAME-…; `memory` is for all writers together. */
sorter *sorter_new(const char *folder, const char *name, size_t parts, uint64_t memory, unsigned writers);
/* Removes its files. */
void sorter_free(sorter *sorter);

sort_writer *sorter_writer(sorter *sorter, unsigned writer);

/* Copies the record. False with an error if a run cannot be written. */
bool sort_add(sort_writer *writer, size_t part, const sort_record *record, galley_error *error);

/* Sorts what is still in memory. After the last record, before the first cursor; no writer may be used any more. */
void sorter_close(sorter *sorter);

/* Number of runs that were written. */
size_t sorter_runs(const sorter *sorter);

/* Reads a part in order. Cursors of different parts may be used by different threads. */
typedef struct sort_cursor sort_cursor;

sort_cursor *sort_cursor_new(sorter *sorter, size_t part);
void sort_cursor_free(sort_cursor *cursor);

/* The record that is next; views live as long as the sorter. False behind the last. */
bool sort_cursor_peek(const sort_cursor *cursor, sort_record *record);
void sort_cursor_step(sort_cursor *cursor);

/* Puts a cursor where another one of the same part is: to read a stretch twice. */
void sort_cursor_move(sort_cursor *cursor, const sort_cursor *to);

#endif
