/* Finds the heading, which is what a story is called on its page: the <h1> that has most in common with <title>, or,
 * where each <h1> is the site's, an <h2> that says what the page is told to be called. Then chooses between it and what
 * the page tells machines. */
#include "titles.h"

#include "values.h"
#include "words.h"

enum {
    TITLE_PARTS_MAX = 12,
    LABELLED_BYTES = 20,        /* of a title that may have a label before it, */
    LABEL_BYTES = 16,           /* and of such a label */
    TOLD_WORDS = 4,             /* of a heading that is known by them alone */
    FIRST_OF_IDEOGRAPHS = 0xE3, /* the first byte of U+3000 and all above */
    HEADING_NODES = 40,         /* inside a heading, to look at */
    HEADING_WORDS = 3,          /* words that a heading has in common with the <title>, to be the title */
};

/* ---- Finding --------------------------------------------------------------------------------------------------- */

static size_t likeness(galley_text heading, galley_text title, galley_arena *scratch) {
    galley_text a = galley_fold(heading, scratch), b = galley_fold(title, scratch), word;
    size_t at = 0, shared = 1;
    while (galley_word_next(a, &at, &word)) {
        char *copy = galley_arena_alloc(scratch, word.len + 1);
        memcpy(copy, word.ptr, word.len);
        copy[word.len] = '\0';
        shared += text_holds(b, copy);
    }
    return shared;
}

static void see_heading(titles *self, size_t index) {
    galley_text heading = value_inside(self->page, index, self->arena);
    self->headings += heading.len > 0;
    size_t like = heading.len == 0 ? 0 : likeness(heading, self->whole, self->scratch);
    if (like <= self->likeness)
        return;
    self->heading = heading;
    self->likeness = like;
    self->node = (uint32_t)index;
    self->texts_before = self->texts;
}

/* Is this, in a heading of the second rank, what the page is told to be called? Then the first one is the site's. */
static bool is_told_title(const titles *self, galley_text heading) {
    return value_word_count(heading) >= TOLD_WORDS &&
           (value_is_like(heading, self->told, self->scratch) || value_is_part(heading, self->whole, self->scratch));
}

/* Says nothing of the title, or is the end of it, where sites put their name. */
static bool is_sites_heading(const titles *self) {
    galley_text heading = galley_fold(self->heading, self->scratch), whole = galley_fold(self->whole, self->scratch);
    bool is_end =
        heading.len * 2 <= whole.len && memcmp(whole.ptr + whole.len - heading.len, heading.ptr, heading.len) == 0;
    return self->likeness <= 1 || is_end;
}

/* Where the headings of the first rank are the site's, the story's is of the second; below it stand teasers'. */
static void see_second_headings(titles *self) {
    const page *of = self->page;
    size_t texts = 0;
    for (size_t i = 1; i < of->count; i++) {
        galley_text heading = of->nodes[i].tag == TAG_H2 ? value_inside(of, i, self->arena) : galley_text_of(NULL);
        if (heading.len > 0 && is_told_title(self, heading)) {
            self->heading = heading;
            self->node = (uint32_t)i;
            self->texts_before = texts;
            self->likeness = likeness(heading, self->whole, self->scratch);
            return;
        }
        texts += of->nodes[i].tag == TAG_TEXT && galley_trim(of->nodes[i].text).len > 0;
    }
}

titles titles_find(const page *of, galley_arena *arena, galley_arena *scratch) {
    titles self = {.page = of, .arena = arena, .scratch = scratch};
    for (size_t i = 1; i < of->count; i++) {
        if (of->nodes[i].tag == TAG_TITLE && self.whole.len == 0)
            self.whole = value_inside(of, i, arena);
        else if (of->nodes[i].tag == TAG_H1)
            see_heading(&self, i);
        else if (of->nodes[i].tag == TAG_META && text_same(value_name_of_meta(of, i), "og:title"))
            self.told = text_unescape(galley_utf8_cut(value_of_meta(of, i), VALUE_BYTES), scratch);
        self.texts += of->nodes[i].tag == TAG_TEXT && galley_trim(of->nodes[i].text).len > 0;
    }
    if (is_sites_heading(&self))
        see_second_headings(&self);
    return self;
}

/* ---- Choosing -------------------------------------------------------------------------------------------------- */

/* Between ideographs marks part without spaces. */
static bool is_ideograph_behind(galley_text title, size_t at) {
    return at < title.len && (unsigned char)title.ptr[at] >= FIRST_OF_IDEOGRAPHS;
}

/* How long the mark is that parts the title here; 0: none. */
static size_t mark_len(galley_text title, size_t at) {
    static const char *const marks[] = {" | ", " - ", " – ", " — ", " :: ", " » ", " « ",
                                        " • ", " · ", " / ", "｜",  "--",   NULL};
    for (const char *const *mark = marks; *mark; mark++) {
        size_t len = strlen(*mark);
        if (at + len <= title.len && memcmp(title.ptr + at, *mark, len) == 0)
            return len;
    }
    return memchr("-_|", title.ptr[at], 3) && is_ideograph_behind(title, at + 1) ? 1 : 0;
}

/* Parts of a <title>: "Headline | Section - Site". */
static size_t split_title(galley_text title, galley_text parts[TITLE_PARTS_MAX]) {
    size_t count = 0, start = 0;
    for (size_t at = 0; at < title.len && count + 1 < TITLE_PARTS_MAX; at++) {
        size_t len = mark_len(title, at);
        if (len == 0)
            continue;
        parts[count++] = galley_text_part(title.ptr + start, at - start);
        start = at + len;
        at = start - 1;
    }
    parts[count++] = galley_text_part(title.ptr + start, title.len - start);
    return count;
}

/* Marks that may part a site's name from a title, without spaces too. */
static const char *const site_marks[] = {"|", "｜", "-", "–", "—", ":", "：", "_", "»", "•", "·", "／", NULL};

/* Without one of these marks at the end; as it is if there is none. */
static galley_text without_mark(galley_text title) {
    for (const char *const *mark = site_marks; *mark; mark++) {
        size_t len = strlen(*mark);
        if (title.len > len && memcmp(title.ptr + title.len - len, *mark, len) == 0)
            return galley_trim(galley_text_part(title.ptr, title.len - len));
    }
    return title;
}

/* Without this name at the end and the mark before it; as it is if the name stands there as a part of it. */
static galley_text without_name(galley_text title, galley_text name) {
    if (name.len == 0 || title.len <= name.len)
        return title;
    galley_text tail = galley_text_part(title.ptr + title.len - name.len, name.len);
    if (!galley_text_equal(tail, name))
        return title;
    galley_text before = galley_trim(galley_text_part(title.ptr, title.len - name.len)), rest = without_mark(before);
    if (rest.len == before.len)
        return title;
    for (before = without_mark(rest); before.len < rest.len; before = without_mark(rest))
        rest = before;
    return rest;
}

/* Without the site's name at the end or the start of it. */
static galley_text without_site(const titles *self, galley_text title, galley_text site, galley_text host) {
    galley_text parts[TITLE_PARTS_MAX];
    if (title.len == 0)
        return title;
    title = without_name(title, site);
    title = without_name(title, host);
    size_t count = split_title(title, parts);
    if (count < 2)
        return title;
    if (value_is_like(parts[count - 1], site, self->scratch) || value_is_like(parts[count - 1], host, self->scratch))
        title.len = (size_t)(parts[count - 2].ptr + parts[count - 2].len - title.ptr);
    else if (value_is_like(parts[0], site, self->scratch))
        title = galley_text_part(parts[1].ptr, title.len - (size_t)(parts[1].ptr - title.ptr));
    return galley_trim(title);
}

/* The longest part of the <title>, with the parts before it. */
static galley_text main_part(galley_text title) {
    galley_text parts[TITLE_PARTS_MAX];
    if (title.len == 0)
        return title;
    size_t count = split_title(title, parts), longest = 0;
    for (size_t i = 1; i < count; i++)
        if (parts[i].len > parts[longest].len)
            longest = i;
    return galley_trim(parts[longest]);
}

/* Is `end` all of `text` but for a label before it? */
static bool ends_with(galley_text text, galley_text end, galley_arena *scratch) {
    galley_text a = galley_fold(text, scratch), b = galley_fold(end, scratch);
    return b.len >= LABELLED_BYTES && a.len > b.len && a.len - b.len <= LABEL_BYTES &&
           a.ptr[a.len - b.len - 1] == ' ' && memcmp(a.ptr + a.len - b.len, b.ptr, b.len) == 0;
}

/* Does an element of the heading say what the page is told to be called, and the others something else? Not if <title>
 * has all of it. */
static bool is_part_of_heading(const titles *self, galley_text told) {
    const page *of = self->page;
    size_t end = self->node > 0 ? of->nodes[self->node].end : 0, most = self->node + HEADING_NODES;
    if (value_word_count(told) < TOLD_WORDS || !value_is_part(told, self->heading, self->scratch) ||
        value_is_part(self->heading, self->whole, self->scratch))
        return false;
    for (size_t i = self->node + 1; i < end && i < most; i++)
        if (of->nodes[i].tag == TAG_TEXT &&
            value_is_like(galley_utf8_cut(of->nodes[i].text, VALUE_BYTES), told, self->scratch))
            return true;
    return false;
}

galley_text titles_choose(const titles *self, galley_text told, galley_text site, galley_text host) {
    galley_text whole = without_site(self, self->whole, site, host);
    told = without_site(self, told, site, host);
    galley_text heading = self->heading;
    size_t words = value_word_count(heading);
    bool is_only = self->headings == 1 && (words >= 5 || (words >= 3 && self->likeness > 1));
    if (ends_with(heading, told, self->scratch))
        return told;
    galley_text called = told.len > 0 ? told : main_part(whole);
    if (is_part_of_heading(self, called))
        return called;
    if (heading.len > 0 && !value_is_like(heading, site, self->scratch) && (is_only || self->likeness > HEADING_WORDS))
        return heading;
    if (heading.len > 10 &&
        (value_is_part(heading, told, self->scratch) || value_is_part(heading, whole, self->scratch)))
        return heading;
    if (told.len > 0)
        return told;
    if (heading.len > 10 && self->likeness > 3)
        return heading;
    galley_text part = main_part(whole);
    return part.len > 0 ? part : heading;
}
