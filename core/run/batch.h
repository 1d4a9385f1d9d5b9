/* A batch: some consecutive articles of one shard, the unit that moves through a run, and what it leaves behind.
 *
 * A batch is carried by one worker at a time. Its memory is used again for later batches. */
#ifndef CORE_RUN_BATCH_H
#define CORE_RUN_BATCH_H

#include "article/article.h"
#include "run/ledger.h"
#include "stream/corpus.h"

typedef enum fate { FATE_ALIVE, FATE_DROPPED, FATE_REJECTED } fate;

enum { NO_STAGE = -1 };

typedef struct entry {
    galley_article article;
    fate fate;
    int stage; /* that decided; NO_STAGE: the line was no article, `article.said.message` says why */
    bool is_tapped;
} entry;

/* Lines for one file of the run, and the gzip member that they become. */
typedef struct piece {
    char *path;   /* relative to the run directory, in the arena */
    size_t shard; /* or OUTPUT_OF_ALL */
    galley_buffer lines, member;
    uint64_t articles;
} piece;

typedef struct batch {
    uint64_t number;
    batch_text source;
    const char *shard; /* name */
    galley_arena *arena;
    entry *entries;
    size_t count, capacity;
    piece *pieces;
    size_t piece_count, piece_capacity;
    galley_buffer results; /* with --stdout: plain lines */
    uint64_t *ledger;
    galley_buffer told;  /* by a survey, to the batch's articles */
    uint64_t part;       /* which piece of a line that is too long, from 1; 0: no piece */
    uint64_t spool_end;  /* read from a spool: where the next batch begins in it */
    uint64_t left_after; /* what --limit allows behind this batch */
    bool is_checkpoint;
} batch;

batch *batch_new(const ledger_shape *shape);
void batch_free(batch *batch);

/* Empties it for its next use. */
void batch_reset(batch *batch, const ledger_shape *shape);

/* Nothing but white space: no article, and not an error. */
bool is_blank_line(galley_text line);

/* Does a source that is not whole lines end one: the last piece of a line that is too long, or what a broken stream
 * left? */
bool is_line_end(const batch_text *source);

/* Makes entries of the source's lines; counts what was read. Lines that are no articles become rejected entries. */
void batch_scan(batch *batch, const field_map *fields);

/* A new entry, cleared but for the fate (alive). */
entry *batch_add_entry(batch *batch);

/* The piece for that path, made if it is not there. */
piece *batch_piece(batch *batch, const char *path, size_t shard);

/* {"origin", "error", "line"} or, where the bytes are not UTF-8, {"origin", "error", "base64"}; with "part" for a piece
 * of a line that was too long (0: whole). */
void write_rejected(galley_buffer *out, galley_text origin, galley_text error, galley_text line, uint64_t part);

#endif
