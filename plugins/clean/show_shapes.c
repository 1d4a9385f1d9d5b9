/* show_shapes: what shape.c sees, for learn.py. In: pages, each its title in a line, its text, and a line of a form feed.
 * Out: for each line of the text with something in it, whether a rule takes it, whether it is prose, whether it ends as a
 * sentence, its features, and the pieces of its words with commas between them; behind each page an empty line. */
#include "lines.h"
#include "wording.h"

#include <galley/base.h>
#include <stdio.h>
#include <stdlib.h>

static void show_pieces(const line *one, galley_arena *arena) {
    uint16_t pieces[WORDING_MAX];
    size_t count = wording_pieces(shape_words(one->text, arena), pieces);
    for (size_t i = 0; i < count; i++)
        printf("%c%d", i == 0 ? ' ' : ',', pieces[i]);
    fputs(count == 0 ? " -\n" : "\n", stdout);
}

static void show_line(const line *one, const shape *shape, galley_arena *arena) {
    printf("%d %d %d", one->is_gone, one->is_prose, line_ends_sentence(one->text));
    for (size_t each = 0; each < FEATURE_COUNT; each++)
        printf(" %d", shape->values[each]);
    show_pieces(one, arena);
}

static void show_page(galley_text page, const phrases *known, galley_arena *arena, galley_arena *scratch) {
    size_t at = 0, count = 0;
    galley_text title = {0};
    galley_line_next(page, &at, &title);
    galley_text text = galley_text_part(page.ptr + at, page.len - at);
    about about = {.title = title};
    shape *shapes;
    const line *lines = lines_shapes(text, &about, known, &shapes, &count, arena, scratch);
    for (size_t i = 0; lines && i < count; i++)
        show_line(&lines[i], &shapes[i], arena);
    putchar('\n');
}

int main(void) {
    galley_arena *arena = galley_arena_new(), *scratch = galley_arena_new();
    phrases *known = phrases_new();
    galley_buffer in = {0};
    char piece[65536];
    for (size_t len; (len = fread(piece, 1, sizeof piece, stdin)) > 0;)
        galley_buffer_add_bytes(&in, piece, len);
    for (size_t start = 0; start < in.len; galley_arena_reset(arena)) {
        const char *feed = memchr(in.ptr + start, '\f', in.len - start);
        size_t end = feed ? (size_t)(feed - in.ptr) : in.len;
        show_page(galley_text_part(in.ptr + start, end - start), known, arena, scratch);
        start = end + 2;
    }
    galley_buffer_clear(&in);
    phrases_free(known);
    galley_arena_free(scratch);
    galley_arena_free(arena);
    return EXIT_SUCCESS;
}
