/* Each side flows into lines of its own, of half the width; then they are written line beside line. What is the same
 * begins on the same line on both sides: where a change made one side longer by a line or more, the other waits. */
#include "cli/beside.h"
#include "cli/changes.h"
#include "cli/runs.h"
#include "inspect/changes.h"
#include "inspect/excerpt.h"

#include <stdlib.h>

enum { LEFT, RIGHT, SIDES, GUTTER = 3, LONG_CHANGE = 600 /* bytes that are shown of what one side has alone */ };

typedef struct side {
    terminal flow;
    char *bytes; /* what was written */
    size_t len;
    galley_buffer changed; /* a byte a line: has it something that the other side has not? */
} side;

static bool side_open(side *self, size_t columns, bool has_colour) {
    *self = (side){.flow = {.columns = columns, .has_colour = has_colour}};
    self->flow.out = open_memstream(&self->bytes, &self->len);
    return self->flow.out != NULL;
}

/* ---- Flowing ---- */

static void wait_until(side *self, size_t line) {
    while (self->flow.lines < line)
        terminal_string(&self->flow, INK_PLAIN, "\n");
}

static void end_lines(side sides[SIDES]) {
    for (size_t i = 0; i < SIDES; i++)
        terminal_end_line(&sides[i].flow);
}

/* Both go on at the same line. */
static void join_sides(side sides[SIDES]) {
    if (sides[LEFT].flow.lines == sides[RIGHT].flow.lines)
        return;
    end_lines(sides);
    for (size_t i = 0; i < SIDES; i++)
        wait_until(&sides[i], sides[SIDES - 1 - i].flow.lines);
}

static void flow_both(side sides[SIDES], ink ink, galley_text text) {
    for (size_t i = 0; i < SIDES; i++)
        terminal_flow(&sides[i].flow, ink, text);
}

/* A paragraph at a time, so that the sides do not drift apart in a long text. */
static void flow_paragraphs(side sides[SIDES], galley_text text) {
    for (size_t at = 0; at < text.len;) {
        const char *feed = memchr(text.ptr + at, '\n', text.len - at);
        size_t end = feed ? (size_t)(feed - text.ptr) + 1 : text.len;
        flow_both(sides, INK_PLAIN, galley_text_part(text.ptr + at, end - at));
        if (feed)
            join_sides(sides);
        at = end;
    }
}

/* What is the same, with its middle left out if that is long. */
static void flow_same(side sides[SIDES], galley_text text, bool is_first, bool is_last, bool is_full) {
    excerpt shown = excerpt_of_same(text, is_first, is_last, CHANGE_CONTEXT, 0);
    join_sides(sides);
    flow_paragraphs(sides, is_full ? text : shown.head);
    if (is_full || shown.left_out == 0)
        return;
    flow_both(sides, INK_FAINT, galley_text_of(is_first ? "… " : " …"));
    if (!is_first && !is_last) { /* a new line, so that the eye finds its way */
        end_lines(sides);
        join_sides(sides);
        flow_both(sides, INK_FAINT, galley_text_of("… "));
    }
    flow_paragraphs(sides, shown.tail);
}

static void mark_line(side *self) {
    while (self->changed.len <= self->flow.lines)
        galley_buffer_add_char(&self->changed, 0);
    self->changed.ptr[self->flow.lines] = 1;
}

/* Word by word, to know which lines they come to stand on. */
static void flow_marked(side *self, ink ink, galley_text text) {
    for (size_t at = 0; at < text.len;) {
        size_t end = at;
        while (end < text.len && text.ptr[end] != ' ' && text.ptr[end] != '\n')
            end++;
        if (end > at) {
            terminal_flow(&self->flow, ink, galley_text_part(text.ptr + at, end - at));
            mark_line(self);
        }
        if (end < text.len)
            terminal_flow(&self->flow, ink, galley_text_part(text.ptr + end, 1));
        at = end + 1;
    }
}

/* Feeds at its end stand behind the sign that closes it. */
static void flow_changed(side *self, ink ink, galley_text text, bool is_full) {
    const bool has_signs = !self->flow.has_colour;
    galley_text head = is_full || text.len <= LONG_CHANGE ? text : text_head(text, LONG_CHANGE / 2);
    galley_buffer shown = {0};
    galley_buffer_add_string(&shown, !has_signs ? "" : ink == INK_GONE ? "[-" : "{+");
    change_add_shown(&shown, head);
    if (head.len < text.len) {
        galley_buffer_add_string(&shown, " … ");
        change_add_shown(&shown, text_tail(text, LONG_CHANGE / 2));
    }
    size_t feeds = 0;
    while (feeds < shown.len && shown.ptr[shown.len - 1 - feeds] == '\n')
        feeds++;
    shown.len -= feeds;
    galley_buffer_add_string(&shown, !has_signs ? "" : ink == INK_GONE ? "-]" : "+}");
    flow_marked(self, ink, galley_buffer_text(&shown));
    for (; feeds > 0; feeds--)
        terminal_string(&self->flow, INK_PLAIN, "\n");
    galley_buffer_clear(&shown);
}

static void flow_words(side sides[SIDES], const json_t *words, bool is_full) {
    size_t index, count = json_array_size(words);
    json_t *piece;
    json_array_foreach(words, index, piece) {
        diff_piece read = change_piece(piece);
        if (read.kind == PIECE_SAME)
            flow_same(sides, read.text, index == 0, index + 1 == count, is_full);
        else if (read.kind == PIECE_GONE)
            flow_changed(&sides[LEFT], INK_GONE, read.text, is_full);
        else
            flow_changed(&sides[RIGHT], INK_NEW, read.text, is_full);
    }
}

/* ---- Writing ---- */

static galley_text next_line(const side *self, size_t *at) {
    const char *feed = *at < self->len ? memchr(self->bytes + *at, '\n', self->len - *at) : NULL;
    size_t end = feed ? (size_t)(feed - self->bytes) : self->len;
    galley_text line = galley_text_part(self->bytes + *at, end - *at);
    *at = feed ? end + 1 : self->len;
    return line;
}

static bool is_changed(const side *self, size_t line) {
    return line < self->changed.len && self->changed.ptr[line];
}

static void write_row(FILE *out, galley_text left, const char *sign, galley_text right, size_t columns) {
    size_t used = terminal_measure(left);
    fprintf(out, "%.*s%*s %s", GALLEY_TEXT_ARGS(left), (int)(used < columns ? columns - used : 0), "", sign);
    fprintf(out, right.len > 0 ? " %.*s\n" : "%.*s\n", GALLEY_TEXT_ARGS(right));
}

static void write_sides(FILE *out, const side sides[SIDES], size_t columns) {
    size_t left_at = 0, right_at = 0;
    for (size_t line = 0; left_at < sides[LEFT].len || right_at < sides[RIGHT].len; line++) {
        bool has_left = is_changed(&sides[LEFT], line), has_right = is_changed(&sides[RIGHT], line);
        galley_text left = next_line(&sides[LEFT], &left_at), right = next_line(&sides[RIGHT], &right_at);
        write_row(out, left, has_left && has_right ? "*" : has_left ? "<" : has_right ? ">" : "|", right, columns);
    }
}

void beside_print(const terminal *out, const json_t *words, const galley_text headings[SIDES], size_t columns,
                  bool is_full) {
    size_t half = (columns - GUTTER) / 2;
    side sides[SIDES];
    bool is_open = true;
    for (size_t i = 0; i < SIDES; i++)
        is_open = side_open(&sides[i], half, out->has_colour) && is_open;
    for (size_t i = 0; is_open && i < SIDES; i++) {
        terminal_cell(&sides[i].flow, INK_STRONG, headings[i], half, false);
        terminal_end_line(&sides[i].flow);
    }
    if (is_open)
        flow_words(sides, words, is_full);
    for (size_t i = 0; i < SIDES; i++)
        if (sides[i].flow.out)
            fclose(sides[i].flow.out); /* which completes the bytes */
    if (is_open)
        write_sides(out->out, sides, half);
    for (size_t i = 0; i < SIDES; i++) {
        free(sides[i].bytes);
        galley_buffer_clear(&sides[i].changed);
    }
}
