/* trouble: does what the text tells it to: "DROP" (also as a stage must not), "FAIL", "FATAL", to write what it must
 * not, to crash. Every other article it keeps, and counts. */
#include <galley/stage.h>

#include <math.h>
#include <stdlib.h>

typedef struct {
    const char *also;
} trouble;

enum { TOLD };
enum { KEPT };

/* Uses up the stack; the array keeps the compiler from making a loop of it. */
static size_t descend(volatile const char *above, size_t depth) { /* NOLINT(misc-no-recursion) */
    volatile char here[4096];
    here[0] = above[0];
    return depth == SIZE_MAX ? 0 : descend(here, depth + 1) + (size_t)here[0];
}

static void crash(galley_text how) {
    if (galley_text_is(how, "OVERFLOW"))
        descend("", 0);
    if (galley_text_is(how, "ABORT"))
        abort();
    volatile uintptr_t nowhere = 8;
    if (galley_text_is(how, "CRASH"))
        *(volatile char *)nowhere = 'x'; /* NOLINT(performance-no-int-to-ptr) */
}

static galley_verdict trouble_process(const void *stage, void *scratch, galley_article *article) {
    (void)stage, (void)scratch;
    galley_text text = galley_article_text(article, "text");
    if (galley_text_is(text, "DROP"))
        return galley_drop(article, TOLD, 0.25, galley_text_of("a detail with \"quotes\""));
    if (galley_text_is(text, "DROP WITHOUT A REASON"))
        return GALLEY_DROP;
    if (galley_text_is(text, "DROP WITHOUT A SCORE"))
        return galley_drop(article, TOLD, NAN, galley_text_of(""));
    if (galley_text_is(text, "FAIL"))
        return galley_fail(article, "the text says %s", "FAIL");
    if (galley_text_is(text, "FATAL"))
        return galley_fatal(article, "the text says %s", "FATAL");
    if (galley_text_is(text, "WRITE"))
        galley_article_set_bool(article, "undeclared", true);
    if (galley_text_is(text, "REMOVE"))
        galley_article_remove(article, "id");
    if (galley_text_is(text, "COUNT"))
        galley_count(article, 9, 1);
    if (galley_text_is(text, "NO VERDICT"))
        return (galley_verdict)77; /* as a plugin in another language may */
    if (galley_text_is(text, "FAIL WITHOUT WORDS"))
        return GALLEY_FAIL;
    if (galley_text_is(text, "FATAL WITHOUT WORDS"))
        return GALLEY_FATAL;
    crash(text);
    galley_count(article, KEPT, 1);
    return GALLEY_KEEP;
}

static const galley_param params[] = {
    {"also", GALLEY_STRING, offsetof(trouble, also), .about = "a field that it would read if it were there"}, {0}};
static const char *const reads[] = {"text", "$also?", NULL};
static const galley_reason reasons[] = {[TOLD] = {"told", "the text says so"}, {0}};
static const galley_counter counters[] = {[KEPT] = {"harmless", "articles that tell nothing"}, {0}};

GALLEY_STAGE(trouble, .version = "1.0", .about = "does what the text says", .size_of_stage = sizeof(trouble),
             .params = params, .reads = reads, .reasons = reasons, .counters = counters, .process = trouble_process);
