/* What changed in an article, for people: a line a field, texts as a difference in words. */
#include "cli/changes.h"
#include "cli/runs.h"
#include "inspect/changes.h"
#include "inspect/excerpt.h"

#include <stdlib.h>

/* What did not change, with its middle left out if that is long. */
static void print_same(terminal *out, galley_text text, bool is_first, bool is_last, bool is_full) {
    excerpt shown = excerpt_of_same(text, is_first, is_last, CHANGE_CONTEXT, 0);
    terminal_flow(out, INK_PLAIN, is_full ? text : shown.head);
    if (is_full || shown.left_out == 0)
        return;
    terminal_string(out, INK_FAINT, is_first ? "… " : is_last ? " …" : " … ");
    terminal_flow(out, INK_PLAIN, shown.tail);
}

void change_add_shown(galley_buffer *out, galley_text text) {
    size_t at = 0;
    for (uint32_t character; galley_utf8_next(text, &at, &character);) {
        bool is_odd_space = galley_is_space(character) && character != ' ' && character != '\n';
        if (character == '\n')
            galley_buffer_add_string(out, "⏎");
        if (is_odd_space)
            galley_buffer_printf(out, "<U+%04X>", (unsigned)character);
        else
            galley_buffer_add_character(out, character);
    }
}

static void print_changed(terminal *out, ink ink, galley_text text) {
    const char *open = ink == INK_GONE ? "[-" : "{+", *close = ink == INK_GONE ? "-]" : "+}";
    galley_buffer seen = {0};
    galley_buffer_add_string(&seen, out->has_colour ? "" : open);
    change_add_shown(&seen, text);
    galley_buffer_add_string(&seen, out->has_colour ? "" : close);
    terminal_flow(out, ink, galley_buffer_text(&seen));
    galley_buffer_clear(&seen);
}

static void print_words(terminal *out, const json_t *words, bool is_full) {
    size_t index, count = json_array_size(words);
    json_t *piece;
    json_array_foreach(words, index, piece) {
        diff_piece read = change_piece(piece);
        if (read.kind == PIECE_SAME)
            print_same(out, read.text, index == 0, index + 1 == count, is_full);
        else
            print_changed(out, read.kind == PIECE_GONE ? INK_GONE : INK_NEW, read.text);
    }
}

static void print_value(terminal *out, ink ink, const json_t *value, bool is_full) {
    galley_text text = galley_text_part(json_string_value(value), json_string_length(value));
    char *dumped = NULL;
    if (!json_is_string(value)) {
        dumped = json_dumps(value, JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
        text = galley_text_of(dumped);
    }
    galley_text shown = is_full ? text : text_head(text, LONG_VALUE);
    terminal_flow(out, ink, shown);
    if (shown.len < text.len)
        terminal_string(out, INK_FAINT, " …");
    free(dumped);
}

static void print_extent(terminal *out, const json_t *change) {
    json_int_t gone = json_integer_value(json_object_get(change, "words_gone"));
    json_int_t fresh = json_integer_value(json_object_get(change, "words_new"));
    if (gone + fresh > 0)
        terminal_printf(out, INK_FAINT, "  (words: %lld gone, %lld new%s)", (long long)gone, (long long)fresh,
                        json_object_get(change, "is_coarse") ? "; compared coarsely" : "");
    else
        terminal_string(out, INK_FAINT, "  (between words)");
}

void change_print_head(terminal *out, const json_t *change) {
    const char *kind = json_string_value(json_object_get(change, "change"));
    bool is_added = strcmp(kind, "added") == 0, is_removed = strcmp(kind, "removed") == 0;
    out->indent = 4;
    terminal_string(out,
                    is_added     ? INK_NEW
                    : is_removed ? INK_GONE
                                 : INK_STRONG,
                    is_added     ? "+ "
                    : is_removed ? "- "
                                 : "~ ");
    terminal_flow(out, INK_STRONG, text_in(change, "field"));
    if (!json_object_get(change, "words"))
        return;
    print_extent(out, change);
    terminal_end_line(out);
}

void change_print(terminal *out, const json_t *change, bool is_full) {
    const json_t *before = json_object_get(change, "before"), *after = json_object_get(change, "after");
    const json_t *words = json_object_get(change, "words");
    change_print_head(out, change);
    out->indent = 6;
    if (words) {
        print_words(out, words, is_full);
    } else {
        terminal_string(out, INK_PLAIN, ": ");
        if (before)
            print_value(out, INK_GONE, before, is_full);
        if (before && after)
            terminal_string(out, INK_PLAIN, " → ");
        if (after)
            print_value(out, INK_NEW, after, is_full);
    }
    terminal_end_line(out);
}
