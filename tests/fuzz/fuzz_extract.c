/* Any bytes as a page in a JSON string: it is read or given up, its nodes lie inside each other, and whatever extract
 * finds on it is UTF-8, a date in ISO 8601, paragraphs that are not empty. */
#include "body.h"
#include "charset.h"
#include "metadata.h"
#include "must.h"
#include "names.h"
#include "page.h"

#include <string.h>

typedef struct workshop {
    page_reader *reader;
    body_finder *finder;
    galley_calendar *calendar;
    names *names;
    galley_buffer meanings;
    galley_arena *arena, *scratch;
} workshop;

/* One for all runs, since a parser costs more to make than most pages to read, and as a worker has it. */
static workshop *workshop_get(void) {
    static workshop all;
    if (!all.reader)
        all = (workshop){.reader = page_reader_new(),
                         .finder = body_finder_new(),
                         .calendar = galley_calendar_new(),
                         .names = names_new(),
                         .arena = galley_arena_new(),
                         .scratch = galley_arena_new()};
    galley_arena_reset(all.arena);
    galley_arena_reset(all.scratch);
    return &all;
}

static void check_nodes(const page *of) {
    for (size_t i = 1; i < of->count; i++) {
        const node *at = &of->nodes[i], *parent = &of->nodes[at->parent];
        must(at->parent < i && at->end > i && at->end <= parent->end && at->tag < TAG_COUNT);
    }
}

static bool is_valid(galley_text text) {
    return galley_utf8_valid(text) == text.len;
}

static void check_date(galley_text date) {
    must(date.len == 0 || (date.len >= 10 && date.ptr[4] == '-' && date.ptr[7] == '-'));
    must(date.len <= 10 || date.ptr[10] == 'T');
}

static void check_paragraphs(galley_text text) {
    must(is_valid(text));
    galley_text line;
    for (size_t at = 0; galley_line_next(text, &at, &line);)
        must(line.len > 0);
}

static void check_page(workshop *all, const page *of) {
    check_nodes(of);
    names_read(all->names, of, &all->meanings);
    const uint32_t *meanings = (const uint32_t *)(const void *)all->meanings.ptr;
    galley_text address = galley_text_of("https://gazette.example/2024/03/12/bridge");
    metadata about = metadata_find(of, meanings, address, all->calendar, all->arena, all->scratch);
    must(is_valid(about.title) && is_valid(about.author) && is_valid(about.lang));
    must(is_valid(about.source) && is_valid(about.url) && about.heading < of->count + 1);
    check_date(about.date);
    check_paragraphs(body_find(all->finder, of, meanings, &about, false, all->arena));
}

/* A JSON string holds UTF-8: other bytes each as the code point of their number. */
static galley_text as_string(const uint8_t *bytes, size_t len, galley_arena *arena) {
    galley_text html = galley_text_part((const char *)bytes, len);
    if (is_valid(html))
        return html;
    char *out = galley_arena_alloc(arena, 2 * len);
    size_t written = 0;
    for (size_t i = 0; i < len; i++)
        written += galley_utf8_put(out + written, bytes[i]);
    return galley_text_part(out, written);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len) {
    workshop *all = workshop_get();
    bool is_decoded;
    galley_text html = charset_decode(as_string(bytes, len, all->arena), all->scratch, &is_decoded);
    must(is_valid(html));
    page read;
    for (int round = 0; round < 2; round++) /* what the first page left behind does not matter to the second */
        if (page_read(all->reader, html, &read) == PAGE_READ)
            check_page(all, &read);
    return 0;
}
