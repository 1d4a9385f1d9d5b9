/* common_lines: a survey of the smallest kind. Lines of text that stand in several articles are common: each article is
 * told how many of its lines are, and which articles share its first line; the table of common lines is settled. */
#include <galley/stage.h>
#include <inttypes.h>
#include <stdlib.h>

typedef struct {
    int64_t at_least;
    uint64_t *common; /* hashes of lines, in the order of the findings */
    size_t count;
} common_lines;

static galley_verdict common_lines_survey(const void *stage, void *scratch, galley_article *article,
                                          galley_postings *postings) {
    (void)stage, (void)scratch;
    size_t at = 0;
    galley_text line, text = galley_article_text(article, "text");
    while (galley_line_next(text, &at, &line))
        galley_post(postings, line, galley_article_id(article));
    return GALLEY_KEEP;
}

/* Every article that has the line is told the id of the first one that does. Notes are read twice: to find it, to
 * tell. */
static bool common_lines_gather(const void *stage, galley_text line, galley_notes *notes, galley_telling *telling,
                                galley_error *error) {
    (void)error;
    const common_lines *self = stage;
    if (galley_notes_count(notes) < (uint64_t)self->at_least)
        return true;
    galley_share(telling, line);
    galley_note first, note;
    galley_notes_next(notes, &first);
    galley_notes_rewind(notes);
    while (galley_notes_next(notes, &note))
        galley_tell(telling, note.article, first.bytes);
    return true;
}

static bool common_lines_settle(void *stage, galley_findings *findings, galley_telling *telling, galley_error *error) {
    (void)error;
    common_lines *self = stage;
    galley_text line, finding;
    while (galley_findings_next(findings, &line, &finding)) {
        self->common = realloc(self->common, (self->count + 1) * sizeof *self->common);
        self->common[self->count++] = galley_hash64(finding, 0);
    }
    galley_tell(telling, 0, galley_text_of("you are the first article"));
    return true;
}

static bool is_common(const common_lines *self, galley_text line) {
    uint64_t hash = galley_hash64(line, 0);
    for (size_t i = 0; i < self->count; i++)
        if (self->common[i] == hash)
            return true;
    return false;
}

static galley_verdict common_lines_process(const void *stage, void *scratch, galley_article *article) {
    (void)scratch;
    const common_lines *self = stage;
    int64_t common = 0;
    size_t at = 0;
    galley_text line, text = galley_article_text(article, "text");
    while (galley_line_next(text, &at, &line))
        common += is_common(self, line);
    galley_article_set_integer(article, "common", common);
    galley_buffer told = {0};
    galley_text what;
    for (size_t i = 0; galley_article_told(article, i, &what); i++)
        galley_buffer_printf(&told, "%s%.*s", i ? " " : "", GALLEY_TEXT_ARGS(what));
    galley_verdict verdict = galley_article_set_text(article, "told", galley_buffer_text(&told));
    galley_buffer_clear(&told);
    return verdict;
}

static void common_lines_close(void *stage) {
    free(((common_lines *)stage)->common);
}

static const galley_param params[] = {{.name = "at_least",
                                       .type = GALLEY_INTEGER,
                                       .offset = offsetof(common_lines, at_least),
                                       .fallback = "2",
                                       .min = 1,
                                       .max = 1e6,
                                       .unit = "articles",
                                       .about = "a line that stands in so many is common"},
                                      {0}};
static const char *const reads[] = {"text", NULL}, *const writes[] = {"common", "told", NULL};

GALLEY_STAGE(common_lines, .version = "1.0", .about = "counts lines that articles share",
             .size_of_stage = sizeof(common_lines), .params = params, .reads = reads, .writes = writes,
             .close = common_lines_close, .survey = common_lines_survey, .gather = common_lines_gather,
             .settle = common_lines_settle, .process = common_lines_process);
