/* Reads what elements say, and makes languages and addresses the same however they are written. */
#include "values.h"

#include "words.h"

enum { LANG_BYTES = 35, BLOCKS_MAX = 16, RUN_LETTERS = 2 };

size_t value_word_count(galley_text text) {
    size_t at = 0, count = 0;
    galley_text word;
    while (galley_word_next(text, &at, &word))
        count++;
    return count;
}

static bool is_letter(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

/* "EN-us" to "en-US", "zh-HANT" to "zh-Hant": regions in capitals, scripts with one, all others small. */
static void set_case(char *tag, size_t len) {
    for (size_t start = 0, end; start < len; start = end + 1) {
        for (end = start; end < len && tag[end] != '-';)
            end++;
        bool is_region = start > 0 && end - start == 2, is_script = start > 0 && end - start == 4;
        for (size_t i = start; i < end; i++) {
            bool is_capital = is_region || (is_script && i == start);
            if (is_letter(tag[i]))
                tag[i] = (char)(is_capital ? tag[i] & ~0x20 : tag[i] | 0x20);
        }
    }
}

galley_text value_lang(galley_text lang, galley_arena *arena) {
    galley_text tag = galley_arena_copy(arena, galley_trim(lang));
    char *bytes = (char *)tag.ptr; /* the copy is this function's */
    size_t primary = 0;
    for (size_t i = 0; i < tag.len; i++) {
        bool is_digit = bytes[i] >= '0' && bytes[i] <= '9';
        if (bytes[i] == '_')
            bytes[i] = '-';
        else if (bytes[i] == ',' || bytes[i] == ';' || bytes[i] == ' ' || bytes[i] == '.')
            bytes[tag.len = i] = '\0';
        else if (!is_letter(bytes[i]) && !is_digit && bytes[i] != '-')
            return galley_text_of(NULL);
    }
    while (primary < tag.len && is_letter(bytes[primary]))
        primary++;
    bool is_tag = (primary == 2 || primary == 3) && (primary == tag.len || bytes[primary] == '-');
    if (!is_tag || tag.len > LANG_BYTES)
        return galley_text_of(NULL);
    set_case(bytes, tag.len);
    return tag;
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

/* Does this part of a query say only where a reader came from? */
static bool is_tracking(galley_text part) {
    static const char *const starts[] = {"utm_",       "fbclid=",      "gclid=",  "mc_cid=",  "mc_eid=", "xtor=",
                                         "at_medium=", "at_campaign=", "igshid=", "msclkid=", NULL};
    for (const char *const *start = starts; *start; start++)
        if (text_starts(part, *start))
            return true;
    return false;
}

/* Without what says where the reader came from, and without the place on the page; "#!" is more than a place. */
static galley_text without_tracking(galley_text url, galley_arena *arena) {
    const char *place = url.len > 0 ? memchr(url.ptr, '#', url.len) : NULL;
    if (place && (place + 1 == url.ptr + url.len || place[1] != '!'))
        url.len = (size_t)(place - url.ptr);
    const char *query = url.len > 0 ? memchr(url.ptr, '?', url.len) : NULL;
    if (!query)
        return url;
    char *out = galley_arena_alloc(arena, url.len + 1);
    size_t written = (size_t)(query - url.ptr), start = written + 1;
    memcpy(out, url.ptr, written);
    for (size_t at = start; at <= url.len; at++) {
        if (at < url.len && url.ptr[at] != '&')
            continue;
        galley_text part = galley_text_part(url.ptr + start, at - start);
        if (part.len > 0 && !is_tracking(part)) {
            out[written] = written == (size_t)(query - url.ptr) ? '?' : '&';
            memcpy(out + written + 1, part.ptr, part.len);
            written += part.len + 1;
        }
        start = at + 1;
    }
    return galley_text_part(out, written);
}

/* The address's part that a relative one is appended to: the host for one with a slash, else up to the last slash. */
static size_t base_len(galley_text address, galley_text host, bool is_from_root) {
    size_t len = (size_t)(host.ptr + host.len - address.ptr), last = len;
    for (size_t i = len; i < address.len && !is_from_root && !memchr("?#", address.ptr[i], 2); i++)
        last = address.ptr[i] == '/' ? i + 1 : last;
    return last;
}

static bool is_relative(galley_text url) {
    size_t end = 0;
    while (end < url.len && !memchr(":/?#", url.ptr[end], 4))
        end++;
    return url.len > 0 && (end == url.len || url.ptr[end] != ':');
}

galley_text value_url(galley_text url, galley_text address, galley_arena *arena) {
    url = galley_trim(url);
    galley_text host = value_host(address);
    bool is_from_root = url.len > 0 && url.ptr[0] == '/';
    if (text_starts(url, "//"))
        url = galley_arena_printf(arena, "https:%.*s", GALLEY_TEXT_ARGS(url));
    else if (is_relative(url) && !strchr("?#.", url.ptr[0]) && host.len > 0)
        url = galley_arena_printf(arena, "%.*s%.*s", (int)base_len(address, host, is_from_root), address.ptr,
                                  GALLEY_TEXT_ARGS(url));
    host = value_host(url);
    bool has_path = host.len > 0 && host.ptr + host.len + 1 < url.ptr + url.len;
    for (size_t i = 0; i < url.len; i++)
        if ((unsigned char)url.ptr[i] <= ' ')
            return galley_text_of(NULL);
    return has_path ? galley_arena_copy(arena, without_tracking(url, arena)) : galley_text_of(NULL);
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

/* Do two texts that no space parts make "Ann BeeStaff writer"? Then something else parts them on the page. */
static bool runs_together(galley_text before, galley_text behind) {
    size_t letters = 0;
    while (letters < before.len && letters < RUN_LETTERS && before.ptr[before.len - letters - 1] >= 'a' &&
           before.ptr[before.len - letters - 1] <= 'z')
        letters++;
    return letters == RUN_LETTERS && behind.len > 1 && behind.ptr[0] >= 'A' && behind.ptr[0] <= 'Z';
}

galley_text value_inside(const page *of, size_t index, galley_arena *arena) {
    galley_buffer text = {0};
    const node *nodes = of->nodes;
    size_t ends[BLOCKS_MAX], depth = 0; /* where the blocks end that are open */
    for (size_t i = index; i < nodes[index].end && text.len < VALUE_BYTES; i++) {
        for (; depth > 0 && i >= ends[depth - 1]; depth--)
            galley_buffer_add_char(&text, ' ');
        if (page_kind(nodes[i].tag) == BLOCK && depth < BLOCKS_MAX)
            ends[depth++] = nodes[i].end;
        if (nodes[i].tag == TAG_SCRIPT || nodes[i].tag == TAG_STYLE || nodes[i].tag == TAG_SVG) {
            i = nodes[i].end - 1;
            continue;
        }
        if (page_kind(nodes[i].tag) == BLOCK || nodes[i].tag == TAG_BR)
            galley_buffer_add_char(&text, ' ');
        if (nodes[i].tag != TAG_TEXT)
            continue;
        if (text.len > 0 && runs_together(galley_buffer_text(&text), nodes[i].text))
            galley_buffer_add_char(&text, ' ');
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
