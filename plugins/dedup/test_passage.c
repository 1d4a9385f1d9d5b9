/* Passages hold what words.c reads one after the other: the same words, facts and letters, whatever the bytes and wherever
 * they stand. Built twice, with the processor's vectors and without (CMakeLists.txt). */
#include "mix.h"
#include "readings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

/* What stands in texts, and what should not; of some the second half is cut off, or comes first. */
static const char *const pieces[] = {
    "a",
    "of",
    "the",
    "Paris",
    "1985",
    "3rd",
    "NATO",
    "x",
    "somewhat",
    "sixteenletters12",
    "seventeenletters9",
    "a word of more than thirty-two letters: incomprehensibilitiesandmoreofthem",
    " ",
    " ",
    " ",
    " ",
    " ",
    "  ",
    "\n",
    "-",
    "'",
    ". ",
    ", ",
    ",",
    "/",
    "\t",
    "\x7f",
    "\x01",
    "é",
    "É",
    "ç",
    "ß",
    "œ",
    "ø",
    "Ł",
    "ﬁ",
    "½",
    "²",
    "Ⓐ",
    "’",
    "…",
    "«",
    "\u00a0",
    "\u00ad",
    "\u0301",
    "\u200d",
    "Ａ",
    "３",
    "Ω",
    "о",
    "Ж",
    "م",
    "ـ",
    "٣",
    "ก",
    "漢",
    "かな",
    "한",
    "𠮷",
    "😀",
    "𝐀",
    "\U00010400",
    "\xc3",
    "\xa9",
    "\xe2\x80",
    "\xf0\x9f",
    "\xff",
    "\xc0\xaf",
    "\xed\xa0\x80",
};
enum { PIECES = sizeof pieces / sizeof *pieces };

/* Both ways, in memory that ends where the text ends. */
static void assert_read_alike(const letters *table, const void *bytes, size_t len) {
    char *exact = malloc(len + (len == 0));
    assert_non_null(exact);
    if (len > 0)
        memcpy(exact, bytes, len);
    galley_text text = galley_text_part(exact, len);
    reading wanted = read_one_by_one(table, text, LETTERS_AT_ONCE_MAX), got = read_passages(table, text);
    assert_true(got.is_within);
    assert_true(is_same(&wanted.words, &got.words));
    assert_true(is_same(&wanted.names, &got.names));
    assert_true(is_same(&wanted.numbers, &got.numbers));
    assert_true(is_same(&wanted.letters, &got.letters));
    reading_clear(&wanted);
    reading_clear(&got);
    free(exact);
}

static void every_character_is_read_alike(void **state) {
    for (uint32_t character = 0; character < 0x11000; character++) {
        galley_buffer text = {0};
        char bytes[4];
        size_t len = galley_utf8_put(bytes, character);
        for (unsigned i = 0; i < 4; i++) {
            static const char *const between[] = {"Of ", "X", " Y", "z"};
            galley_buffer_add_string(&text, between[i]);
            galley_buffer_add_bytes(&text, bytes, len);
        }
        assert_read_alike(*state, text.ptr, text.len);
        galley_buffer_clear(&text);
    }
}

static void every_piece_is_read_alike_wherever_it_stands(void **state) {
    static const char *const around[] = {"a", "word ", "é", " ", "Of, "};
    for (size_t piece = 0; piece < PIECES; piece++) {
        for (size_t before = 0; before < 2 * PASSAGE_BYTES; before += before < 140 || before > 400 ? 1 : 50) {
            galley_buffer text = {0};
            const char *filler = around[(piece + before) % 5];
            while (text.len < before)
                galley_buffer_add_string(&text, filler);
            text.len = before; /* also in the middle of a character */
            galley_buffer_add_string(&text, pieces[piece]);
            assert_read_alike(*state, text.ptr, text.len);
            galley_buffer_add_string(&text, "b and More of it");
            assert_read_alike(*state, text.ptr, text.len);
            galley_buffer_clear(&text);
        }
    }
}

/* `variety`: among so many of the pieces. */
static void add_pieces(galley_buffer *text, size_t len, uint64_t seed, size_t variety) {
    for (uint64_t i = 0; text->len < len; i++)
        galley_buffer_add_string(text, pieces[mix_bits(seed << 20 | i) % variety]);
}

static void texts_by_chance_are_read_alike(void **state) {
    for (uint64_t seed = 0; seed < 6000; seed++) {
        galley_buffer text = {0};
        add_pieces(&text, mix_bits(seed) % 1500, seed, seed % 3 == 0 ? PIECES : seed % 3 == 1 ? 41 : 28);
        assert_read_alike(*state, text.ptr, text.len);
        galley_buffer_clear(&text);
    }
}

static void bytes_by_chance_are_read_alike(void **state) {
    for (uint64_t seed = 0; seed < 3000; seed++) {
        uint64_t bytes[150];
        for (size_t i = 0; i < 150; i++)
            bytes[i] = mix_bits(seed << 20 | i) & (seed % 2 ? UINT64_MAX : UINT64_C(0x7F7F7F7F7F7F7F7F));
        assert_read_alike(*state, bytes, mix_bits(seed) % sizeof bytes);
    }
}

/* Passages cannot end where there is no space, and cannot be folded where there is an ł: neither may cost more than once. */
static void a_long_text_without_spaces_or_with_strange_letters_takes_no_longer(void **state) {
    static const char *const parts[] = {
        "a", "a,", "ł", "a,ł", "ał ", "\u00ad", "漢", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,ł", " ", ",", "\xff"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        galley_buffer text = {0};
        while (text.len < 2 << 20)
            galley_buffer_add_string(&text, parts[i]);
        alarm(20);
        assert_read_alike(*state, text.ptr, text.len);
        alarm(0);
        galley_buffer_clear(&text);
    }
}

static int make_table(void **state) {
    *state = letters_new();
    return 0;
}

static int free_table(void **state) {
    letters_free(*state);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_character_is_read_alike),
        cmocka_unit_test(every_piece_is_read_alike_wherever_it_stands),
        cmocka_unit_test(texts_by_chance_are_read_alike),
        cmocka_unit_test(bytes_by_chance_are_read_alike),
        cmocka_unit_test(a_long_text_without_spaces_or_with_strange_letters_takes_no_longer),
    };
    return cmocka_run_group_tests(tests, make_table, free_table);
}
