/* Finds the story by what its paragraphs are like and how they stand together, in a few linear passes:
 *   1. The page's text is cut into blocks (blocks.c).
 *   2. Elements that by their names are not the story's (comments, related links, …) are switched off, unless too
 *      much of the page's prose is in what has such names.
 *   3. Each block weighs what its letters say: long text without links much, links and short scraps less than
 *      nothing. The story is in the subtree with the greatest sum, the smallest one if several have it: a step up
 *      to the parent pays only if that brings more prose than furniture. (Maximum-sum selection as in Pasternack
 *      and Roth, "Extracting Article Text from the Web with Maximum Subsequence Segmentation", 2009, over subtrees
 *      in place of spans.)
 *   4. Of the blocks in it those are left out that are links, scraps, or known phrases of furniture.
 * Where the page tells search engines its text, blocks of that text weigh double, and the story begins and ends
 * with them. */
#include "body.h"

#include "blocks.h"
#include "looks.h"
#include "names.h"
#include "phrases.h"
#include "words.h"

#include <stdlib.h>

enum {
    PROSE_COST = 40, /* what each block of prose weighs less: teasers come to nothing */
    SCRAP_COST = 5,
    LINKS_COST = 20,
    TOLD_BYTES = 400,  /* articleBody of fewer is a teaser */
    TOLD_PERCENT = 60, /* so much of it must be on the page to be believed */
    STORY_CHARACTERS = 400,
    LITTLE_CHARACTERS = 600, /* a paragraph or two */
    LESSER_PART = 10,
    OTHER_TIMES = 3,
    OUT_BELOW = 64, /* scores (looks.h): of blocks that the rules keep, */
    IN_ABOVE = 128, /* of others, */
    ON_ABOVE = 384, /* and of those in what by its name is not the story's */
    OWN_PERCENT = 60,
    BODY_PERCENT = 75,
    LEAD_CHARACTERS = 30,
    NAMED_LEAD_CHARACTERS = 15,
    LEAD_PARENTS = 2,
    LEAD_NODES = 8,       /* between two headings */
    LEAD_TRIES = 60,      /* blocks below the heading */
    SHOWN_PERCENT = 40,   /* a story that is less of what the page tells is not the story */
    STYLE_BYTES = 200,    /* of a style */
    PHRASE_LETTERS = 320, /* longer blocks are not looked up */
};

struct body_finder {
    phrases *phrases;
    galley_buffer blocks; /* of block */
    galley_buffer sums;   /* int64_t for each node: the weights in its subtree */
    galley_buffer prose;  /* uint32_t for each node: letters of prose in its subtree */
    galley_buffer marks;  /* uint32_t for each node: what its names mean, and IS_OFF */
    galley_buffer text;
    galley_buffer lines; /* the story's blocks as lines */
    shingles told;
    galley_arena *scratch, *arena;
};

static const uint32_t IS_OFF = UINT32_C(1) << 31;
#define IS_UNSEEN (UINT32_C(1) << 30) /* by style or attribute; a macro, for the table below */

typedef struct body {
    const page *page;
    const metadata *about;
    const phrases *phrases;
    const node *nodes;
    block *blocks;
    size_t count;
    int64_t *sums;
    uint32_t *prose;
    uint32_t *marks;
    const uint32_t *meanings;
    bool keeps_summary;
    bool is_told;      /* the page's own account of its text is on the page */
    bool is_cut;       /* that account is only of its beginning */
    bool is_scattered; /* the story stands among many links and scraps */
    galley_buffer *text;
    galley_arena *scratch;
} body;

body_finder *body_finder_new(void) {
    body_finder *finder = calloc(1, sizeof *finder);
    if (!finder)
        abort();
    finder->phrases = phrases_new();
    finder->scratch = galley_arena_new();
    finder->arena = galley_arena_new();
    return finder;
}

void body_finder_free(body_finder *finder) {
    if (!finder)
        return;
    phrases_free(finder->phrases);
    galley_buffer_clear(&finder->blocks);
    galley_buffer_clear(&finder->sums);
    galley_buffer_clear(&finder->prose);
    galley_buffer_clear(&finder->marks);
    galley_buffer_clear(&finder->text);
    galley_buffer_clear(&finder->lines);
    shingles_free(&finder->told);
    galley_arena_free(finder->scratch);
    galley_arena_free(finder->arena);
    free(finder);
}

/* ---- Sums ------------------------------------------------------------------------------------------------------ */

static bool is_off(const body *self, const block *one) {
    return self->marks[one->container] & IS_OFF;
}

/* Mostly in the text that the page tells search engines? */
static bool is_told(const block *one) {
    return one->runs > 0 && 2 * one->shared >= one->runs;
}

static int64_t weight(const body *self, const block *one) {
    int64_t plain = (int64_t)one->characters - (int64_t)one->linked;
    if (self->is_told && is_told(one))
        return 2 * (int64_t)one->characters;
    if (one->is_prose)
        return plain > PROSE_COST ? plain - PROSE_COST : 0;
    if (self->is_scattered)
        return 0;
    bool is_paragraph = self->nodes[one->container].tag == TAG_P; /* "Read more: …" stands among a story's own */
    if (block_is_links(one))
        return is_paragraph ? -LINKS_COST : -(int64_t)one->characters - LINKS_COST;
    return one->is_heading ? 0 : -SCRAP_COST;
}

/* Adds up each node's subtree, children first: a child stands behind its parent. */
static void sum_up(body *self) {
    memset(self->sums, 0, self->page->count * sizeof *self->sums);
    memset(self->prose, 0, self->page->count * sizeof *self->prose);
    for (size_t i = 0; i < self->count; i++) {
        const block *one = &self->blocks[i];
        if (is_off(self, one))
            continue;
        self->sums[one->container] += weight(self, one);
        self->prose[one->container] += one->is_prose ? one->characters : 0;
    }
    for (size_t i = self->page->count; i-- > 1;) {
        self->sums[self->nodes[i].parent] += self->sums[i];
        self->prose[self->nodes[i].parent] += self->prose[i];
    }
}

/* ---- Switching off --------------------------------------------------------------------------------------------- */

/* Groups of names, and the share of the page's prose, in percent, up to which all that has such names together is not
 * the story's: beyond it the names mean something else on this page, or (is_longer) such a part may be longer than a
 * story that stands beside it. */
static const struct {
    unsigned meanings;
    uint32_t percent;
    bool is_longer;
} groups[] = {
    {NAMES_COMMENTS, 75, true},
    {NAMES_RELATED, 65, true},
    {NAMES_COOKIES, 60, true},
    {NAMES_SHARE, 30, false},
    {NAMES_PROMOTION, 30, true},
    {NAMES_PAYWALL, 10, false},
    {NAMES_ADVERT, 30, false},
    {NAMES_NAVIGATION, 30, false},
    {NAMES_FOOTER, 30, false},
    {NAMES_AUTHOR_BOX, 30, false},
    {NAMES_TAGS, 30, false},
    {NAMES_CAPTION, 30, false},
    {NAMES_HIDDEN, 30, false},
    {IS_UNSEEN, 30, true},
    {NAMES_AUTHOR | NAMES_BYLINE | NAMES_DATE | NAMES_CHANGED, 10, false},
    {NAMES_WIDGET, 20, false},
    {NAMES_EMBED, 40, false},
};

enum { GROUP_COUNT = sizeof groups / sizeof *groups };

/* What an element may mean too that is named the story's body: the story's tags are its classes, it is paid for. */
static const uint32_t BODY_TOO = NAMES_TAGS | NAMES_PAYWALL | NAMES_PROMOTION | NAMES_SHARE | NAMES_CAPTION |
                                 NAMES_WIDGET | NAMES_AUTHOR | NAMES_BYLINE | NAMES_DATE | NAMES_CHANGED;

/* Does the style hide? In any case, with any spaces. */
static bool hides(galley_text style) {
    char plain[STYLE_BYTES];
    size_t len = 0;
    for (size_t i = 0; i < style.len && len < sizeof plain; i++)
        if (style.ptr[i] > ' ')
            plain[len++] = (char)(style.ptr[i] | 0x20); /* ":" and letters come to themselves, or small */
    galley_text read = galley_text_part(plain, len);
    return text_holds(read, "display:none") || text_holds(read, "visibility:hidden");
}

static bool is_hidden(const page *of, size_t index) {
    return hides(page_attribute(of, index, "style")) || page_has_attribute(of, index, "hidden") ||
           galley_text_is(page_attribute(of, index, "aria-hidden"), "true");
}

static void read_names(body *self) {
    for (size_t i = 1; i < self->page->count; i++) {
        const node *at = &self->nodes[i];
        if (at->attribute_count == 0 || page_kind(at->tag) == SKIPPED || at->tag <= TAG_TEXT || at->tag == TAG_BODY)
            continue;
        self->marks[i] = self->meanings[i] | (is_hidden(self->page, i) ? IS_UNSEEN : 0);
        if (self->meanings[i] & NAMES_BODY)
            self->marks[i] &= ~BODY_TOO;
    }
}

/* The part of the page that the heading is in, beside this one; 0 if this one has it. */
static uint32_t heading_part(const body *self, size_t index) {
    uint32_t part = self->about->heading;
    if (part == 0 || (part >= index && part < self->nodes[index].end))
        return 0;
    while (index < self->nodes[part].parent || index >= self->nodes[self->nodes[part].parent].end)
        part = self->nodes[part].parent;
    return part;
}

/* Is there prose with the heading, in a part of the page beside this one? Then the story may be the lesser part. */
static bool is_beside_story(const body *self, size_t index) {
    uint32_t part = heading_part(self, index);
    return part > 0 && self->prose[part] >= STORY_CHARACTERS;
}

static bool is_share(const body *self, uint64_t prose, uint32_t percent) {
    return prose * 100 <= (uint64_t)self->prose[0] * percent;
}

/* Would switching this off by itself not take too much? */
static bool is_switchable(const body *self, size_t index, size_t group) {
    return is_share(self, self->prose[index], groups[group].percent) ||
           (groups[group].is_longer && is_beside_story(self, index));
}

/* The meanings that hold on this page. */
static unsigned believed_meanings(const body *self) {
    unsigned believed = 0;
    for (size_t group = 0; group < GROUP_COUNT; group++) {
        uint64_t named = 0;
        for (size_t i = 1; i < self->page->count; i++) {
            if (!(self->marks[i] & groups[group].meanings) || !is_switchable(self, i, group))
                continue;
            named += is_share(self, self->prose[i], groups[group].percent) ? self->prose[i] : 0;
            i = self->nodes[i].end - 1;
        }
        if (is_share(self, named, groups[group].percent))
            believed |= groups[group].meanings;
    }
    return believed;
}

static bool is_to_go(const body *self, size_t index, unsigned believed) {
    unsigned meaning = self->marks[index] & believed;
    for (size_t group = 0; meaning && group < GROUP_COUNT; group++)
        if ((meaning & groups[group].meanings) && is_switchable(self, index, group))
            return true;
    return false;
}

static void switch_off(body *self) {
    read_names(self);
    unsigned believed = believed_meanings(self);
    for (size_t i = 1; i < self->page->count; i++) {
        uint32_t above = self->marks[self->nodes[i].parent];
        if (is_to_go(self, i, believed))
            self->marks[i] |= IS_OFF;
        if (above & IS_OFF)
            self->marks[i] |= above & (IS_OFF | IS_UNSEEN);
    }
}

/* ---- The story ------------------------------------------------------------------------------------------------- */

static size_t best_subtree(const body *self, size_t start, size_t end) {
    size_t best = start;
    for (size_t i = start + 1; i < end; i++)
        if (self->sums[i] > self->sums[best] ||
            (self->sums[i] == self->sums[best] && self->nodes[i].end <= self->nodes[best].end))
            best = i;
    return best;
}

/* Where a paragraph or two is all that is worth its links, and most of the page's prose is elsewhere, the story is one
 * of things to buy or to read: links and scraps cost nothing then. Comments and further stories may be longer than a
 * story that has the heading, and stands before them. */
static size_t find_root(body *self) {
    size_t best = best_subtree(self, 0, self->page->count);
    self->is_scattered = self->prose[best] < LITTLE_CHARACTERS && self->prose[best] < self->prose[0] / 2;
    if (self->is_scattered) {
        sum_up(self);
        best = best_subtree(self, 0, self->page->count);
    }
    uint32_t part = heading_part(self, best);
    bool is_story = self->sums[part] >= STORY_CHARACTERS && self->sums[part] >= self->sums[best] / LESSER_PART;
    if (part > 0 && part < best && is_story)
        best = best_subtree(self, part, self->nodes[part].end);
    return self->nodes[best].tag == TAG_P ? self->nodes[best].parent : best; /* others stand beside it */
}

/* The <article> with the page's heading, if it has the most of the story, or there are others beside it: pages go on
 * with the next article, or with teasers. */
static size_t own_article(const body *self, size_t story) {
    uint32_t heading = self->about->heading;
    size_t own = 0, others = 0;
    for (size_t i = story + 1; i < self->nodes[story].end; i++) {
        if (self->nodes[i].tag != TAG_ARTICLE)
            continue;
        if (heading > i && heading < self->nodes[i].end)
            own = i;
        else
            others += self->sums[i] > 0;
        i = self->nodes[i].end - 1;
    }
    bool is_most = self->sums[own] * 100 >= self->sums[story] * OWN_PERCENT;
    return own > 0 && self->sums[own] > 0 && (others > 0 || is_most) ? own : story;
}

/* The part that holds another story, if this <h1> is its heading: that of an <article> that the page's is not in. */
static uint32_t other_story(const body *self, uint32_t title) {
    uint32_t other = title, heading = self->about->heading;
    bool is_article = false;
    while (heading < self->nodes[other].parent || heading >= self->nodes[self->nodes[other].parent].end) {
        other = self->nodes[other].parent;
        is_article = is_article || self->nodes[other].tag == TAG_ARTICLE;
    }
    return is_article && self->prose[other] >= STORY_CHARACTERS ? other : 0;
}

/* Where the next story begins, on pages that go on with it: at a second <h1>, behind a story. */
static uint32_t next_story(const body *self, uint32_t end) {
    uint32_t heading = self->about->heading;
    uint64_t prose = 0;
    if (heading == 0 || self->nodes[heading].tag != TAG_H1)
        return end;
    for (size_t i = 0; i < self->count && self->blocks[i].first < end; i++) {
        const block *one = &self->blocks[i];
        if (one->first < heading || is_off(self, one))
            continue;
        prose += one->is_prose ? one->characters : 0;
        if (self->nodes[one->container].tag != TAG_H1 || prose < STORY_CHARACTERS)
            continue;
        uint32_t other = other_story(self, one->container);
        if (other > 0)
            return other;
    }
    return end;
}

/* Behind the story's last node: where what is named its body ends, if nearly all of its prose is in there. */
static uint32_t story_end(const body *self, size_t story) {
    uint32_t end = self->nodes[story].end;
    for (size_t i = story + 1; i < end; i++)
        if (((self->meanings[i] & NAMES_BODY) || self->nodes[i].tag == TAG_ARTICLE) && !(self->marks[i] & IS_OFF) &&
            self->sums[i] * 100 >= self->sums[story] * BODY_PERCENT)
            end = self->nodes[i].end;
    return next_story(self, end);
}

static bool is_in(size_t start, size_t end, const block *one) {
    return one->first >= start && one->first < end;
}

/* Do most of the story's paragraphs stand in elements made for paragraphs? */
static bool has_paragraphs(const body *self, const story *in) {
    uint64_t in_paragraphs = 0, all = 0;
    for (size_t i = 0; i < in->count; i++) {
        const block *one = &in->blocks[i];
        if (is_off(self, one) || !one->is_prose)
            continue;
        uint8_t tag = self->nodes[one->container].tag;
        all += one->characters;
        in_paragraphs += tag == TAG_P || tag == TAG_LI || tag == TAG_BLOCKQUOTE ? one->characters : 0;
    }
    return 2 * in_paragraphs > all;
}

static bool begins_with_phrase(const body *self, const block *one, galley_text line) {
    if (text_holds(line, "</a>")) /* what should have been an embedded post */
        return true;
    if (one->characters > PHRASE_LETTERS)
        return false;
    bool has = phrases_begin(self->phrases, line, one->linked > 0, self->scratch) ||
               phrases_credit(self->phrases, line, self->scratch);
    galley_arena_reset(self->scratch);
    return has;
}

/* Do the rules keep it? */
static bool keeps_block(const body *self, const block *one, bool drop_scraps) {
    if (self->is_told && is_told(one))
        return true;
    if (one->is_off || block_is_links(one) || one->is_phrase)
        return false;
    uint8_t tag = self->nodes[one->container].tag;
    bool is_part = tag == TAG_P || tag == TAG_LI || tag == TAG_BLOCKQUOTE || tag == TAG_TD || tag == TAG_TH ||
                   tag == TAG_DD || tag == TAG_DT || tag == TAG_PRE;
    return one->is_prose || one->is_heading || is_part || !drop_scraps;
}

static bool is_list_item(const body *self, const block *one) {
    uint8_t tag = self->nodes[one->container].tag;
    return tag == TAG_LI || tag == TAG_TD || tag == TAG_DD;
}

/* Is it what the page says of itself? Either may be cut. */
static bool is_description(const body *self, galley_text line) {
    if (self->about->description.len == 0)
        return false;
    galley_text text = galley_fold(line, self->scratch), told = galley_fold(self->about->description, self->scratch);
    size_t len = text.len < told.len ? text.len : told.len;
    bool is_same = 2 * len >= text.len && memcmp(text.ptr, told.ptr, len > 3 ? len - 3 : 0) == 0;
    galley_arena_reset(self->scratch);
    return is_same;
}

static bool is_title(const body *self, galley_text line) {
    galley_text text = galley_fold(line, self->scratch), title = galley_fold(self->about->title, self->scratch);
    bool is_same = galley_text_equal(text, title);
    galley_arena_reset(self->scratch);
    return is_same;
}

/* The summary above a story: all in bold, and the same as the page's description of itself. */
static bool is_summary(const body *self, const block *one, galley_text line) {
    return one->strong * 10 >= one->characters * 9 && is_description(self, line);
}

/* A paragraph about the author below the story: begins with the name. */
static bool is_about_author(const body *self, galley_text line) {
    galley_text author = self->about->author;
    const char *comma = author.len > 0 ? memchr(author.ptr, ',', author.len) : NULL;
    author.len = comma ? (size_t)(comma - author.ptr) : author.len;
    if (author.len == 0 || !memchr(author.ptr, ' ', author.len))
        return false;
    galley_text text = galley_fold(line, self->scratch), name = galley_fold(author, self->scratch);
    bool is_about = text.len > name.len && memcmp(text.ptr, name.ptr, name.len) == 0;
    galley_arena_reset(self->scratch);
    return is_about;
}

static void write_line(body *self, galley_text line) {
    if (self->text->len > 0)
        galley_buffer_add_char(self->text, '\n');
    galley_buffer_add(self->text, line);
}

/* What the names of the block and of what it is in mean, up to what holds the heading too. */
static uint32_t meaning_below_heading(const body *self, const block *one) {
    uint32_t meaning = 0, heading = self->about->heading;
    for (size_t at = one->container; at > 0 && (heading < at || heading >= self->nodes[at].end);) {
        meaning |= self->marks[at];
        at = self->nodes[at].parent;
    }
    return meaning;
}

/* Is the block, or what it is in, called a lead? */
static bool is_named_lead(const body *self, const block *one) {
    size_t index = one->container;
    for (int up = 0; up < LEAD_PARENTS && index > 0; up++) {
        if (self->meanings[index] & NAMES_LEAD)
            return true;
        index = self->nodes[index].parent;
    }
    return false;
}

/* Does it tell who wrote the story, or when? */
static bool is_byline(const body *self, const block *one) {
    for (uint32_t i = one->first; i < one->end; i++)
        if (self->nodes[i].tag == TAG_TIME ||
            (self->meanings[i] & (NAMES_AUTHOR | NAMES_BYLINE | NAMES_DATE | NAMES_CHANGED)))
            return true;
    return false;
}

/* A second heading right below the first one? */
static bool is_second_heading(const body *self, const block *one) {
    uint32_t end = self->nodes[self->about->heading].end;
    return one->is_heading && one->first >= end && one->first - end <= LEAD_NODES && one->characters >= LEAD_CHARACTERS;
}

/* May the story begin and end with it? It may begin with a lead that the page's account of its text leaves out. */
static bool is_edge(const body *self, const block *one, galley_text line) {
    if (!self->is_told || self->is_cut)
        return one->is_prose;
    return is_told(one) || (one->is_prose && (is_named_lead(self, one) || is_description(self, line)));
}

/* A lead stands below the heading, and is called so, or the page's description, or a heading too. What else the element
 * is called that it stands in with others does not count: of author, date, lead, only the others are a byline. */
static bool is_lead(const body *self, const block *one, galley_text line) {
    static const uint32_t lead_too = NAMES_LEAD | NAMES_AUTHOR | NAMES_BYLINE | NAMES_DATE | NAMES_CHANGED |
                                     NAMES_SHARE | NAMES_BODY | NAMES_PAYWALL | IS_OFF;
    bool is_named = is_named_lead(self, one);
    if (block_is_links(one) || one->characters < (is_named ? NAMED_LEAD_CHARACTERS : LEAD_CHARACTERS) ||
        (meaning_below_heading(self, one) & ~lead_too) || (!is_named && is_off(self, one)))
        return false;
    bool is = is_named || is_second_heading(self, one) || is_description(self, line);
    return is && !is_byline(self, one) && !begins_with_phrase(self, one, line) && !is_title(self, line);
}

/* Writes the lead, if it stands below the heading and apart from the story, of which it may be several lines. */
static void write_lead(body *self, size_t behind) {
    uint32_t heading = self->about->heading, parent = 0;
    galley_buffer line = {0};
    size_t tries = 0;
    for (size_t i = 0; heading > 0 && i < self->count && self->blocks[i].first < behind && tries < LEAD_TRIES; i++) {
        const block *one = &self->blocks[i];
        line.len = 0;
        tries += one->first >= self->nodes[heading].end;
        if (one->first < self->nodes[heading].end || (parent > 0 && self->nodes[one->container].parent != parent))
            continue;
        block_write(self->page, one, &line);
        if (!is_lead(self, one, galley_buffer_text(&line)))
            continue;
        write_line(self, galley_buffer_text(&line));
        parent = self->nodes[one->container].parent;
    }
    galley_buffer_clear(&line);
}

/* The blocks that stand in the story. */
static story find_story(body *self) {
    uint32_t root = (uint32_t)own_article(self, find_root(self)), end = story_end(self, root);
    size_t first = 0, behind;
    while (first < self->count && !is_in(root, end, &self->blocks[first]))
        first++;
    for (behind = first; behind < self->count && is_in(root, end, &self->blocks[behind]);)
        behind++;
    return (story){.page = self->page,
                   .about = self->about,
                   .meanings = self->meanings,
                   .blocks = self->blocks + first,
                   .count = behind - first,
                   .root = root,
                   .is_told = self->is_told};
}

/* Writes the blocks as lines, and says what the rules make of each. */
static void apply_rules(body *self, story *in, galley_buffer *lines, galley_arena *arena) {
    block *blocks = self->blocks + (in->blocks - self->blocks);
    bool drop_scraps = has_paragraphs(self, in);
    galley_text *texts = galley_arena_alloc(arena, (in->count + 1) * sizeof *texts);
    lines->len = 0;
    for (size_t i = 0; i < in->count; i++) {
        size_t start = lines->len;
        block_write(self->page, &blocks[i], lines);
        texts[i].len = lines->len - start;
    }
    for (size_t i = 0, start = 0; i < in->count; start += texts[i++].len) {
        texts[i].ptr = lines->ptr + start;
        blocks[i].is_off = is_off(self, &blocks[i]);
        blocks[i].is_phrase = begins_with_phrase(self, &blocks[i], texts[i]);
        blocks[i].is_kept = keeps_block(self, &blocks[i], drop_scraps);
    }
    in->texts = texts;
}

/* What the looks of a block say may be against the rules. */
static void apply_looks(body *self, const story *in, galley_arena *arena) {
    block *blocks = self->blocks + (in->blocks - self->blocks);
    const look *looks = looks_read(in, arena);
    for (size_t i = 0; i < in->count; i++) {
        int32_t least = blocks[i].is_kept ? OUT_BELOW : blocks[i].is_off ? ON_ABOVE : IN_ABOVE;
        bool is_unseen = blocks[i].is_off && (self->marks[blocks[i].container] & IS_UNSEEN);
        bool is_known = !blocks[i].is_kept && (blocks[i].is_phrase || is_unseen); /* who says "Read also" has said it */
        blocks[i].is_kept = !is_known && look_score(&looks[i]) >= least;
    }
}

static bool is_alike(const body *self, const block *one, const block *other) {
    const node *a = &self->nodes[one->container], *b = &self->nodes[other->container];
    return a->tag == TAG_P && b->tag == TAG_P && a->parent == b->parent &&
           galley_text_equal(page_attribute(self->page, one->container, "class"),
                             page_attribute(self->page, other->container, "class"));
}

/* The story begins and ends with prose, or with a list. */
static void write_story(body *self, const story *in) {
    const block *blocks = in->blocks;
    size_t first = in->count, last = 0;
    for (size_t i = 0; i < in->count; i++) {
        if (!blocks[i].is_kept || !is_edge(self, &blocks[i], in->texts[i]))
            continue;
        first = first == in->count ? i : first;
        last = i;
    }
    write_lead(self, first < in->count ? blocks[first].first : in->root);
    while (first < in->count && last + 1 < in->count && blocks[last + 1].is_kept &&
           (is_list_item(self, &blocks[last + 1]) || is_alike(self, &blocks[last + 1], &blocks[last])))
        last++;
    if (!self->keeps_summary && first < last && is_summary(self, &blocks[first], in->texts[first]))
        first++;
    while (last > first && is_about_author(self, in->texts[last]))
        last--;
    for (size_t i = first; i <= last && i < in->count; i++)
        if (blocks[i].is_kept)
            write_line(self, in->texts[i]);
}

/* Is the text that the page tells search engines on the page? */
static bool believe_told(const body *self, const shingles *told) {
    uint64_t shared = 0;
    for (size_t i = 0; i < self->count; i++)
        shared += self->blocks[i].shared;
    return told->count > 0 && shared * 100 >= (uint64_t)told->count * TOLD_PERCENT;
}

/* Does it break off? */
static bool is_cut(galley_text told) {
    static const char *const ends[] = {"...", "\xE2\x80\xA6", "[\xE2\x80\xA6]", "[...]", "&hellip;"};
    told = galley_trim(told);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t len = strlen(ends[i]);
        if (told.len >= len && memcmp(told.ptr + told.len - len, ends[i], len) == 0)
            return true;
    }
    return false;
}

/* The name of a tag ends a line if it is of a block. */
static bool ends_line(galley_text tag) {
    static const char *const names[] = {"p", "/p", "br", "div", "/div", "li", "h2", "h3", "/h2", "/h3", NULL};
    size_t len = 0;
    while (len < tag.len && tag.ptr[len] != ' ' && tag.ptr[len] != '>' && (len == 0 || tag.ptr[len] != '/'))
        len++;
    for (const char *const *name = names; *name; name++)
        if (text_same(galley_text_part(tag.ptr, len), *name))
            return true;
    return false;
}

/* The text that the page tells search engines, without the marks in it: for pages that show theirs by a script. */
static void write_told(body *self) {
    galley_text told = text_unescape(self->about->body, self->scratch), line;
    galley_buffer plain = {0};
    for (size_t at = 0; at < told.len;) {
        const char *end = told.ptr[at] == '<' ? memchr(told.ptr + at, '>', told.len - at) : NULL;
        if (!end) {
            galley_buffer_add_char(&plain, told.ptr[at++]);
            continue;
        }
        galley_text tag = galley_text_part(told.ptr + at + 1, (size_t)(end - told.ptr) - at - 1);
        galley_buffer_add_char(&plain, ends_line(tag) ? '\n' : ' ');
        at += tag.len + 2;
    }
    self->text->len = 0;
    for (size_t at = 0; galley_line_next(galley_buffer_text(&plain), &at, &line);) {
        galley_text squeezed = text_squeeze(line, self->scratch);
        if (squeezed.len == 0)
            continue;
        if (self->text->len > 0)
            galley_buffer_add_char(self->text, '\n');
        galley_buffer_add(self->text, squeezed);
    }
    galley_buffer_clear(&plain);
    galley_arena_reset(self->scratch);
}

/* Reads the page, and what `opens` says. */
static body read_page(body_finder *finder, const page *of, const uint32_t *meanings, const metadata *about,
                      bool opens) {
    finder->blocks.len = finder->sums.len = finder->prose.len = finder->marks.len = finder->text.len = 0;
    shingles_clear(&finder->told);
    galley_arena_reset(finder->arena);
    if (about->body.len >= TOLD_BYTES)
        shingles_add(&finder->told, about->body);
    blocks_read(of, &finder->told, opens, &finder->blocks);
    body self = {.page = of, .about = about, .nodes = of->nodes, .meanings = meanings, .text = &finder->text};
    self.phrases = finder->phrases;
    self.scratch = finder->scratch;
    self.blocks = (block *)(void *)finder->blocks.ptr;
    self.count = finder->blocks.len / sizeof(block);
    self.sums = (int64_t *)(void *)galley_buffer_reserve(&finder->sums, of->count * sizeof *self.sums);
    self.prose = (uint32_t *)(void *)galley_buffer_reserve(&finder->prose, of->count * sizeof *self.prose);
    self.marks = (uint32_t *)(void *)galley_buffer_reserve(&finder->marks, of->count * sizeof *self.marks);
    memset(self.marks, 0, of->count * sizeof *self.marks);
    self.is_told = believe_told(&self, &finder->told);
    self.is_cut = is_cut(about->body);
    sum_up(&self);
    switch_off(&self);
    sum_up(&self);
    return self;
}

/* The story's lines, in the finder. */
static galley_text find_text(body_finder *finder, const page *of, const uint32_t *meanings, const metadata *about,
                             bool keeps_summary, bool opens) {
    body self = read_page(finder, of, meanings, about, opens);
    self.keeps_summary = keeps_summary;
    story found = find_story(&self);
    apply_rules(&self, &found, &finder->lines, finder->arena);
    apply_looks(&self, &found, finder->arena);
    write_story(&self, &found);
    if (about->body.len >= TOLD_BYTES && self.text->len * 100 < about->body.len * SHOWN_PERCENT)
        write_told(&self);
    return galley_buffer_text(&finder->text);
}

galley_text body_find(body_finder *finder, const page *of, const uint32_t *meanings, const metadata *about,
                      bool keeps_summary, galley_arena *arena) {
    if (of->count == 0)
        return galley_text_of(NULL);
    galley_text text = find_text(finder, of, meanings, about, keeps_summary, false);
    text = galley_arena_copy(arena, text);
    if (text.len >= LITTLE_CHARACTERS)
        return text;
    galley_text other = find_text(finder, of, meanings, about, keeps_summary, true);
    return other.len >= LITTLE_CHARACTERS && other.len > OTHER_TIMES * text.len ? galley_arena_copy(arena, other)
                                                                                : text;
}

void body_show(body_finder *finder, const page *of, const uint32_t *meanings, const metadata *about, FILE *out) {
    if (of->count == 0)
        return;
    body self = read_page(finder, of, meanings, about, false);
    story found = find_story(&self);
    apply_rules(&self, &found, &finder->lines, finder->arena);
    const look *looks = looks_read(&found, finder->arena);
    for (size_t i = 0; i < found.count; i++) {
        for (size_t each = 0; each < LOOK_COUNT; each++)
            fprintf(out, "%d ", looks[i].values[each]);
        fprintf(out, "\t%.*s\n", GALLEY_TEXT_ARGS(found.texts[i]));
    }
}
