/* show_looks: what looks.c sees, for learn.py. In: pages, each a line with its length in bytes, and its html. Out: for each
 * block of the story's part of the page its looks, a tab and its text; behind each page a line of
 * a form feed. */
#include "body.h"
#include "charset.h"
#include "names.h"

#include <stdlib.h>

typedef struct shower {
    page_reader *reader;
    body_finder *finder;
    galley_calendar *calendar;
    names *names;
    galley_buffer meanings;
    galley_arena *arena, *scratch;
} shower;

static void show_page(shower *self, galley_text html) {
    page read;
    bool is_decoded;
    galley_arena_reset(self->arena);
    galley_arena_reset(self->scratch);
    html = charset_decode(html, self->scratch, &is_decoded);
    if (page_read(self->reader, html, &read) == PAGE_READ) {
        names_read(self->names, &read, &self->meanings);
        const uint32_t *meanings = (const uint32_t *)(const void *)self->meanings.ptr;
        metadata about = metadata_find(&read, meanings, galley_text_of(""), self->calendar, self->arena, self->scratch);
        body_show(self->finder, &read, meanings, &about, stdout);
    }
    puts("\f");
}

int main(void) {
    shower self = {.reader = page_reader_new(),
                   .finder = body_finder_new(),
                   .calendar = galley_calendar_new(),
                   .names = names_new(),
                   .arena = galley_arena_new(),
                   .scratch = galley_arena_new()};
    char *html = NULL;
    size_t len;
    while (self.reader && scanf("%zu", &len) == 1 && getchar() == '\n') {
        html = realloc(html, len + 1);
        if (!html || fread(html, 1, len, stdin) != len)
            break;
        show_page(&self, galley_text_part(html, len));
    }
    free(html);
    page_reader_free(self.reader);
    body_finder_free(self.finder);
    galley_calendar_free(self.calendar);
    names_free(self.names);
    galley_buffer_clear(&self.meanings);
    galley_arena_free(self.arena);
    galley_arena_free(self.scratch);
    return EXIT_SUCCESS;
}
