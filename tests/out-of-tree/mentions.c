/* mentions: counts how often an article mentions some words, and drops those that do so too rarely. Case and accents
 * make no difference. A stage as somebody else would write it: it knows nothing but the installed headers. */
#include <galley/stage.h>

typedef struct {
    galley_strings words;
    int64_t at_least;
} mentions;

enum { RARE };
enum { FOUND };

static bool is_asked_for(const mentions *self, galley_text word, galley_arena *arena) {
    for (size_t i = 0; i < self->words.count; i++)
        if (galley_text_equal(word, galley_fold(galley_text_of(self->words.items[i]), arena)))
            return true;
    return false;
}

static galley_verdict mentions_process(const void *stage, void *scratch, galley_article *article) {
    const mentions *self = stage;
    (void)scratch;
    galley_arena *arena = galley_article_arena(article);
    galley_text word, text = galley_article_text(article, "text");
    int64_t found = 0;
    for (size_t at = 0; galley_word_next(text, &at, &word);)
        found += is_asked_for(self, galley_fold(word, arena), arena);
    if (found < self->at_least)
        return galley_drop(article, RARE, (double)found, galley_text_of(NULL));
    galley_count(article, FOUND, (uint64_t)found);
    return galley_article_set_integer(article, "mentions", found);
}

static const galley_param params[] = {
    {.name = "words", .type = GALLEY_STRINGS, .offset = offsetof(mentions, words), .required = true, .about = "which"},
    {.name = "at_least",
     .type = GALLEY_INTEGER,
     .offset = offsetof(mentions, at_least),
     .fallback = "1",
     .min = 0,
     .max = 1e6,
     .unit = "mentions",
     .about = "articles with fewer are dropped"},
    {0}};
static const char *const reads[] = {"text", NULL}, *const writes[] = {"mentions", NULL};
static const galley_reason reasons[] = {[RARE] = {"rare", "the words are mentioned too rarely"}, {0}};
static const galley_counter counters[] = {[FOUND] = {"found", "mentions in articles that were kept"}, {0}};

GALLEY_STAGE(mentions, .version = "1.0", .about = "keeps articles that mention some words",
             .size_of_stage = sizeof(mentions), .params = params, .reads = reads, .writes = writes, .reasons = reasons,
             .counters = counters, .process = mentions_process);
