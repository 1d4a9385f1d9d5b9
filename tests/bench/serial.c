/* The work of a pass-through with no thread but this one: bench_serial OUT SHARD... What `galley run --jobs 1` costs
 * more is the price of its threads, order and books. */
#include "base/memory.h"
#include "run/batch.h"
#include "stream/corpus.h"
#include "stream/gzip.h"

#include <stdio.h>
#include <stdlib.h>

static const ledger_shape no_stages = {.size = LEDGER_TOTALS};

static void carry(batch *batch, const corpus *corpus, gzip_writer *gzip, FILE *out) {
    static const field_map no_map;
    batch->shard = corpus->shards[batch->source.shard].name;
    batch_scan(batch, &no_map);
    piece *result = batch_piece(batch, "out", 0);
    for (size_t i = 0; i < batch->count; i++)
        if (batch->entries[i].fate == FATE_ALIVE)
            article_write(&batch->entries[i].article, galley_text_of(NULL), &result->lines);
    gzip_writer_member(gzip, galley_buffer_text(&result->lines), &result->member);
    if (fwrite(result->member.ptr, 1, result->member.len, out) != result->member.len)
        exit(EXIT_FAILURE);
    batch_reset(batch, &no_stages);
}

int main(int argc, char **argv) {
    corpus corpus = {0};
    galley_error error;
    if (argc < 3 || !corpus_find(&corpus, (const char *const *)argv + 2, (size_t)argc - 2, NULL, &error))
        return EXIT_FAILURE;
    FILE *out = fopen(argv[1], "w");
    corpus_reader *reader = corpus_reader_new(&corpus, 0);
    gzip_writer *gzip = gzip_writer_new(3);
    batch *batch = batch_new(&no_stages);
    while (corpus_reader_next(reader, &batch->source))
        carry(batch, &corpus, gzip, out);
    batch_free(batch);
    gzip_writer_free(gzip);
    corpus_reader_free(reader);
    corpus_clear(&corpus);
    return fclose(out) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
