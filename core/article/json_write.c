/* Writing JSON strings: runs that need no escape are copied whole. */
#include "article/article.h"

static const char *escape_of(unsigned char byte) {
    switch (byte) {
    case '"':
        return "\\\"";
    case '\\':
        return "\\\\";
    case '\n':
        return "\\n";
    case '\r':
        return "\\r";
    case '\t':
        return "\\t";
    case '\b':
        return "\\b";
    case '\f':
        return "\\f";
    default:
        return NULL;
    }
}

static bool needs_escape(char byte) {
    return (unsigned char)byte < 0x20 || byte == '"' || byte == '\\';
}

/* Without printf: a hostile line is nothing else for megabytes. */
static void add_code(galley_buffer *out, unsigned char byte) {
    static const char digits[] = "0123456789abcdef";
    const char code[] = {'\\', 'u', '0', '0', digits[byte >> 4], digits[byte & 15]};
    galley_buffer_add_bytes(out, code, sizeof code);
}

void json_write_string(galley_buffer *out, galley_text text) {
    galley_buffer_add_char(out, '"');
    size_t at = 0;
    while (at < text.len) {
        size_t plain = at;
        while (plain < text.len && !needs_escape(text.ptr[plain]))
            plain++;
        galley_buffer_add_bytes(out, text.ptr + at, plain - at);
        if (plain == text.len)
            break;
        unsigned char byte = (unsigned char)text.ptr[plain];
        const char *escape = escape_of(byte);
        if (escape)
            galley_buffer_add_string(out, escape);
        else
            add_code(out, byte);
        at = plain + 1;
    }
    galley_buffer_add_char(out, '"');
}
