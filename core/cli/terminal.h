/* What comes from articles, on a terminal: wrapped, coloured where that is wanted, and never able to command it. */
#ifndef CORE_CLI_TERMINAL_H
#define CORE_CLI_TERMINAL_H

#include <galley/text.h>
#include <stdio.h>

typedef enum ink { INK_PLAIN, INK_STRONG, INK_FAINT, INK_GONE, INK_NEW } ink;

/* Where text flows to. */
typedef struct terminal {
    FILE *out;
    bool has_colour;
    size_t columns; /* that a line may have */
    size_t indent;  /* of lines that begin from now on */
    size_t column;  /* of the line that is open */
    size_t lines;   /* that were ended */
    size_t spaces;  /* that wait for the next word: none stand at the end of a line */
    ink space_ink;
} terminal;

enum { TERMINAL_COLUMNS = 80 };

/* How wide the terminal on standard output is; TERMINAL_COLUMNS if it is none. */
size_t terminal_width(void);

/* How many columns a line takes that a terminal wrote, escapes left out. */
size_t terminal_measure(galley_text line);

/* Standard output, 80 columns; in colour if it is a terminal and the environment does not say NO_COLOR. */
terminal terminal_open(void);

/* Adds text to the line that is open, and breaks it at spaces (in scripts without them anywhere) where it would be
 * longer than `columns`. Line feeds begin lines, a tab is a space; control characters and those that are not seen are
 * written as <U+200B>. */
void terminal_flow(terminal *self, ink ink, galley_text text);
void terminal_string(terminal *self, ink ink, const char *text);
void terminal_printf(terminal *self, ink ink, const char *format, ...) GALLEY_FORMAT(3, 4);

/* Ends the line, if one is open. */
void terminal_end_line(terminal *self);

/* Text on one line, of at most so many columns, "…" at its end if it is cut; padded if `is_padded`. */
void terminal_cell(terminal *self, ink ink, galley_text text, size_t columns, bool is_padded);

/* A bar of a share of `columns`; nothing is nothing, and anything at least a sliver. */
void terminal_bar(terminal *self, double share, size_t columns);

#endif
