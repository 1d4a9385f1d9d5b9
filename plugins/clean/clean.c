/* clean: text and title as a reader saw them: characters put right (characters.c), and what scraping left of the page
 * around the story taken out: program text (program.c), and lines (lines.c, with the phrases of phrases.inc). Each rule
 * is a parameter and has a counter.
 *
 * Both work on views: an article in which nothing is wrong is read and not written. */
#include "characters.h"
#include "lines.h"
#include "program.h"

#include <galley/stage.h>

typedef struct clean {
    bool has_characters[CHARACTER_RULE_COUNT], has_lines[RULE_COUNT];
    bool code, fields, drop_empty;
    phrases *known;
} clean;

enum { EMPTY }; /* reasons */
enum {
    LINES_COUNTED = CHARACTER_RULE_COUNT,
    CLEANED = LINES_COUNTED + RULE_COUNT,
    EMPTIED,
    CODE,
    MOVED
}; /* counters */

static bool clean_open(void *stage, galley_error *error) {
    clean *self = stage;
    (void)error;
    self->known = phrases_new();
    return true;
}

static void clean_close(void *stage) {
    clean *self = stage;
    phrases_free(self->known);
}

/* A worker's memory: what reading one line needs. */
static void *clean_worker_open(const void *stage, galley_error *error) {
    (void)stage;
    (void)error;
    return galley_arena_new();
}

static void clean_worker_close(const void *stage, void *scratch) {
    (void)stage;
    galley_arena_free(scratch);
}

static void count_changes(galley_article *article, const bool has_changed[CHARACTER_RULE_COUNT],
                          const size_t gone[RULE_COUNT]) {
    for (int i = 0; i < CHARACTER_RULE_COUNT; i++)
        if (has_changed[i])
            galley_count(article, i, 1);
    for (int i = 0; i < RULE_COUNT; i++)
        if (gone[i] > 0)
            galley_count(article, LINES_COUNTED + i, gone[i]);
}

/* What the lines told, into fields that are not there. */
static bool move_fields(galley_article *article, const about *about) {
    static const char *const names[FIELD_COUNT] = {"title", "date", "author", "source"};
    bool has_moved = false;
    for (int i = 0; i < FIELD_COUNT; i++) {
        if (about->told[i].len == 0 || galley_trim(galley_article_text(article, names[i])).len > 0)
            continue;
        galley_article_set_text(article, names[i], about->told[i]);
        galley_count(article, MOVED + i, 1);
        has_moved = true;
    }
    return has_moved;
}

static galley_verdict clean_process(const void *stage, void *scratch, galley_article *article) {
    const clean *self = stage;
    galley_arena *arena = galley_article_arena(article);
    galley_text text_before = galley_article_text(article, "text"),
                title_before = galley_article_text(article, "title");
    bool has_changed[CHARACTER_RULE_COUNT] = {false};
    size_t gone[RULE_COUNT] = {0};

    galley_text title = characters_clean(title_before, true, self->has_characters, has_changed, arena);
    galley_text text = characters_clean(text_before, false, self->has_characters, has_changed, arena);
    about about = {.title = galley_trim(title), .url = galley_article_text(article, "url")};
    size_t code = 0;
    if (self->code)
        text = program_take(text, &code, arena);
    text = lines_clean(text, &about, self->known, self->has_lines, gone, arena, scratch);
    count_changes(article, has_changed, gone);
    if (code > 0)
        galley_count(article, CODE, code);

    bool is_empty = galley_trim(text).len == 0;
    if (is_empty && text_before.len > 0)
        galley_count(article, EMPTIED, 1);
    if (is_empty && self->drop_empty)
        return galley_drop(article, EMPTY, 0, title);
    bool has_moved = self->fields && move_fields(article, &about);
    bool has_new_text = text.ptr != text_before.ptr, has_new_title = title.ptr != title_before.ptr;
    if (has_new_text || has_new_title || has_moved)
        galley_count(article, CLEANED, 1);
    galley_verdict verdict = has_new_text ? galley_article_set_text(article, "text", text) : GALLEY_KEEP;
    if (verdict == GALLEY_KEEP && has_new_title)
        verdict = galley_article_set_text(article, "title", title);
    return verdict;
}

/* ---- Tables ---------------------------------------------------------------------------------------------------- */

/* A rule's parameter. A macro, since all of them are alike but for this. */
#define RULE(called, array, index, text)                                                                               \
    {                                                                                                                  \
        .name = (called), .type = GALLEY_BOOL, .offset = offsetof(clean, array) + (index) * sizeof(bool),              \
        .fallback = "true", .about = (text)                                                                            \
    }

static const galley_param params[] = {
    RULE("mojibake", has_characters, MOJIBAKE, "repair UTF-8 that was read as Windows-1252 or Latin-1: Ã© is é"),
    RULE("entities", has_characters, ENTITIES, "decode HTML entities, once: &eacute; &#8217; &#x2019;"),
    RULE("controls", has_characters, CONTROLS, "take out control, zero-width, bidi characters and soft hyphens"),
    RULE("ligatures", has_characters, LIGATURES, "write ligatures of print as letters: ﬁ is fi; œ and æ stay"),
    RULE("nfc", has_characters, NFC, "compose characters (Unicode normal form C)"),
    RULE("spaces", has_characters, SPACES, "make white space single spaces and LF, none at the ends of lines"),
    RULE("blank_lines", has_characters, BLANK_LINES, "leave at most one blank line between lines"),
    {.name = "quotes",
     .type = GALLEY_BOOL,
     .offset = offsetof(clean, has_characters) + QUOTES * sizeof(bool),
     .fallback = "false",
     .about = "make all quotes \" and '"},
    {.name = "dashes",
     .type = GALLEY_BOOL,
     .offset = offsetof(clean, has_characters) + DASHES * sizeof(bool),
     .fallback = "false",
     .about = "make all dashes -"},
    {.name = "code",
     .type = GALLEY_BOOL,
     .offset = offsetof(clean, code),
     .fallback = "true",
     .about = "take out program text, wherever it stands: scripts, style sheets, JSON, tags, shortcodes"},
    RULE("titles", has_lines, TITLE, "take out lines above the story that repeat the title"),
    RULE("dates", has_lines, DATE, "take out lines that say a date or a time and nothing else"),
    RULE("breadcrumbs", has_lines, BREADCRUMB, "take out the path to the page: Home / Tech / Phones"),
    RULE("bylines", has_lines, BYLINE, "take out the author's line above or below the story: By Jane Doe"),
    RULE("sharing", has_lines, SHARING, "take out share and follow buttons"),
    RULE("subscribing", has_lines, SUBSCRIBING, "take out invitations to subscribe and to newsletters"),
    RULE("comments", has_lines, COMMENTS, "take out comment forms and what leads to comments"),
    RULE("related", has_lines, RELATED, "take out links to other articles: Lire aussi : …; lists of them"),
    RULE("reading_time", has_lines, READING_TIME, "take out lines like: 4 min read"),
    RULE("advertising", has_lines, ADVERTISING, "take out lines like: Advertisement"),
    RULE("copyright", has_lines, COPYRIGHT, "take out copyright lines"),
    RULE("credits", has_lines, CREDITS, "take out photo and agency credits, and captions that end with one"),
    RULE("notices", has_lines, NOTICES, "take out cookie, affiliate, player and feedback notices"),
    RULE("navigation", has_lines, NAVIGATION, "take out menus, log-in and legal links"),
    RULE("neighbours", has_lines, NEIGHBOUR, "take out short lines that stand among lines taken out by the others"),
    RULE("sources", has_lines, SOURCE_LINE, "take out the last line if it names the source: an agency, a paper"),
    RULE("shape", has_lines, SHAPE, "take out lines that look like a page's where they stand; weights are learned"),
    {.name = "fields",
     .type = GALLEY_BOOL,
     .offset = offsetof(clean, fields),
     .fallback = "true",
     .about = "give the article the title, date, author and source that lines tell and it lacks"},
    {.name = "drop_empty",
     .type = GALLEY_BOOL,
     .offset = offsetof(clean, drop_empty),
     .fallback = "false",
     .about = "drop articles without text; else they stay"},
    {0}};

static const char *const reads[] = {"text", "title?", "url?", "date?", "author?", "source?", NULL};
static const char *const writes[] = {"text", "title", "date?", "author?", "source?", NULL};

static const galley_reason reasons[] = {[EMPTY] = {"empty", "no text is left, or there was none"}, {0}};

static const galley_counter counters[] = {
    [MOJIBAKE] = {"mojibake", "articles in which mojibake was repaired"},
    [ENTITIES] = {"entities", "articles in which entities were decoded"},
    [CONTROLS] = {"controls", "articles from which unseen characters were taken"},
    [LIGATURES] = {"ligatures", "articles in which ligatures became letters"},
    [NFC] = {"nfc", "articles in which characters were composed"},
    [SPACES] = {"spaces", "articles in which white space was put right"},
    [BLANK_LINES] = {"blank_lines", "articles in which blank lines were too many"},
    [QUOTES] = {"quotes", "articles in which quotes were made plain"},
    [DASHES] = {"dashes", "articles in which dashes were made plain"},
    [LINES_COUNTED + TITLE] = {"titles", "lines: repeated titles"},
    [LINES_COUNTED + DATE] = {"dates", "lines: dates"},
    [LINES_COUNTED + BREADCRUMB] = {"breadcrumbs", "lines: breadcrumbs"},
    [LINES_COUNTED + BYLINE] = {"bylines", "lines: authors"},
    [LINES_COUNTED + SHARING] = {"sharing", "lines: share and follow"},
    [LINES_COUNTED + SUBSCRIBING] = {"subscribing", "lines: subscriptions, newsletters"},
    [LINES_COUNTED + COMMENTS] = {"comments", "lines: comment forms"},
    [LINES_COUNTED + RELATED] = {"related", "lines: links to other articles"},
    [LINES_COUNTED + READING_TIME] = {"reading_time", "lines: reading time"},
    [LINES_COUNTED + ADVERTISING] = {"advertising", "lines: advertising"},
    [LINES_COUNTED + COPYRIGHT] = {"copyright", "lines: copyright"},
    [LINES_COUNTED + CREDITS] = {"credits", "lines: credits and captions"},
    [LINES_COUNTED + NOTICES] = {"notices", "lines: notices"},
    [LINES_COUNTED + NAVIGATION] = {"navigation", "lines: menus"},
    [LINES_COUNTED + NEIGHBOUR] = {"neighbours", "lines: among furniture"},
    [LINES_COUNTED + SOURCE_LINE] = {"sources", "lines: the source, below the story"},
    [LINES_COUNTED + SHAPE] = {"shape", "lines: by their looks and place"},
    [CLEANED] = {"cleaned", "articles that changed"},
    [EMPTIED] = {"emptied", "articles of whose text nothing was left"},
    [CODE] = {"code", "pieces of program text"},
    [MOVED + FIELD_TITLE] = {"found_title", "articles that got a title"},
    [MOVED + FIELD_DATE] = {"found_date", "articles that got a date"},
    [MOVED + FIELD_AUTHOR] = {"found_author", "articles that got an author"},
    [MOVED + FIELD_SOURCE] = {"found_source", "articles that got a source"},
    {0}};

GALLEY_STAGE(clean, .version = "1.0", .about = "puts characters and white space right, takes out page furniture",
             .description =
                 "Characters first: mojibake, entities, unseen characters, ligatures, composed form, white space. "
                 "Then program text, which can stand in a line of the story: what begins as a script, a style sheet, "
                 "a tag or a shortcode does, and can be read as one to its end; but not where a text quotes it, that "
                 "is, behind a colon, or in an article that speaks of programs. Then, in texts of more "
                 "than one line, the furniture of the page that scraping left: lines that are known phrases (in "
                 "English and French, and the usual ones of German, Spanish, Italian, Portuguese and Dutch), dates, "
                 "breadcrumbs, bylines, credits, the title once more; and short lines among those, above, between "
                 "and below the story's paragraphs. A long line, or a whole sentence of some length, goes only if it "
                 "begins as no sentence of a story does. Where there is furniture, `shape` weighs the other lines by "
                 "words, looks and place, with learned weights. What such lines tell, the article is given if it lacks "
                 "it: title, date, author, source.\n\n"
                 "Texts in which nothing is found are not written, so their bytes stay as they were.",
             .size_of_stage = sizeof(clean), .params = params, .reads = reads, .writes = writes, .reasons = reasons,
             .counters = counters, .open = clean_open, .close = clean_close, .worker_open = clean_worker_open,
             .worker_close = clean_worker_close, .process = clean_process);
