/* Finds the story by what its paragraphs are like and how they stand together, in a few linear passes:
 *   1. The page's text is cut into blocks: text that no block element interrupts.
 *   2. Elements that by their names or kind are not the story's (comments, related links, …) are switched off, unless
 *      most of the page's prose is in them.
 *   3. Each block weighs what its letters say: long text without links much, links and short scraps less than nothing.
 *      The story is in the subtree with the greatest sum, the smallest one if several have it: a step up to the parent
 *      pays only if that brings more prose than furniture. (Maximum-sum selection as in Pasternack and Roth, "Extracting
 *      Article Text from the Web with Maximum Subsequence Segmentation", 2009, over subtrees in place of spans.)
 *   4. Of the blocks in it those are left out that are links, captions, bylines, or known phrases of furniture. */
#include "body.h"

#include "names.h"
#include "words.h"

#include <stdlib.h>

enum {
    PROSE_CHARACTERS = 80,    /* a block of so many is prose, */
    SENTENCE_CHARACTERS = 25, /* and one of so many that ends as a sentence does */
    IDEOGRAPH_WEIGHT = 3,     /* letters that one ideograph is worth */
    PROSE_COST = 40,          /* what each block of prose weighs less: teasers come to nothing */
    SCRAP_COST = 5,
    LINKS_COST = 20,
    LINKED_PERCENT = 50, /* a block with more of its letters in links is links */
};

typedef struct block {
    uint32_t first, end; /* nodes */
    uint32_t container;  /* the block element it is in */
    uint32_t characters, linked;
    int32_t weight;
    bool is_prose, is_heading, ends_sentence;
} block;

struct body_finder {
    galley_buffer blocks; /* of block */
    galley_buffer sums;   /* int64_t for each node: the weights in its subtree */
    galley_buffer prose;  /* uint32_t for each node: letters of prose in its subtree */
    galley_buffer flags;  /* uint8_t for each node */
    galley_buffer text;
};

enum { IS_OFF = 1 };

typedef struct body {
    const page *page;
    const metadata *about;
    const node *nodes;
    block *blocks;
    size_t count;
    int64_t *sums;
    uint32_t *prose;
    uint8_t *flags;
    galley_buffer *text;
} body;

body_finder *body_finder_new(void) {
    body_finder *finder = calloc(1, sizeof *finder);
    if (!finder)
        abort();
    return finder;
}

void body_finder_free(body_finder *finder) {
    if (!finder)
        return;
    galley_buffer_clear(&finder->blocks);
    galley_buffer_clear(&finder->sums);
    galley_buffer_clear(&finder->prose);
    galley_buffer_clear(&finder->flags);
    galley_buffer_clear(&finder->text);
    free(finder);
}

/* ---- Blocks ---------------------------------------------------------------------------------------------------- */

static bool is_sentence_end(uint32_t character) {
    static const uint32_t ends[] = {'.',   '!',   '?',   0x2026, 0x3002, 0xFF01, 0xFF1F,
                                    0x964, 0x6D4, 0x61F, 0x104B, 0x17D4, ':'};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (ends[i] == character)
            return true;
    return false;
}

static bool is_closing(uint32_t character) {
    static const uint32_t marks[] = {'"', '\'', ')', ']', 0x2019, 0x201D, 0x201C, 0xBB, 0x300D, 0x300F, 0xFF09};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (marks[i] == character)
            return true;
    return false;
}

static void measure_text(block *one, galley_text text, bool is_linked) {
    size_t at = 0;
    uint32_t character;
    while (galley_utf8_next(text, &at, &character)) {
        if (character == ' ' || character == '\n' || galley_is_space(character))
            continue;
        uint32_t worth = character >= 0x0E00 && galley_is_ideograph(character) ? IDEOGRAPH_WEIGHT : 1;
        one->characters += worth;
        one->linked += is_linked ? worth : 0;
        if (!is_closing(character))
            one->ends_sentence = is_sentence_end(character);
    }
}

static bool is_heading(uint8_t which) {
    return which >= TAG_H1 && which <= TAG_H6;
}

static void judge_block(block *one, const node *nodes) {
    one->is_heading = is_heading(nodes[one->container].tag);
    bool is_links = one->linked * 100 > one->characters * LINKED_PERCENT;
    one->is_prose =
        !one->is_heading && !is_links &&
        (one->characters >= PROSE_CHARACTERS || (one->characters >= SENTENCE_CHARACTERS && one->ends_sentence));
    int32_t unlinked = (int32_t)(one->characters - one->linked);
    if (is_links)
        one->weight = -(int32_t)one->characters - LINKS_COST;
    else if (one->is_prose)
        one->weight = unlinked > PROSE_COST ? unlinked - PROSE_COST : 0;
    else
        one->weight = one->is_heading ? 0 : -SCRAP_COST;
}

static void end_block(body_finder *finder, block *one, const node *nodes) {
    if (one->characters > 0) {
        judge_block(one, nodes);
        galley_buffer_add_bytes(&finder->blocks, one, sizeof *one);
    }
    *one = (block){0};
}

static void read_blocks(body_finder *finder, const page *of) {
    const node *nodes = of->nodes;
    block one = {0};
    uint32_t link_end = 0, container = 0;
    finder->blocks.len = 0;
    for (uint32_t i = 1; i < of->count; i++) {
        const node *at = &nodes[i];
        while (i >= nodes[container].end) {
            end_block(finder, &one, nodes);
            container = nodes[container].parent;
            while (container > 0 && page_kind(nodes[container].tag) != BLOCK)
                container = nodes[container].parent;
        }
        if (at->tag != TAG_TEXT && page_kind(at->tag) == SKIPPED) {
            i = at->end - 1;
            continue;
        }
        if (at->tag == TAG_A && at->end > link_end)
            link_end = at->end;
        bool is_break = at->tag == TAG_BR && i + 1 < of->count && one.characters > 0;
        if (page_kind(at->tag) == BLOCK || is_break)
            end_block(finder, &one, nodes);
        if (page_kind(at->tag) == BLOCK)
            container = i;
        if (at->tag != TAG_TEXT)
            continue;
        if (one.first == 0)
            one = (block){.first = i, .container = container};
        one.end = i + 1;
        measure_text(&one, at->text, i < link_end);
    }
    end_block(finder, &one, nodes);
}

/* ---- Sums ------------------------------------------------------------------------------------------------------ */

/* Adds up each node's subtree, children first: a child stands behind its parent. */
static void sum_up(body *self) {
    memset(self->sums, 0, self->page->count * sizeof *self->sums);
    memset(self->prose, 0, self->page->count * sizeof *self->prose);
    for (size_t i = 0; i < self->count; i++) {
        const block *one = &self->blocks[i];
        if (self->flags[one->container] & IS_OFF)
            continue;
        self->sums[one->container] += one->weight;
        self->prose[one->container] += one->is_prose ? one->characters : 0;
    }
    for (size_t i = self->page->count; i-- > 1;) {
        self->sums[self->nodes[i].parent] += self->sums[i];
        self->prose[self->nodes[i].parent] += self->prose[i];
    }
}

/* ---- Switching off --------------------------------------------------------------------------------------------- */

/* The share of the page's prose, in percent, up to which an element of such names is switched off. */
static uint32_t off_up_to(unsigned meaning) {
    if (meaning & (NAMES_COMMENTS | NAMES_COOKIES))
        return 70;
    if (meaning & (NAMES_RELATED | NAMES_SHARE | NAMES_PROMOTION | NAMES_ADVERT | NAMES_NAVIGATION | NAMES_FOOTER |
                   NAMES_AUTHOR_BOX | NAMES_TAGS | NAMES_CAPTION | NAMES_HIDDEN))
        return 30;
    return meaning & (NAMES_AUTHOR | NAMES_BYLINE | NAMES_DATE | NAMES_CHANGED | NAMES_WIDGET) ? 10 : 0;
}

static bool is_hidden(const page *of, size_t index) {
    galley_text style = page_attribute(of, index, "style");
    return text_holds(style, "display:none") || text_holds(style, "display: none") ||
           text_holds(style, "visibility:hidden") || page_attribute(of, index, "hidden").ptr;
}

static void switch_off(body *self) {
    const node *nodes = self->nodes;
    uint64_t all = self->prose[0];
    for (size_t i = 1; i < self->page->count; i++) {
        if (self->flags[nodes[i].parent] & IS_OFF)
            self->flags[i] |= IS_OFF;
        if ((self->flags[i] & IS_OFF) || nodes[i].attribute_count == 0 || nodes[i].tag <= TAG_TEXT ||
            page_kind(nodes[i].tag) == SKIPPED || nodes[i].tag == TAG_BODY)
            continue;
        unsigned meaning = names_meaning(page_attribute(self->page, i, "class")) |
                           names_meaning(page_attribute(self->page, i, "id")) |
                           names_meaning(page_attribute(self->page, i, "role"));
        uint32_t limit = is_hidden(self->page, i) ? 30 : off_up_to(meaning);
        if (limit > 0 && (uint64_t)self->prose[i] * 100 <= all * limit)
            self->flags[i] |= IS_OFF;
    }
}

/* ---- The story ------------------------------------------------------------------------------------------------- */

static size_t best_subtree(const body *self) {
    size_t best = 0;
    for (size_t i = 1; i < self->page->count; i++)
        if (self->sums[i] > self->sums[best] ||
            (self->sums[i] == self->sums[best] && self->nodes[i].end <= self->nodes[best].end))
            best = i;
    return best;
}

static bool is_kept(const body *self, const block *one) {
    return !(self->flags[one->container] & IS_OFF) && one->linked * 100 <= one->characters * LINKED_PERCENT;
}

static void write_block(body *self, const block *one) {
    galley_buffer *out = self->text;
    if (out->len > 0)
        galley_buffer_add_char(out, '\n');
    bool needs_space = false;
    size_t start = out->len;
    for (uint32_t i = one->first; i < one->end; i++) {
        const node *at = &self->nodes[i];
        if (at->tag != TAG_TEXT && page_kind(at->tag) == SKIPPED) {
            i = at->end - 1;
            continue;
        }
        if (at->tag == TAG_BR)
            needs_space = true;
        size_t position = 0;
        uint32_t character;
        while (at->tag == TAG_TEXT && galley_utf8_next(at->text, &position, &character)) {
            if (galley_is_space(character)) {
                needs_space = true;
                continue;
            }
            if (needs_space && out->len > start)
                galley_buffer_add_char(out, ' ');
            needs_space = false;
            galley_buffer_add_character(out, character);
        }
    }
}

static void write_story(body *self, size_t story) {
    size_t first = self->count, last = 0;
    for (size_t i = 0; i < self->count; i++) {
        const block *one = &self->blocks[i];
        if (one->first < story || one->first >= self->nodes[story].end || !is_kept(self, one) || !one->is_prose)
            continue;
        first = first == self->count ? i : first;
        last = i;
    }
    for (size_t i = first; i <= last && i < self->count; i++)
        if (is_kept(self, &self->blocks[i]))
            write_block(self, &self->blocks[i]);
}

galley_text body_find(body_finder *finder, const page *of, const metadata *about, galley_arena *arena) {
    if (of->count == 0)
        return galley_text_of(NULL);
    finder->sums.len = finder->prose.len = finder->flags.len = finder->text.len = 0;
    read_blocks(finder, of);
    body self = {.page = of, .about = about, .nodes = of->nodes, .text = &finder->text};
    self.blocks = (block *)(void *)finder->blocks.ptr;
    self.count = finder->blocks.len / sizeof(block);
    self.sums = (int64_t *)(void *)galley_buffer_reserve(&finder->sums, of->count * sizeof *self.sums);
    self.prose = (uint32_t *)(void *)galley_buffer_reserve(&finder->prose, of->count * sizeof *self.prose);
    self.flags = (uint8_t *)galley_buffer_reserve(&finder->flags, of->count);
    memset(self.flags, 0, of->count);
    sum_up(&self);
    switch_off(&self);
    sum_up(&self);
    write_story(&self, best_subtree(&self));
    return galley_arena_copy(arena, galley_buffer_text(&finder->text));
}
