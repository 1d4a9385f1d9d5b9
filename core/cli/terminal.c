/* Flowing text: a word is gathered, measured, and written where it has room, behind the spaces that wait for it. */
#include "cli/terminal.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <utf8proc.h>

static const char *const inks[] = {[INK_PLAIN] = "",
                                   [INK_STRONG] = "\033[1m",
                                   [INK_FAINT] = "\033[2m",
                                   [INK_GONE] = "\033[31;9m",
                                   [INK_NEW] = "\033[32;1m"};

terminal terminal_open(void) {
    const char *no_colour = getenv("NO_COLOR");
    return (terminal){
        .out = stdout, .columns = TERMINAL_COLUMNS, .has_colour = isatty(STDOUT_FILENO) && !(no_colour && *no_colour)};
}

size_t terminal_width(void) {
    struct winsize size;
    bool is_told = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return is_told ? size.ws_col : TERMINAL_COLUMNS;
}

/* ---- Characters ---- */

/* Controls, and what would reorder or hide text; joiners are letters' business. */
static bool is_unseen(uint32_t character) {
    enum { NON_JOINER = 0x200C, JOINER = 0x200D };
    switch (utf8proc_category((utf8proc_int32_t)character)) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_CS:
        return true;
    case UTF8PROC_CATEGORY_CF:
        return character != NON_JOINER && character != JOINER;
    default:
        return false;
    }
}

/* Adds it as it is written; returns how many columns it takes. */
static size_t add_seen(galley_buffer *out, uint32_t character) {
    if (is_unseen(character)) {
        size_t before = out->len;
        galley_buffer_printf(out, "<U+%04X>", (unsigned)character);
        return out->len - before;
    }
    galley_buffer_add_character(out, character);
    int width = utf8proc_charwidth((utf8proc_int32_t)character);
    return width > 0 ? (size_t)width : 0;
}

size_t terminal_measure(galley_text line) {
    enum { ESCAPE = 0x1B };
    size_t at = 0, columns = 0;
    for (uint32_t character; galley_utf8_next(line, &at, &character);) {
        if (character == ESCAPE) {
            while (galley_utf8_next(line, &at, &character) && character != 'm') {
            }
            continue;
        }
        int width = utf8proc_charwidth((utf8proc_int32_t)character);
        columns += width > 0 ? (size_t)width : 0;
    }
    return columns;
}

/* ---- Lines ---- */

static void write_inked(const terminal *self, ink ink, galley_text text) {
    bool is_inked = self->has_colour && ink != INK_PLAIN && text.len > 0;
    fprintf(self->out, "%s%.*s%s", is_inked ? inks[ink] : "", GALLEY_TEXT_ARGS(text), is_inked ? "\033[0m" : "");
}

/* Writes the indent, if nothing stands in the line, and the spaces that wait. */
static void write_spaces(terminal *self) {
    galley_buffer spaces = {0};
    size_t indent = self->column < self->indent ? self->indent - self->column : 0, count = indent + self->spaces;
    galley_buffer_printf(&spaces, "%*s", (int)count, "");
    write_inked(self, indent > 0 ? INK_PLAIN : self->space_ink, galley_buffer_text(&spaces));
    galley_buffer_clear(&spaces);
    self->column += count;
    self->spaces = 0;
}

static void break_line(terminal *self) {
    fputc('\n', self->out);
    self->column = self->spaces = 0;
    self->lines++;
}

void terminal_end_line(terminal *self) {
    if (self->column > 0)
        break_line(self);
}

/* A word that waits to be written. */
typedef struct pending {
    galley_buffer word;
    size_t columns;
} pending;

static void write_word(terminal *self, ink ink, pending *word) {
    if (word->word.len == 0)
        return;
    bool is_begun = self->column > self->indent;
    if (is_begun && self->column + self->spaces + word->columns > self->columns)
        break_line(self);
    write_spaces(self);
    write_inked(self, ink, galley_buffer_text(&word->word));
    self->column += word->columns;
    word->word.len = word->columns = 0;
}

static void add_space(terminal *self, ink ink) {
    bool is_begun = self->column > self->indent || self->spaces > 0;
    self->spaces += is_begun && self->spaces < self->columns;
    self->space_ink = ink;
}

void terminal_flow(terminal *self, ink ink, galley_text text) {
    enum { CHARACTER_MAX = 8 }; /* columns of the longest that is spelled, less one */
    size_t word_max = self->columns - CHARACTER_MAX;
    pending word = {0};
    size_t at = 0;
    for (uint32_t character; galley_utf8_next(text, &at, &character);) {
        bool is_space = character == ' ' || character == '\t';
        if (is_space || character == '\n' || word.columns > word_max || galley_is_ideograph(character))
            write_word(self, ink, &word);
        if (character == '\n')
            break_line(self);
        else if (is_space)
            add_space(self, ink);
        else
            word.columns += add_seen(&word.word, character);
    }
    write_word(self, ink, &word);
    galley_buffer_clear(&word.word);
}

void terminal_string(terminal *self, ink ink, const char *text) {
    terminal_flow(self, ink, galley_text_of(text));
}

void terminal_printf(terminal *self, ink ink, const char *format, ...) {
    va_list args;
    va_start(args, format);
    char text[512];
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    terminal_string(self, ink, text);
}

/* ---- Cells and bars ---- */

void terminal_cell(terminal *self, ink ink, galley_text text, size_t columns, bool is_padded) {
    galley_buffer cell = {0};
    size_t at = 0, used = 0;
    uint32_t character;
    if (text.len > 0)
        write_spaces(self);
    while (galley_utf8_next(text, &at, &character)) {
        size_t before = cell.len, width = add_seen(&cell, character == '\n' ? ' ' : character);
        bool is_last = at == text.len;
        if (used + width + !is_last > columns) {
            cell.len = before;
            used += add_seen(&cell, 0x2026);
            break;
        }
        used += width;
    }
    write_inked(self, ink, galley_buffer_text(&cell));
    self->column += used;
    self->spaces += is_padded && used < columns ? columns - used : 0;
    self->space_ink = INK_PLAIN;
    galley_buffer_clear(&cell);
}

void terminal_bar(terminal *self, double share, size_t columns) {
    static const char *const parts[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    enum { EIGHTHS = 8 };
    size_t most = columns * EIGHTHS, eighths = (size_t)(share * (double)most + 0.5);
    eighths = share > 0 && eighths == 0 ? 1 : eighths > most ? most : eighths;
    if (eighths > 0)
        write_spaces(self);
    for (size_t i = 0; i < eighths / EIGHTHS; i++)
        fputs("█", self->out);
    fputs(parts[eighths % EIGHTHS], self->out);
    self->column += (eighths + EIGHTHS - 1) / EIGHTHS;
}
