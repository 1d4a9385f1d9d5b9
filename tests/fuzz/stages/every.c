/* every: a stage with a parameter of every type, and fields that parameters name: for pipeline files that fuzzing
 * makes. */
#include <galley/expression.h>
#include <galley/stage.h>

#include <stdlib.h>

typedef struct every {
    bool fails;
    int64_t count;
    double share;
    const char *field, *into, *needed, *file;
    int mode;
    galley_strings list, modes;
    uint64_t room;
    const galley_expression *when;
    char *opened;
} every;

static bool every_open(void *stage, galley_error *error) {
    every *self = stage;
    if (self->fails)
        return galley_error_set(error, "it shall fail: %s", self->needed);
    self->opened = malloc(1);
    return self->opened != NULL;
}

static void every_close(void *stage) {
    every *self = stage;
    free(self->opened);
}

static galley_verdict every_process(const void *stage, void *scratch, galley_article *article) {
    (void)stage, (void)scratch, (void)article;
    return GALLEY_KEEP;
}

static const char *const modes[] = {"near", "exact", NULL};

static const galley_param params[] = {
    {.name = "fails", .type = GALLEY_BOOL, .offset = offsetof(every, fails), .about = "cannot be opened"},
    {.name = "count",
     .type = GALLEY_INTEGER,
     .offset = offsetof(every, count),
     .fallback = "3",
     .min = 1,
     .max = 9,
     .unit = "words",
     .about = "an integer"},
    {.name = "share", .type = GALLEY_REAL, .offset = offsetof(every, share), .max = 1, .about = "a number"},
    {.name = "field", .type = GALLEY_STRING, .offset = offsetof(every, field), .fallback = "text", .about = "a string"},
    {.name = "into", .type = GALLEY_STRING, .offset = offsetof(every, into), .about = "a string that may be absent"},
    {.name = "needed", .type = GALLEY_STRING, .offset = offsetof(every, needed), .required = true, .about = "a must"},
    {.name = "file", .type = GALLEY_PATH, .offset = offsetof(every, file), .about = "a path"},
    {.name = "mode",
     .type = GALLEY_CHOICE,
     .offset = offsetof(every, mode),
     .fallback = "exact",
     .choices = modes,
     .about = "a choice"},
    {.name = "list",
     .type = GALLEY_STRINGS,
     .offset = offsetof(every, list),
     .fallback = "title,url",
     .about = "fields"},
    {.name = "modes", .type = GALLEY_STRINGS, .offset = offsetof(every, modes), .choices = modes, .about = "choices"},
    {.name = "room",
     .type = GALLEY_SIZE,
     .offset = offsetof(every, room),
     .fallback = "64K",
     .max = 1 << 30,
     .unit = "bytes",
     .about = "a size"},
    {.name = "when", .type = GALLEY_EXPRESSION, .offset = offsetof(every, when), .about = "an expression"},
    {0}};

static const char *const reads[] = {"$field", "$list", "title?", "$when?", NULL}, *const writes[] = {"$into", "score",
                                                                                                     NULL};

GALLEY_STAGE(every, .version = "1.0", .about = "has a parameter of every type", .size_of_stage = sizeof(every),
             .params = params, .reads = reads, .writes = writes, .open = every_open, .close = every_close,
             .process = every_process);
