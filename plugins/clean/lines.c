/* Takes lines of page furniture out of a text: what is furniture by itself (recognise.c), and what goes with it because
 * of its place.
 *
 * The text is seen as prose lines (paragraphs and whole sentences, which nothing here takes away) and the blocks of
 * short lines before, between and behind them. What a block loses beside the recognised lines depends on where it is:
 *   at the top      labels above the title; very short ones between the title and the last recognised line
 *   in between      the few lines of a list of links; labels between furniture above and furniture below
 *   at the bottom   labels from the first recognised line on, if there are two; all short lines from a list of links or
 *                   the readers' part on
 * and everywhere names of sections and numbers that touch furniture. A block without a recognised line stays whole. */
#include "lines.h"

#include "recognise.h"
#include "shape.h"

enum {
    ABOVE_TITLE_BYTES = 100, /* labels above the title are shorter: headlines of other articles */
    BELOW_TITLE_BYTES = 30,  /* below it: longer ones may be the standfirst */
    BROKEN_MIN_BYTES = 45,
    BOTTOM_BYTES = 60,
    BETWEEN_BYTES = 60,
    BETWEEN_LINES = 3, /* at most so many, and at most a third as many as the furniture around them */
    LINKED_BYTES = 160,
    LINKED_LINES = 8,
    DATES_TRUSTED = 3,
    SHAPE_MIN_KNOWN = 2,
    TITLE_LINES = 30, /* above the story, among which a title is looked for */
    TITLE_MIN_BYTES = 12,
    TITLE_MIN_SPACES = 3,
    NEAR_STORY = 3,
    NEAR_SOURCE = 6,    /* lines below the story */
    LINES_MAX = 1000000 /* 40 bytes each in memory; no page has so many */
};

typedef struct page {
    line *lines;
    size_t count;
    const bool *is_on;
    size_t *gone;
    size_t first_prose, behind_prose; /* behind_prose is 0 if there is no prose */
    size_t title;                     /* the last line at the top that repeats the title; `count` if there is none */
} page;

/* Some lines of the page, without prose. */
typedef struct block {
    size_t start, end;
    size_t first, last; /* recognised lines; `end` if there is none */
    size_t recognised;
} block;

/* ---- Reading --------------------------------------------------------------------------------------------------- */

static size_t count_breaks(galley_text text) {
    size_t breaks = 0;
    for (const char *at = text.ptr, *end = text.ptr + text.len; at < end; at++, breaks++) {
        at = memchr(at, '\n', (size_t)(end - at));
        if (!at)
            break;
    }
    return breaks;
}

/* Lines with something in them. */
static void read_lines(page *self, galley_text text) {
    size_t breaks = 0;
    for (size_t at = 0; at < text.len; at++, breaks++) {
        const char *lf = memchr(text.ptr + at, '\n', text.len - at);
        size_t end = lf ? (size_t)(lf - text.ptr) : text.len;
        galley_text content = galley_trim(galley_text_part(text.ptr + at, end - at));
        if (content.len > 0) {
            self->lines[self->count++] = (line){.text = content, .breaks = breaks};
            breaks = 0;
        }
        at = end;
    }
}

static bool is_furniture(const line *one) {
    return one->kind < RULE_COUNT || one->kind == LINK_LIST;
}

static bool is_date_or_byline(const line *one) {
    return one->kind == DATE || one->kind == BYLINE;
}

/* Do these dates and bylines touch other furniture? */
static bool is_framed(const page *self, size_t start, size_t end) {
    return (start > 0 && is_furniture(&self->lines[start - 1])) ||
           (end < self->count && is_furniture(&self->lines[end]));
}

static bool has_kind(const page *self, size_t start, size_t end, phrase_kind kind) {
    while (start < end && self->lines[start].kind != kind)
        start++;
    return start < end;
}

/* Below the story's beginning, or if there are many, dates may be the story's: "12 May 1920" over a part of it, "Saturday
 * 3 June" in a calendar. There a date must touch a byline or other furniture. And a sentence may begin as a byline does: inside
 * the story it must, too. */
static void doubt_dates_and_bylines(page *self) {
    size_t dates = 0;
    for (size_t i = 0; i < self->first_prose; i++)
        dates += self->lines[i].kind == DATE;
    for (size_t start = dates > DATES_TRUSTED ? 0 : self->first_prose, end; start < self->count; start = end) {
        end = start + 1;
        if (!is_date_or_byline(&self->lines[start]))
            continue;
        while (end < self->count && is_date_or_byline(&self->lines[end]))
            end++;
        bool is_inside = start >= self->first_prose && start < self->behind_prose;
        bool is_both = has_kind(self, start, end, DATE) && has_kind(self, start, end, BYLINE);
        bool is_known = is_both || is_framed(self, start, end);
        for (size_t i = start; i < end && !is_known; i++)
            if (self->lines[i].kind == DATE || is_inside)
                self->lines[i].kind = STORY;
    }
}

static void recognise_lines(page *self, galley_text title, const phrases *known, galley_arena *scratch) {
    self->first_prose = self->title = self->count;
    for (size_t i = 0; i < self->count; i++) {
        line *one = &self->lines[i];
        recognise_line(one, title, known, self->is_on, scratch);
        galley_arena_reset(scratch);
        if (one->kind == TITLE && self->first_prose < i) /* lower down it is the story's own */
            one->kind = STORY;
        if (one->kind == TITLE)
            self->title = i;
        if (!one->is_prose)
            continue;
        self->behind_prose = i + 1;
        if (self->first_prose == self->count)
            self->first_prose = i;
    }
    doubt_dates_and_bylines(self);
}

/* ---- Taking ---------------------------------------------------------------------------------------------------- */

static void take(page *self, size_t index, phrase_kind rule) {
    line *one = &self->lines[index];
    if (one->is_gone)
        return;
    one->is_gone = true;
    self->gone[rule == LINK_LIST ? RELATED : rule]++;
}

/* A piece of a sentence that was broken into lines: long, and it or the next line begins within one. */
static bool is_broken(const page *self, size_t index) {
    const line *one = &self->lines[index];
    return one->kind == STORY && one->text.len >= BROKEN_MIN_BYTES &&
           (line_begins_small(one->text) || (index + 1 < self->count && line_begins_small(one[1].text)));
}

static void take_labels(page *self, size_t start, size_t end, size_t bytes) {
    for (size_t i = start; i < end; i++)
        if (line_is_label(&self->lines[i], bytes) && !is_broken(self, i))
            take(self, i, NEIGHBOUR);
}

static void take_top(page *self, const block *here) {
    bool has_title = self->title >= here->start && self->title < here->end;
    size_t below = has_title ? self->title : here->start;
    take_labels(self, here->start, below, ABOVE_TITLE_BYTES);
    if (self->behind_prose > 0) /* else these few short lines may be all there is */
        take_labels(self, below, here->last, BELOW_TITLE_BYTES);
}

static void take_bottom(page *self, const block *here) {
    if (here->recognised > 1)
        take_labels(self, here->first, here->end, BOTTOM_BYTES);
    size_t list = here->first;
    while (list < here->end && self->lines[list].kind != LINK_LIST && self->lines[list].kind != COMMENTS)
        list++;
    for (size_t i = list; i < here->end; i++)
        if (self->lines[i].text.len <= LINKED_BYTES)
            take(self, i, self->lines[list].kind);
}

/* Of a text of short lines only, where nothing says what the story is: a comment form that ends it. */
static void take_form(page *self, const block *here) {
    size_t form = here->end;
    for (size_t i = here->end; i > here->start; i--) {
        const line *one = &self->lines[i - 1];
        if (!is_furniture(one) && !line_is_label(one, BOTTOM_BYTES))
            break;
        form = one->kind == COMMENTS ? i - 1 : form;
    }
    for (size_t i = form; i < here->end; i++)
        take(self, i, COMMENTS);
}

/* What follows the heading of a list of links, up to the first line that is a sentence. */
static void take_linked(page *self, const block *here) {
    size_t left = 0;
    for (size_t i = here->first; i < here->end; i++) {
        line *one = &self->lines[i];
        if (one->kind == LINK_LIST)
            left = LINKED_LINES;
        else if (left > 0 && !is_furniture(one)) {
            bool is_link = one->text.len <= LINKED_BYTES && !line_ends_sentence(one->text);
            left = is_link ? left - 1 : 0;
            if (is_link)
                take(self, i, RELATED);
        }
    }
}

static bool is_gone_in(const page *self, const block *here, size_t index) {
    return index < here->end && index >= here->start && self->lines[index].is_gone;
}

/* A section's name beside furniture; a number, which a table also has, only between furniture, or at the block's end. */
static void take_if_beside(page *self, const block *here, size_t index) {
    const line *one = &self->lines[index];
    bool is_below = index > here->start && self->lines[index - 1].is_gone;
    bool is_above = is_gone_in(self, here, index + 1);
    bool is_edge = index == here->start || index + 1 == here->end;
    if ((one->kind == SECTION && (is_above || is_below)) ||
        (one->kind == NUMBER && ((is_above && is_below) || (is_edge && (is_above || is_below)))))
        take(self, index, NEIGHBOUR);
}

/* Furniture spreads to what it touches: once down, once up. */
static void take_beside(page *self, const block *here) {
    for (size_t i = here->start; i < here->end; i++)
        take_if_beside(self, here, i);
    for (size_t i = here->end; i > here->start; i--)
        take_if_beside(self, here, i - 1);
}

/* The end of the run of lines from `start` on that are gone, or that are not. */
static size_t run_end(const page *self, const block *here, size_t start) {
    size_t end = start + 1;
    while (end < here->end && self->lines[end].is_gone == self->lines[start].is_gone)
        end++;
    return end;
}

static bool are_labels(const page *self, size_t start, size_t end) {
    for (size_t i = start; i < end; i++)
        if (!line_is_label(&self->lines[i], BETWEEN_BYTES))
            return false;
    return true;
}

/* The few labels left between two runs of furniture. */
static void take_between(page *self, const block *here) {
    size_t above = 0; /* lines of the furniture above */
    for (size_t start = here->start, end; start < here->end; start = end) {
        end = run_end(self, here, start);
        if (self->lines[start].is_gone) {
            above = end - start;
            continue;
        }
        size_t below = end < here->end ? run_end(self, here, end) - end : 0, count = end - start;
        if (above > 0 && below > 0 && count <= BETWEEN_LINES && 3 * count <= above + below &&
            are_labels(self, start, end))
            take_labels(self, start, end, BETWEEN_BYTES);
    }
}

static void take_neighbours(page *self, const block *here) {
    if (here->recognised == 0)
        return;
    bool has_prose = self->behind_prose > 0;
    if (!has_prose || here->end <= self->first_prose)
        take_top(self, here);
    else if (here->start >= self->behind_prose)
        take_bottom(self, here);
    if (!has_prose)
        take_form(self, here);
    if (!has_prose || (here->start > self->first_prose && here->start < self->behind_prose))
        take_linked(self, here);
    take_beside(self, here);
    take_between(self, here);
}

/* The lines from `start` to the next prose; takes those that are furniture by themselves. */
static block take_recognised(page *self, size_t start) {
    block here = {.start = start, .end = start};
    while (here.end < self->count && !self->lines[here.end].is_prose)
        here.end++;
    here.first = here.last = here.end;
    for (size_t i = start; i < here.end; i++) {
        if (!is_furniture(&self->lines[i]))
            continue;
        take(self, i, self->lines[i].kind);
        here.first = here.recognised++ == 0 ? i : here.first;
        here.last = i;
    }
    return here;
}

/* ---- What the lines tell ----------------------------------------------------------------------------------------- */

/* Could it be one, by its looks: of four words and more, or in a script without spaces; and no sentence. */
static bool is_headline(const page *self, size_t index) {
    const line *one = &self->lines[index];
    size_t spaces = 0, letters = 0;
    for (size_t i = 0; i < one->text.len; i++) {
        spaces += one->text.ptr[i] == ' ';
        letters += ((one->text.ptr[i] | 0x20) >= 'a' && (one->text.ptr[i] | 0x20) <= 'z');
    }
    return one->kind == STORY && one->text.len >= TITLE_MIN_BYTES && (spaces >= TITLE_MIN_SPACES || letters == 0) &&
           !line_ends_statement(one->text) && !is_broken(self, index);
}

/* The line above the story that the path to the page ends with, or that stands there twice. */
static size_t find_repeated_title(const page *self, galley_arena *scratch) {
    size_t end = self->first_prose < TITLE_LINES ? self->first_prose : TITLE_LINES;
    if (self->behind_prose == 0)
        return self->count;
    uint64_t seen[TITLE_LINES], crumb = 0;
    for (size_t i = 0; i < end; i++) {
        const line *one = &self->lines[i];
        galley_text path = one->kind == BREADCRUMB ? last_crumb(one->text) : galley_text_part(one->text.ptr, 0);
        galley_text folded = galley_fold(path.len > 0 ? path : one->text, scratch);
        seen[i] = galley_hash64(folded, 0);
        crumb = path.len > 0 ? seen[i] : crumb;
        bool is_long = one->text.len >= TITLE_MIN_BYTES && one->kind == STORY;
        if (seen[i] == crumb && is_long)
            return i;
        for (size_t before = 0; before < i && is_headline(self, i); before++)
            if (seen[before] == seen[i])
                return i;
    }
    return self->count;
}

/* The only line above the story that is no furniture, between furniture and a byline or a date. */
static size_t find_lone_title(const page *self) {
    size_t i = self->first_prose;
    while (i > 0 && self->lines[i - 1].kind != STORY)
        i--;
    if (i == 0 || i == self->first_prose || self->behind_prose == 0)
        return self->count;
    const line *one = &self->lines[i - 1];
    bool is_headed = i == 1 || one[-1].kind != STORY;
    return is_headed && is_headline(self, i - 1) && is_date_or_byline(one + 1) ? i - 1 : self->count;
}

/* Of an article without a title. */
static size_t find_title(const page *self, galley_arena *scratch) {
    size_t found = find_repeated_title(self, scratch);
    return found < self->count ? found : find_lone_title(self);
}

/* What is found as the title is the title: its lines go as those that repeat one. */
static void adopt_title(page *self, about *about, const phrases *known, galley_arena *arena, galley_arena *scratch) {
    size_t found = find_title(self, scratch);
    if (found == self->count)
        return;
    about->told[FIELD_TITLE] = self->lines[found].text;
    recognise_lines(self, galley_fold(self->lines[found].text, arena), known, scratch);
}

/* The last line that stays, if it names the source and stands below the story. */
static void take_source(page *self, about *about, const phrases *known, galley_arena *scratch) {
    size_t last = self->count;
    while (last > self->behind_prose && self->lines[last - 1].is_gone && self->lines[last - 1].kind != CREDITS)
        last--;
    if (self->behind_prose == 0 || last <= self->behind_prose)
        return;
    galley_text source = source_of_line(self->lines[last - 1].text, about->url, known, scratch);
    if (source.len == 0)
        return;
    about->told[FIELD_SOURCE] = source;
    take(self, last - 1, SOURCE_LINE);
}

/* What the lines right below the story say of the source, though they are gone: a label, or a name alone that went with
 * what stands around it. */
static void tell_source(const page *self, about *about, const phrases *known, galley_arena *scratch) {
    size_t first = self->count;
    while (first > 0 && self->lines[first - 1].is_gone)
        first--;
    for (size_t i = first; i < self->count && i < first + NEAR_SOURCE && about->told[FIELD_SOURCE].len == 0; i++) {
        galley_text text = self->lines[i].text;
        about->told[FIELD_SOURCE] = source_behind_label(text, about->url, known, scratch);
        if (i == first && about->told[FIELD_SOURCE].len == 0)
            about->told[FIELD_SOURCE] = source_of_line(text, about->url, known, scratch);
    }
}

/* The story's first paragraph, if it begins with a dateline. It stays as it is. */
static void tell_dateline(const page *self, about *about, const phrases *known, galley_arena *arena) {
    size_t first = 0;
    while (first < self->count &&
           (self->lines[first].is_gone || (self->behind_prose > 0 && !self->lines[first].is_prose)))
        first++;
    if (first == self->count)
        return;
    galley_text before, *date = &about->told[FIELD_DATE], *source = &about->told[FIELD_SOURCE];
    galley_text agency = agency_of_dateline(self->lines[first].text, &before, known, arena);
    if (source->len == 0)
        *source = agency;
    if (date->len == 0 && before.len > 0)
        *date = date_of_line(before, known, arena);
}

/* The date of publication goes before that of a change, wherever it stands. */
static void tell_date(const page *self, size_t index, about *about, bool *is_update, const phrases *known,
                      galley_arena *arena) {
    const line *one = &self->lines[index];
    bool updates = false;
    galley_text *date = &about->told[FIELD_DATE];
    galley_text found = publication_of_line(one->text, known, &updates, arena);
    updates = updates || (index > 0 && line_announces_update(one[-1].text, known, arena));
    if (found.len == 0 || (date->len > 0 && (updates || !*is_update)))
        return;
    *date = found;
    *is_update = updates;
}

/* Where the story begins for good: the first paragraph may be a standfirst above the author and the date. */
static size_t top_end(const page *self) {
    size_t end = self->first_prose + 1;
    while (end < self->behind_prose && !self->lines[end].is_prose)
        end++;
    return end < self->behind_prose ? end : self->first_prose;
}

/* Where a list of links stands above the story, the date of the story may be taken for a link's: if it is the only one,
 * it is not. */
static void tell_only_date(const page *self, size_t top, about *about, const phrases *known, galley_arena *arena) {
    size_t runs = 0, start = 0;
    bool is_update = false;
    for (size_t i = 0; i < top; i++)
        if (is_date_or_byline(&self->lines[i]) && (i == 0 || !is_date_or_byline(&self->lines[i - 1]))) {
            start = i;
            runs++;
        }
    for (size_t i = start; runs == 1 && i < top && is_date_or_byline(&self->lines[i]); i++)
        if (self->lines[i].is_gone)
            tell_date(self, i, about, &is_update, known, arena);
}

/* Dates and authors above the story, or right below it. */
static void tell(const page *self, about *about, const phrases *known, galley_arena *arena) {
    bool is_update = false; /* the date that is told */
    size_t top = top_end(self);
    bool is_linked = false; /* what stands in a list of links is another story's */
    for (size_t i = 0; i < self->count; i++) {
        const line *one = &self->lines[i];
        is_linked = is_linked || one->kind == LINK_LIST;
        galley_text *author = &about->told[FIELD_AUTHOR];
        bool is_near = one->is_gone && !is_linked && (i < top || i < self->behind_prose + NEAR_STORY);
        if (is_near && is_date_or_byline(one) && i < top)
            tell_date(self, i, about, &is_update, known, arena);
        if (is_near && one->kind == BYLINE && author->len == 0)
            *author = author_of_line(one->text, known, arena);
    }
    if (about->told[FIELD_DATE].len == 0)
        tell_only_date(self, top, about, known, arena);
    if (self->behind_prose > 0 && about->told[FIELD_SOURCE].len == 0 && self->is_on[SOURCE_LINE])
        tell_source(self, about, known, arena);
    tell_dateline(self, about, known, arena);
}

/* What the page as a whole says of its lines; only where there is furniture at all. */
static void take_by_shape(page *self, galley_text title, const phrases *known, galley_arena *scratch) {
    size_t furniture = 0;
    for (size_t i = 0; i < self->count; i++)
        furniture += is_furniture(&self->lines[i]);
    if (furniture < SHAPE_MIN_KNOWN || self->behind_prose == 0)
        return;
    const shape *shapes = shapes_read(self->lines, self->count, title, known, scratch);
    for (size_t i = 0; i < self->count; i++)
        if (shape_is_furniture(&shapes[i]))
            take(self, i, SHAPE);
    galley_arena_reset(scratch);
}

/* ---- Writing --------------------------------------------------------------------------------------------------- */

/* The lines that stay; between two of them the widest of the gaps that were there. */
static galley_text write_lines(const page *self, size_t len, galley_arena *arena) {
    char *out = galley_arena_alloc(arena, len + 1);
    size_t written = 0, breaks = 0;
    for (size_t i = 0; i < self->count; i++) {
        const line *one = &self->lines[i];
        breaks = one->breaks > breaks ? one->breaks : breaks;
        if (one->is_gone)
            continue;
        if (written > 0) {
            memset(out + written, '\n', breaks);
            written += breaks;
        }
        memcpy(out + written, one->text.ptr, one->text.len);
        written += one->text.len;
        breaks = 0;
    }
    out[written] = '\0';
    return galley_text_part(out, written);
}

/* The lines of the text, and which of them the rules take but for `shape`. False if there are too few or too many. */
static bool read_page(page *self, galley_text text, about *about, const phrases *known, galley_arena *arena,
                      galley_arena *scratch) {
    size_t breaks = count_breaks(text);
    if (breaks == 0 || breaks > LINES_MAX)
        return false;
    self->lines = galley_arena_alloc(arena, (breaks + 1) * sizeof(line));
    read_lines(self, text);
    if (self->count < 2)
        return false;
    recognise_lines(self, galley_fold(about->title, arena), known, scratch);
    if (about->title.len == 0 && self->is_on[TITLE])
        adopt_title(self, about, known, arena, scratch);
    for (size_t i = 0; i < self->count; i++) {
        block here = take_recognised(self, i);
        if (self->is_on[NEIGHBOUR])
            take_neighbours(self, &here);
        i = here.end;
    }
    if (self->is_on[SOURCE_LINE])
        take_source(self, about, known, scratch);
    return true;
}

static galley_text title_of(const about *about) {
    return about->told[FIELD_TITLE].len > 0 ? about->told[FIELD_TITLE] : about->title;
}

line *lines_shapes(galley_text text, about *about, const phrases *known, shape **shapes, size_t *count,
                   galley_arena *arena, galley_arena *scratch) {
    bool is_on[RULE_COUNT];
    size_t gone[RULE_COUNT] = {0};
    memset(is_on, true, sizeof is_on);
    page self = {.is_on = is_on, .gone = gone};
    if (!read_page(&self, text, about, known, arena, scratch))
        return NULL;
    *count = self.count;
    *shapes = shapes_read(self.lines, self.count, title_of(about), known, arena);
    return self.lines;
}

galley_text lines_clean(galley_text text, about *about, const phrases *known, const bool is_on[RULE_COUNT],
                        size_t gone[RULE_COUNT], galley_arena *arena, galley_arena *scratch) {
    page self = {.is_on = is_on, .gone = gone};
    size_t went = 0;
    if (!read_page(&self, text, about, known, arena, scratch))
        return text;
    if (is_on[SHAPE])
        take_by_shape(&self, title_of(about), known, scratch);
    tell(&self, about, known, arena);
    for (size_t i = 0; i < self.count; i++)
        went += self.lines[i].is_gone;
    return went > 0 ? write_lines(&self, text.len, arena) : text;
}
