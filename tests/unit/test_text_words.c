/* Words and lines: tables of texts in which | stands behind every word; and odd texts, which must be read to their end
 * without harm and in linear time. */
#include <galley/text.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

typedef struct divided {
    const char *text, *words; /* the words of the text, a | behind each */
} divided;

static void list_words(galley_text text, galley_buffer *list) {
    size_t at = 0;
    galley_text word;
    list->len = 0;
    while (galley_word_next(text, &at, &word)) {
        assert_true(word.len > 0);
        assert_true(word.ptr >= text.ptr && word.ptr + word.len == text.ptr + at);
        galley_buffer_add(list, word);
        galley_buffer_add_char(list, '|');
    }
    assert_int_equal(at, text.len);
}

static void check(const divided *texts, size_t count) {
    galley_buffer list = {0};
    size_t wrong = 0;
    for (size_t i = 0; i < count; i++) {
        list_words(galley_text_of(texts[i].text), &list);
        if (galley_text_is(galley_buffer_text(&list), texts[i].words))
            continue;
        print_error("%s\n   gave %.*s\n", texts[i].text, GALLEY_TEXT_ARGS(galley_buffer_text(&list)));
        wrong++;
    }
    galley_buffer_clear(&list);
    assert_int_equal(wrong, 0);
}

/* A macro, since the size of an array is lost in a call. */
#define CHECK(texts) check(texts, sizeof(texts) / sizeof *(texts))

/* ---- Words ----------------------------------------------------------------------------------------------------- */

static void words_are_runs_of_letters_marks_and_digits(void **state) {
    (void)state;
    static const divided texts[] = {
        {"", ""},
        {" \t\n …—", ""},
        {"word", "word|"},
        {"Two words.", "Two|words|"},
        {"Œuvre à Noël", "Œuvre|à|Noël|"},
        {"e\u0301te\u0301", "e\u0301te\u0301|"},
        {"A4 5e G7", "A4|5e|G7|"},
        {"«Non», dit-il", "Non|dit|il|"},
        {"snake_case a/b c@d #e 5% €6", "snake|case|a|b|c|d|e|5|6|"},
        {"мэр ушёл", "мэр|ушёл|"},
        {"ο δήμαρχος", "ο|δήμαρχος|"},
        {"시장이 사임했다", "시장이|사임했다|"},
        {"عام ٢٠٢٠", "عام|٢٠٢٠|"},
        {"महापौर ने", "महापौर|ने|"},
        {"1ª 2º", "1ª|2º|"},
    };
    CHECK(texts);
}

static void some_marks_join_what_stands_on_both_sides(void **state) {
    (void)state;
    static const divided texts[] = {
        {"l'été l’été aujourd'hui", "l'été|l’été|aujourd'hui|"},
        {"U.S.A. a.m. e.g.", "U.S.A|a.m|e.g|"},
        {"3.5 3,5 1.000.000,00 10'000", "3.5|3,5|1.000.000,00|10'000|"},
        {"col·lega", "col·lega|"},
        {"a,b 3·5", "a|b|3|5|"},         /* a comma joins digits only, the middle dot letters only */
        {"fin.3 3.fin", "fin|3|3|fin|"}, /* one kind on both sides */
        {"a..b a''b 3,,5", "a|b|a|b|3|5|"},
        {"'quoted' 'n' rock'", "quoted|n|rock|"},
        {"l' 3. ,5 .x", "l|3|5|x|"},
        {"state-of-the-art", "state|of|the|art|"},
        {"dé\u00ADjà soft\u200Bbreak", "dé\u00ADjà|soft|break|"},
        {"می\u200Cخواهم", "می\u200Cخواهم|"},
        {"tail\u00AD \u200D", "tail|"},
    };
    CHECK(texts);
}

static void in_scripts_without_spaces_each_character_is_a_word(void **state) {
    (void)state;
    static const divided texts[] = {
        {"大桥开放。", "大|桥|开|放|"},
        {"2024年 G7峰会", "2024|年|G7|峰|会|"},
        {"カメラ", "カ|メ|ラ|"},
        {"か\u3099き", "か\u3099|き|"}, /* a mark goes with what it stands on */
        {"กำ", "ก|ำ|"},
        {"ที่", "ที่|"},
        {"𠀀𠀁", "𠀀|𠀁|"},
    };
    CHECK(texts);
}

/* ---- Lines ----------------------------------------------------------------------------------------------------- */

static void lines_end_at_lf_and_cr_lf(void **state) {
    (void)state;
    static const divided texts[] = {
        {"", ""},           {"a", "a|"},           {"a\n", "a|"},     {"\n", "|"},         {"\n\n", "||"},
        {"a\r\nb", "a|b|"}, {"a\n\nb\n", "a||b|"}, {"a\rb", "a\rb|"}, {"a\r\r\n", "a\r|"}, {"\r\n", "|"},
        {"a\r", "a\r|"},
    };
    galley_buffer list = {0};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        size_t at = 0;
        galley_text line;
        list.len = 0;
        while (galley_line_next(galley_text_of(texts[i].text), &at, &line)) {
            galley_buffer_add(&list, line);
            galley_buffer_add_char(&list, '|');
        }
        assert_true(galley_text_is(galley_buffer_text(&list), texts[i].words));
    }
    galley_buffer_clear(&list);
}

/* ---- Odd texts ------------------------------------------------------------------------------------------------- */

static void bytes_that_are_not_utf8_are_read_past_without_harm(void **state) {
    (void)state;
    galley_buffer list = {0};
    list_words(galley_text_part("a\xFF"
                                "b\xE2\x80",
                                5),
               &list);
    assert_true(galley_text_is(galley_buffer_text(&list), "a|b|"));
    list_words(galley_text_part("a\0b", 3), &list);
    assert_true(galley_text_is(galley_buffer_text(&list), "a|b|"));
    list_words(galley_text_part("a'\xC3", 3), &list);
    assert_true(galley_text_is(galley_buffer_text(&list), "a|"));
    galley_buffer_clear(&list);
}

/* Any order of these makes words that hold all letters and digits and begin and end with one. */
static void no_letter_is_lost(void **state) {
    (void)state;
    static const char *const parts[] = {"a",      "é",      "1", ".",  "'",      ",", "’", "·",
                                        "\u00AD", "\u200D", " ", "大", "\u0301", "-", "ก"};
    galley_buffer text = {0}, list = {0};
    uint32_t random = 12345;
    for (int round = 0; round < 3000; round++) {
        text.len = 0;
        size_t letters = 0, found = 0, at = 0;
        for (int i = 0; i < 30; i++) {
            random = random * 1664525u + 1013904223u;
            const char *part = parts[(random >> 16) % (sizeof parts / sizeof *parts)];
            galley_buffer_add_string(&text, part);
        }
        uint32_t character;
        while (galley_utf8_next(galley_buffer_text(&text), &at, &character))
            letters += galley_is_letter(character) || galley_is_digit(character);
        list_words(galley_buffer_text(&text), &list);
        for (at = 0; galley_utf8_next(galley_buffer_text(&list), &at, &character);)
            found += galley_is_letter(character) || galley_is_digit(character);
        assert_int_equal(found, letters);
    }
    galley_buffer_clear(&text);
    galley_buffer_clear(&list);
}

static void a_megabyte_of_anything_takes_no_time(void **state) {
    (void)state;
    static const char *const parts[] = {"a",  "a.",       "a'",     "\u00AD", "a\u00AD", "3,",
                                        "大", "大\u0301", "\u0301", "-",      "'"};
    galley_buffer text = {0}, list = {0};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        text.len = 0;
        while (text.len < 1000000)
            galley_buffer_add_string(&text, parts[i]);
        list_words(galley_buffer_text(&text), &list);
    }
    galley_buffer_clear(&text);
    galley_buffer_clear(&list);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_runs_of_letters_marks_and_digits),
        cmocka_unit_test(some_marks_join_what_stands_on_both_sides),
        cmocka_unit_test(in_scripts_without_spaces_each_character_is_a_word),
        cmocka_unit_test(lines_end_at_lf_and_cr_lf),
        cmocka_unit_test(bytes_that_are_not_utf8_are_read_past_without_harm),
        cmocka_unit_test(no_letter_is_lost),
        cmocka_unit_test(a_megabyte_of_anything_takes_no_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
