/* newstage: tells how many minutes an article takes to read, and drops articles without a word.
 *
 * This is a whole stage, to begin with. Keep its shape, and change what it does: the parameters, what happens to an
 * article, and the tables at the end, from which Galley checks pipeline files and describes the stage
 * (`galley stages newstage`). The header galley/stage.h tells what else a stage may have. */
#include <galley/stage.h>

/* The stage's own struct: its parameters, which Galley has checked and stored before anything here is called. */
typedef struct {
    int64_t words_per_minute;
} newstage_settings;

enum { NO_WORDS }; /* an index of `reasons` */
enum { WORDS };    /* an index of `counters` */

/* One article. Many threads are in here at once, so nothing is changed but the article: what a worker wants to keep for
 * itself goes into `scratch` (worker_open), what all share is made before (open), what depends on the order of the
 * corpus is done in `commit`. */
static galley_verdict newstage_process(const void *stage, void *scratch, galley_article *article) {
    const newstage_settings *self = stage;
    (void)scratch;
    galley_text text = galley_article_text(article, "text"); /* decoded; empty if the article has none */
    galley_text word;                                        /* a view into it, which nobody has to free */
    int64_t words = 0;
    for (size_t at = 0; galley_word_next(text, &at, &word);)
        words++;
    if (words == 0) /* the article goes to dropped/, whole, with the reason */
        return galley_drop(article, NO_WORDS, 0, galley_text_of(NULL));
    galley_count(article, WORDS, (uint64_t)words);
    int64_t minutes = (words + self->words_per_minute - 1) / self->words_per_minute;
    return galley_article_set_integer(article, "minutes", minutes); /* GALLEY_KEEP: on to the next stage */
}

static const galley_param params[] = {{.name = "words_per_minute",
                                       .type = GALLEY_INTEGER,
                                       .offset = offsetof(newstage_settings, words_per_minute),
                                       .fallback = "220",
                                       .min = 1,
                                       .max = 10000,
                                       .unit = "words",
                                       .about = "how fast people read"},
                                      {0}};
static const char *const reads[] = {"text", NULL}, *const writes[] = {"minutes", NULL};
static const galley_reason reasons[] = {[NO_WORDS] = {"no_words", "the text has no words"}, {0}};
static const galley_counter counters[] = {[WORDS] = {"words", "words of all articles that were kept"}, {0}};

GALLEY_STAGE(newstage, .version = "0.1", .about = "tells how many minutes an article takes to read",
             .size_of_stage = sizeof(newstage_settings), .params = params, .reads = reads, .writes = writes,
             .reasons = reasons, .counters = counters, .process = newstage_process);
