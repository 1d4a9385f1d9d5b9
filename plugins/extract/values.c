/* Cleans values of what stands around them: "By Ann Bee | The Gazette" is Ann Bee. */
#include "values.h"

#include "words.h"

enum { NAMES_WORDS = 10 }; /* of an author, whose title may be with the name */

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

bool value_is_label(galley_text name) {
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

/* Is the particle none of the name's own? Where the page has no language, a capital says that it is. */
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

galley_text value_skip_label(galley_text name, galley_text lang) {
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

galley_text value_cut_name(galley_text name) {
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
    return letters > 0 && name.len > 1 && name.len <= VALUE_NAMES_BYTES && digits <= 4 && !value_is_label(name) &&
           !text_holds(name, "@") && !text_holds(name, "://") && !text_holds(name, "www.") && !text_holds(name, "{");
}

size_t value_word_count(galley_text text) {
    size_t at = 0, count = 0;
    galley_text word;
    while (galley_word_next(text, &at, &word))
        count++;
    return count;
}

galley_text value_names(galley_text names, galley_text lang, galley_arena *arena) {
    galley_buffer out = {0};
    size_t at = 0;
    galley_text line;
    while (galley_line_next(names, &at, &line)) {
        size_t names_in_line = 1;
        for (size_t i = 0; i < line.len; i++)
            names_in_line += line.ptr[i] == ',';
        if (value_word_count(line) > NAMES_WORDS + (names_in_line - 1) * VALUE_NAME_WORDS / 2)
            continue;
        galley_text name = value_skip_label(trim_marks(text_squeeze(line, arena)), lang);
        name = trim_marks(value_cut_name(value_skip_label(name, lang)));
        if (!is_name(name) || (out.len > 0 && out.len + name.len > VALUE_NAMES_BYTES))
            continue;
        if (out.len > 0)
            galley_buffer_add_string(&out, ", ");
        galley_buffer_add(&out, name);
    }
    galley_text copy = out.len > 0 ? galley_arena_copy(arena, galley_buffer_text(&out)) : galley_text_of(NULL);
    galley_buffer_clear(&out);
    return copy;
}

galley_text value_lang(galley_text lang, galley_arena *arena) {
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

galley_text value_host(galley_text url) {
    size_t start = text_starts(url, "https://") ? 8 : text_starts(url, "http://") ? 7 : 0, end = start;
    if (start == 0)
        return galley_text_of(NULL);
    while (end < url.len && !memchr("/?#:", url.ptr[end], 4))
        end++;
    galley_text host = galley_text_part(url.ptr + start, end - start);
    return text_starts(host, "www.") ? galley_text_part(host.ptr + 4, host.len - 4) : host;
}

galley_text value_url(galley_text url, galley_text address, galley_arena *arena) {
    url = galley_trim(url);
    galley_text host = value_host(address);
    if (text_starts(url, "//"))
        url = galley_arena_printf(arena, "https:%.*s", GALLEY_TEXT_ARGS(url));
    else if (url.len > 0 && url.ptr[0] == '/' && host.len > 0)
        url = galley_arena_printf(arena, "%.*s%.*s", (int)(host.ptr + host.len - address.ptr), address.ptr,
                                  GALLEY_TEXT_ARGS(url));
    host = value_host(url);
    bool has_path = host.len > 0 && host.ptr + host.len + 1 < url.ptr + url.len;
    for (size_t i = 0; i < url.len; i++)
        if ((unsigned char)url.ptr[i] <= ' ')
            return galley_text_of(NULL);
    return has_path ? galley_arena_copy(arena, url) : galley_text_of(NULL);
}

bool value_is_like(galley_text a, galley_text b, galley_arena *scratch) {
    return a.len > 0 && galley_text_equal(galley_fold(a, scratch), galley_fold(b, scratch));
}

bool value_folded_holds(galley_text whole, galley_text part) {
    for (size_t at = 0; part.len > 0 && at + part.len <= whole.len; at++)
        if (memcmp(whole.ptr + at, part.ptr, part.len) == 0)
            return true;
    return false;
}

bool value_is_part(galley_text part, galley_text whole, galley_arena *scratch) {
    return value_folded_holds(galley_fold(whole, scratch), galley_fold(part, scratch));
}

galley_text value_joined(galley_text text, galley_arena *scratch) {
    galley_text folded = galley_fold(text, scratch);
    char *joined = galley_arena_alloc(scratch, folded.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < folded.len; i++)
        if (folded.ptr[i] != ' ')
            joined[len++] = folded.ptr[i];
    return galley_text_part(joined, len);
}

galley_text value_inside(const page *of, size_t index, galley_arena *arena) {
    galley_buffer text = {0};
    const node *nodes = of->nodes;
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
    galley_text line = text_squeeze(galley_buffer_text(&text), arena);
    galley_buffer_clear(&text);
    return line;
}

galley_text value_of_meta(const page *of, size_t index) {
    galley_text content = page_attribute(of, index, "content");
    return content.ptr ? content : page_attribute(of, index, "value"); /* which is not HTML, and yet in use */
}

galley_text value_name_of_meta(const page *of, size_t index) {
    galley_text name = page_attribute(of, index, "property");
    return galley_trim(name.ptr ? name : page_attribute(of, index, "name"));
}
