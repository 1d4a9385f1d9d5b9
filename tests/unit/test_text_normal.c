/* Normal forms: tables of texts and what they become; and texts made at random, for which utf8proc's own NFC is the
 * witness, and what must hold for any text. */
#include <galley/text.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>
#include <utf8proc.h>

typedef struct becoming {
    const char *text, *result;
} becoming;

typedef galley_text change(galley_text text, galley_arena *arena);

static void check(change *make, const becoming *texts, size_t count) {
    galley_arena *arena = galley_arena_new();
    size_t wrong = 0;
    for (size_t i = 0; i < count; i++) {
        galley_text result = make(galley_text_of(texts[i].text), arena);
        if (galley_text_is(result, texts[i].result))
            continue;
        print_error("%s\n   gave %.*s\n", texts[i].text, GALLEY_TEXT_ARGS(result));
        wrong++;
    }
    galley_arena_free(arena);
    assert_int_equal(wrong, 0);
}

/* A macro, since the size of an array is lost in a call. */
#define CHECK(make, texts) check(make, texts, sizeof(texts) / sizeof *(texts))

/* ---- NFC ------------------------------------------------------------------------------------------------------- */

static void accents_are_composed(void **state) {
    (void)state;
    static const becoming texts[] = {
        {"", ""},
        {"plain", "plain"},
        {"e\u0301", "é"},
        {"l'e\u0301te\u0301 a\u0300 Noe\u0308l", "l'été à Noël"},
        {"o\u0302\u0301", "ố"},
        {"o\u0301\u0302", "\u00F3\u0302"},           /* both above: the order says something */
        {"a\u0323\u0302", "\u1EAD"},                 /* below and above */
        {"a\u0302\u0323", "\u1EAD"},                 /* the order does not */
        {"\u0344", "\u0308\u0301"},                  /* excluded from composition */
        {"\u0958", "\u0915\u093C"},                  /* the same, Devanagari */
        {"\u212B \u212A \u2126", "\u00C5 K \u03A9"}, /* Ångström, Kelvin, Ohm */
        {"\uF900", "\u8C48"},
        {"\u1100\u1161\u11A8", "\uAC01"}, /* Hangul */
        {"\uAC00\u11A8", "\uAC01"},
        {"\u0627\u0653", "\u0622"},
        {"\uFB01 \uFF21 ½", "\uFB01 \uFF21 ½"}, /* compatibility forms stay */
        {"\u0301 alone", "\u0301 alone"},
    };
    CHECK(galley_nfc, texts);
}

static void what_is_in_normal_form_is_the_text_itself(void **state) {
    (void)state;
    static const char *const texts[] = {"", "plain", "L’été à Noël – «fini»", "мэр ушёл", "大桥", "시장"};
    galley_arena *arena = galley_arena_new();
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_ptr_equal(galley_nfc(galley_text_of(texts[i]), arena).ptr, texts[i]);
    galley_arena_free(arena);
}

static const char *const parts[] = {
    "a",      "e",      "é",      " ",      ".",          "X9",     "\u0301", "\u0302", "\u0323",
    "\u0327", "\u0338", "\u0345", "\u05B0", "\u05BC",     "\u0653", "\u0627", "\u1100", "\u1161",
    "\u11A8", "\uAC00", "大",     "\u0915", "\u093C",     "\u0344", "\u212B", "\uFB01", "\u3099",
    "か",     "\uFF76", "\uFF9E", "ﷺ",      "\U0001D15E", "\u0F71", "\u0F72", "ß",      "ẞ",
    "İ",      "ς",      "\u00AD", "\u200D", "ĳ",          "½",      "’",      "\u0B47", "\u0B3E",
};

static void make_text(galley_buffer *text, uint32_t *random, int length) {
    text->len = 0;
    for (int i = 0; i < length; i++) {
        *random = *random * 1664525u + 1013904223u;
        galley_buffer_add_string(text, parts[(*random >> 16) % (sizeof parts / sizeof *parts)]);
    }
}

static void any_text_becomes_what_utf8proc_makes_of_it(void **state) {
    (void)state;
    galley_arena *arena = galley_arena_new();
    galley_buffer text = {0};
    uint32_t random = 12345;
    for (int round = 0; round < 5000; round++) {
        make_text(&text, &random, 1 + round % 60);
        galley_buffer_add_char(&text, '\0');
        utf8proc_uint8_t *wanted = utf8proc_NFC((const utf8proc_uint8_t *)text.ptr);
        galley_text result = galley_nfc(galley_text_part(text.ptr, text.len - 1), arena);
        assert_true(galley_text_is(result, (const char *)wanted));
        free(wanted);
        galley_arena_reset(arena);
    }
    galley_buffer_clear(&text);
    galley_arena_free(arena);
}

/* ---- Folding --------------------------------------------------------------------------------------------------- */

static void folding_leaves_letters_and_digits_with_one_space_between(void **state) {
    (void)state;
    static const becoming texts[] = {
        {"", ""},
        {" ", ""},
        {"...", ""},
        {"a", "a"},
        {"L’Été :  c'est  FINI", "l ete c est fini"},
        {"  (Both) -- ends!  ", "both ends"},
        {"tab\tand\nline\r\n", "tab and line"},
        {"3,5 % de 1.000 €", "3 5 de 1 000"},
        {"e\u0301te\u0301 ÉTÉ", "ete ete"},
        {"Straße STRASSE", "strasse strasse"},
        {"ĳ Ĳ ŀ ſ", "ij ij l s"},
        {"\uFB01n ＦＵＬＬ ½ ²", "fin full 1 2 2"},
        {"Œuvre Æon Łódź Ørsted ħ ŧ", "œuvre æon łodz ørsted ħ ŧ"},
        {"İstanbul ISPARTA ı", "istanbul isparta ı"},
        {"ΟΔΥΣΣΕΎΣ οδυσσεύς", "οδυσσευσ οδυσσευσ"},
        {"Ёлка Й", "елка и"},
        {"soft\u00ADhyphen zero\u200Bwidth", "softhyphen zerowidth"},
        {"か\u3099 が ｶﾞ", "が が ガ"}, /* a voicing mark is part of the letter */
        {"हिन्दी", "हिन्दी"},
        {"שָׁלוֹם", "שלום"},
        {"한국 \u1112\u1161\u11AB", "한국 한"},
        {"大桥。开放", "大桥 开放"},
        {"_under_ @at #tag", "under at tag"},
        {"x\u0301\u0302\u0303y", "xy"},
        {"\u0301", ""},
        {"ﷺ", "صلى الله عليه وسلم"},
    };
    CHECK(galley_fold, texts);
}

static void assert_folds_like_its_pieces(galley_text text, galley_arena *arena) {
    galley_buffer joined = {0};
    for (size_t at = 0; at < text.len;) {
        const char *start = text.ptr + at, *end = memchr(start, ' ', text.len - at);
        size_t len = end ? (size_t)(end - start) : text.len - at;
        galley_text folded = galley_fold(galley_text_part(start, len), arena);
        if (joined.len > 0 && folded.len > 0)
            galley_buffer_add_char(&joined, ' ');
        galley_buffer_add(&joined, folded);
        at += len + 1;
    }
    assert_true(galley_text_equal(galley_fold(text, arena), galley_buffer_text(&joined)));
    galley_buffer_clear(&joined);
}

/* A text folds as what stands between its spaces does, and folding what is folded changes nothing: so neither the
 * blocks that the text is read in nor the memory that grows leaves a trace. */
static void folding_is_the_same_in_pieces_and_done_twice(void **state) {
    (void)state;
    galley_arena *arena = galley_arena_new();
    galley_buffer text = {0};
    uint32_t random = 777;
    for (int round = 0; round < 3000; round++) {
        make_text(&text, &random, 1 + round % 300);
        galley_text folded = galley_fold(galley_buffer_text(&text), arena);
        assert_true(galley_text_equal(galley_fold(folded, arena), folded));
        assert_folds_like_its_pieces(galley_buffer_text(&text), arena);
        galley_arena_reset(arena);
    }
    galley_buffer_clear(&text);
    galley_arena_free(arena);
}

/* ASCII is folded in runs: gaps and letters on both sides of where one ends. */
static void long_ascii_folds_like_its_pieces(void **state) {
    (void)state;
    galley_arena *arena = galley_arena_new();
    galley_buffer text = {0};
    for (size_t spaces = 0; spaces < 4; spaces++) {
        for (size_t letters = 0; letters < 600; letters++) {
            text.len = 0;
            for (size_t i = 0; i < letters; i++)
                galley_buffer_add_char(&text, 'A');
            for (size_t i = 0; i < spaces; i++)
                galley_buffer_add_char(&text, ' ');
            galley_buffer_add_string(&text, letters % 2 ? "É, b. " : "b");
            assert_folds_like_its_pieces(galley_buffer_text(&text), arena);
            galley_arena_reset(arena);
        }
    }
    galley_buffer_clear(&text);
    galley_arena_free(arena);
}

/* ---- Trimming and odd texts ------------------------------------------------------------------------------------ */

static void trimming_takes_white_space_of_any_kind_from_both_ends(void **state) {
    (void)state;
    assert_true(galley_text_is(galley_trim(galley_text_of(" \t\n a b \u00A0\u2003\u3000\r\n")), "a b"));
    assert_true(galley_text_is(galley_trim(galley_text_of("\u2028é\u2029")), "é"));
    assert_true(galley_text_is(galley_trim(galley_text_of("\u200Bx")), "\u200Bx")); /* no White_Space */
    assert_int_equal(galley_trim(galley_text_of(" \u00A0 ")).len, 0);
    assert_int_equal(galley_trim(galley_text_of(NULL)).len, 0);
}

static void a_megabyte_of_anything_takes_no_time(void **state) {
    (void)state;
    galley_arena *arena = galley_arena_new();
    galley_buffer text = {0};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        text.len = 0;
        galley_buffer_add_char(&text, 'a');
        while (text.len < 1000000)
            galley_buffer_add_string(&text, parts[i]);
        galley_text composed = galley_nfc(galley_buffer_text(&text), arena);
        assert_int_equal(galley_utf8_valid(composed), composed.len);
        galley_text folded = galley_fold(galley_buffer_text(&text), arena);
        assert_int_equal(galley_utf8_valid(folded), folded.len);
        galley_arena_reset(arena);
    }
    galley_buffer_clear(&text);
    galley_arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accents_are_composed),
        cmocka_unit_test(what_is_in_normal_form_is_the_text_itself),
        cmocka_unit_test(any_text_becomes_what_utf8proc_makes_of_it),
        cmocka_unit_test(folding_leaves_letters_and_digits_with_one_space_between),
        cmocka_unit_test(folding_is_the_same_in_pieces_and_done_twice),
        cmocka_unit_test(long_ascii_folds_like_its_pieces),
        cmocka_unit_test(trimming_takes_white_space_of_any_kind_from_both_ends),
        cmocka_unit_test(a_megabyte_of_anything_takes_no_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
