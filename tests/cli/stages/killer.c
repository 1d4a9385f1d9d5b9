/* killer: ends the whole process with SIGKILL at one article, if a file is there; the file goes first, so that the run
 * dies once. A kill at a chosen point needs no waiting and no luck. */
#include <galley/stage.h>
#include <signal.h>
#include <unistd.h>

typedef struct {
    int64_t at;
    const char *file;
    int signal;
} killer;

static const int signals[] = {SIGKILL, SIGTERM};

static galley_verdict killer_process(const void *stage, void *scratch, galley_article *article) {
    (void)scratch;
    const killer *self = stage;
    if (galley_article_ordinal(article) == (uint64_t)self->at && unlink(self->file) == 0)
        kill(getpid(), signals[self->signal]);
    return GALLEY_KEEP;
}

static const char *const names[] = {"kill", "term", NULL};
static const galley_param params[] = {
    {.name = "at", .type = GALLEY_INTEGER, .offset = offsetof(killer, at), .about = "ordinal of the article"},
    {.name = "file",
     .type = GALLEY_PATH,
     .offset = offsetof(killer, file),
     .required = true,
     .about = "kills if it is there"},
    {.name = "signal",
     .type = GALLEY_CHOICE,
     .offset = offsetof(killer, signal),
     .fallback = "kill",
     .choices = names,
     .about = "which signal"},
    {0}};

GALLEY_STAGE(killer, .version = "1.0", .about = "ends the process at one article", .size_of_stage = sizeof(killer),
             .params = params, .process = killer_process);
