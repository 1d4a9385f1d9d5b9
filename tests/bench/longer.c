/* longer: what `jq 'select((.text|length)>200)'` does, as a stage. */
#include <galley/stage.h>

typedef struct {
    int64_t than;
} longer;

enum { SHORT };

static galley_verdict longer_process(const void *stage, void *scratch, galley_article *article) {
    const longer *self = stage;
    (void)scratch;
    size_t characters = galley_utf8_count(galley_article_text(article, "text"));
    return characters > (size_t)self->than ? GALLEY_KEEP
                                           : galley_drop(article, SHORT, (double)characters, galley_text_of(NULL));
}

static const galley_param params[] = {{.name = "than",
                                       .type = GALLEY_INTEGER,
                                       .offset = offsetof(longer, than),
                                       .fallback = "200",
                                       .min = 0,
                                       .max = 1e9,
                                       .unit = "characters",
                                       .about = "articles with no more are dropped"},
                                      {0}};
static const char *const reads[] = {"text", NULL};
static const galley_reason reasons[] = {[SHORT] = {"short", "the text has too few characters"}, {0}};

GALLEY_STAGE(longer, .version = "1.0", .about = "keeps long articles", .params = params, .reads = reads,
             .reasons = reasons, .size_of_stage = sizeof(longer), .process = longer_process);
