/* sequence: numbers articles in corpus order. What it writes shows whether `commit` kept the order, and whether
 * --resume brought its state back. */
#include <galley/stage.h>

typedef struct {
    uint64_t count;
} sequence;

static galley_verdict sequence_commit(void *stage, galley_article *article) {
    sequence *self = stage;
    return galley_article_set_integer(article, "number", (int64_t)++self->count);
}

static bool sequence_save(const void *stage, FILE *out, galley_error *error) {
    const sequence *self = stage;
    return fwrite(&self->count, sizeof self->count, 1, out) == 1 || galley_error_set(error, "cannot write");
}

static bool sequence_restore(void *stage, FILE *in, galley_error *error) {
    sequence *self = stage;
    return fread(&self->count, sizeof self->count, 1, in) == 1 || galley_error_set(error, "the state is cut off");
}

static const char *const writes[] = {"number", NULL};

GALLEY_STAGE(sequence, .version = "1.0", .about = "numbers articles in corpus order", .size_of_stage = sizeof(sequence),
             .writes = writes, .commit = sequence_commit, .save = sequence_save, .restore = sequence_restore);
