/* Where a text is cut: at a space, unless the nearest is so far that half of what could be shown would go with it. */
#include "inspect/excerpt.h"

static bool is_gap(char byte) {
    return byte == ' ' || byte == '\n';
}

galley_text text_head(galley_text text, size_t max) {
    if (text.len <= max)
        return text;
    galley_text head = galley_utf8_cut(text, max);
    for (size_t len = head.len; len > head.len / 2; len--)
        if (is_gap(text.ptr[len]))
            return galley_text_part(text.ptr, len);
    return head;
}

galley_text text_tail(galley_text text, size_t max) {
    if (text.len <= max)
        return text;
    size_t start = text.len - max;
    while (start < text.len && ((unsigned char)text.ptr[start] & 0xC0) == 0x80)
        start++;
    for (size_t at = start; at < text.len - max / 2; at++)
        if (is_gap(text.ptr[at]))
            return galley_text_part(text.ptr + at + 1, text.len - at - 1);
    return galley_text_part(text.ptr + start, text.len - start);
}

excerpt excerpt_of_same(galley_text text, bool is_first, bool is_last, size_t context, size_t least) {
    galley_text head = text_head(text, is_first ? 0 : context), tail = text_tail(text, is_last ? 0 : context);
    if (head.len + tail.len + least >= text.len)
        return (excerpt){.head = text};
    return (excerpt){head, tail, text.len - head.len - tail.len};
}
