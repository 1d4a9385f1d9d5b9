/* Any bytes as the checkpoint of a run over two shards, whose directory holds an unfinished result and a finished one:
 * it is refused with a sentence, or read; what was read can be, and when it is written again it is read as the same.
 * Nothing is made outside the run directory. */
#define _XOPEN_SOURCE 700 /* mkdtemp */
#include "base/memory.h"
#include "must.h"
#include "run/checkpoint.h"
#include "stream/file.h"

#include <unistd.h>

enum { SHARDS = 2 };

static const galley_reason reasons[] = {{"any", "any reason"}, {0}};
static const galley_stage_type type = {.name = "fuzz", .reasons = reasons};

/* The parts of a run that a checkpoint knows. */
typedef struct context {
    stage stage;
    pipeline pipeline;
    shard shards[SHARDS];
    corpus corpus;
    run run;
} context;

static void context_init(context *self, const char *folder) {
    *self = (context){.stage = {.id = "fuzz", .type = &type},
                      .pipeline = {.stages = &self->stage, .stage_count = 1},
                      .shards = {{.name = "a.jsonl"}, {.name = "b.jsonl"}},
                      .corpus = {.shards = self->shards, .count = SHARDS}};
    run *run = &self->run;
    run->pipeline = &self->pipeline;
    run->corpus = &self->corpus;
    run->work_folder = memory_printf("%s/unfinished", folder);
    run->outputs = outputs_new(folder, SHARDS);
    run->last_checkpoint = UINT64_MAX;
    ledger_shape_init(&run->shape, &self->pipeline);
    run->ledger = ledger_new(&run->shape);
    run->shards = memory_zero(SHARDS, sizeof *run->shards);
}

static void context_clear(context *self) {
    for (size_t i = 0; i < SHARDS; i++)
        free(self->shards[i].error);
    outputs_free(self->run.outputs);
    ledger_shape_clear(&self->run.shape);
    free(self->run.ledger);
    free(self->run.shards);
    free(self->run.work_folder);
}

/* ---- The run directory ---- */

static void put_file(const char *folder, const char *name, galley_text bytes) {
    char *path = memory_printf("%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    must(file && fwrite(bytes.ptr, 1, bytes.len, file) == bytes.len && fclose(file) == 0);
    free(path);
}

/* In memory where there is a folder for that: thousands of folders and fsync() are slow on a disk. */
static char *make_parent(void) {
    static const char memory[] = "/dev/shm";
    const char *disk = getenv("TMPDIR");
    const char *place = access(memory, W_OK) == 0 ? memory : disk ? disk : "/tmp";
    char *parent = memory_printf("%s/galley-fuzz-XXXXXX", place);
    must(mkdtemp(parent) != NULL);
    return parent;
}

static char *make_folder(const char *parent, galley_text checkpoint) {
    char *folder = memory_printf("%s/run", parent);
    for (size_t i = 0; i < 2; i++) {
        char *path = memory_printf("%s/%s", folder, i ? "unfinished" : "articles");
        must(folder_make(path, NULL));
        free(path);
    }
    put_file(folder, "articles/a.jsonl.gz", galley_text_of("finished"));
    put_file(folder, "articles/b.jsonl.gz.part", galley_text_of("not yet"));
    put_file(folder, "unfinished/checkpoint.json", checkpoint);
    return folder;
}

/* ---- Checks ---- */

static checkpoint_found read_again(context *self) {
    galley_error error = {""};
    checkpoint_found found = checkpoint_read(&self->run, &error);
    must(found != CHECKPOINT_NONE && (found == CHECKPOINT_DAMAGED) == (error.message[0] != '\0'));
    return found;
}

static void check_counts(const context *self) {
    must(self->run.place.shard <= SHARDS && self->run.last_checkpoint < UINT64_MAX);
    for (size_t i = 0; i < SHARDS; i++) {
        const shard_counts *each = &self->run.shards[i];
        must(each->read <= INT64_MAX && each->written <= INT64_MAX && each->dropped <= INT64_MAX &&
             each->rejected <= INT64_MAX);
    }
}

static void must_be_alike(const context *one, const context *other) {
    must(memcmp(one->run.ledger, other->run.ledger, one->run.shape.size * sizeof *one->run.ledger) == 0);
    must(memcmp(one->run.shards, other->run.shards, SHARDS * sizeof *one->run.shards) == 0);
    must(memcmp(&one->run.place, &other->run.place, sizeof one->run.place) == 0);
    must(one->run.spool_place == other->run.spool_place && one->run.left == other->run.left);
    must(one->run.last_checkpoint == other->run.last_checkpoint);
    json_t *files = outputs_list(one->run.outputs), *others = outputs_list(other->run.outputs);
    must(json_equal(files, others));
    json_decref(files);
    json_decref(others);
}

static void check_writing(context *self, const char *folder) {
    must(checkpoint_write(&self->run, self->run.last_checkpoint, NULL));
    context again;
    context_init(&again, folder);
    must(read_again(&again) == CHECKPOINT_READ);
    must_be_alike(self, &again);
    context_clear(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len) {
    char *parent = make_parent();
    char *folder = make_folder(parent, galley_text_part((const char *)bytes, len));
    context context;
    context_init(&context, folder);
    if (read_again(&context) == CHECKPOINT_READ) {
        check_counts(&context);
        check_writing(&context, folder);
    }
    context_clear(&context);
    must(path_remove(folder, NULL) && rmdir(parent) == 0);
    free(folder);
    free(parent);
    return 0;
}
