/* What makes no difference, after RFC 3986 (section 6) and the habits of news sites: http or https, capitals in the host,
 * www. m. mobile. amp. before it, the default port, who is logged in, escapes of plain characters and their case, a slash or
 * index page at the end, an AMP page's mark, the fragment, the order of the query's parameters, and those that only track
 * (tracking.inc). */
#include "url.h"

#include <stdlib.h>
#include <strings.h>

enum { PARAMETERS_MAX = 64 };

static const char *const tracking[] = {
#include "tracking.inc"
};
static const char *const host_prefixes[] = {"www.", "m.", "mobile.", "amp."};
static const char *const index_pages[] = {"index.html", "index.htm",  "index.php",
                                          "index.asp",  "index.aspx", "default.aspx"};

/* ---- Pieces ---------------------------------------------------------------------------------------------------- */

static bool begins_with(galley_text text, const char *start) {
    size_t len = strlen(start);
    return text.len >= len && strncasecmp(text.ptr, start, len) == 0;
}

static bool ends_with(galley_text text, const char *end) {
    size_t len = strlen(end);
    return text.len >= len && strncasecmp(text.ptr + text.len - len, end, len) == 0;
}

static galley_text without_start(galley_text text, size_t len) {
    return galley_text_part(text.ptr + len, text.len - len);
}

static galley_text without_end(galley_text text, size_t len) {
    return galley_text_part(text.ptr, text.len - len);
}

/* What stands before the first of some characters; `rest` begins with that character, or is empty. */
static galley_text cut_before(galley_text text, const char *any, galley_text *rest) {
    size_t len = 0;
    while (len < text.len && (text.ptr[len] == '\0' || strchr(any, text.ptr[len]) == NULL))
        len++;
    *rest = without_start(text, len);
    return galley_text_part(text.ptr, len);
}

static int hex_value(char digit) {
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    digit = (char)(digit | 0x20);
    return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

static bool is_unreserved(int byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           byte == '-' || byte == '.' || byte == '_' || byte == '~';
}

/* Adds a piece with plain characters unescaped, all else that is no ASCII sign escaped, in capitals. */
static void add_piece(galley_buffer *out, galley_text piece) {
    for (size_t i = 0; i < piece.len; i++) {
        int byte = (unsigned char)piece.ptr[i];
        bool is_escaped =
            byte == '%' && i + 2 < piece.len && hex_value(piece.ptr[i + 1]) >= 0 && hex_value(piece.ptr[i + 2]) >= 0;
        if (is_escaped) {
            byte = hex_value(piece.ptr[i + 1]) << 4 | hex_value(piece.ptr[i + 2]);
            i += 2;
        }
        bool is_plain = is_unreserved(byte) || (!is_escaped && byte > ' ' && byte < 0x7F);
        if (is_plain)
            galley_buffer_add_char(out, (char)byte);
        else
            galley_buffer_printf(out, "%%%02X", (unsigned)byte);
    }
}

/* ---- Host, path, query ----------------------------------------------------------------------------------------- */

static void add_host(galley_buffer *out, galley_text authority) {
    for (size_t i = authority.len; i > 0; i--) /* user and password */
        if (authority.ptr[i - 1] == '@') {
            authority = without_start(authority, i);
            break;
        }
    if (ends_with(authority, ":80"))
        authority = without_end(authority, 3);
    else if (ends_with(authority, ":443"))
        authority = without_end(authority, 4);
    for (size_t i = 0; i < sizeof host_prefixes / sizeof *host_prefixes; i++)
        if (begins_with(authority, host_prefixes[i]))
            authority = without_start(authority, strlen(host_prefixes[i]));
    while (ends_with(authority, "."))
        authority = without_end(authority, 1);
    for (size_t i = 0; i < authority.len; i++) {
        char byte = authority.ptr[i];
        galley_buffer_add_char(out, byte >= 'A' && byte <= 'Z' ? (char)(byte | 0x20) : byte);
    }
}

/* Takes away what may stand at a path's end and means the same page. */
static galley_text trim_path(galley_text path) {
    for (size_t i = 0; i < sizeof index_pages / sizeof *index_pages; i++) {
        size_t len = strlen(index_pages[i]);
        if (ends_with(path, index_pages[i]) && path.len > len && path.ptr[path.len - len - 1] == '/')
            path = without_end(path, len);
    }
    while (ends_with(path, "/"))
        path = without_end(path, 1);
    if (ends_with(path, "/amp"))
        path = without_end(path, 4);
    if (ends_with(path, ".amp"))
        path = without_end(path, 4);
    if (ends_with(path, ".amp.html"))
        path = without_end(path, 9);
    else if (ends_with(path, ".html"))
        return path;
    while (ends_with(path, "/"))
        path = without_end(path, 1);
    return path;
}

/* The segments of a path, without empty ones and single dots; two dots take the one before away. */
static void add_path(galley_buffer *out, galley_text path) {
    size_t root = out->len;
    galley_text rest = trim_path(path);
    while (rest.len > 0) {
        rest = without_start(rest, 1);
        galley_text segment = cut_before(rest, "/", &rest);
        if (segment.len == 0 || galley_text_is(segment, "."))
            continue;
        if (galley_text_is(segment, "..")) {
            while (out->len > root && out->ptr[--out->len] != '/')
                ;
            continue;
        }
        galley_buffer_add_char(out, '/');
        add_piece(out, segment);
    }
}

static bool is_tracking(galley_text parameter) {
    galley_text value, name = cut_before(parameter, "=", &value);
    for (size_t i = 0; i < sizeof tracking / sizeof *tracking; i++) {
        size_t len = strlen(tracking[i]);
        bool is_start = tracking[i][len - 1] == '*';
        len -= is_start;
        if ((is_start ? name.len >= len : name.len == len) && strncasecmp(name.ptr, tracking[i], len) == 0)
            return true;
    }
    return false;
}

static int by_bytes(const void *one, const void *other) {
    const galley_text *a = one, *b = other;
    int order = memcmp(a->ptr, b->ptr, a->len < b->len ? a->len : b->len);
    return order != 0 ? order : (a->len > b->len) - (a->len < b->len);
}

static void add_query(galley_buffer *out, galley_text query) {
    galley_text parameters[PARAMETERS_MAX], rest = query;
    size_t count = 0;
    while (rest.len > 0 && count < PARAMETERS_MAX) {
        galley_text parameter = cut_before(without_start(rest, 1), "&;", &rest);
        if (parameter.len > 0 && !is_tracking(parameter))
            parameters[count++] = parameter;
    }
    qsort(parameters, count, sizeof *parameters, by_bytes);
    for (size_t i = 0; i < count; i++) {
        galley_buffer_add_char(out, i == 0 ? '?' : '&');
        add_piece(out, parameters[i]);
    }
}

galley_text url_canonical(galley_text url, galley_arena *arena) {
    const galley_text none = {NULL, 0};
    size_t scheme = begins_with(url, "https://") ? 8 : begins_with(url, "http://") ? 7 : begins_with(url, "//") ? 2 : 0;
    if (scheme == 0)
        return none;
    galley_text query, fragment, path;
    galley_text page = cut_before(without_start(url, scheme), "#", &fragment);
    page = cut_before(page, "?", &query);
    galley_text authority = cut_before(page, "/", &path);
    galley_buffer out = {0};
    add_host(&out, authority);
    bool has_host = out.len > 0;
    add_path(&out, path);
    add_query(&out, query);
    galley_text canonical = has_host ? galley_arena_copy(arena, galley_buffer_text(&out)) : none;
    galley_buffer_clear(&out);
    return canonical;
}
