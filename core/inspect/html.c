#include "inspect/html.h"
#include "base/memory.h"
#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- Texts ---- */

/* What stands for an ASCII character; NULL: itself. */
static const char *escape_of(char byte) {
    switch (byte) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return ((unsigned char)byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7F ? "\xEF\xBF\xBD" : NULL;
    }
}

/* HTML has no way to write these. */
static bool is_forbidden(uint32_t character) {
    return (character >= 0x7F && character < 0xA0) || (character >= 0xFDD0 && character <= 0xFDEF) ||
           (character & 0xFFFE) == 0xFFFE;
}

static void add_escaped(galley_buffer *out, galley_text text) {
    size_t done = 0;
    for (size_t at = 0, len; at < text.len; at += len) {
        uint32_t character = utf8_peek(text, at, &len);
        bool is_bad = is_forbidden(character) || (character == UTF8_REPLACEMENT && len == 1);
        const char *escape = character < 0x80 ? escape_of(text.ptr[at]) : is_bad ? "\xEF\xBF\xBD" : NULL;
        if (!escape)
            continue;
        galley_buffer_add_bytes(out, text.ptr + done, at - done);
        galley_buffer_add_string(out, escape);
        done = at + len;
    }
    if (done < text.len)
        galley_buffer_add_bytes(out, text.ptr + done, text.len - done);
}

void html_text(html *self, galley_text text) {
    add_escaped(self->out, text);
}

void html_string(html *self, const char *text) {
    add_escaped(self->out, galley_text_of(text));
}

void html_printf(html *self, const char *format, ...) {
    char text[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    html_string(self, text);
}

attribute_text attribute(const char *format, ...) {
    attribute_text value;
    va_list args;
    va_start(args, format);
    vsnprintf(value.text, sizeof value.text, format, args);
    va_end(args);
    return value;
}

/* ---- Elements ---- */

static void add_start(html *self, const char *element, va_list attributes) {
    galley_buffer_printf(self->out, "<%s", element);
    for (const char *name; (name = va_arg(attributes, const char *));) {
        const char *value = va_arg(attributes, const char *);
        if (!value)
            continue;
        galley_buffer_printf(self->out, " %s=\"", name);
        add_escaped(self->out, galley_text_of(value));
        galley_buffer_add_char(self->out, '"');
    }
}

void html_open(html *self, const char *element, ...) {
    if (self->depth == HTML_DEPTH_MAX)
        abort(); /* of no run: the page nests as deep as its functions do */
    va_list attributes;
    va_start(attributes, element);
    add_start(self, element, attributes);
    va_end(attributes);
    galley_buffer_add_char(self->out, '>');
    self->open[self->depth++] = element;
}

static bool is_line_ended(const char *element) {
    static const char *const blocks[] = {"p",       "li",      "tr",   "ul",    "ol",   "table",   "section",
                                         "div",     "details", "h1",   "h2",    "h3",   "article", "summary",
                                         "caption", "head",    "body", "tbody", "dl",   "dd",      "svg",
                                         "title",   "header",  "main", "nav",   "style"};
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
        if (strcmp(element, blocks[i]) == 0)
            return true;
    return false;
}

void html_close(html *self) {
    const char *element = self->open[--self->depth];
    galley_buffer_printf(self->out, "</%s>%s", element, is_line_ended(element) ? "\n" : "");
}

void html_void(html *self, const char *element, ...) {
    va_list attributes;
    va_start(attributes, element);
    add_start(self, element, attributes);
    va_end(attributes);
    galley_buffer_add_string(self->out, "/>");
}

void html_element(html *self, const char *element, const char *text) {
    html_open(self, element, NULL);
    html_string(self, text);
    html_close(self);
}

void html_foreign(html *self, galley_text text) {
    html_open(self, "bdi", NULL);
    html_text(self, text);
    html_close(self);
}

/* Without a blank or a control character, which a browser would take away before it looks at what is left. */
static bool is_web_address(galley_text url) {
    static const char *const schemes[] = {"https://", "http://"};
    bool is_web = false;
    for (size_t i = 0; i < 2; i++)
        is_web = is_web || (url.len > strlen(schemes[i]) && memcmp(url.ptr, schemes[i], strlen(schemes[i])) == 0);
    for (size_t i = 0; is_web && i < url.len; i++)
        is_web = (unsigned char)url.ptr[i] > ' ' && url.ptr[i] != 0x7F;
    return is_web;
}

void html_link(html *self, galley_text url, galley_text text) {
    if (!is_web_address(url)) {
        html_foreign(self, text);
        return;
    }
    char *address = memory_string(url);
    html_open(self, "a", "href", address, "rel", "noopener noreferrer nofollow", NULL);
    html_foreign(self, text);
    html_close(self);
    free(address);
}
