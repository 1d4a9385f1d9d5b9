/* The spool: articles between two phases, with their edits, as whole batches in corpus order. A working file of one run
 * on one machine, not a format for anybody else. */
#ifndef CORE_RUN_SPOOL_H
#define CORE_RUN_SPOOL_H

#include "run/batch.h"

typedef struct spool_writer spool_writer;

spool_writer *spool_writer_new(const char *path, galley_error *error);
/* Appends what spool_pack made. */
bool spool_writer_add(spool_writer *writer, galley_text packed, galley_error *error);
/* Closes the file, complete. */
bool spool_writer_finish(spool_writer *writer, galley_error *error);
void spool_writer_free(spool_writer *writer);

/* Packs the batch's living articles (in a worker). */
void spool_pack(const batch *batch, galley_buffer *packed);

typedef struct spool_reader spool_reader;

spool_reader *spool_reader_new(const char *path, galley_error *error);
void spool_reader_free(spool_reader *reader);
bool spool_reader_seek(spool_reader *reader, uint64_t place, galley_error *error);

/* How much of the file has been read, 0 to 1. From any thread. */
double spool_reader_part(const spool_reader *reader);

/* Reads the next packed batch into batch->source and sets where it came from; false at the end or with an error. */
bool spool_reader_next(spool_reader *reader, batch *batch, galley_error *error);

/* Ordinals of the first article of the batch and of the one behind its last. */
void spool_range(const batch *batch, uint64_t *first, uint64_t *end);

/* Makes entries of a packed batch (in a worker). */
bool spool_unpack(batch *batch, const corpus *corpus, const field_map *fields, galley_error *error);

#endif
