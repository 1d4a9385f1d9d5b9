/* extract: the article out of a page of HTML. charset.c finds what characters the page is of, page.c parses it,
 * metadata.c reads what it says about its article, body.c finds the story's text. */
#include "body.h"
#include "charset.h"
#include "metadata.h"
#include "names.h"
#include "page.h"

#include <galley/stage.h>
#include <stdlib.h>

typedef enum output { OUT_TITLE, OUT_TEXT, OUT_DATE, OUT_AUTHOR, OUT_LANG, OUT_SOURCE, OUT_URL, OUTPUT_COUNT } output;

typedef struct extract {
    galley_strings fields;
    bool overwrite, keep_summary, remove_html, drop_empty;
    uint64_t max_bytes;
    bool is_wanted[OUTPUT_COUNT];
    galley_calendar *calendar;
    names *names;
} extract;

enum { NO_HTML, NO_TEXT, TOO_DEEP, TOO_LARGE };                     /* reasons */
enum { FOUND, WITHOUT_HTML = OUTPUT_COUNT, WITHOUT_TEXT, DECODED }; /* counters; FOUND: one for each output */

static const char *const outputs[] = {"title", "text", "date", "author", "lang", "source", "url", NULL};

/* A worker's memory. */
typedef struct worker {
    page_reader *reader;
    body_finder *finder;
    galley_buffer meanings; /* of uint32_t: what the names of each node mean */
    galley_arena *scratch;
} worker;

static bool extract_open(void *stage, galley_error *error) {
    extract *self = stage;
    (void)error;
    for (int i = 0; i < OUTPUT_COUNT; i++) {
        self->is_wanted[i] = self->fields.count == 0;
        for (size_t k = 0; k < self->fields.count; k++)
            self->is_wanted[i] |= strcmp(outputs[i], self->fields.items[k]) == 0;
    }
    self->calendar = galley_calendar_new();
    self->names = names_new();
    return true;
}

static void extract_close(void *stage) {
    extract *self = stage;
    galley_calendar_free(self->calendar);
    names_free(self->names);
}

static void extract_worker_close(const void *stage, void *scratch) {
    worker *mine = scratch;
    (void)stage;
    page_reader_free(mine->reader);
    body_finder_free(mine->finder);
    galley_arena_free(mine->scratch);
    galley_buffer_clear(&mine->meanings);
    free(mine);
}

static void *extract_worker_open(const void *stage, galley_error *error) {
    worker *mine = calloc(1, sizeof *mine);
    if (!mine)
        abort();
    mine->reader = page_reader_new();
    mine->finder = body_finder_new();
    mine->scratch = galley_arena_new();
    if (mine->reader)
        return mine;
    galley_error_set(error, "the HTML parser cannot be made: not enough memory");
    extract_worker_close(stage, mine);
    return NULL;
}

/* Sets what is wanted and not yet there. */
static galley_verdict set_fields(const extract *self, galley_article *article, const galley_text found[OUTPUT_COUNT]) {
    for (int i = 0; i < OUTPUT_COUNT; i++) {
        if (!self->is_wanted[i] || found[i].len == 0)
            continue;
        if (!self->overwrite && galley_article_text(article, outputs[i]).len > 0)
            continue;
        galley_count(article, FOUND + i, 1);
        galley_verdict verdict = galley_article_set_text(article, outputs[i], found[i]);
        if (verdict != GALLEY_KEEP)
            return verdict;
    }
    return GALLEY_KEEP;
}

static galley_verdict extract_page(const extract *self, worker *mine, galley_article *article, const page *read) {
    galley_arena *arena = galley_article_arena(article);
    names_read(self->names, read, &mine->meanings);
    const uint32_t *meanings = (const uint32_t *)(const void *)mine->meanings.ptr;
    metadata about =
        metadata_find(read, meanings, galley_article_text(article, "url"), self->calendar, arena, mine->scratch);
    galley_text text = self->is_wanted[OUT_TEXT]
                           ? body_find(mine->finder, read, meanings, &about, self->keep_summary, arena)
                           : galley_text_of(NULL);
    const galley_text found[OUTPUT_COUNT] = {about.title, text,         about.date, about.author,
                                             about.lang,  about.source, about.url};
    if (text.len == 0 && self->is_wanted[OUT_TEXT])
        galley_count(article, WITHOUT_TEXT, 1);
    galley_verdict verdict = set_fields(self, article, found);
    if (verdict == GALLEY_KEEP && self->drop_empty && galley_article_text(article, "text").len == 0)
        return galley_drop(article, NO_TEXT, 0, about.title);
    if (verdict == GALLEY_KEEP && self->remove_html)
        return galley_article_remove(article, "html");
    return verdict;
}

static galley_verdict extract_process(const void *stage, void *scratch, galley_article *article) {
    const extract *self = stage;
    worker *mine = scratch;
    galley_text html = galley_article_text(article, "html");
    if (galley_trim(html).len == 0) {
        galley_count(article, WITHOUT_HTML, 1);
        bool has_text = galley_article_text(article, "text").len > 0;
        return self->drop_empty && !has_text ? galley_drop(article, NO_HTML, 0, galley_text_of(NULL)) : GALLEY_KEEP;
    }
    if (html.len > self->max_bytes)
        return galley_drop(article, TOO_LARGE, (double)html.len, galley_text_of("bytes"));
    galley_arena_reset(mine->scratch);
    bool is_decoded;
    html = charset_decode(html, mine->scratch, &is_decoded);
    if (is_decoded)
        galley_count(article, DECODED, 1);
    page read;
    page_result result = page_read(mine->reader, html, &read);
    if (result == PAGE_TOO_DEEP)
        return galley_drop(article, TOO_DEEP, 0, galley_text_of(NULL));
    if (result == PAGE_TOO_LARGE)
        return galley_drop(article, TOO_LARGE, (double)html.len, galley_text_of("elements"));
    return extract_page(self, mine, article, &read);
}

/* ---- Tables ---------------------------------------------------------------------------------------------------- */

static const galley_param params[] = {
    {.name = "fields",
     .type = GALLEY_STRINGS,
     .offset = offsetof(extract, fields),
     .choices = outputs,
     .about = "set only these fields; empty: all"},
    {.name = "overwrite",
     .type = GALLEY_BOOL,
     .offset = offsetof(extract, overwrite),
     .fallback = "false",
     .about = "replace what an article has already; else that stays"},
    {.name = "keep_summary",
     .type = GALLEY_BOOL,
     .offset = offsetof(extract, keep_summary),
     .fallback = "false",
     .about = "keep a first paragraph in bold that repeats the page's description; else it is no part of text"},
    {.name = "remove_html",
     .type = GALLEY_BOOL,
     .offset = offsetof(extract, remove_html),
     .fallback = "false",
     .about = "take html away from articles that were extracted"},
    {.name = "drop_empty",
     .type = GALLEY_BOOL,
     .offset = offsetof(extract, drop_empty),
     .fallback = "false",
     .about = "drop articles that have no text then; else they stay"},
    {.name = "max_bytes",
     .type = GALLEY_SIZE,
     .offset = offsetof(extract, max_bytes),
     .fallback = "8M",
     .min = 1024,
     .max = 1 << 28,
     .unit = "bytes",
     .about = "drop articles with a longer html"},
    {0}};

static const char *const reads[] = {"html", "url?", "text?", NULL};
static const char *const writes[] = {"title", "text", "date", "author", "lang", "source", "url", "html?", NULL};

static const galley_reason reasons[] = {
    [NO_HTML] = {"no-html", "there is no html, and no text (drop_empty)"},
    [NO_TEXT] = {"no-text", "no story was found on the page (drop_empty)"},
    [TOO_DEEP] = {"too-deep", "more elements stand inside each other than on any real page"},
    [TOO_LARGE] = {"too-large", "html is longer than max_bytes, or has too many elements"},
    {0}};

static const galley_counter counters[] = {[OUT_TITLE] = {"title", "titles set"},
                                          [OUT_TEXT] = {"text", "texts set"},
                                          [OUT_DATE] = {"date", "dates set"},
                                          [OUT_AUTHOR] = {"author", "authors set"},
                                          [OUT_LANG] = {"lang", "languages set"},
                                          [OUT_SOURCE] = {"source", "sources set"},
                                          [OUT_URL] = {"url", "addresses set"},
                                          [WITHOUT_HTML] = {"no_html", "articles without html"},
                                          [WITHOUT_TEXT] = {"no_text", "pages on which no story was found"},
                                          [DECODED] = {"decoded", "pages whose characters had been misread"},
                                          {0}};

GALLEY_STAGE(extract, .version = "1.0", .about = "makes an article of a page: title, text, date, author from html",
             .description =
                 "The page is parsed as a browser would. The text is the part of the page with the most prose and the "
                 "fewest links and scraps, without captions, bylines, related links, comments and notices; its "
                 "paragraphs are lines. Title, date, author, lang, source and url are taken from JSON-LD, meta "
                 "elements, marked elements, the address, scripts and the open text, in this order.\n\n"
                 "Fields that an article has already stay. A page that was built to be expensive is dropped.",
             .size_of_stage = sizeof(extract), .params = params, .reads = reads, .writes = writes, .reasons = reasons,
             .counters = counters, .open = extract_open, .close = extract_close, .worker_open = extract_worker_open,
             .worker_close = extract_worker_close, .process = extract_process);
