/* Finds the heading, then goes over the page once more: whatever says something about the article is offered for a
 * field under a rank, and the lowest rank that holds something usable wins, the first among equals. Ranks, from the
 * most trusted on:
 *   0-9    JSON-LD of an article: made for machines that punish mistakes, and about the article alone
 *   10-49  <meta> (metas.inc): written for sharing, so often shortened or decorated
 *   50-69  marked elements: itemprop, rel, <time>, classes; dates in short texts at the heading; the <meta> that is the
 *          date of a change on many pages
 *   70-79  the address, and JSON-LD about the page or other things on it; marked dates far above the heading; what
 *          scripts hold under a name that says it
 *   80-    what was found in the open text, and dates of changes
 * What dates say and mean is published.c's business. */
#include "metadata.h"

#include "authors.h"
#include "date_names.h"
#include "linked_data.h"
#include "names.h"
#include "published.h"
#include "titles.h"
#include "values.h"
#include "words.h"

typedef enum field { DATE, TITLE, AUTHOR, LANG, SOURCE, URL, DESCRIPTION, FIELD_COUNT } field;

/* Ranks, and what is added to them. */
enum {
    ARTICLE_DATA = 1,
    NAMED_META = 22, /* of no name in metas.inc, but one that says what it is */
    MARKED = 50,
    BYLINE = PUBLISHED_NEAR,
    NEAR_TEXT = 65,
    LABELLED_META = 66, /* often who put the story in, not who wrote it */
    PAGE_DATA = 70,
    ADDRESS = 72,
    SCRIPT = 76,
    TEXT = 80,
    LONG_TEXT = 84,
    CHANGE = PUBLISHED_CHANGE + 4,
    STORY_TEXT = 95,
    ANYWHERE = 98,
    OTHERS = 99, /* dates in comments and teasers */
    UNSET = 1000,
    NO_PERSON = 100, /* to that of an author that is the publisher */
    ABOVE_HEADING = 3,
    FAR_BELOW = 160, /* behind an author that is the publisher */
    DATE_ABOVE = 6,
    DATE_BELOW = 6,
    DATE_FAR_ABOVE = 14,
    DATE_FAR_BELOW = 23,
};

/* Places: how many pieces of text stand between. */
enum {
    TEXTS_BEFORE = 40, /* the heading, and behind it, that may hold a date */
    TEXTS_BEHIND = 60,
    TEXTS_RIGHT_ABOVE = 4, /* of what is surely its, */
    TEXTS_CLOSE = 15,      /* and behind it */
    TEXTS_RIGHT_BEHIND = 3,
    TEXTS_NEAR = 10,    /* of what may still belong to it */
    NEAR_TEXTS = 4,     /* between the names of two authors */
    NODES_INSIDE = 40,  /* of a marked element, to look at */
    AUTHOR_NODES = 400, /* of an author's, where names are looked for */
    AUTHORS_MAX = 500,  /* that are looked at; more are on no page but one that was made to be expensive */
    PROFILES_MAX = 6,   /* links to authors that are looked at */
};

/* Lengths. */
enum {
    GIVEN_BYTES = 16000, /* of what is offered, with all marks: what is in many elements is read for each of them */
    DIGITS_MIN = 8,      /* of a day, or of seconds */
    DATE_BYTES = 60,     /* a text of so many is a line that says when */
    LINE_BYTES = 140,    /* a longer text is no line of a date or a name */
    LABEL_BYTES = 40,    /* of words beside a date that say what it is of */
    SHORT_BYTES = 3,
    SITE_LETTERS = 4, /* of a host, to know it in a name */
};

typedef struct finder {
    const page *page;
    const uint32_t *meanings;
    published published;
    galley_arena *arena, *scratch;
    galley_text address;
    galley_text values[FIELD_COUNT];
    int ranks[FIELD_COUNT];
    galley_text site, copyright; /* as metas tell them */
    galley_text author_label;    /* the number of the label in metas that says "written by" */
    titles titles;
    size_t texts;          /* pieces of text seen so far, */
    galley_text last_text; /* and the last of them */
    size_t authors_tried;
    size_t author_texts; /* how many had been when the author was found */
    size_t index;        /* the node that is being read */
    size_t others_end;   /* behind the comments and teasers that are being read */
    linked_data_page about;
    linked_data linked;
} finder;

#define META(name, field, rank) {name, field, rank},
static const struct {
    const char *name;
    field field;
    int rank;
} metas[] = {
#include "metas.inc"
};
#undef META

/* ---- Offers ---------------------------------------------------------------------------------------------------- */

/* Without the words at its end that say what a date behind it is of: "Ann Bee, published on". */
static galley_text without_label(const finder *self, galley_text name) {
    for (size_t at = name.len; at-- > 0;) {
        galley_text tail = galley_trim(galley_text_part(name.ptr + at, name.len - at));
        bool is_start = at == 0 || strchr(" ,|-\n", name.ptr[at - 1]);
        if (tail.len > LABEL_BYTES)
            break;
        if (is_start && published_is_label(&self->published, tail))
            return galley_trim(galley_text_part(name.ptr, at));
    }
    return name;
}

/* "Thursday" before a date; Sun is also a name. */
static galley_text without_day(const finder *self, galley_text name) {
    size_t at = name.len;
    while (at > 0 && name.ptr[at - 1] != ' ')
        at--;
    galley_text word = galley_fold(galley_text_part(name.ptr + at, name.len - at), self->scratch);
    bool is_day = at > 0 && word.len > SHORT_BYTES + 1 &&
                  galley_calendar_word(self->published.calendar, word) == GALLEY_CALENDAR_DAY;
    return is_day ? galley_trim(galley_text_part(name.ptr, at)) : name;
}

/* "on", "le", "am" before a date. */
static galley_text without_short_word(galley_text name) {
    size_t at = name.len;
    while (at > 0 && name.ptr[at - 1] >= 'a' && name.ptr[at - 1] <= 'z')
        at--;
    bool is_short = at > 0 && at < name.len && name.len - at <= SHORT_BYTES && name.ptr[at - 1] == ' ';
    return is_short ? galley_trim(galley_text_part(name.ptr, at)) : name;
}

/* Behind a date: what stands behind the first word for "by". */
static galley_text behind_label(const finder *self, galley_text rest) {
    for (size_t at = 0; at < rest.len && at < LABEL_BYTES; at++) {
        if (at > 0 && rest.ptr[at - 1] != ' ')
            continue;
        galley_text words = galley_text_part(rest.ptr + at, rest.len - at);
        galley_text name = author_skip_label(words, self->values[LANG]);
        if (name.ptr != words.ptr)
            return name;
    }
    return galley_text_of(NULL);
}

/* The part of a byline before its date, or behind it if that says only what the date is of. */
static galley_text without_date(const finder *self, galley_text byline) {
    galley_text where;
    if (!text_has_digit(byline) || !published_find(&self->published, byline, &where))
        return byline;
    const char *end = byline.ptr + byline.len;
    galley_text before = galley_trim(galley_text_part(byline.ptr, (size_t)(where.ptr - byline.ptr)));
    galley_text name = without_label(self, author_skip_label(before, self->values[LANG]));
    if (name.len > 0)
        return without_short_word(without_day(self, name));
    return behind_label(self, galley_text_part(where.ptr + where.len, (size_t)(end - where.ptr) - where.len));
}

static galley_text clean(const finder *self, field which, galley_text value) {
    value = text_unescape(value, self->scratch);
    switch (which) {
    case AUTHOR:
        return author_names(without_date(self, value), self->values[LANG], self->arena);
    case LANG:
        return value_lang(value, self->arena);
    case URL:
        return value_url(value, self->address, self->arena);
    default:
        return text_squeeze(galley_utf8_cut(value, VALUE_BYTES), self->arena);
    }
}

static bool begins_with(galley_text text, galley_text start) {
    return start.len > 0 && text.len >= start.len && memcmp(text.ptr, start.ptr, start.len) == 0;
}

/* "NBCNews" at nbcnews.com, "Today Show" at today.com, "Us Weekly Staff" at Us Weekly. */
static bool is_named_after_site(const finder *self, galley_text name) {
    galley_text joined = value_joined(name, self->scratch), host = value_host(self->address);
    const char *dot = host.len > 0 ? memchr(host.ptr, '.', host.len) : NULL;
    galley_text label = galley_text_part(host.ptr, dot ? (size_t)(dot - host.ptr) : 0);
    return (label.len >= SITE_LETTERS && begins_with(joined, value_joined(label, self->scratch))) ||
           begins_with(joined, value_joined(self->site, self->scratch));
}

static bool is_publisher(const finder *self, galley_text name) {
    return value_is_like(name, self->values[SOURCE], self->scratch) ||
           value_is_like(name, self->linked.publisher, self->scratch) ||
           value_is_part(name, self->copyright, self->scratch) || is_named_after_site(self, name);
}

/* One more author, named in the same way as the last and next to it. */
static void add_author(finder *self, galley_text value) {
    galley_text names = self->values[AUTHOR], more = author_names(value, self->values[LANG], self->arena);
    bool is_near = self->texts <= self->author_texts + NEAR_TEXTS;
    if (!is_near || more.len == 0 || author_is_role(more) || without_label(self, more).len == 0 ||
        names.len + more.len > AUTHOR_BYTES || is_publisher(self, more) || value_is_part(more, names, self->scratch))
        return;
    self->values[AUTHOR] =
        galley_arena_printf(self->arena, "%.*s, %.*s", GALLEY_TEXT_ARGS(names), GALLEY_TEXT_ARGS(more));
    self->author_texts = self->texts;
}

static void offer(finder *self, field which, int rank, galley_text value) {
    value = galley_utf8_cut(value, GIVEN_BYTES);
    if (which == DATE) {
        published_offer(&self->published, text_unescape(value, self->scratch), rank);
        return;
    }
    if (which == AUTHOR && rank > ARTICLE_DATA && self->authors_tried++ > AUTHORS_MAX)
        return;
    if (which == AUTHOR && rank == self->ranks[which])
        add_author(self, value);
    if (rank >= self->ranks[which] || galley_trim(value).len == 0)
        return;
    bool has_no_name = which == AUTHOR && value.ptr[0] == ',';
    value = clean(self, which, value);
    if (value.len == 0)
        return;
    if (which == AUTHOR && (has_no_name || is_publisher(self, value)))
        rank += NO_PERSON;
    if (rank >= self->ranks[which])
        return;
    self->values[which] = value;
    self->ranks[which] = rank;
    if (which == AUTHOR)
        self->author_texts = self->texts;
}

/* ---- Elements -------------------------------------------------------------------------------------------------- */

static bool parts_words(char byte) {
    return byte != '\0' && strchr(".:-_ ", byte);
}

/* Is this the name, but for case and what parts its words? */
static bool is_name(galley_text written, const char *name) {
    size_t at = 0;
    for (;; name++, at++) {
        while (parts_words(*name))
            name++;
        while (at < written.len && parts_words(written.ptr[at]))
            at++;
        if (at == written.len || *name == '\0')
            return at == written.len && *name == '\0';
        char byte = written.ptr[at];
        if ((byte >= 'A' && byte <= 'Z' ? byte + 0x20 : byte) != *name)
            return false;
    }
}

/* "twitter:label1" may say that "twitter:data1" is the author. */
static void see_labelled(finder *self, galley_text name, galley_text content) {
    static const char label[] = "twitter:label", data[] = "twitter:data";
    if (text_starts(name, label) && author_is_label(galley_trim(content)))
        self->author_label = galley_text_part(name.ptr + sizeof label - 1, name.len - (sizeof label - 1));
    bool is_data = text_starts(name, data) && self->author_label.len > 0;
    if (is_data && galley_text_equal(galley_text_part(name.ptr + sizeof data - 1, name.len - (sizeof data - 1)),
                                     self->author_label))
        offer(self, AUTHOR, LABELLED_META, content);
}

static void see_meta(finder *self, size_t index) {
    static const char *const keys[] = {"property", "name", "itemprop", "http-equiv"};
    galley_text content = value_of_meta(self->page, index);
    for (size_t k = 0; k < 4 && content.len > 0; k++) {
        galley_text name = galley_trim(page_attribute(self->page, index, keys[k]));
        bool is_known = name.len == 0;
        for (size_t i = 0; name.len > 0 && i < sizeof metas / sizeof *metas; i++) {
            if (!is_name(name, metas[i].name))
                continue;
            offer(self, metas[i].field, metas[i].rank, content);
            is_known = true;
        }
        see_labelled(self, name, content);
        if (!is_known && text_has_digit(content) && date_name_is_publication(name))
            offer(self, DATE, NAMED_META, content);
        if (text_same(name, "description") || text_same(name, "og:description"))
            offer(self, DESCRIPTION, 10, content);
    }
}

static bool is_at_heading(const finder *self) {
    if (self->titles.node == 0)
        return false;
    return self->texts < self->titles.texts_before ? self->titles.texts_before - self->texts <= TEXTS_RIGHT_ABOVE
                                                   : self->texts - self->titles.texts_before <= TEXTS_CLOSE;
}

static bool says_time(galley_text name) {
    return text_holds(name, "date") || text_holds(name, "time") || text_holds(name, "utc") ||
           text_holds(name, "seconds") || date_name_is_publication(name);
}

/* The first of the attributes that scripts make a date of, "data-time", "data-utc-date", or "data-published", whose
 * name is right; empty if there is none. */
static galley_text data_of(const page *of, size_t index, bool (*is_right)(galley_text name)) {
    const node *at = &of->nodes[index];
    for (uint32_t i = at->attributes; i < at->attributes + at->attribute_count; i++) {
        const attribute *each = &of->attributes[i];
        if (each->value.len >= DIGITS_MIN && each->value.len <= DATE_BYTES && text_starts(each->name, "data-") &&
            text_has_digit(each->value) && is_right(each->name))
            return each->value;
    }
    return galley_text_of(NULL);
}

static galley_text item_of(const page *of, size_t index) {
    galley_text item = page_attribute(of, index, "itemprop");
    return item.len > 0 ? item : page_attribute(of, index, "property");
}

/* A date in an attribute, or in the text. */
static void see_date(finder *self, size_t index, int rank) {
    static const char *const keys[] = {"datetime", "content", "title"};
    galley_text attribute = galley_text_of(NULL);
    for (size_t k = 0; k < sizeof keys / sizeof *keys && attribute.len == 0; k++) {
        galley_text value = page_attribute(self->page, index, keys[k]);
        attribute = text_has_digit(value) ? value : attribute;
    }
    if (attribute.len == 0)
        attribute = data_of(self->page, index, says_time);
    bool is_shown = is_at_heading(self) && rank >= MARKED && rank < CHANGE;
    galley_text shown =
        is_shown || rank < self->published.rank ? value_inside(self->page, index, self->arena) : galley_text_of(NULL);
    is_shown = is_shown && shown.len <= DATE_BYTES; /* else there is more in it than a date */
    published_shown how = !is_shown                                                 ? NOT_SHOWN
                          : text_holds(item_of(self->page, index), "datePublished") ? SHOWN_AS_PUBLISHED
                                                                                    : SHOWN;
    published_offer_element(&self->published, attribute, shown, self->last_text, rank, how);
}

/* An address that leads to somebody's page. */
static bool is_profile(galley_text href) {
    static const char *const parts[] = {"/author",   "/staff/",     "/writer",      "/people/",    "/profile",
                                        "/reporter", "/journalist", "/by/",         "/auteur",     "/autor",
                                        "/autore",   "/authors/",   "/contributor", "/redaktion/", NULL};
    for (const char *const *part = parts; *part; part++)
        if (text_holds(href, *part))
            return true;
    return false;
}

/* The names that lead to their owners' pages, a line each: beside them stand their offices. */
static galley_text linked_names(const finder *self, size_t index) {
    const node *nodes = self->page->nodes;
    galley_buffer names = {0};
    int count = 0;
    for (size_t i = index; i < nodes[index].end && i < index + NODES_INSIDE && count < PROFILES_MAX; i++) {
        if (nodes[i].tag != TAG_A || !is_profile(page_attribute(self->page, i, "href")))
            continue;
        galley_text name = value_inside(self->page, i, self->arena);
        if (name.len == 0)
            continue;
        if (count++ > 0)
            galley_buffer_add_char(&names, '\n');
        galley_buffer_add(&names, name);
    }
    galley_text copy = count > 0 ? galley_arena_copy(self->arena, galley_buffer_text(&names)) : galley_text_of(NULL);
    galley_buffer_clear(&names);
    return copy;
}

/* A class as "author-name", "byline__name", or the "fn" of vcards. */
static bool is_called_name(galley_text class) {
    class = galley_utf8_cut(class, VALUE_BYTES);
    for (size_t at = 0, start = 0; class.len > 0 && at <= class.len; at++) {
        if (at < class.len && class.ptr[at] != ' ')
            continue;
        galley_text word = galley_text_part(class.ptr + start, at - start);
        if (galley_text_is(word, "fn") ||
            (word.len >= 4 && text_starts(galley_text_part(word.ptr + word.len - 4, 4), "name")))
            return true;
        start = at + 1;
    }
    return false;
}

/* The link behind the word "by" at `index`; empty if there is none. */
static galley_text link_behind_label(const finder *self, size_t index) {
    const node *nodes = self->page->nodes;
    size_t next = index + 1;
    bool is_link = nodes[index].tag == TAG_TEXT && next < self->page->count && nodes[next].tag == TAG_A &&
                   author_is_label(galley_trim(nodes[index].text));
    return is_link ? value_inside(self->page, next, self->arena) : galley_text_of(NULL);
}

static void see_author(finder *self, size_t index, int rank) {
    if (rank > self->ranks[AUTHOR] || self->authors_tried > AUTHORS_MAX)
        return;
    const page *of = self->page;
    bool is_named = false;
    for (size_t i = index; i < of->nodes[index].end && i < index + AUTHOR_NODES; i++) {
        if (!galley_text_is(item_of(of, i), "name") && !is_called_name(page_attribute(of, i, "class")))
            continue;
        galley_text content = page_attribute(of, i, "content");
        galley_text name = content.len > 0 ? content : value_inside(of, i, self->arena);
        offer(self, AUTHOR, rank, name);
        is_named |= name.len > 0;
        i = of->nodes[i].end - 1;
    }
    if (is_named)
        return;
    galley_text content = page_attribute(of, index, "content"), linked = linked_names(self, index);
    for (size_t i = index; i < of->nodes[index].end && i < index + NODES_INSIDE && linked.len == 0; i++)
        linked = link_behind_label(self, i);
    offer(self, AUTHOR, rank,
          content.len > 0  ? content
          : linked.len > 0 ? linked
                           : value_inside(self->page, index, self->arena));
}

/* An itemprop of microdata, or a property of RDFa, whose names may have a prefix. */
static void see_item(finder *self, size_t index, galley_text property) {
    if (text_holds(property, "datePublished"))
        see_date(self, index, MARKED);
    else if (text_holds(property, "dateCreated") || text_holds(property, "dc:date"))
        see_date(self, index, MARKED + 4);
    else if (galley_text_is(property, "author") || galley_text_is(property, "schema:author") ||
             galley_text_is(property, "dc:creator"))
        see_author(self, index, MARKED);
    else if (text_holds(property, "headline"))
        offer(self, TITLE, MARKED, value_inside(self->page, index, self->arena));
}

/* How far a marked element stands from the heading, as something to add to its rank: what is behind it and near is the
 * article's; above it may be today's date, and far below other articles'. */
static int distance(const finder *self) {
    if (self->titles.node == 0 || self->texts < self->titles.texts_before)
        return ABOVE_HEADING;
    return self->texts - self->titles.texts_before <= TEXTS_BEHIND ? 0 : FAR_BELOW;
}

/* Comments and teasers, unless the heading stands in them, are others'. */
static void see_others(finder *self, size_t index) {
    size_t end = self->page->nodes[index].end, heading = self->titles.node;
    bool is_other = (self->meanings[index] & (NAMES_COMMENTS | NAMES_RELATED)) && heading > 0;
    if (is_other && end > self->others_end && (heading < index || heading >= end))
        self->others_end = end;
    self->index = index;
}

/* The rank of a marked date, which is `rank` if it is near. */
static int date_rank(const finder *self, int rank) {
    if (self->index < self->others_end)
        return OTHERS;
    if (self->titles.node == 0)
        return rank + DATE_ABOVE;
    if (self->texts < self->titles.texts_before)
        return rank + (self->titles.texts_before - self->texts <= TEXTS_NEAR ? DATE_ABOVE : DATE_FAR_ABOVE);
    size_t behind = self->texts - self->titles.texts_before;
    return rank + (behind <= TEXTS_CLOSE ? 0 : behind <= TEXTS_BEHIND ? DATE_BELOW : DATE_FAR_BELOW);
}

/* "entry-date published updated" is what was published and never changed. */
static bool is_change(const finder *self, size_t index) {
    return (self->meanings[index] & NAMES_CHANGED) &&
           !text_holds(page_attribute(self->page, index, "class"), "published");
}

/* A date that says itself where it is inside another. */
static bool holds_time(const page *of, size_t index) {
    for (size_t i = index + 1; i < of->nodes[index].end && i <= index + NODES_INSIDE; i++)
        if (of->nodes[i].tag == TAG_TIME)
            return true;
    return false;
}

/* What an element's classes and id say about it. */
static void see_names(finder *self, size_t index) {
    unsigned meanings = self->meanings[index];
    if (meanings & (NAMES_RELATED | NAMES_COMMENTS))
        return;
    if ((meanings & NAMES_DATE) && self->page->nodes[index].tag != TAG_TIME && !holds_time(self->page, index))
        see_date(self, index, is_change(self, index) ? CHANGE : date_rank(self, BYLINE));
    else if (self->published.rank > BYLINE + 3 && page_kind(self->page->nodes[index].tag) != SKIPPED &&
             data_of(self->page, index, date_name_is_publication).len > 0)
        see_date(self, index, date_rank(self, BYLINE + 3));
    if (meanings & NAMES_AUTHOR)
        see_author(self, index, BYLINE + distance(self));
}

static void see_time(finder *self, size_t index) {
    bool is_changed =
        is_change(self, index) || text_holds(page_attribute(self->page, index, "itemprop"), "dateModified");
    bool is_other = self->meanings[index] & (NAMES_RELATED | NAMES_COMMENTS);
    bool is_published = page_attribute(self->page, index, "pubdate").ptr;
    if (!is_other)
        see_date(self, index,
                 is_changed     ? PUBLISHED_CHANGE + 4
                 : is_published ? MARKED + 2
                                : date_rank(self, BYLINE + 2));
}

static bool is_linked_data(galley_text type) {
    return text_starts(galley_trim(type), "application/ld+json");
}

static void see_linked_data(finder *self, galley_text script) {
    linked_data_read(script, &self->about, &self->linked, self->arena, self->scratch);
}

static void see_element(finder *self, size_t index) {
    const page *of = self->page;
    const node *at = &of->nodes[index];
    galley_text property = item_of(of, index), rel = page_attribute(of, index, "rel");
    switch (at->tag) {
    case TAG_META:
        see_meta(self, index);
        return;
    case TAG_LINK:
        if (text_same(rel, "canonical"))
            offer(self, URL, 10, page_attribute(of, index, "href"));
        return;
    case TAG_SCRIPT:
        if (is_linked_data(page_attribute(of, index, "type")) && at->end > index + 1)
            see_linked_data(self, at[1].text);
        return;
    case TAG_HTML:
        offer(self, LANG, 20, page_attribute(of, index, "lang"));
        offer(self, LANG, 21, page_attribute(of, index, "xml:lang"));
        published_set_lang(&self->published, self->values[LANG], self->address);
        return;
    case TAG_TIME:
        see_time(self, index);
        break;
    case TAG_A:
        if (self->ranks[AUTHOR] >= BYLINE + 5 && self->titles.node > 0 && distance(self) == 0 &&
            is_profile(page_attribute(of, index, "href")))
            offer(self, AUTHOR, BYLINE + 5, value_inside(self->page, index, self->arena));
        break;
    case TAG_OTHER: /* <relative-time datetime=…>, <amp-timeago> */
        if (self->published.rank > BYLINE + 4 && text_has_digit(page_attribute(of, index, "datetime")))
            see_date(self, index, date_rank(self, BYLINE + 4));
        break;
    default:
        break;
    }
    if (property.len > 0)
        see_item(self, index, property);
    if (text_same(rel, "author"))
        see_author(self, index, MARKED + 5 + distance(self));
    if (at->attribute_count > 0)
        see_names(self, index);
}

static void offer_linked_data(finder *self) {
    const linked_data *linked = &self->linked;
    bool is_article = linked->kind >= LINKED_ARTICLE;
    int rank = is_article ? ARTICLE_DATA : PAGE_DATA;
    offer(self, DATE, rank, linked->published);
    offer(self, DATE, is_article ? rank + 1 : PAGE_DATA + 9, linked->created);
    offer(self, DATE, PUBLISHED_CHANGE + 1, linked->modified);
    offer(self, TITLE, rank, linked->headline);
    offer(self, AUTHOR, rank, linked->author);
    offer(self, SOURCE, is_article ? 15 : PAGE_DATA, linked->publisher);
    offer(self, LANG, is_article ? 35 : PAGE_DATA, linked->lang);
    offer(self, URL, is_article ? 30 : PAGE_DATA, linked->url);
}

/* ---- The open text --------------------------------------------------------------------------------------------- */

static void offer_byline(finder *self, galley_text byline) {
    size_t at = 0, words = 0, position = 0;
    galley_text name = author_cut(without_date(self, byline)), word;
    uint32_t first;
    while (galley_word_next(name, &at, &word))
        words++;
    if (words > 0 && words <= AUTHOR_WORDS && galley_utf8_next(name, &position, &first) && !galley_is_lower(first))
        offer(self, AUTHOR, TEXT, name);
}

/* A line that begins with what stands before a name, or a date with that behind it, and has little more than a name.
 * Right behind the heading it need not be all that its element holds. */
static void see_byline(finder *self, size_t index, galley_text line, bool is_right_behind) {
    galley_text link = link_behind_label(self, index), name = author_skip_label(line, self->values[LANG]);
    bool is_labelled = name.ptr != line.ptr;
    if (link.len > 0)
        offer_byline(self, link);
    else if (text_has_digit(line) && !is_labelled && without_date(self, line).ptr != line.ptr)
        offer_byline(self, line);
    else if (is_labelled || author_is_label(line)) {
        galley_text all = value_inside(self->page, self->page->nodes[index].parent, self->arena);
        galley_text rest = author_skip_label(all, self->values[LANG]);
        if (rest.ptr != all.ptr && rest.len <= LINE_BYTES)
            offer_byline(self, rest);
        else if (is_labelled && is_right_behind)
            offer_byline(self, name);
    }
}

static bool is_text(const node *one) {
    return one->tag == TAG_TEXT && galley_trim(one->text).len > 0;
}

/* Of a date in the open text: the longer what it stands in, the more it is of the story. */
static int text_rank(galley_text line) {
    return line.len <= DATE_BYTES ? TEXT : line.len <= LINE_BYTES ? LONG_TEXT : STORY_TEXT;
}

/* Short texts around the heading, or at the page's top if it has none. */
static void see_texts(finder *self) {
    const node *nodes = self->page->nodes;
    uint32_t heading = self->titles.node;
    size_t first = heading, texts = 0;
    galley_text before = galley_text_of(NULL);
    while (first > 1 && texts < TEXTS_BEFORE)
        texts += is_text(&nodes[--first]);
    size_t above = texts + 1; /* so many stand between this one and the heading */
    texts = 0;
    for (size_t i = first; i < self->page->count && texts < TEXTS_BEHIND; i++) {
        if (nodes[i].tag == TAG_SCRIPT || nodes[i].tag == TAG_STYLE || nodes[i].tag == TAG_HEAD) {
            for (size_t end = nodes[i].end; i + 1 < end; i++)
                above -= above > 0 && is_text(&nodes[i + 1]);
            continue;
        }
        galley_text line = nodes[i].tag == TAG_TEXT ? galley_trim(nodes[i].text) : galley_text_of(NULL);
        if (line.len == 0)
            continue;
        texts += i > heading;
        above -= above > 0;
        if (self->ranks[AUTHOR] > TEXT && i > heading && line.len <= LINE_BYTES)
            see_byline(self, i, line, texts <= TEXTS_RIGHT_BEHIND);
        bool is_close = heading > 0 && (i > heading ? texts <= TEXTS_NEAR : above <= TEXTS_RIGHT_ABOVE);
        int rank = is_close && line.len <= DATE_BYTES ? NEAR_TEXT : text_rank(line) + (i < heading);
        if (rank - PUBLISHED_LABEL <= self->published.rank)
            published_read(&self->published, galley_utf8_cut(line, LINE_BYTES), before, rank);
        before = line;
    }
}

/* Where nothing else says when: the first short text of the page that holds a date, a labelled one before others. */
static void see_far_texts(finder *self) {
    const node *nodes = self->page->nodes;
    galley_text before = galley_text_of(NULL);
    for (size_t i = 1; i < self->page->count && self->published.rank > ANYWHERE - 2; i++) {
        if (nodes[i].tag == TAG_SCRIPT || nodes[i].tag == TAG_STYLE || nodes[i].tag == TAG_HEAD) {
            i = nodes[i].end - 1;
            continue;
        }
        galley_text line = nodes[i].tag == TAG_TEXT ? galley_trim(nodes[i].text) : galley_text_of(NULL);
        if (line.len > 0 && line.len <= DATE_BYTES)
            published_read(&self->published, line, before, ANYWHERE);
        before = line.len > 0 ? line : before;
    }
}

/* What an application keeps for itself, where nothing better says when: the first day of publication is mostly the
 * story's. */
static void see_scripts(finder *self) {
    const node *nodes = self->page->nodes;
    for (size_t i = 1; i + 1 < self->page->count; i++) {
        if (nodes[i].tag != TAG_SCRIPT || nodes[i].end == i + 1)
            continue;
        galley_text script = nodes[i + 1].text, value;
        for (size_t at = 0; self->published.rank > SCRIPT && date_name_next_in_script(script, &at, &value);)
            offer(self, DATE, SCRIPT, value);
    }
}

/* The site's names, which tell it from persons. They are compared with each author, and so must not be long. */
static void see_sites(finder *self) {
    for (size_t i = 1; i < self->page->count; i++) {
        if (self->page->nodes[i].tag != TAG_META)
            continue;
        galley_text name = value_name_of_meta(self->page, i);
        galley_text content = galley_utf8_cut(value_of_meta(self->page, i), VALUE_BYTES);
        if (text_same(name, "og:site_name"))
            self->site = content;
        else if (text_same(name, "copyright"))
            self->copyright = content;
    }
}

metadata metadata_find(const page *of, const uint32_t *meanings, galley_text address, const galley_calendar *calendar,
                       galley_arena *arena, galley_arena *scratch) {
    finder self = {.page = of, .meanings = meanings, .arena = arena, .scratch = scratch, .address = address};
    for (int i = 0; i < FIELD_COUNT; i++)
        self.ranks[i] = UNSET;
    published_init(&self.published, calendar, scratch);
    self.titles = titles_find(of, arena, scratch);
    self.about =
        (linked_data_page){galley_fold(self.titles.whole, scratch), galley_fold(self.titles.heading, scratch), address};
    see_sites(&self);
    for (size_t i = 1; i < of->count; i++) {
        galley_text text = of->nodes[i].tag == TAG_TEXT ? galley_trim(of->nodes[i].text) : galley_text_of(NULL);
        if (of->nodes[i].tag != TAG_TEXT) {
            see_others(&self, i);
            see_element(&self, i);
        }
        self.texts += text.len > 0;
        self.last_text = text.len > 0 ? text : self.last_text;
    }
    offer_linked_data(&self);
    if (self.published.rank > SCRIPT)
        see_scripts(&self);
    see_texts(&self);
    if (self.published.rank > ANYWHERE)
        see_far_texts(&self);
    galley_text url = address.len > 0 ? address : self.values[URL];
    offer(&self, SOURCE, UNSET - 1, value_host(url));
    return (metadata){.title =
                          titles_choose(&self.titles, self.values[TITLE], self.values[SOURCE], value_host(address)),
                      .author = self.values[AUTHOR],
                      .lang = self.values[LANG],
                      .source = self.values[SOURCE],
                      .url = self.values[URL],
                      .date = published_decide(&self.published, url, ADDRESS, arena),
                      .body = self.linked.body,
                      .description = self.values[DESCRIPTION],
                      .heading = self.titles.node};
}
