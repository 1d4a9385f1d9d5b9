/* Any bytes as a spool, and as the articles of one batch of a spool: they are refused with a sentence, or give articles
 * that can be written; packed again they are the same. */
#define _GNU_SOURCE /* memfd_create */
#include "must.h"
#include "run/spool.h"

#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

static shard shards[] = {{.name = "a.jsonl"}, {.name = "b.jsonl"}};
static const corpus from = {.shards = shards, .count = sizeof shards / sizeof *shards};
static const field_map no_fields = {0};
static const pipeline no_stages = {0};

static int file_of(galley_text bytes) {
    int descriptor = memfd_create("fuzz", MFD_CLOEXEC);
    must(descriptor >= 0 && write(descriptor, bytes.ptr, bytes.len) == (ssize_t)bytes.len);
    return descriptor;
}

static galley_buffer written(const batch *batch) {
    galley_buffer lines = {0};
    for (size_t i = 0; i < batch->count; i++)
        article_write(&batch->entries[i].article, galley_text_of(NULL), &lines);
    return lines;
}

static void check_batch(batch *read, const ledger_shape *shape) {
    batch *again = batch_new(shape);
    galley_error error = {""};
    spool_pack(read, &again->source.text);
    again->source.shard = read->source.shard;
    must(spool_unpack(again, &from, &no_fields, &error));
    galley_buffer lines = written(read), same = written(again);
    must(galley_text_equal(galley_buffer_text(&lines), galley_buffer_text(&same)));
    galley_buffer_clear(&lines);
    galley_buffer_clear(&same);
    batch_free(again);
}

static void read_spool(galley_text bytes) {
    int file = file_of(bytes);
    char path[32];
    snprintf(path, sizeof path, "/dev/fd/%d", file);
    galley_error error = {""};
    spool_reader *reader = spool_reader_new(path, from.count, &error);
    must(reader != NULL);
    ledger_shape shape;
    ledger_shape_init(&shape, &no_stages);
    batch *batch = batch_new(&shape);
    while (spool_reader_next(reader, batch, &error)) {
        must(!error.message[0] && batch->spool_end <= bytes.len);
        batch_reset(batch, &shape);
        bool is_unpacked = spool_unpack(batch, &from, &no_fields, &error);
        must(is_unpacked == (error.message[0] == '\0'));
        if (!is_unpacked)
            break;
        check_batch(batch, &shape);
    }
    must(error.message[0] || spool_reader_part(reader) == (bytes.len > 0));
    batch_free(batch);
    ledger_shape_clear(&shape);
    spool_reader_free(reader);
    close(file);
}

/* The first byte is the number of articles; a fuzzer would not find out by itself how the rest is packed. */
static void read_packed(const uint8_t *bytes, size_t len) {
    uLongf packed_len = compressBound(len - 1);
    galley_buffer spool = {0};
    uint64_t head[] = {1, 0, bytes[0], bytes[0], len - 1, 0, 1};
    galley_buffer_reserve(&spool, sizeof head + packed_len);
    must(compress2((Bytef *)spool.ptr + sizeof head, &packed_len, bytes + 1, len - 1, 1) == Z_OK);
    head[5] = packed_len;
    memcpy(spool.ptr, head, sizeof head);
    spool.len = sizeof head + packed_len;
    read_spool(galley_buffer_text(&spool));
    galley_buffer_clear(&spool);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len) {
    read_spool(galley_text_part((const char *)bytes, len));
    if (len > 0)
        read_packed(bytes, len);
    return 0;
}
