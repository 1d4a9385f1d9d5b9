/* Any text: cursors go forward and give pieces of the text, what is between the pieces is what it may be, normal forms
 * are valid UTF-8 and do nothing when they are applied again, NFC is utf8proc's, and a text folds as its NFC does. The
 * UTF-8 functions themselves get any bytes.
 *
 * The first byte chooses a language for sentences; the rest is the text. */
#include "must.h"

#include <galley/text.h>
#include <utf8proc.h>

static const char *const languages[] = {NULL, "fr", "en", "de", "es-ES", "el", "zh-Hant", "xx", ""};
enum { LANGUAGES = sizeof languages / sizeof *languages };

static bool is_valid(galley_text text) {
    return galley_utf8_valid(text) == text.len;
}

static bool is_inside(galley_text part, galley_text text, size_t from, size_t to) {
    return part.ptr >= text.ptr + from && part.ptr + part.len <= text.ptr + to;
}

/* ---- UTF-8 ---- */

/* The same with U+FFFD for what is not UTF-8. */
static galley_text make_valid(galley_text bytes, galley_arena *arena) {
    galley_buffer valid = {0};
    size_t at = 0, before = 0;
    for (uint32_t character; galley_utf8_next(bytes, &at, &character); before = at) {
        must(at > before && at <= bytes.len && character <= 0x10FFFF);
        galley_buffer_add_character(&valid, character);
    }
    must(at == bytes.len);
    galley_text copy = galley_arena_copy(arena, galley_buffer_text(&valid));
    galley_buffer_clear(&valid);
    must(is_valid(copy));
    size_t first_bad = galley_utf8_valid(bytes);
    must(first_bad <= bytes.len && (first_bad < bytes.len || galley_text_equal(bytes, copy)));
    return copy;
}

static void check_cuts(galley_text text) {
    for (size_t max = 0; max <= text.len && max < 40; max++) {
        galley_text cut = galley_utf8_cut(text, max);
        must(cut.ptr == text.ptr && cut.len <= max && is_valid(cut) && max - cut.len < 4);
    }
}

/* ---- Normal forms ---- */

static void check_nfc(galley_text text, galley_arena *arena) {
    galley_text normal = galley_nfc(text, arena);
    must(is_valid(normal));
    must(galley_text_equal(galley_nfc(normal, arena), normal));
    utf8proc_uint8_t *expected = NULL;
    utf8proc_ssize_t len = utf8proc_map((const utf8proc_uint8_t *)text.ptr, (utf8proc_ssize_t)text.len, &expected,
                                        UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    must(len >= 0 && galley_text_equal(normal, galley_text_part((const char *)expected, (size_t)len)));
    free(expected);
}

static void check_fold(galley_text text, galley_arena *arena) {
    galley_text folded = galley_fold(text, arena);
    must(is_valid(folded));
    must(galley_text_equal(galley_fold(folded, arena), folded));
    must(galley_text_equal(galley_fold(galley_nfc(text, arena), arena), folded));
    bool was_space = true;
    size_t at = 0;
    for (uint32_t character; galley_utf8_next(folded, &at, &character);) {
        must(character == ' ' ? !was_space : galley_is_letter(character) || galley_is_digit(character));
        was_space = character == ' ';
    }
    must(folded.len == 0 || !was_space);
}

/* ---- Pieces ---- */

typedef bool accepts(uint32_t character);

static bool is_no_word(uint32_t character) {
    return !galley_is_letter(character) && !galley_is_digit(character);
}

static void must_all(galley_text text, accepts *is_fine) {
    size_t at = 0;
    for (uint32_t character; galley_utf8_next(text, &at, &character);)
        must(is_fine(character));
}

static bool has_any(galley_text text, accepts *is_wanted) {
    size_t at = 0;
    for (uint32_t character; galley_utf8_next(text, &at, &character);)
        if (is_wanted(character))
            return true;
    return false;
}

static bool is_of_word(uint32_t character) {
    return !is_no_word(character) || galley_is_ideograph(character);
}

static bool is_no_space(uint32_t character) {
    return !galley_is_space(character);
}

static void check_words(galley_text text) {
    size_t at = 0, before = 0, end = 0;
    for (galley_text word; galley_word_next(text, &at, &word); before = at) {
        must(at > before && at <= text.len && is_inside(word, text, before, at));
        must(word.len > 0 && is_valid(word) && has_any(word, is_of_word));
        must_all(galley_text_part(text.ptr + end, (size_t)(word.ptr - text.ptr) - end), is_no_word);
        end = (size_t)(word.ptr - text.ptr) + word.len;
    }
    must(at == text.len);
    must_all(galley_text_part(text.ptr + end, text.len - end), is_no_word);
}

static void check_sentences(galley_text text, const char *lang) {
    size_t at = 0, before = 0, end = 0;
    for (galley_text sentence; galley_sentence_next(text, &at, &sentence, lang); before = at) {
        must(at > before && at <= text.len && is_inside(sentence, text, before, at));
        must(sentence.len > 0 && is_valid(sentence));
        galley_text trimmed = galley_trim(sentence);
        must(trimmed.ptr == sentence.ptr && trimmed.len == sentence.len);
        must(!has_any(galley_text_part(text.ptr + end, (size_t)(sentence.ptr - text.ptr) - end), is_no_space));
        end = (size_t)(sentence.ptr - text.ptr) + sentence.len;
    }
    must(at == text.len && !has_any(galley_text_part(text.ptr + end, text.len - end), is_no_space));
}

static void check_lines(galley_text text) {
    size_t at = 0, before = 0;
    for (galley_text line; galley_line_next(text, &at, &line); before = at) {
        must(at > before && at <= text.len && line.ptr == text.ptr + before);
        must(line.len == 0 || !memchr(line.ptr, '\n', line.len));
        size_t ending = at - before - line.len;
        must(ending <= 2 && (ending == 0 ? at == text.len : text.ptr[at - 1] == '\n'));
        must(ending < 2 || text.ptr[at - 2] == '\r');
    }
    must(at == text.len);
}

static void check_trim(galley_text text) {
    galley_text trimmed = galley_trim(text);
    must(is_inside(trimmed, text, 0, text.len) && is_valid(trimmed));
    galley_text again = galley_trim(trimmed);
    must(again.ptr == trimmed.ptr && again.len == trimmed.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len) {
    if (len == 0)
        return 0;
    galley_arena *arena = galley_arena_new();
    galley_text text = make_valid(galley_text_part((const char *)bytes + 1, len - 1), arena);
    check_cuts(text);
    check_nfc(text, arena);
    check_fold(text, arena);
    check_words(text);
    check_sentences(text, languages[bytes[0] % LANGUAGES]);
    check_lines(text);
    check_trim(text);
    galley_arena_free(arena);
    return 0;
}
