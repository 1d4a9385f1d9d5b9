/* phase_killer: surveys, and ends the whole process at a chosen point of that, or while its state is saved or
 * restored. */
#include "strike.h"

#include <galley/stage.h>

enum { AT_SURVEY, AT_GATHER, AT_SETTLE, AT_PROCESS, AT_SAVE, AT_RESTORE };

typedef struct {
    int at;
    const char *file;
    int signal;
    uint64_t committed;
} phase_killer;

static void reach(const phase_killer *self, int point) {
    if (self->at == point)
        strike(self->file, self->signal);
}

static galley_verdict phase_killer_survey(const void *stage, void *scratch, galley_article *article,
                                          galley_postings *postings) {
    (void)scratch;
    reach(stage, AT_SURVEY);
    galley_post(postings, galley_article_text(article, "lang"), galley_text_of(""));
    return GALLEY_KEEP;
}

static bool phase_killer_gather(const void *stage, galley_text key, galley_notes *notes, galley_telling *telling,
                                galley_error *error) {
    (void)error;
    reach(stage, AT_GATHER);
    galley_note note;
    while (galley_notes_next(notes, &note))
        galley_tell(telling, note.article, key);
    return true;
}

static bool phase_killer_settle(void *stage, galley_findings *findings, galley_telling *telling, galley_error *error) {
    (void)findings, (void)telling, (void)error;
    reach(stage, AT_SETTLE);
    return true;
}

static galley_verdict phase_killer_process(const void *stage, void *scratch, galley_article *article) {
    (void)scratch;
    reach(stage, AT_PROCESS);
    galley_text told;
    if (!galley_article_told(article, 0, &told))
        return galley_fail(article, "nothing was told");
    return galley_article_set_text(article, "told", told);
}

static galley_verdict phase_killer_commit(void *stage, galley_article *article) {
    phase_killer *self = stage;
    return galley_article_set_integer(article, "committed", (int64_t)++self->committed);
}

static bool phase_killer_save(const void *stage, FILE *out, galley_error *error) {
    const phase_killer *self = stage;
    reach(self, AT_SAVE);
    return fwrite(&self->committed, sizeof self->committed, 1, out) == 1 || galley_error_set(error, "cannot write");
}

static bool phase_killer_restore(void *stage, FILE *in, galley_error *error) {
    phase_killer *self = stage;
    reach(self, AT_RESTORE);
    return fread(&self->committed, sizeof self->committed, 1, in) == 1 ||
           galley_error_set(error, "the state is cut off");
}

static const char *const points[] = {"survey", "gather", "settle", "process", "save", "restore", NULL};
static const galley_param params[] = {{.name = "at",
                                       .type = GALLEY_CHOICE,
                                       .offset = offsetof(phase_killer, at),
                                       .fallback = "survey",
                                       .choices = points,
                                       .about = "where"},
                                      {.name = "file",
                                       .type = GALLEY_PATH,
                                       .offset = offsetof(phase_killer, file),
                                       .required = true,
                                       .about = "kills if it is there"},
                                      {.name = "signal",
                                       .type = GALLEY_CHOICE,
                                       .offset = offsetof(phase_killer, signal),
                                       .fallback = "kill",
                                       .choices = strike_names,
                                       .about = "which signal"},
                                      {0}};
static const char *const reads[] = {"lang?", NULL}, *const writes[] = {"told", "committed", NULL};

GALLEY_STAGE(phase_killer, .version = "1.0", .about = "ends the process at a point of its survey",
             .size_of_stage = sizeof(phase_killer), .params = params, .reads = reads, .writes = writes,
             .survey = phase_killer_survey, .gather = phase_killer_gather, .settle = phase_killer_settle,
             .process = phase_killer_process, .commit = phase_killer_commit, .save = phase_killer_save,
             .restore = phase_killer_restore);
