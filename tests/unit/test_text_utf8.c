/* UTF-8, characters, hashes, and what may be printed. */
#include "base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>
#include <utf8proc.h>

static galley_text bytes_of(const char *bytes, size_t len) {
    return galley_text_part(bytes, len);
}

/* A macro, so that texts with NUL bytes keep their length. */
#define BYTES(literal) bytes_of(literal, sizeof(literal) - 1)

/* ---- What is valid --------------------------------------------------------------------------------------------- */

static void valid_text_is_valid_to_its_end(void **state) {
    (void)state;
    static const char *const valid[] = {"",
                                        "plain",
                                        "l’été à Noël",
                                        "\x7F",
                                        "\xC2\x80",
                                        "\u07FF",
                                        "\u0800",
                                        "\xED\x9F\xBF",
                                        "\uE000",
                                        "\uFFFD",
                                        "\uFFFF",
                                        "𐀀",
                                        "\U0010FFFF",
                                        "日本語 текст",
                                        "eight by\xC3\xA9",
                                        "sixteen bytes ar\xC3\xA9 here, and some thirty-two more of them."};
    for (size_t i = 0; i < sizeof valid / sizeof *valid; i++)
        assert_int_equal(galley_utf8_valid(galley_text_of(valid[i])), strlen(valid[i]));
    assert_int_equal(galley_utf8_valid(galley_text_of(NULL)), 0);
    assert_int_equal(galley_utf8_valid(BYTES("NUL \0 is valid")), 14);
}

typedef struct broken {
    const char *bytes;
    size_t len;
} broken;

static const broken sequences[] = {{"\x80", 1},
                                   {"\xBF", 1}, /* continuations alone */
                                   {"\xC0\x80", 2},
                                   {"\xC1\xBF", 2}, /* overlong */
                                   {"\xE0\x9F\xBF", 3},
                                   {"\xF0\x8F\xBF\xBF", 4}, /* overlong */
                                   {"\xED\xA0\x80", 3},
                                   {"\xED\xBF\xBF", 3},     /* surrogates */
                                   {"\xF4\x90\x80\x80", 4}, /* above U+10FFFF */
                                   {"\xF5\x80\x80\x80", 4},
                                   {"\xF8\x88\x80\x80\x80", 5},
                                   {"\xFC\x84\x80\x80\x80\x80", 6},
                                   {"\xFE", 1},
                                   {"\xFF", 1},
                                   {"\xC3", 1},
                                   {"\xE2\x82", 2},
                                   {"\xE2", 1},
                                   {"\xF0\x9F\x98", 3}, /* cut off */
                                   {"\xC3 ", 2},
                                   {"\xE2\x82 ", 3},
                                   {"\xE2 \xAC", 3},
                                   {"\xF0\x9F \x80", 4}, /* interrupted */
                                   {"\xF0\x9F\x98 ", 4}};

/* Each bad sequence at each place in a text, so that every path of the check meets it, and what precedes it counts. */
static void the_first_bad_byte_is_found_wherever_it_stands(void **state) {
    (void)state;
    static const char *const before[] = {"", "é", "plain é ", "\xF0\x9F\x98\x80"};
    for (size_t i = 0; i < sizeof sequences / sizeof *sequences; i++) {
        for (size_t lead = 0; lead < 70; lead++) {
            galley_buffer text = {0};
            for (size_t a = 0; a < lead; a++)
                galley_buffer_add_char(&text, 'a');
            galley_buffer_add_string(&text, before[lead % 4]);
            size_t wanted = text.len;
            galley_buffer_add_bytes(&text, sequences[i].bytes, sequences[i].len);
            assert_int_equal(galley_utf8_valid(galley_buffer_text(&text)), wanted);
            galley_buffer_add_string(&text, " and more text behind it, long enough for the wide loop");
            assert_int_equal(galley_utf8_valid(galley_buffer_text(&text)), wanted);
            galley_buffer_clear(&text);
        }
    }
}

/* utf8proc is the judge of every sequence of one to three bytes, and of those of four that begin with F0 or F4. */
static void validity_is_what_utf8proc_says(void **state) {
    (void)state;
    static const unsigned char edges[] = {0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0,
                                          0xC2, 0xDF, 0xE0, 0xED, 0xEF, 0xF0, 0xF3, 0xF4, 0xF5, 0xFF};
    enum { EDGES = sizeof edges };
    for (size_t i = 0; i < (size_t)256 * EDGES * EDGES * EDGES; i++) {
        unsigned char bytes[4] = {(unsigned char)(i / (EDGES * EDGES * EDGES)), edges[i / (EDGES * EDGES) % EDGES],
                                  edges[i / EDGES % EDGES], edges[i % EDGES]};
        utf8proc_int32_t character;
        utf8proc_ssize_t len = utf8proc_iterate(bytes, 4, &character);
        size_t valid = galley_utf8_valid(bytes_of((const char *)bytes, 4));
        assert_true(len > 0 ? valid >= (size_t)len : valid == 0);
    }
}

/* ---- Reading and writing --------------------------------------------------------------------------------------- */

static void every_character_is_written_and_read_back(void **state) {
    (void)state;
    for (uint32_t character = 0; character <= 0x10FFFF; character++) {
        if (character >= 0xD800 && character <= 0xDFFF)
            continue;
        char bytes[4];
        size_t len = galley_utf8_put(bytes, character), at = 0;
        uint32_t read = 0;
        assert_int_equal(galley_utf8_valid(bytes_of(bytes, len)), len);
        assert_true(galley_utf8_next(bytes_of(bytes, len), &at, &read));
        assert_int_equal(read, character);
        assert_int_equal(at, len);
    }
}

static void what_is_no_character_is_written_as_the_replacement(void **state) {
    (void)state;
    galley_buffer text = {0};
    galley_buffer_add_character(&text, 0xD800);
    galley_buffer_add_character(&text, 0x110000);
    galley_buffer_add_character(&text, UINT32_MAX);
    assert_true(galley_text_is(galley_buffer_text(&text), "\uFFFD\uFFFD\uFFFD"));
    galley_buffer_clear(&text);
}

static void bad_bytes_are_read_one_at_a_time_and_never_past_the_end(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof sequences / sizeof *sequences; i++) {
        char *copy = malloc(sequences[i].len); /* exactly as long, so that a sanitizer sees one byte too many */
        memcpy(copy, sequences[i].bytes, sequences[i].len);
        galley_text text = bytes_of(copy, sequences[i].len);
        size_t at = 0;
        uint32_t character;
        assert_true(galley_utf8_next(text, &at, &character));
        assert_int_equal(character, 0xFFFD);
        assert_int_equal(at, 1);
        while (galley_utf8_next(text, &at, &character))
            assert_true(at <= text.len);
        assert_int_equal(at, text.len);
        free(copy);
    }
}

static void characters_are_counted_not_bytes(void **state) {
    (void)state;
    assert_int_equal(galley_utf8_count(galley_text_of("")), 0);
    assert_int_equal(galley_utf8_count(galley_text_of("été")), 3);
    assert_int_equal(galley_utf8_count(galley_text_of("日本語")), 3);
    assert_int_equal(galley_utf8_count(galley_text_of("a😀b")), 3);
}

static void a_cut_never_halves_a_character(void **state) {
    (void)state;
    galley_text text = galley_text_of("aé日😀"); /* 1 + 2 + 3 + 4 bytes */
    static const size_t wanted[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10};
    for (size_t max = 0; max < sizeof wanted / sizeof *wanted; max++)
        assert_int_equal(galley_utf8_cut(text, max).len, wanted[max]);
    assert_int_equal(galley_utf8_cut(galley_text_of(NULL), 5).len, 0);
}

/* ---- Characters ------------------------------------------------------------------------------------------------ */

static bool is_between(utf8proc_category_t category, utf8proc_category_t first, utf8proc_category_t last) {
    return category >= first && category <= last;
}

/* The tables and shortcuts before utf8proc may not say anything else than it does. */
static void every_character_is_what_its_category_says(void **state) {
    (void)state;
    for (uint32_t c = 0; c <= 0x10FFFF; c++) {
        utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);
        if (category == UTF8PROC_CATEGORY_CN)
            continue; /* may be a letter in a newer Unicode than the table of blocks knows */
        assert_int_equal(galley_is_letter(c), is_between(category, UTF8PROC_CATEGORY_LU, UTF8PROC_CATEGORY_ME));
        assert_int_equal(galley_is_upper(c), category == UTF8PROC_CATEGORY_LU || category == UTF8PROC_CATEGORY_LT);
        assert_int_equal(galley_is_lower(c), category == UTF8PROC_CATEGORY_LL);
        assert_int_equal(galley_is_digit(c), category == UTF8PROC_CATEGORY_ND);
        assert_int_equal(galley_is_punctuation(c), is_between(category, UTF8PROC_CATEGORY_PC, UTF8PROC_CATEGORY_PO));
        assert_int_equal(galley_to_lower(c), (uint32_t)utf8proc_tolower((utf8proc_int32_t)c));
    }
}

static void white_space_is_the_unicode_property(void **state) {
    (void)state;
    static const uint32_t white_space[] = {0x09,   0x0A,   0x0B,   0x0C,   0x0D,   0x20,   0x85,   0xA0,   0x1680,
                                           0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008,
                                           0x2009, 0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000};
    size_t next = 0, count = sizeof white_space / sizeof *white_space;
    for (uint32_t c = 0; c <= 0x10FFFF; c++) {
        bool wanted = next < count && white_space[next] == c;
        next += wanted;
        assert_int_equal(galley_is_space(c), wanted);
    }
}

static void scripts_without_spaces_are_known_by_their_letters(void **state) {
    (void)state;
    static const uint32_t yes[] = {0x4E2D, 0x3042, 0x30A2, 0x30FC, 0x3005,  0x3007,  0x0E01, 0x0E40,
                                   0x0E81, 0x1780, 0x1000, 0xF900, 0x20000, 0x2A700, 0xFF71};
    static const uint32_t no[] = {'a',    0xE9,   0x0410, 0x05D0, 0x0627, 0x0905, 0xAC00, 0x1100, 0x3001, 0x3002,
                                  0x30FB, 0x0E50, 0x0E3F, 0x17E0, 0x1040, 0x104A, 0xFF01, 0x3000, 0x2014, 0xFFFFFFFF};
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        assert_true(galley_is_ideograph(yes[i]));
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        assert_false(galley_is_ideograph(no[i]));
}

static void numbers_that_are_no_characters_are_nothing(void **state) {
    (void)state;
    assert_false(galley_is_letter(0x110000) || galley_is_upper(UINT32_MAX) || galley_is_digit(0x110000));
    assert_false(galley_is_space(UINT32_MAX) || galley_is_punctuation(0x110000) || galley_is_lower(UINT32_MAX));
    assert_int_equal(galley_to_lower(UINT32_MAX), UINT32_MAX);
}

/* ---- Hashes ---------------------------------------------------------------------------------------------------- */

/* The values of XXH3 that its own test suite fixes for empty input, and two of our own: they are in people's
 * indexes. */
static void hashes_never_change(void **state) {
    (void)state;
    assert_true(galley_hash64(galley_text_of(""), 0) == UINT64_C(0x2D06800538D394C2));
    galley_hash128 empty = galley_hash_128(galley_text_of(NULL));
    assert_true(empty.high == UINT64_C(0x99AA06D3014798D8) && empty.low == UINT64_C(0x6001C324468D497F));
    assert_true(galley_hash64(galley_text_of("galley"), 0) == UINT64_C(0x51067C426183CDBF));
    assert_true(galley_hash64(galley_text_of("galley"), 7) == UINT64_C(0x7AE478727DE65B67));
}

/* ---- What may be printed --------------------------------------------------------------------------------------- */

static void nothing_that_is_printed_commands_a_terminal(void **state) {
    (void)state;
    char message[] = "l’été \x1B[2J \x7F \xC2\x9B"
                     "31m \xC2\xA0 \xFF \xC2";
    utf8_make_printable(message);
    assert_string_equal(message, "l’été _[2J _ __31m \xC2\xA0 _ _");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(valid_text_is_valid_to_its_end),
        cmocka_unit_test(the_first_bad_byte_is_found_wherever_it_stands),
        cmocka_unit_test(validity_is_what_utf8proc_says),
        cmocka_unit_test(every_character_is_written_and_read_back),
        cmocka_unit_test(what_is_no_character_is_written_as_the_replacement),
        cmocka_unit_test(bad_bytes_are_read_one_at_a_time_and_never_past_the_end),
        cmocka_unit_test(characters_are_counted_not_bytes),
        cmocka_unit_test(a_cut_never_halves_a_character),
        cmocka_unit_test(every_character_is_what_its_category_says),
        cmocka_unit_test(white_space_is_the_unicode_property),
        cmocka_unit_test(scripts_without_spaces_are_known_by_their_letters),
        cmocka_unit_test(numbers_that_are_no_characters_are_nothing),
        cmocka_unit_test(hashes_never_change),
        cmocka_unit_test(nothing_that_is_printed_commands_a_terminal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
