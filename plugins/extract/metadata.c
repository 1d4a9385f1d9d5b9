/* Finds the heading, then goes over the page once more: whatever says something about the article is offered for a
 * field under a rank, and the lowest rank that holds something usable wins, the first among equals. Ranks, from the
 * most trusted on:
 *   0-9    JSON-LD of an article: made for machines that punish mistakes, and about the article alone
 *   10-49  <meta> (metas.inc): written for sharing, so often shortened or decorated
 *   50-69  marked elements: itemprop, rel, <time>, classes; dates in short texts at the heading; the <meta> that is the
 *          date of a change on many pages
 *   70-79  the address, and JSON-LD about the page or other things on it; marked dates far above the heading
 *   80-    what was found in the open text, and dates of changes
 * What dates say and mean is published.c's business. */
#include "metadata.h"

#include "linked_data.h"
#include "names.h"
#include "published.h"
#include "words.h"

typedef enum field { DATE, TITLE, AUTHOR, LANG, SOURCE, URL, DESCRIPTION, FIELD_COUNT } field;

/* Ranks, and what is added to them. */
enum {
    ARTICLE_DATA = 1,
    MARKED = 50,
    BYLINE = PUBLISHED_NEAR,
    NEAR_TEXT = 65,
    PAGE_DATA = 70,
    ADDRESS = 72,
    TEXT = 80,
    LONG_TEXT = 84,
    CHANGE = PUBLISHED_CHANGE + 4,
    STORY_TEXT = 95,
    ANYWHERE = 98,
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
    TEXTS_NEAR = 10,       /* of what may still belong to it */
    NEAR_TEXTS = 4,        /* between the names of two authors */
    NODES_INSIDE = 40,     /* of a marked element, to look at */
    PROFILES_MAX = 6,      /* links to authors that are looked at */
};

/* Lengths. */
enum {
    VALUE_BYTES = 1000,  /* of an element's text; more is no title and no name */
    GIVEN_BYTES = 16000, /* of what is offered, with all marks: what is in many elements is read for each of them */
    AUTHOR_BYTES = 160,
    DATE_BYTES = 60,  /* a text of so many is a line that says when */
    LINE_BYTES = 140, /* a longer text is no line of a date or a name */
    TITLE_PARTS_MAX = 12,
    LABELLED_BYTES = 20, /* of a title that may have a label before it, */
    LABEL_BYTES = 16,    /* and of such a label */
    NAME_WORDS = 6,
    NAMES_WORDS = 10,  /* of an author, whose title may be with the name */
    SITE_LETTERS = 4,  /* of a host, to know it in a name */
    TOLD_WORDS = 4,    /* of a heading that is known by them alone */
    HEADING_WORDS = 3, /* words that a heading has in common with the <title>, to be the title */
};

typedef struct finder {
    const page *page;
    const uint32_t *meanings;
    published published;
    galley_arena *arena, *scratch;
    galley_text address;
    galley_text values[FIELD_COUNT];
    int ranks[FIELD_COUNT];
    galley_text site, copyright, told_title; /* as metas tell them */
    galley_text whole_title, heading;        /* <title>, and the <h1> that is most like it */
    size_t heading_likeness;
    uint32_t heading_node;
    size_t headings, heading_texts; /* how many texts stand before it */
    size_t texts;                   /* pieces of text seen so far, */
    galley_text last_text;          /* and the last of them */
    size_t author_texts;            /* how many had been when the author was found */
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

/* ---- Values ---------------------------------------------------------------------------------------------------- */

/* Words that stand before an author's name. */
static const char *const before_names[] = {
#include "before_names.inc"
};

#define PARTICLE(word, langs) {word, langs},
static const struct {
    const char *word, *langs;
} particles[] = {
#include "name_particles.inc"
};
#undef PARTICLE

static galley_text trim_marks(galley_text name) {
    while (name.len > 0 && strchr(" ,;:.-", name.ptr[0]))
        name = galley_text_part(name.ptr + 1, name.len - 1);
    while (name.len > 0 && strchr(" ,;:-", name.ptr[name.len - 1]))
        name.len--;
    return name;
}

static bool is_label(galley_text name) {
    for (size_t i = 0; i < sizeof before_names / sizeof *before_names; i++)
        if (text_same(name, before_names[i]))
            return true;
    for (size_t i = 0; i < sizeof particles / sizeof *particles; i++)
        if (text_same(name, particles[i].word))
            return true;
    return false;
}

/* How long the word is with what parts it from the name behind it; 0: the name does not begin with it. */
static size_t label_len(galley_text name, const char *word) {
    size_t len = strlen(word);
    if (!text_starts(name, word) || name.len <= len)
        return 0;
    return name.ptr[len] == ' ' || name.ptr[len] == ':' || name.ptr[len] == '\n' ? len + 1 : 0;
}

/* Is the particle that the name begins with none of its own? Where the page has no language, a capital says that it is. */
static bool is_by(galley_text name, size_t len, const char *langs, galley_text lang) {
    if (name.ptr[len - 1] == ':')
        return true;
    if (lang.len < 2)
        return name.ptr[0] >= 'a';
    for (const char *each = langs; *each; each += each[2] ? 3 : 2)
        if (text_starts(lang, (char[]){each[0], each[1], '\0'}))
            return lang.len == 2 || lang.ptr[2] == '-';
    return false;
}

static galley_text skip_label(galley_text name, galley_text lang) {
    size_t len = 0;
    for (size_t i = 0; i < sizeof before_names / sizeof *before_names && len == 0; i++)
        len = label_len(name, before_names[i]);
    for (size_t i = 0; i < sizeof particles / sizeof *particles && len == 0; i++) {
        len = label_len(name, particles[i].word);
        if (len > 0 && !is_by(name, len, particles[i].langs, lang))
            return name;
    }
    return len > 0 ? galley_trim(galley_text_part(name.ptr + len, name.len - len)) : name;
}

/* Up to what ends a name: a bar, a bullet, a dash among spaces, a bracket. */
static galley_text cut_name(galley_text name) {
    static const char *const ends[] = {" | ", "|", " - ", " – ", " — ", " • ", " · ", "(", "<", " / ", NULL};
    for (const char *const *end = ends; *end; end++) {
        size_t len = strlen(*end);
        for (size_t at = 1; at + len <= name.len; at++)
            if (memcmp(name.ptr + at, *end, len) == 0)
                name.len = at;
    }
    return galley_trim(name);
}

static bool is_name(galley_text name) {
    size_t digits = 0, letters = 0, at = 0;
    for (uint32_t character; galley_utf8_next(name, &at, &character);) {
        digits += character >= '0' && character <= '9';
        letters += galley_is_letter(character);
    }
    return letters > 0 && name.len > 1 && name.len <= AUTHOR_BYTES && digits <= 4 && !is_label(name) &&
           !text_holds(name, "@") && !text_holds(name, "://") && !text_holds(name, "www.") && !text_holds(name, "{");
}

static size_t count_words(galley_text text) {
    size_t at = 0, count = 0;
    galley_text word;
    while (galley_word_next(text, &at, &word))
        count++;
    return count;
}

/* Names as one line: "A, B". Empty if there is none in it. */
static galley_text clean_names(galley_text names, galley_text lang, galley_arena *arena) {
    galley_buffer out = {0};
    size_t at = 0;
    galley_text line;
    while (galley_line_next(names, &at, &line)) {
        size_t names_in_line = 1;
        for (size_t i = 0; i < line.len; i++)
            names_in_line += line.ptr[i] == ',';
        if (count_words(line) > NAMES_WORDS + (names_in_line - 1) * NAME_WORDS / 2)
            continue;
        galley_text name = skip_label(trim_marks(text_squeeze(line, arena)), lang);
        name = trim_marks(cut_name(skip_label(name, lang)));
        if (!is_name(name) || (out.len > 0 && out.len + name.len > AUTHOR_BYTES))
            continue;
        if (out.len > 0)
            galley_buffer_add_string(&out, ", ");
        galley_buffer_add(&out, name);
    }
    galley_text copy = out.len > 0 ? galley_arena_copy(arena, galley_buffer_text(&out)) : galley_text_of(NULL);
    galley_buffer_clear(&out);
    return copy;
}

/* A BCP 47 tag: fr_FR becomes fr-FR. */
static galley_text clean_lang(galley_text lang, galley_arena *arena) {
    galley_text tag = galley_arena_copy(arena, galley_trim(lang));
    char *bytes = (char *)tag.ptr; /* the copy is this function's */
    for (size_t i = 0; i < tag.len; i++) {
        bool is_letter = (bytes[i] >= 'a' && bytes[i] <= 'z') || (bytes[i] >= 'A' && bytes[i] <= 'Z');
        bool is_digit = bytes[i] >= '0' && bytes[i] <= '9';
        if (bytes[i] == '_')
            bytes[i] = '-';
        else if (bytes[i] == ',' || bytes[i] == ';' || bytes[i] == ' ' || bytes[i] == '.')
            bytes[tag.len = i] = '\0';
        else if (!is_letter && !is_digit && bytes[i] != '-')
            return galley_text_of(NULL);
    }
    return tag.len >= 2 && tag.len <= 35 ? tag : galley_text_of(NULL);
}

static galley_text host_of(galley_text url) {
    size_t start = text_starts(url, "https://") ? 8 : text_starts(url, "http://") ? 7 : 0, end = start;
    if (start == 0)
        return galley_text_of(NULL);
    while (end < url.len && !memchr("/?#:", url.ptr[end], 4))
        end++;
    galley_text host = galley_text_part(url.ptr + start, end - start);
    return text_starts(host, "www.") ? galley_text_part(host.ptr + 4, host.len - 4) : host;
}

/* An address as a whole one; empty if it cannot be told, or leads to the site's front page. */
static galley_text clean_url(galley_text url, galley_text address, galley_arena *arena) {
    url = galley_trim(url);
    galley_text host = host_of(address);
    if (text_starts(url, "//"))
        url = galley_arena_printf(arena, "https:%.*s", GALLEY_TEXT_ARGS(url));
    else if (url.len > 0 && url.ptr[0] == '/' && host.len > 0)
        url = galley_arena_printf(arena, "%.*s%.*s", (int)(host.ptr + host.len - address.ptr), address.ptr,
                                  GALLEY_TEXT_ARGS(url));
    host = host_of(url);
    bool has_path = host.len > 0 && host.ptr + host.len + 1 < url.ptr + url.len;
    for (size_t i = 0; i < url.len; i++)
        if ((unsigned char)url.ptr[i] <= ' ')
            return galley_text_of(NULL);
    return has_path ? galley_arena_copy(arena, url) : galley_text_of(NULL);
}

static galley_text clean(const finder *self, field which, galley_text value) {
    value = text_unescape(value, self->scratch);
    switch (which) {
    case AUTHOR:
        return clean_names(value, self->values[LANG], self->arena);
    case LANG:
        return clean_lang(value, self->arena);
    case URL:
        return clean_url(value, self->address, self->arena);
    default:
        return text_squeeze(galley_utf8_cut(value, VALUE_BYTES), self->arena);
    }
}

static bool is_like(galley_text a, galley_text b, galley_arena *scratch) {
    return a.len > 0 && galley_text_equal(galley_fold(a, scratch), galley_fold(b, scratch));
}

static bool is_part_of(galley_text part, galley_text whole, galley_arena *scratch) {
    galley_text a = galley_fold(part, scratch), b = galley_fold(whole, scratch);
    for (size_t at = 0; a.len > 0 && at + a.len <= b.len; at++)
        if (memcmp(b.ptr + at, a.ptr, a.len) == 0)
            return true;
    return false;
}

/* Folded, and without the spaces. */
static galley_text join_words(galley_text text, galley_arena *scratch) {
    galley_text folded = galley_fold(text, scratch);
    char *joined = galley_arena_alloc(scratch, folded.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < folded.len; i++)
        if (folded.ptr[i] != ' ')
            joined[len++] = folded.ptr[i];
    return galley_text_part(joined, len);
}

static bool begins_with(galley_text text, galley_text start) {
    return start.len > 0 && text.len >= start.len && memcmp(text.ptr, start.ptr, start.len) == 0;
}

/* "NBCNews" at nbcnews.com, "Today Show" at today.com, "Us Weekly Staff" at Us Weekly. */
static bool is_named_after_site(const finder *self, galley_text name) {
    galley_text joined = join_words(name, self->scratch), host = host_of(self->address);
    const char *dot = host.len > 0 ? memchr(host.ptr, '.', host.len) : NULL;
    galley_text label = galley_text_part(host.ptr, dot ? (size_t)(dot - host.ptr) : 0);
    return (label.len >= SITE_LETTERS && begins_with(joined, join_words(label, self->scratch))) ||
           begins_with(joined, join_words(self->site, self->scratch));
}

static bool is_publisher(const finder *self, galley_text name) {
    return is_like(name, self->values[SOURCE], self->scratch) || is_like(name, self->linked.publisher, self->scratch) ||
           is_part_of(name, self->copyright, self->scratch) || is_named_after_site(self, name);
}

/* One more author, named in the same way as the last and next to it. */
static void add_author(finder *self, galley_text value) {
    galley_text names = self->values[AUTHOR], more = clean_names(value, self->values[LANG], self->arena);
    bool is_near = self->texts <= self->author_texts + NEAR_TEXTS;
    if (!is_near || more.len == 0 || names.len + more.len > AUTHOR_BYTES || is_publisher(self, more) ||
        is_part_of(more, names, self->scratch))
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

/* The text inside a node, as one line. */
static galley_text inner_text(const finder *self, size_t index) {
    galley_buffer text = {0};
    const node *nodes = self->page->nodes;
    for (size_t i = index; i < nodes[index].end && text.len < VALUE_BYTES; i++) {
        if (nodes[i].tag == TAG_SCRIPT || nodes[i].tag == TAG_STYLE || nodes[i].tag == TAG_SVG) {
            i = nodes[i].end - 1;
            continue;
        }
        if (page_kind(nodes[i].tag) == BLOCK || nodes[i].tag == TAG_BR)
            galley_buffer_add_char(&text, ' ');
        if (nodes[i].tag == TAG_TEXT)
            galley_buffer_add(&text, galley_utf8_cut(nodes[i].text, VALUE_BYTES));
    }
    galley_text line = text_squeeze(galley_buffer_text(&text), self->arena);
    galley_buffer_clear(&text);
    return line;
}

/* ---- Elements -------------------------------------------------------------------------------------------------- */

static galley_text meta_content(const page *of, size_t index) {
    galley_text content = page_attribute(of, index, "content");
    return content.ptr ? content : page_attribute(of, index, "value"); /* which is not HTML, and yet in use */
}

static galley_text meta_name(const page *of, size_t index) {
    galley_text name = page_attribute(of, index, "property");
    return galley_trim(name.ptr ? name : page_attribute(of, index, "name"));
}

static void see_meta(finder *self, size_t index) {
    static const char *const keys[] = {"property", "name", "itemprop", "http-equiv"};
    galley_text content = meta_content(self->page, index);
    for (size_t k = 0; k < 4 && content.len > 0; k++) {
        galley_text name = galley_trim(page_attribute(self->page, index, keys[k]));
        for (size_t i = 0; name.len > 0 && i < sizeof metas / sizeof *metas; i++)
            if (text_same(name, metas[i].name))
                offer(self, metas[i].field, metas[i].rank, content);
        if (text_same(name, "description") || text_same(name, "og:description"))
            offer(self, DESCRIPTION, 10, content);
    }
}

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

static void see_heading(finder *self, size_t index) {
    galley_text heading = inner_text(self, index);
    self->headings += heading.len > 0;
    size_t like = heading.len == 0 ? 0 : likeness(heading, self->whole_title, self->scratch);
    if (like <= self->heading_likeness)
        return;
    self->heading = heading;
    self->heading_likeness = like;
    self->heading_node = (uint32_t)index;
    self->heading_texts = self->texts;
}

static bool is_at_heading(const finder *self) {
    if (self->heading_node == 0)
        return false;
    return self->texts < self->heading_texts ? self->heading_texts - self->texts <= TEXTS_RIGHT_ABOVE
                                             : self->texts - self->heading_texts <= TEXTS_CLOSE;
}

/* A date in an attribute, or in the text. */
static void see_date(finder *self, size_t index, int rank) {
    static const char *const keys[] = {"datetime", "content", "title", "data-datetime", "data-date", "data-timestamp"};
    galley_text attribute = galley_text_of(NULL);
    for (size_t k = 0; k < sizeof keys / sizeof *keys && attribute.len == 0; k++) {
        galley_text value = page_attribute(self->page, index, keys[k]);
        attribute = text_has_digit(value) ? value : attribute;
    }
    bool is_shown = is_at_heading(self) && rank >= BYLINE && rank < CHANGE;
    galley_text shown = is_shown || rank < self->published.rank ? inner_text(self, index) : galley_text_of(NULL);
    is_shown = is_shown && shown.len <= DATE_BYTES; /* else there is more in it than a date */
    published_offer_element(&self->published, attribute, shown, self->last_text, rank, is_shown);
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
        galley_text name = inner_text(self, i);
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

static void see_author(finder *self, size_t index, int rank) {
    if (rank > self->ranks[AUTHOR])
        return;
    const page *of = self->page;
    for (size_t i = index; i < of->nodes[index].end; i++)
        if (galley_text_is(page_attribute(of, i, "itemprop"), "name")) {
            galley_text content = page_attribute(of, i, "content");
            offer(self, AUTHOR, rank, content.len > 0 ? content : inner_text(self, i));
            break;
        }
    galley_text content = page_attribute(of, index, "content"), linked = linked_names(self, index);
    offer(self, AUTHOR, rank, content.len > 0 ? content : linked.len > 0 ? linked : inner_text(self, index));
}

static void see_item(finder *self, size_t index, galley_text property) {
    if (text_holds(property, "datePublished"))
        see_date(self, index, MARKED);
    else if (text_holds(property, "dateCreated"))
        see_date(self, index, MARKED + 4);
    else if (galley_text_is(property, "author"))
        see_author(self, index, MARKED);
    else if (text_holds(property, "headline"))
        offer(self, TITLE, MARKED, inner_text(self, index));
}

/* How far a marked element stands from the heading, as something to add to its rank: what is behind it and near is the
 * article's; above it may be today's date, and far below other articles'. */
static int distance(const finder *self) {
    if (self->heading_node == 0 || self->texts < self->heading_texts)
        return ABOVE_HEADING;
    return self->texts - self->heading_texts <= TEXTS_BEHIND ? 0 : FAR_BELOW;
}

/* The rank of a marked date, which is `rank` if it is near. */
static int date_rank(const finder *self, int rank) {
    if (self->heading_node == 0)
        return rank + DATE_ABOVE;
    if (self->texts < self->heading_texts)
        return rank + (self->heading_texts - self->texts <= TEXTS_NEAR ? DATE_ABOVE : DATE_FAR_ABOVE);
    size_t behind = self->texts - self->heading_texts;
    return rank + (behind <= TEXTS_CLOSE ? 0 : behind <= TEXTS_BEHIND ? DATE_BELOW : DATE_FAR_BELOW);
}

/* What an element's classes and id say about it. */
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

static void see_names(finder *self, size_t index) {
    unsigned meanings = self->meanings[index];
    if (meanings & (NAMES_RELATED | NAMES_COMMENTS))
        return;
    if ((meanings & NAMES_DATE) && self->page->nodes[index].tag != TAG_TIME && !holds_time(self->page, index))
        see_date(self, index, is_change(self, index) ? CHANGE : date_rank(self, BYLINE));
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

static void see_element(finder *self, size_t index) {
    const page *of = self->page;
    const node *at = &of->nodes[index];
    galley_text property = page_attribute(of, index, "itemprop"), rel = page_attribute(of, index, "rel");
    switch (at->tag) {
    case TAG_META:
        see_meta(self, index);
        return;
    case TAG_LINK:
        if (text_same(rel, "canonical"))
            offer(self, URL, 10, page_attribute(of, index, "href"));
        return;
    case TAG_SCRIPT:
        if (text_holds(page_attribute(of, index, "type"), "ld+json") && at->end > index + 1)
            linked_data_read(at[1].text, &self->linked, self->arena, self->scratch);
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
        if (self->ranks[AUTHOR] >= BYLINE + 5 && self->heading_node > 0 && distance(self) == 0 &&
            is_profile(page_attribute(of, index, "href")))
            offer(self, AUTHOR, BYLINE + 5, inner_text(self, index));
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
    int rank = linked->is_article ? ARTICLE_DATA : PAGE_DATA;
    offer(self, DATE, rank, linked->published);
    offer(self, DATE, linked->is_article ? rank + 1 : PAGE_DATA + 9, linked->created);
    offer(self, DATE, PUBLISHED_CHANGE + 1, linked->modified);
    offer(self, TITLE, rank, linked->headline);
    offer(self, AUTHOR, rank, linked->author);
    offer(self, SOURCE, linked->is_article ? 15 : PAGE_DATA, linked->publisher);
    offer(self, LANG, linked->is_article ? 35 : PAGE_DATA, linked->lang);
    offer(self, URL, linked->is_article ? 30 : PAGE_DATA, linked->url);
}

/* ---- The open text --------------------------------------------------------------------------------------------- */

/* A line that begins with what stands before a name, and has little more than a name. */
static void see_byline(finder *self, size_t index, galley_text line) {
    galley_text name = skip_label(line, self->values[LANG]);
    if (name.ptr == line.ptr && !is_label(line))
        return;
    galley_text all = inner_text(self, self->page->nodes[index].parent);
    galley_text rest = skip_label(all, self->values[LANG]);
    if (rest.ptr == all.ptr || rest.len > LINE_BYTES)
        return;
    size_t at = 0, words = 0, position = 0;
    galley_text word;
    uint32_t first;
    rest = cut_name(rest);
    while (galley_word_next(rest, &at, &word))
        words++;
    if (words > 0 && words <= NAME_WORDS && galley_utf8_next(rest, &position, &first) && !galley_is_lower(first))
        offer(self, AUTHOR, TEXT, rest);
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
    uint32_t heading = self->heading_node;
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
            see_byline(self, i, line);
        bool is_close = heading > 0 && (i > heading ? texts <= TEXTS_NEAR : above <= TEXTS_RIGHT_ABOVE);
        int rank = is_close && line.len <= DATE_BYTES ? NEAR_TEXT : text_rank(line) + (i < heading);
        if (rank <= self->published.rank)
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

/* ---- The title ------------------------------------------------------------------------------------------------- */

/* Parts of a <title>: "Headline | Section - Site". */
static size_t split_title(galley_text title, galley_text parts[TITLE_PARTS_MAX]) {
    static const char *const marks[] = {" | ", " - ", " – ", " — ", " :: ", " » ", " « ", " • ", " · ", " / ", NULL};
    size_t count = 0, start = 0;
    for (size_t at = 0; at < title.len && count + 1 < TITLE_PARTS_MAX; at++)
        for (const char *const *mark = marks; *mark; mark++) {
            size_t len = strlen(*mark);
            if (at + len > title.len || memcmp(title.ptr + at, *mark, len) != 0)
                continue;
            parts[count++] = galley_text_part(title.ptr + start, at - start);
            start = at + len;
            at = start - 1;
            break;
        }
    parts[count++] = galley_text_part(title.ptr + start, title.len - start);
    return count;
}

/* Without the site's name at the end or the start of it. */
static galley_text without_site(const finder *self, galley_text title) {
    galley_text parts[TITLE_PARTS_MAX], site = self->values[SOURCE];
    if (title.len == 0)
        return title;
    size_t count = split_title(title, parts);
    if (count < 2)
        return title;
    galley_text host = host_of(self->address);
    if (is_like(parts[count - 1], site, self->scratch) || is_like(parts[count - 1], host, self->scratch))
        title.len = (size_t)(parts[count - 2].ptr + parts[count - 2].len - title.ptr);
    else if (is_like(parts[0], site, self->scratch))
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

static galley_text choose_title(const finder *self) {
    galley_text told = without_site(self, self->values[TITLE]), whole = without_site(self, self->whole_title);
    galley_text heading = self->heading;
    size_t words = count_words(heading);
    bool is_only = self->headings == 1 && (words >= 5 || (words >= 3 && self->heading_likeness > 1));
    if (ends_with(heading, told, self->scratch))
        return told;
    if (heading.len > 0 && !is_like(heading, self->values[SOURCE], self->scratch) &&
        (is_only || self->heading_likeness > HEADING_WORDS))
        return heading;
    if (heading.len > 10 && (is_part_of(heading, told, self->scratch) || is_part_of(heading, whole, self->scratch)))
        return heading;
    if (told.len > 0)
        return told;
    if (heading.len > 10 && self->heading_likeness > 3)
        return heading;
    galley_text part = main_part(whole);
    return part.len > 0 ? part : heading;
}

/* Is this, in a heading of the second rank, what the page is told to be called? Then the first one is the site's. */
static bool is_told_title(const finder *self, galley_text heading) {
    return count_words(heading) >= TOLD_WORDS &&
           (is_like(heading, self->told_title, self->scratch) || is_part_of(heading, self->whole_title, self->scratch));
}

/* Says nothing of the title, or is the end of it, where sites put their name. */
static bool is_sites_heading(const finder *self) {
    galley_text heading = galley_fold(self->heading, self->scratch),
                whole = galley_fold(self->whole_title, self->scratch);
    bool is_end =
        heading.len * 2 <= whole.len && memcmp(whole.ptr + whole.len - heading.len, heading.ptr, heading.len) == 0;
    return self->heading_likeness <= 1 || is_end;
}

/* Where the headings of the first rank are the site's, the story's is of the second. */
static void see_second_headings(finder *self) {
    const page *of = self->page;
    size_t texts = 0;
    for (size_t i = 1; i < of->count; i++) {
        galley_text heading = of->nodes[i].tag == TAG_H2 ? inner_text(self, i) : galley_text_of(NULL);
        if (heading.len > 0 && is_told_title(self, heading)) {
            self->heading = heading;
            self->heading_node = (uint32_t)i;
            self->heading_texts = texts;
            self->heading_likeness = likeness(heading, self->whole_title, self->scratch);
            return;
        }
        texts += of->nodes[i].tag == TAG_TEXT && galley_trim(of->nodes[i].text).len > 0;
    }
}

/* What is compared with each author and heading, and so must not be long. */
static void see_site(finder *self, size_t index) {
    galley_text name = meta_name(self->page, index);
    galley_text content = galley_utf8_cut(meta_content(self->page, index), VALUE_BYTES);
    if (text_same(name, "og:site_name"))
        self->site = content;
    else if (text_same(name, "og:title"))
        self->told_title = text_unescape(content, self->scratch);
    else if (text_same(name, "copyright"))
        self->copyright = content;
}

/* The title and the headings: where they stand is asked for all else. */
static void see_titles(finder *self) {
    const page *of = self->page;
    for (size_t i = 1; i < of->count; i++) {
        if (of->nodes[i].tag == TAG_TITLE && self->whole_title.len == 0)
            self->whole_title = inner_text(self, i);
        else if (of->nodes[i].tag == TAG_H1)
            see_heading(self, i);
        else if (of->nodes[i].tag == TAG_META)
            see_site(self, i);
        self->texts += of->nodes[i].tag == TAG_TEXT && galley_trim(of->nodes[i].text).len > 0;
    }
    self->texts = 0;
    if (is_sites_heading(self))
        see_second_headings(self);
}

metadata metadata_find(const page *of, const uint32_t *meanings, galley_text address, const galley_calendar *calendar,
                       galley_arena *arena, galley_arena *scratch) {
    finder self = {.page = of, .meanings = meanings, .arena = arena, .scratch = scratch, .address = address};
    for (int i = 0; i < FIELD_COUNT; i++)
        self.ranks[i] = UNSET;
    published_init(&self.published, calendar, scratch);
    see_titles(&self);
    for (size_t i = 1; i < of->count; i++) {
        galley_text text = of->nodes[i].tag == TAG_TEXT ? galley_trim(of->nodes[i].text) : galley_text_of(NULL);
        if (of->nodes[i].tag != TAG_TEXT)
            see_element(&self, i);
        self.texts += text.len > 0;
        self.last_text = text.len > 0 ? text : self.last_text;
    }
    offer_linked_data(&self);
    see_texts(&self);
    if (self.published.rank == PUBLISHED_UNKNOWN)
        see_far_texts(&self);
    galley_text url = address.len > 0 ? address : self.values[URL];
    offer(&self, SOURCE, UNSET - 1, host_of(url));
    return (metadata){.title = choose_title(&self),
                      .author = self.values[AUTHOR],
                      .lang = self.values[LANG],
                      .source = self.values[SOURCE],
                      .url = self.values[URL],
                      .date = published_decide(&self.published, url, ADDRESS, arena),
                      .body = self.linked.body,
                      .description = self.values[DESCRIPTION],
                      .heading = self.heading_node};
}
