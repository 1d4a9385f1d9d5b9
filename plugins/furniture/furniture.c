/* furniture: lines that many articles of one site share are the site's, not the stories'.
 *
 * The survey posts each line under its site and its words (keys.c). All notes of a line meet in `gather`, which counts
 * different stories: copies of one (the same title; without titles, the same longest line) count once, or a story
 * printed four times would be furniture. `settle` knows how large each site is, decides, and keeps a hash a line of
 * furniture; that is all that stays in memory. How many articles are many: see `needed_articles`. */
#include "keys.h"

#include <errno.h>
#include <galley/stage.h>
#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>

typedef enum site_by { BY_EITHER, BY_HOST, BY_SOURCE } site_by;

typedef struct furniture {
    int by;
    int64_t min_articles;
    double share;
    const char *report;
    galley_arena *arena; /* of the table */
    uint64_t *known;     /* hashes of keys; `mask` + 1 places, 0: free */
    size_t mask;
} furniture;

enum { LINES, CLEANED, EMPTIED, WITHOUT_SITE }; /* counters */

enum { PROSE_BYTES = 100 }; /* a line as long as that may be the story's */

static bool furniture_open(void *stage, galley_error *error) {
    (void)error;
    ((furniture *)stage)->arena = galley_arena_new();
    return true;
}

static void furniture_close(void *stage) {
    galley_arena_free(((furniture *)stage)->arena);
}

/* A worker's memory. */
typedef struct desk {
    galley_arena *own, *arena; /* `arena` is reset for each article */
    galley_buffer key, out;
} desk;

static void *furniture_worker_open(const void *stage, galley_error *error) {
    (void)stage, (void)error;
    galley_arena *own = galley_arena_new();
    desk *self = galley_arena_alloc(own, sizeof *self);
    *self = (desk){.own = own, .arena = galley_arena_new()};
    return self;
}

static void furniture_worker_close(const void *stage, void *scratch) {
    (void)stage;
    desk *self = scratch;
    galley_buffer_clear(&self->key);
    galley_buffer_clear(&self->out);
    galley_arena_free(self->arena);
    galley_arena_free(self->own);
}

static galley_text site_of(const furniture *self, galley_article *article) {
    galley_text host = {0};
    if (self->by != BY_SOURCE)
        host = url_host(galley_article_text(article, "url"));
    if (host.len > 0 || self->by == BY_HOST)
        return host;
    return galley_trim(galley_article_text(article, "source"));
}

/* ---- Survey ------------------------------------------------------------------------------------------------------ */

static uint64_t story_of(galley_article *article, galley_text text) {
    galley_text title = galley_trim(galley_article_text(article, "title")), longest = {0}, line;
    for (size_t at = 0; title.len == 0 && galley_line_next(text, &at, &line);)
        longest = line.len > longest.len ? line : longest;
    return galley_hash64(title.len > 0 ? title : longest, 0);
}

static galley_verdict furniture_survey(const void *stage, void *scratch, galley_article *article,
                                       galley_postings *postings) {
    desk *desk = scratch;
    galley_text site = site_of(stage, article), text = galley_article_text(article, "text"), line;
    if (site.len == 0)
        return GALLEY_KEEP;
    uint64_t story = story_of(article, text);
    galley_text note = galley_text_part((const char *)&story, sizeof story);
    key_of_site(&desk->key, site);
    galley_post(postings, galley_buffer_text(&desk->key), note);
    for (size_t at = 0; galley_line_next(text, &at, &line);)
        if (key_of_line(&desk->key, site, galley_trim(line)))
            galley_post(postings, galley_buffer_text(&desk->key), note);
    return GALLEY_KEEP;
}

static uint64_t read_number(galley_text bytes) {
    uint64_t number = 0;
    memcpy(&number, bytes.ptr, bytes.len < sizeof number ? bytes.len : sizeof number);
    return number;
}

static int compare_numbers(const void *a, const void *b) {
    const uint64_t *left = a, *right = b;
    return (*left > *right) - (*left < *right);
}

static uint64_t count_stories(galley_notes *notes, size_t count) {
    galley_arena *arena = galley_arena_new();
    uint64_t *stories = galley_arena_alloc(arena, count * sizeof *stories), different = 0;
    galley_note note;
    for (size_t i = 0; i < count && galley_notes_next(notes, &note); i++)
        stories[i] = read_number(note.bytes);
    qsort(stories, count, sizeof *stories, compare_numbers);
    for (size_t i = 0; i < count; i++)
        different += i == 0 || stories[i] != stories[i - 1];
    galley_arena_free(arena);
    return different;
}

static bool furniture_gather(const void *stage, galley_text key, galley_notes *notes, galley_telling *telling,
                             galley_error *error) {
    const furniture *self = stage;
    (void)error;
    uint64_t least = key_is_site(key) ? 1 : (uint64_t)self->min_articles, count = galley_notes_count(notes);
    uint64_t stories = count >= least ? count_stories(notes, (size_t)count) : 0;
    if (stories >= least)
        galley_share(telling, galley_text_part((const char *)&stories, sizeof stories));
    return true;
}

/* ---- Deciding ---------------------------------------------------------------------------------------------------- */

/* In how many of a site's articles is a line furniture? The root lies between a number, which in a large site chance
 * reaches, and a share, which the furniture of one section does not reach. What may be a paragraph needs three times as
 * many, or nearly all. */
static uint64_t needed_articles(const furniture *self, uint64_t size, bool is_prose) {
    double needed = fmax(fmax(1.25 * sqrt((double)size), self->share * (double)size), (double)self->min_articles);
    if (is_prose)
        needed = fmax(needed, fmin(3 * needed, 0.8 * (double)size));
    return (uint64_t)ceil(needed);
}

typedef struct site {
    uint64_t name; /* its hash */
    uint64_t articles;
} site;

static int compare_sites(const void *a, const void *b) {
    const site *left = a, *right = b;
    return (left->name > right->name) - (left->name < right->name);
}

static void read_sites(galley_findings *findings, galley_buffer *sites) {
    galley_text key, finding;
    while (galley_findings_next(findings, &key, &finding)) {
        site one = {.name = galley_hash64(key_site(key), 0), .articles = read_number(finding)};
        if (key_is_site(key))
            galley_buffer_add_bytes(sites, &one, sizeof one);
    }
    if (sites->len > 0)
        qsort(sites->ptr, sites->len / sizeof(site), sizeof(site), compare_sites);
}

static uint64_t size_of_site(const galley_buffer *sites, galley_text key) {
    site wanted = {.name = galley_hash64(key_site(key), 0)};
    const site *found =
        sites->len > 0 ? bsearch(&wanted, sites->ptr, sites->len / sizeof(site), sizeof(site), compare_sites) : NULL;
    return found ? found->articles : 0;
}

static uint64_t hash_key(galley_text key) {
    uint64_t hash = galley_hash64(key, 0);
    return hash ? hash : 1;
}

/* The table of what was decided, of `hashes` one after the other. */
static void keep_known(furniture *self, const galley_buffer *hashes) {
    size_t count = hashes->len / sizeof(uint64_t);
    for (self->mask = 15; self->mask < 2 * count;)
        self->mask = self->mask * 2 + 1;
    self->known = galley_arena_alloc(self->arena, (self->mask + 1) * sizeof *self->known);
    memset(self->known, 0, (self->mask + 1) * sizeof *self->known);
    for (size_t i = 0; i < count; i++) {
        uint64_t hash = read_number(galley_text_part(hashes->ptr + i * sizeof hash, sizeof hash));
        size_t at = hash & self->mask;
        while (self->known[at])
            at = (at + 1) & self->mask;
        self->known[at] = hash;
    }
}

static bool is_known(const furniture *self, galley_text key) {
    uint64_t hash = hash_key(key);
    for (size_t at = hash & self->mask; self->known[at]; at = (at + 1) & self->mask)
        if (self->known[at] == hash)
            return true;
    return false;
}

static bool report_line(FILE *report, galley_text key, uint64_t articles, uint64_t needed, uint64_t size) {
    galley_text name = key_site(key), line = key_line(key);
    json_t *row = json_pack("{s:s%, s:I, s:I, s:I, s:s%}", "site", name.ptr, name.len, "of", (json_int_t)size, "needed",
                            (json_int_t)needed, "articles", (json_int_t)articles, "line", line.ptr, line.len);
    bool is_written = row && json_dumpf(row, report, JSON_COMPACT) == 0 && putc('\n', report) != EOF;
    json_decref(row);
    return is_written;
}

static bool decide(furniture *self, galley_findings *findings, FILE *report, galley_buffer *hashes) {
    galley_buffer sites = {0};
    bool is_written = true;
    galley_text key, finding;
    read_sites(findings, &sites);
    galley_findings_rewind(findings);
    while (is_written && galley_findings_next(findings, &key, &finding)) {
        uint64_t articles = read_number(finding), size = size_of_site(&sites, key), hash = hash_key(key);
        uint64_t needed = needed_articles(self, size, key_line(key).len >= PROSE_BYTES);
        if (key_is_site(key) || articles < needed)
            continue;
        galley_buffer_add_bytes(hashes, &hash, sizeof hash);
        is_written = !report || report_line(report, key, articles, needed, size);
    }
    galley_buffer_clear(&sites);
    return is_written;
}

/* The report is written under another name and renamed, as all that a run leaves. */
static bool furniture_settle(void *stage, galley_findings *findings, galley_telling *telling, galley_error *error) {
    furniture *self = stage;
    galley_buffer hashes = {0};
    galley_text partial = {0};
    FILE *report = NULL;
    (void)telling;
    if (self->report) {
        partial = galley_arena_printf(self->arena, "%s.partial", self->report);
        report = fopen(partial.ptr, "w");
        if (!report)
            return galley_error_set(error, "report %s: %s", self->report, strerror(errno));
    }
    bool is_good = decide(self, findings, report, &hashes);
    if (report)
        is_good = fclose(report) == 0 && is_good && rename(partial.ptr, self->report) == 0;
    if (is_good)
        keep_known(self, &hashes);
    else
        galley_error_set(error, "report %s could not be written: %s", self->report, strerror(errno));
    galley_buffer_clear(&hashes);
    return is_good;
}

/* ---- Taking ------------------------------------------------------------------------------------------------------ */

typedef enum fate { STAYS, SILENT, GOES } fate; /* silent: without letters, blank or numbers; in no table */

typedef struct line {
    galley_text text;
    fate fate;
} line;

static size_t read_lines(const furniture *self, desk *desk, galley_text site, galley_text text, line **lines) {
    size_t count = 0, room = 1;
    for (size_t i = 0; i < text.len; i++)
        room += text.ptr[i] == '\n';
    line *all = galley_arena_alloc(desk->arena, room * sizeof *all);
    galley_text each;
    for (size_t at = 0; galley_line_next(text, &at, &each);) {
        bool has_letter = key_of_line(&desk->key, site, galley_trim(each));
        bool goes = has_letter && is_known(self, galley_buffer_text(&desk->key));
        all[count++] = (line){.text = each, .fate = goes ? GOES : has_letter ? STAYS : SILENT};
    }
    *lines = all;
    return count;
}

/* Silent lines go with what goes on both sides of them; the text's edge is a side too. */
static size_t take_silent(line *lines, size_t count) {
    size_t gone = 0;
    for (size_t start = 0, end; start < count; start = end) {
        end = start + 1;
        gone += lines[start].fate == GOES;
        if (lines[start].fate != SILENT)
            continue;
        while (end < count && lines[end].fate == SILENT)
            end++;
        bool goes_above = start > 0 && lines[start - 1].fate == GOES;
        bool goes_below = end < count && lines[end].fate == GOES;
        if (!(goes_above || start == 0) || !(goes_below || end == count))
            continue;
        for (size_t i = start; i < end && (goes_above || goes_below); i++) {
            lines[i].fate = GOES;
            gone += galley_trim(lines[i].text).len > 0;
        }
    }
    return gone;
}

static galley_text write_lines(desk *desk, const line *lines, size_t count) {
    desk->out.len = 0;
    for (size_t i = 0; i < count; i++) {
        if (lines[i].fate == GOES)
            continue;
        galley_buffer_add(&desk->out, lines[i].text);
        galley_buffer_add_char(&desk->out, '\n');
    }
    return galley_trim(galley_buffer_text(&desk->out));
}

static galley_verdict furniture_process(const void *stage, void *scratch, galley_article *article) {
    const furniture *self = stage;
    desk *desk = scratch;
    galley_text site = site_of(self, article), text = galley_article_text(article, "text");
    if (site.len == 0) {
        galley_count(article, WITHOUT_SITE, 1);
        return GALLEY_KEEP;
    }
    line *lines;
    galley_arena_reset(desk->arena);
    size_t count = read_lines(self, desk, site, text, &lines), gone = take_silent(lines, count);
    if (gone == 0)
        return GALLEY_KEEP;
    galley_text left = write_lines(desk, lines, count);
    galley_count(article, LINES, gone);
    galley_count(article, CLEANED, 1);
    galley_count(article, EMPTIED, left.len == 0);
    return galley_article_set_text(article, "text", left);
}

/* ---- Tables ------------------------------------------------------------------------------------------------------ */

static const char *const choices[] = {"either", "host", "source", NULL};

static const galley_param params[] = {
    {.name = "site",
     .type = GALLEY_CHOICE,
     .offset = offsetof(furniture, by),
     .fallback = "either",
     .choices = choices,
     .about = "what tells the site: the host of url, the field source, or either: the host if there is one"},
    {.name = "min_articles",
     .type = GALLEY_INTEGER,
     .offset = offsetof(furniture, min_articles),
     .fallback = "3",
     .min = 2,
     .max = 1e9,
     .unit = "articles",
     .about = "in fewer different articles no line is furniture, however small the site"},
    {.name = "share",
     .type = GALLEY_REAL,
     .offset = offsetof(furniture, share),
     .fallback = "0",
     .min = 0,
     .max = 1,
     .about = "nor in a smaller share of the site's articles; 0: 1.25 times the root of their number alone decides"},
    {.name = "report",
     .type = GALLEY_PATH,
     .offset = offsetof(furniture, report),
     .about = "a file to list the furniture in: JSON Lines of site, of (its articles), needed, articles (with the "
              "line), line"},
    {0}};

static const char *const reads[] = {"text", "title?", "url?", "source?", NULL};
static const char *const writes[] = {"text", NULL};

static const galley_counter counters[] = {
    [LINES] = {"lines", "lines taken out"},
    [CLEANED] = {"cleaned", "articles that changed"},
    [EMPTIED] = {"emptied", "articles of whose text nothing was left"},
    [WITHOUT_SITE] = {"without_site", "articles of which no site is known; they stay as they are"},
    {0}};

GALLEY_STAGE(furniture, .version = "1.0", .about = "takes out lines that many articles of a site share",
             .description =
                 "A survey of all articles counts in how many different ones of a site each line stands: compared in "
                 "small letters, with numbers and white space made alike. Lines that stand in many go. Many is, for a "
                 "site of n articles, 1.25 times the root of n, and at least min_articles and share; three times as "
                 "many, or four fifths of all, for lines of 100 bytes and more, which may be a story's. Copies of one "
                 "article count once. Lines without letters go where what is above and below them goes.\n\n"
                 "What went is listed per site in the file `report`; --tap shows the articles.",
             .memory = "16 to 32 bytes a line of furniture; 16 bytes a site while it decides",
             .size_of_stage = sizeof(furniture), .params = params, .reads = reads, .writes = writes,
             .counters = counters, .open = furniture_open, .close = furniture_close,
             .worker_open = furniture_worker_open, .worker_close = furniture_worker_close, .survey = furniture_survey,
             .gather = furniture_gather, .settle = furniture_settle, .process = furniture_process);
