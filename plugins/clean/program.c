/* Finds where program text begins: by the heads of program.inc, the brackets of JSON, style sheets and shortcodes, the
 * tags of program_tags.inc. syntax.c says where it ends; what is not program as a whole, stays.
 *
 * A story that speaks of programs quotes them. So code that a colon announces stays, and where a text has words of that
 * trade twice, only what no article is about goes: the calls of advertising, statistics and players. */
#include "program.h"

#include "syntax.h"

#include <galley/base.h>

typedef enum kind { MACHINERY, PROGRAM, FOLLOWER, MARKUP } kind;
typedef enum element { UNKNOWN, INLINE, BLOCK, INSIDE } element;

typedef struct span {
    size_t start, end;
    kind kind;
    char filler; /* between what stands before and behind it on one line; 0: nothing */
} span;

enum {
    SELECTOR_MAX_BYTES = 240,
    TRIES_MIN = 64,           /* to read program where there is none, and one more for each */
    BYTES_OF_TRY = 2048,      /* bytes of text: what keeps a hostile text linear */
    TRADE_WORDS = 2,          /* that make a text one about programs */
    JSON_LINE_MIN_BYTES = 30, /* without schema.org's names, and alone in its line */
    JSON_MIN_REST = 200,      /* bytes of text beside it: else it may be all there is of the story */
    CAPTION_MAX_BYTES = 600,
    TEMPLATE_MAX_BYTES = 100
};

typedef struct finder {
    galley_text text;
    galley_buffer found; /* spans, in their order */
    size_t count, tries;
} finder;

/* What page builders call their own: [vc_row]. */
static const char *const builders[] = {"vc_", "et_pb_", "fusion_", "su_"};

static const struct {
    kind kind;
    const char *pattern;
} heads[] = {
#define HEAD(kind, pattern) {kind, pattern},
#include "program.inc"
#undef HEAD
};

enum { HEAD_COUNT = sizeof heads / sizeof *heads };

static const struct {
    element element;
    const char *names; /* between bars */
} tags[] = {
#define TAG(element, names) {element, names},
#include "program_tags.inc"
#undef TAG
};

/* Names that the trade's articles have, in any language. */
static const char trade_words[] =
    "ajax|angular|api|bootstrap|css|css3|ecmascript|github|html|html5|java|javascript|jquery|json|kotlin|laravel|linux|"
    "markdown|mysql|node|npm|php|postgresql|python|react|regex|ruby|rust|shortcode|shortcodes|sql|swift|typescript|"
    "wasm|"
    "webassembly|webpack|wordpress|xml|yaml";

/* ---- Characters and lists ---------------------------------------------------------------------------------------- */

/* Also of a word that is no program's. */
static bool is_word_char(char c) {
    return is_name_char(c) || (unsigned char)c >= 0x80;
}

static bool is_at(galley_text text, size_t at, const char *start) {
    size_t len = strlen(start);
    return at <= text.len && text.len - at >= len && memcmp(text.ptr + at, start, len) == 0;
}

static char lower(char c) {
    return (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
}

/* Is the word one of those between bars? Case does not count. */
static bool is_listed(const char *names, galley_text word) {
    for (const char *at = names; *at;) {
        size_t len = strcspn(at, "|"), same = 0;
        while (same < len && same < word.len && lower(word.ptr[same]) == at[same])
            same++;
        if (same == len && same == word.len)
            return true;
        at += len + (at[len] == '|');
    }
    return false;
}

static element element_of(galley_text name) {
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (is_listed(tags[i].names, name))
            return tags[i].element;
    return UNKNOWN;
}

/* Where `wanted` stands from `at` on, within what syntax.c would read; the text's length if nowhere. */
static size_t find(galley_text text, size_t at, const char *wanted) {
    size_t len = strlen(wanted), end = text.len - at > SYNTAX_MAX_BYTES ? at + SYNTAX_MAX_BYTES : text.len;
    for (; at + len <= end; at++)
        if (text.ptr[at] == wanted[0] && memcmp(text.ptr + at, wanted, len) == 0)
            return at;
    return text.len;
}

static bool begins_line(galley_text text, size_t at) {
    return at == 0 || text.ptr[at - 1] == '\n';
}

static bool ends_line(galley_text text, size_t at) {
    return at == text.len || text.ptr[at] == '\n';
}

/* ---- Scripts ----------------------------------------------------------------------------------------------------- */

static bool matches(galley_text text, size_t at, const char *pattern) {
    for (const char *each = pattern; *each; each++) {
        size_t start = at;
        switch (*each) {
        case ' ':
            at = skip_blanks(text, at, text.len);
            if (at == start && is_word_char(each[-1]) && is_name_char(each[1])) /* "var x": there must be one */
                return false;
            break;
        case '~':
            while (at < text.len && (is_name_char(text.ptr[at]) || (text.ptr[at] == '.' && at > start)) &&
                   text.ptr[at] != each[1])
                at++;
            if (at == start)
                return false;
            break;
        case '#':
            if (at == text.len || text.ptr[at] < '0' || text.ptr[at] > '9')
                return false;
            at++;
            break;
        default:
            if (at == text.len || text.ptr[at] != *each)
                return false;
            at++;
        }
    }
    return true;
}

/* The first head that stands here; HEAD_COUNT if none does. */
static size_t head_at(galley_text text, size_t at, bool is_follower) {
    size_t i = 0;
    for (; i < HEAD_COUNT; i++) {
        char first = heads[i].pattern[0];
        if ((heads[i].kind != FOLLOWER || is_follower) && (first == '~' || first == text.ptr[at]) &&
            matches(text, at, heads[i].pattern))
            break;
    }
    return i;
}

/* Brackets and semicolons that are left of something that was cut go with it, up to the line's end. */
static size_t skip_closers(galley_text text, size_t at) {
    size_t end = at;
    while (end < text.len && text.ptr[end] != '\n' && (text.ptr[end] == ' ' || strchr(";)}]", text.ptr[end])))
        end++;
    return end > at && ends_line(text, end) ? end : at;
}

/* A script: the statement at `start`, and those right behind it. Its end, or 0. */
static size_t read_script(finder *self, size_t start, kind *found) {
    size_t head = head_at(self->text, start, false);
    if (head == HEAD_COUNT)
        return 0;
    *found = heads[head].kind;
    size_t end = syntax_statement(self->text, start);
    while (end > 0 && self->tries > 0) {
        end = skip_closers(self->text, end);
        size_t next = skip_blanks(self->text, end, self->text.len);
        head = next < self->text.len ? head_at(self->text, next, true) : HEAD_COUNT;
        if (head == HEAD_COUNT)
            break;
        size_t behind = syntax_statement(self->text, next);
        if (behind == 0) {
            self->tries--;
            break;
        }
        if (heads[head].kind == MACHINERY)
            *found = MACHINERY;
        end = behind;
    }
    return end;
}

/* ---- JSON and style sheets --------------------------------------------------------------------------------------- */

static size_t read_json(galley_text text, size_t start, kind *found) {
    size_t end = syntax_json(text, start);
    if (end == 0 || text.len - (end - start) < JSON_MIN_REST)
        return 0;
    galley_text json = galley_text_part(text.ptr, end);
    bool is_schema = find(json, start, "\"@context\"") < end || find(json, start, "\"@type\"") < end;
    bool is_line = begins_line(text, start) && ends_line(text, end) && end - start >= JSON_LINE_MIN_BYTES;
    *found = is_schema ? MACHINERY : PROGRAM;
    return is_schema || is_line ? end : 0;
}

/* A part of a selector: .class, #id, @media, a tag's name; or a comma behind one. */
static bool is_selector_part(galley_text part) {
    size_t len = 0;
    if (strchr(".#@:*>+~[", part.ptr[0]))
        return part.len > 1 || strchr("*>+~", part.ptr[0]);
    while (len < part.len && is_name_char(part.ptr[len]))
        len++;
    bool is_tag = element_of(galley_text_part(part.ptr, len)) != UNKNOWN && part.ptr[0] >= 'a';
    return is_tag &&
           (len == part.len || (strchr(".:#[,>", part.ptr[len]) && len + 1 < part.len) || part.ptr[len] == ',');
}

/* Where the selector begins whose block stands at `block`; `block` if there is none. */
static size_t selector_start(galley_text text, size_t block, size_t from) {
    size_t start = block, at = block;
    const char *media = NULL;
    from = block - from > SELECTOR_MAX_BYTES ? block - SELECTOR_MAX_BYTES : from;
    for (size_t i = block; i > from && text.ptr[i - 1] != '\n' && !media; i--)
        media = text.ptr[i - 1] == '@' ? text.ptr + i - 1 : NULL;
    if (media && (media == text.ptr || is_blank(media[-1]) || media[-1] == '}'))
        return (size_t)(media - text.ptr);
    while (at > from) {
        size_t end = at;
        while (end > from && is_blank(text.ptr[end - 1]))
            end--;
        bool is_new_line = end < at && memchr(text.ptr + end, '\n', at - end);
        if (end == from || (is_new_line && (start == block || text.ptr[end - 1] != ',')))
            break;
        for (at = end; at > from && !is_blank(text.ptr[at - 1]) && text.ptr[at - 1] != '}';)
            at--;
        if (at == end || !is_selector_part(galley_text_part(text.ptr + at, end - at)))
            break;
        start = at;
    }
    return start;
}

/* ---- Tags and shortcodes ----------------------------------------------------------------------------------------- */

/* "the <p> tag" is quoted: a remnant without attributes touches what it marked. */
static bool touches_text(galley_text text, size_t start, size_t end) {
    return (start > 0 && !is_blank(text.ptr[start - 1])) || (end < text.len && !is_blank(text.ptr[end]));
}

/* Behind </name>, if that follows; else `end`. */
static size_t skip_inside(galley_text text, size_t end, char open, galley_text name, size_t most) {
    for (size_t at = end; at + name.len + 2 < text.len && at - end < most; at++) {
        if (text.ptr[at] != open || text.ptr[at + 1] != '/' || memcmp(text.ptr + at + 2, name.ptr, name.len) != 0)
            continue;
        syntax_tag closing;
        size_t behind = open == '<' ? syntax_markup(text, at, &closing) : syntax_shortcode(text, at, &closing);
        return behind > 0 && closing.is_closing ? behind : end;
    }
    return end;
}

/* Behind an element's tag; if what is inside goes too, behind its end. */
static size_t read_markup(finder *self, size_t start, char *filler) {
    galley_text text = self->text;
    *filler = '\n';
    if (is_at(text, start, "<!--")) {
        size_t end = find(text, start, "-->");
        return end < text.len ? end + strlen("-->") : 0;
    }
    syntax_tag tag;
    size_t end = syntax_markup(text, start, &tag);
    element element = end > 0 ? element_of(tag.name) : UNKNOWN;
    if (element == UNKNOWN || (element != INSIDE && !tag.has_attributes && !touches_text(text, start, end)))
        return 0;
    *filler = element == INLINE ? '\0' : '\n';
    if (element != INSIDE || tag.is_closing)
        return end;
    size_t behind = skip_inside(text, end, '<', tag.name, SYNTAX_MAX_BYTES);
    self->tries -= behind == end;
    return behind;
}

static bool is_builders(galley_text name) {
    for (size_t i = 0; i < sizeof builders / sizeof *builders; i++)
        if (is_at(name, 0, builders[i]))
            return true;
    return false;
}

/* With attributes, or a builder's; a caption and what is embedded go whole. */
static size_t read_shortcode(galley_text text, size_t start) {
    syntax_tag tag;
    size_t end = syntax_shortcode(text, start, &tag);
    if (end == 0 || tag.has_attributes || is_builders(tag.name)) {
        bool is_caption = end > 0 && !tag.is_closing && is_listed("caption", tag.name);
        return is_caption ? skip_inside(text, end, '[', tag.name, CAPTION_MAX_BYTES) : end;
    }
    if (tag.is_closing)
        return is_listed("caption|embed", tag.name) ? end : 0;
    size_t behind = galley_text_is(tag.name, "embed") ? skip_inside(text, end, '[', tag.name, CAPTION_MAX_BYTES) : end;
    return behind > end ? behind : 0;
}

/* "{{ article.title }}", a line of its own: a template that nobody filled. */
static size_t read_template(galley_text text, size_t start) {
    size_t end = start;
    while (!ends_line(text, end) && end - start < TEMPLATE_MAX_BYTES)
        end++;
    return begins_line(text, start) && ends_line(text, end) && is_at(text, end - 2, "}}") ? end : 0;
}

/* ---- Finding ----------------------------------------------------------------------------------------------------- */

static span *spans_of(const finder *self) {
    return (span *)self->found.ptr;
}

static size_t last_end(const finder *self) {
    return self->count > 0 ? spans_of(self)[self->count - 1].end : 0;
}

/* False, and a try less, if there is none. */
static bool add_span(finder *self, span one) {
    if (one.end <= one.start) {
        self->tries--;
        return false;
    }
    galley_buffer_add_bytes(&self->found, &one, sizeof one);
    self->count++;
    return true;
}

/* The signs of CDATA, with those of a comment around them; not what they hold. */
static bool find_cdata(finder *self, size_t at, const char *sign) {
    galley_text text = self->text;
    span one = {.start = at, .end = at + strlen(sign), .kind = MACHINERY, .filler = ' '};
    if (at >= last_end(self) + 2 && (is_at(text, at - 2, "//") || is_at(text, at - 2, "/*")))
        one.start = at - 2;
    size_t behind = skip_blanks(text, one.end, text.len);
    one.end = is_at(text, behind, "*/") ? behind + 2 : one.end;
    return add_span(self, one);
}

static bool find_tag(finder *self, size_t at) {
    if (is_at(self->text, at, "<![CDATA["))
        return find_cdata(self, at, "<![CDATA[");
    char next = (char)(at + 1 < self->text.len ? self->text.ptr[at + 1] : ' ');
    if (next != '!' && next != '/' && !is_name_char(next))
        return false;
    span one = {.start = at, .kind = MARKUP};
    one.end = read_markup(self, at, &one.filler);
    return add_span(self, one);
}

static bool find_shortcode(finder *self, size_t at) {
    char next = (char)(at + 1 < self->text.len ? self->text.ptr[at + 1] : ' ');
    return (next == '/' || is_name_char(next)) &&
           add_span(self, (span){at, read_shortcode(self->text, at), MARKUP, ' '});
}

static bool find_block(finder *self, size_t at) {
    galley_text text = self->text;
    size_t inside = skip_blanks(text, at + 1, text.len);
    span one = {.start = at, .kind = PROGRAM, .filler = ' '};
    if (is_at(text, inside, "\""))
        one.end = read_json(text, at, &one.kind);
    else if (is_at(text, inside, "{"))
        one.end = read_template(text, at);
    else if ((one.start = selector_start(text, at, last_end(self))) < at)
        one.end = syntax_style_block(text, at);
    return add_span(self, one);
}

static bool find_script(finder *self, size_t at) {
    static const char joints[] = "-/@#&";
    char before = (char)(at > 0 ? self->text.ptr[at - 1] : ' ');
    span one = {.start = at, .filler = ' '};
    if (is_word_char(before) || strchr(joints, before) || head_at(self->text, at, false) == HEAD_COUNT)
        return false;
    one.end = read_script(self, at, &one.kind);
    return add_span(self, one);
}

static bool find_at(finder *self, size_t at) {
    switch (self->text.ptr[at]) {
    case '<':
        return find_tag(self, at);
    case '[':
        return find_shortcode(self, at);
    case '{':
        return find_block(self, at);
    case ']':
        return is_at(self->text, at, "]]>") && find_cdata(self, at, "]]>");
    default:
        return find_script(self, at);
    }
}

static void find_spans(finder *self) {
    bool is_first[256] = {['<'] = true, ['['] = true, ['{'] = true, [']'] = true};
    for (size_t i = 0; i < HEAD_COUNT; i++)
        if (heads[i].kind != FOLLOWER)
            is_first[(unsigned char)heads[i].pattern[0]] = true;
    for (size_t at = 0; at < self->text.len && self->tries > 0; at++) {
        if (!is_first[(unsigned char)self->text.ptr[at]])
            continue;
        if (find_at(self, at))
            at = last_end(self) - 1;
    }
}

/* Does `sign` stand anywhere with one of `besides` before it (step -1) or behind it (step 1)? */
static bool has_beside(galley_text text, char sign, int step, const char *besides) {
    const char *end = text.ptr + text.len, *at = text.ptr;
    for (; (at = memchr(at, sign, (size_t)(end - at))) != NULL; at++) {
        bool is_edge = step < 0 ? at == text.ptr : at + 1 == end;
        if (!is_edge && strchr(besides, at[step]))
            return true;
    }
    return false;
}

/* Can there be any? Quickly: almost all texts have none of these signs. */
static bool may_have_program(galley_text text) {
    return text.len > 0 &&
           (memchr(text.ptr, '{', text.len) || memchr(text.ptr, '<', text.len) || memchr(text.ptr, '=', text.len) ||
            has_beside(text, ';', -1, ")") || has_beside(text, '[', 1, "/e"));
}

/* ---- Judging ----------------------------------------------------------------------------------------------------- */

static size_t count_trade_words(galley_text text) {
    size_t count = 0;
    for (size_t at = 0; at < text.len;) {
        size_t start = at;
        while (at < text.len && is_word_char(text.ptr[at]))
            at++;
        count += at > start + 1 && is_at(text, at, "()") && is_name_char(text.ptr[at - 1]);
        count += at > start + 1 && is_listed(trade_words, galley_text_part(text.ptr + start, at - start));
        at += at == start;
    }
    return count;
}

/* Does what is beside the spans speak of programs? */
static bool is_about_programs(const finder *self) {
    size_t count = 0, at = 0;
    for (size_t i = 0; i <= self->count; i++) {
        size_t end = i < self->count ? spans_of(self)[i].start : self->text.len;
        count += count_trade_words(galley_text_part(self->text.ptr + at, end - at));
        at = i < self->count ? spans_of(self)[i].end : at;
    }
    return count >= TRADE_WORDS;
}

/* "… like this:" */
static bool is_announced(galley_text text, size_t start) {
    while (start > 0 && is_blank(text.ptr[start - 1]))
        start--;
    return start > 0 && text.ptr[start - 1] == ':';
}

static void judge_spans(finder *self) {
    size_t kept = 0;
    bool is_about = is_about_programs(self);
    for (size_t i = 0; i < self->count; i++) {
        const span *one = &spans_of(self)[i];
        bool is_quoted = one->kind != MACHINERY && is_about;
        bool is_shown = one->kind != MARKUP && is_announced(self->text, one->start);
        if (!is_quoted && !is_shown)
            spans_of(self)[kept++] = *one;
    }
    self->count = kept;
}

/* ---- Taking ------------------------------------------------------------------------------------------------------ */

static char last_byte(const galley_buffer *out) {
    return (char)(out->len > 0 ? out->ptr[out->len - 1] : '\n');
}

/* Closes the gap that a span leaves, and says where the text goes on. If nothing is left of its line, the widest of the
 * gaps above and below stays. */
static size_t close_gap(galley_text text, const span *gone, galley_buffer *out) {
    size_t at = gone->end, above = 0, below = 0;
    if (gone->filler == '\0')
        return at;
    while (out->len > 0 && last_byte(out) == ' ')
        out->len--;
    while (at < text.len && text.ptr[at] == ' ')
        at++;
    if (last_byte(out) != '\n') {
        if (!ends_line(text, at))
            galley_buffer_add_char(out, gone->filler);
        return at;
    }
    while (above < out->len && out->ptr[out->len - 1 - above] == '\n')
        above++;
    for (; at < text.len && is_blank(text.ptr[at]); at++)
        below += text.ptr[at] == '\n';
    for (; out->len > 0 && above < below; above++)
        galley_buffer_add_char(out, '\n');
    return at;
}

static galley_text write_rest(const finder *self, galley_arena *arena) {
    galley_buffer out = {0};
    size_t at = 0;
    for (size_t i = 0; i < self->count; i++) {
        const span *gone = &spans_of(self)[i];
        if (gone->start > at)
            galley_buffer_add_bytes(&out, self->text.ptr + at, gone->start - at);
        size_t behind = close_gap(self->text, gone, &out);
        at = behind > at ? behind : at;
    }
    if (at < self->text.len)
        galley_buffer_add_bytes(&out, self->text.ptr + at, self->text.len - at);
    galley_text rest = galley_arena_copy(arena, galley_trim(galley_buffer_text(&out)));
    galley_buffer_clear(&out);
    return rest;
}

galley_text program_take(galley_text text, size_t *gone, galley_arena *arena) {
    if (!may_have_program(text))
        return text;
    finder self = {.text = text, .tries = TRIES_MIN + text.len / BYTES_OF_TRY};
    find_spans(&self);
    if (self.count > 0)
        judge_spans(&self);
    *gone += self.count;
    galley_text rest = self.count > 0 ? write_rest(&self, arena) : text;
    galley_buffer_clear(&self.found);
    return rest;
}
