/* sample: keeps a share of the articles, chosen by a hash of their id, so that the same ones are kept whatever else
 * runs. */
#include <galley/stage.h>

enum { UNSAMPLED };

typedef struct sample {
    double share;
    int64_t seed;
    const char *by;
} sample;

static const double two_to_53 = 9007199254740992.0;

/* From 0 to 1, the latter excluded. */
static double place_of(galley_text key, uint64_t seed) {
    return (double)(galley_hash64(key, seed) >> 11) / two_to_53;
}

static galley_text key_of(const sample *self, galley_article *article) {
    galley_text key = self->by ? galley_article_text(article, self->by) : galley_text_of(NULL);
    return key.len > 0 ? key : galley_article_id(article);
}

static galley_verdict sample_process(const void *stage, void *scratch, galley_article *article) {
    const sample *self = stage;
    (void)scratch;
    double place = place_of(key_of(self, article), (uint64_t)self->seed);
    return place < self->share ? GALLEY_KEEP : galley_drop(article, UNSAMPLED, place, galley_text_of(NULL));
}

static const galley_param params[] = {
    {.name = "share",
     .type = GALLEY_REAL,
     .offset = offsetof(sample, share),
     .required = true,
     .min = 0,
     .max = 1,
     .about = "of the articles that are kept, about; a smaller share is a part of a larger one with the same seed"},
    {.name = "seed",
     .type = GALLEY_INTEGER,
     .offset = offsetof(sample, seed),
     .fallback = "0",
     .min = 0,
     .max = 1e15,
     .about = "another seed keeps others"},
    {.name = "by",
     .type = GALLEY_STRING,
     .offset = offsetof(sample, by),
     .about = "a field: articles with the same text in it are all kept or all dropped; none: by id"},
    {0}};

static const char *const reads[] = {"id?", "$by?", NULL}, *const writes[] = {NULL};
static const galley_reason reasons[] = {
    [UNSAMPLED] = {"unsampled", "not in the share; the score is the article's place from 0 to 1"}, {0}};

GALLEY_STAGE(sample, .version = "1.0", .about = "keeps a share of the articles, always the same ones",
             .description = "An article's place is a hash of its id, from 0 to 1; it is kept if that is below the "
                            "share. So the same articles "
                            "are kept on every machine, in every run, whatever stands before and behind.",
             .size_of_stage = sizeof(sample), .params = params, .reads = reads, .writes = writes, .reasons = reasons,
             .process = sample_process);
