/* clean: text as a person would have typed it. First the characters (entities, what cannot be seen, normal form, white
 * space), then the lines (what the page had around the story). */
#include "characters.h"
#include "furniture.h"

#include <galley/stage.h>
#include <stdlib.h>

typedef struct clean {
    bool entities, invisible, nfc, spaces, furniture;
} clean;

enum { ENTITIES, INVISIBLE, TITLES, BREADCRUMBS, DATES, PHRASES, CREDITS, COMMENTS };

static const int counter_of[FURNITURE_KINDS] = {
    [FURNITURE_TITLE] = TITLES,   [FURNITURE_BREADCRUMB] = BREADCRUMBS, [FURNITURE_DATE] = DATES,
    [FURNITURE_PHRASE] = PHRASES, [FURNITURE_CREDIT] = CREDITS,         [FURNITURE_COMMENTS] = COMMENTS};

/* A worker's memory. */
typedef struct desk {
    galley_buffer characters, lines;
} desk;

static void *clean_worker_open(const void *stage, galley_error *error) {
    (void)stage;
    desk *fresh = calloc(1, sizeof *fresh);
    if (!fresh)
        galley_error_set(error, "out of memory");
    return fresh;
}

static void clean_worker_close(const void *stage, void *scratch) {
    (void)stage;
    desk *desk = scratch;
    galley_buffer_clear(&desk->characters);
    galley_buffer_clear(&desk->lines);
    free(desk);
}

/* The view lives until the next call with this desk. */
static galley_text clean_characters(const clean *self, desk *desk, galley_article *article, galley_text text) {
    characters_rules rules = {.entities = self->entities, .invisible = self->invisible, .spaces = self->spaces};
    characters_found found = {0};
    characters_clean(text, rules, &desk->characters, &found);
    galley_count(article, ENTITIES, found.entities);
    galley_count(article, INVISIBLE, found.invisible);
    galley_text cleaned = galley_buffer_text(&desk->characters);
    return self->nfc ? galley_nfc(cleaned, galley_article_arena(article)) : cleaned;
}

static galley_text clean_lines(desk *desk, galley_article *article, galley_text text) {
    uint64_t counts[FURNITURE_KINDS] = {0};
    furniture_remove(text, galley_article_text(article, "title"), galley_article_arena(article), &desk->lines, counts);
    for (size_t kind = FURNITURE_NONE + 1; kind < FURNITURE_KINDS; kind++)
        galley_count(article, counter_of[kind], counts[kind]);
    return galley_buffer_text(&desk->lines);
}

static galley_verdict clean_process(const void *stage, void *scratch, galley_article *article) {
    const clean *self = stage;
    desk *desk = scratch;
    galley_text title = galley_article_text(article, "title");
    if (title.len > 0) {
        galley_verdict verdict =
            galley_article_set_text(article, "title", clean_characters(self, desk, article, title));
        if (verdict != GALLEY_KEEP)
            return verdict;
    }
    galley_text text = galley_article_text(article, "text");
    if (text.len == 0)
        return GALLEY_KEEP;
    text = clean_characters(self, desk, article, text);
    if (self->furniture)
        text = clean_lines(desk, article, text);
    return galley_article_set_text(article, "text", text);
}

static const galley_param params[] = {
    {.name = "entities",
     .type = GALLEY_BOOL,
     .offset = offsetof(clean, entities),
     .fallback = "true",
     .about = "decode character references such as &eacute; and &#233;, once"},
    {.name = "invisible",
     .type = GALLEY_BOOL,
     .offset = offsetof(clean, invisible),
     .fallback = "true",
     .about = "remove controls, soft hyphens, zero-width characters, direction marks"},
    {.name = "nfc",
     .type = GALLEY_BOOL,
     .offset = offsetof(clean, nfc),
     .fallback = "true",
     .about = "compose characters (Unicode normal form C)"},
    {.name = "spaces",
     .type = GALLEY_BOOL,
     .offset = offsetof(clean, spaces),
     .fallback = "true",
     .about = "one space for any white space, none at the ends of lines, at most one empty line in a row"},
    {.name = "furniture",
     .type = GALLEY_BOOL,
     .offset = offsetof(clean, furniture),
     .fallback = "true",
     .about = "leave out lines that are the page's and not the story's"},
    {0}};

static const char *const reads[] = {"text", "title?", NULL}, *const writes[] = {"text", "title", NULL};

static const galley_counter counters[] = {[ENTITIES] = {"entities", "character references decoded"},
                                          [INVISIBLE] = {"invisible", "characters removed that cannot be seen"},
                                          [TITLES] = {"titles", "lines at the top that repeat the title"},
                                          [BREADCRUMBS] = {"breadcrumbs", "lines such as Home / Sport"},
                                          [DATES] = {"dates", "lines at the top that are a date"},
                                          [PHRASES] = {"phrases", "lines that share, follow, subscribe, link"},
                                          [CREDITS] = {"credits", "copyright lines"},
                                          [COMMENTS] = {"comment_forms", "comment forms with what stands below"},
                                          {0}};

GALLEY_STAGE(clean, .version = "1.0", .about = "repairs characters and white space, removes page furniture",
             .description =
                 "Characters first, in title and text; then the lines of the text. Only short lines are left "
                 "out, and a text that is nothing but furniture stays as it is.",
             .size_of_stage = sizeof(clean), .params = params, .reads = reads, .writes = writes, .counters = counters,
             .worker_open = clean_worker_open, .worker_close = clean_worker_close, .process = clean_process);
