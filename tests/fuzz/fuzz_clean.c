/* Any text, its first line the title, through all rules of clean: what comes out is UTF-8, program text leaves no byte
 * that was not there but white space, each line was one of the text with its characters put right, and what lines told
 * is well formed. */
#include "characters.h"
#include "lines.h"
#include "must.h"
#include "program.h"

#include <galley/base.h>
#include <string.h>

static bool is_text(galley_text text) {
    return galley_utf8_valid(text) == text.len;
}

/* Is every line of `part` one of `text`, in order? */
static bool are_lines_of(galley_text part, galley_text text) {
    size_t at = 0, from = 0;
    galley_text line, each;
    while (galley_line_next(part, &at, &line)) {
        bool is_found = galley_trim(line).len == 0;
        while (!is_found && galley_line_next(text, &from, &each))
            is_found = galley_text_equal(galley_trim(line), galley_trim(each));
        if (!is_found)
            return false;
    }
    return true;
}

/* Are the bytes of `part` those of `text`, in order, but for white space? */
static bool are_bytes_of(galley_text part, galley_text text) {
    size_t from = 0;
    for (size_t at = 0; at < part.len; at++) {
        if (part.ptr[at] == ' ' || part.ptr[at] == '\n')
            continue;
        while (from < text.len && text.ptr[from] != part.ptr[at])
            from++;
        if (from++ == text.len)
            return false;
    }
    return true;
}

static galley_text check_program(galley_text text, galley_arena *arena) {
    size_t gone = 0;
    galley_text rest = program_take(text, &gone, arena);
    must(is_text(rest) && are_bytes_of(rest, text) && (gone > 0 || rest.ptr == text.ptr));
    return rest;
}

static void check_told(const about *about) {
    galley_text date = about->told[FIELD_DATE];
    for (int i = 0; i < FIELD_COUNT; i++)
        must(is_text(about->told[i]));
    must(date.len == 0 || (date.len == 10 && date.ptr[4] == '-' && date.ptr[7] == '-'));
}

static void check_text(galley_text all, bool has_all_rules, const phrases *known, galley_arena *arena,
                       galley_arena *scratch) {
    bool characters[CHARACTER_RULE_COUNT], lines[RULE_COUNT], has_changed[CHARACTER_RULE_COUNT] = {false};
    size_t gone[RULE_COUNT] = {0}, at = 0;
    memset(characters, true, sizeof characters);
    memset(lines, true, sizeof lines);
    characters[QUOTES] = characters[DASHES] = has_all_rules;
    galley_text title = galley_text_of("");
    galley_line_next(all, &at, &title);
    galley_text before = galley_text_part(all.ptr + at, all.len - at);
    title = characters_clean(title, true, characters, has_changed, arena);
    galley_text text = characters_clean(before, false, characters, has_changed, arena);
    must(is_text(title) && is_text(text));
    text = check_program(text, arena);
    about about = {.title = title, .url = title};
    galley_text cleaned = lines_clean(text, &about, known, lines, gone, arena, scratch);
    must(is_text(cleaned) && cleaned.len <= text.len && are_lines_of(cleaned, text));
    check_told(&about);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len) {
    galley_text text = galley_text_part((const char *)bytes, len);
    text.len = galley_utf8_valid(text);
    char *own = malloc(text.len + 1); /* so that a sanitizer sees each byte that is read behind its end */
    if (!own || text.len == 0) {
        free(own);
        return 0;
    }
    memcpy(own, text.ptr, text.len);
    galley_arena *arena = galley_arena_new(), *scratch = galley_arena_new();
    static phrases *known; /* made once: it takes longer than a text */
    known = known ? known : phrases_new();
    check_text(galley_text_part(own, text.len), text.len % 2, known, arena, scratch);
    galley_arena_free(scratch);
    galley_arena_free(arena);
    free(own);
    return 0;
}
