/* Differences in words: tables of what becomes what, and a comparison of the length of random ones with the slow and
 * obvious way to find the shortest. */
#include "inspect/worddiff.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { NO_LIMIT = 1 << 30 };

static void add_pieces(galley_buffer *out, word_diff diff) {
    static const char *const open[] = {"", "[-", "{+"}, *const close[] = {"", "-]", "+}"};
    for (size_t i = 0; i < diff.count; i++) {
        galley_buffer_add_string(out, open[diff.pieces[i].kind]);
        galley_buffer_add(out, diff.pieces[i].text);
        galley_buffer_add_string(out, close[diff.pieces[i].kind]);
    }
}

static void add_side(galley_buffer *out, word_diff diff, piece_kind left_out) {
    for (size_t i = 0; i < diff.count; i++)
        if (diff.pieces[i].kind != left_out)
            galley_buffer_add(out, diff.pieces[i].text);
}

/* Whatever is left out or marked, both texts can be put together from the pieces. */
static void assert_whole(word_diff diff, galley_text before, galley_text after) {
    galley_buffer side = {0};
    add_side(&side, diff, PIECE_NEW);
    assert_true(galley_text_equal(galley_buffer_text(&side), before));
    side.len = 0;
    add_side(&side, diff, PIECE_GONE);
    assert_true(galley_text_equal(galley_buffer_text(&side), after));
    galley_buffer_clear(&side);
}

typedef struct marked_text {
    const char *before, *after, *marked;
} marked_text;

static void assert_marked(const marked_text *texts, size_t count) {
    galley_arena *arena = galley_arena_new();
    galley_buffer marked = {0};
    for (size_t i = 0; i < count; i++) {
        galley_text before = galley_text_of(texts[i].before), after = galley_text_of(texts[i].after);
        word_diff diff = word_diff_make(before, after, NO_LIMIT, arena);
        assert_whole(diff, before, after);
        assert_false(diff.is_coarse);
        marked.len = 0;
        add_pieces(&marked, diff);
        galley_buffer_add_char(&marked, '\0');
        assert_string_equal(marked.ptr, texts[i].marked);
    }
    galley_buffer_clear(&marked);
    galley_arena_free(arena);
}

static void words_that_changed_are_marked_and_no_others(void **state) {
    (void)state;
    static const marked_text texts[] = {
        {"", "", ""},
        {"one", "one", "one"},
        {"", "one two", "{+one two+}"},
        {"one two", "", "[-one two-]"},
        {"one two three", "one three", "one [-two -]three"},
        {"one three", "one two three", "one {+two +}three"},
        {"the old mill", "the new mill", "the [-old-]{+new+} mill"},
        {"one two three four", "one zwei drei four", "one [-two three-]{+zwei drei+} four"},
        {"a.\nb c.\nd", "a.\nd", "a.[-\nb c.-]\nd"},
        {"a.\nd.", "a.\nb c.\nd.", "a.{+\nb c.+}\nd."},
        {"a\n\nb", "a\nb", "a\n[-\n-]b"},
        {"a  b", "a b", "a[-  -]{+ +}b"},
        {"38\u00a0M", "38 M", "38[-\u00a0-]{+ +}M"},
        {"上海は雨", "上海は雪", "上海は[-雨-]{+雪+}"},
    };
    assert_marked(texts, sizeof texts / sizeof *texts);
}

static void phrases_are_shown_whole_where_they_have_little_in_common(void **state) {
    (void)state;
    static const marked_text texts[] = {
        {"l'été, dit-il.", "l'hiver, dit-elle!", "[-l'été, dit-il.-]{+l'hiver, dit-elle!+}"},
        {"A b C", "x b y", "[-A b C-]{+x b y+}"},
        {"A b c D", "x b c y", "[-A-]{+x+} b c [-D-]{+y+}"},
        {"A B b c C D", "x y b c z w", "[-A B b c C D-]{+x y b c z w+}"},
        {"A B C D b c d e E F G H", "w b c d e x", "[-A B C D-]{+w+} b c d e [-E F G H-]{+x+}"},
        {"A b c B d C D E", "x b c y d z", "[-A-]{+x+} b c [-B d C D E-]{+y d z+}"},
        {"A b c B C d D", "x b c y z d w", "[-A-]{+x+} b c [-B C d D-]{+y z d w+}"},
        {"A B b c C d D", "x y b c z d w", "[-A B b c C d D-]{+x y b c z d w+}"},
        {"A\nb\nC", "x\nb\ny", "[-A-]{+x+}\nb\n[-C-]{+y+}"},
        {"A B b C D", "b", "[-A B -]b[- C D-]"},
        {"A b", "b C", "[-A -]b{+ C+}"},
    };
    assert_marked(texts, sizeof texts / sizeof *texts);
}

static void words_are_counted_without_what_stands_between_them(void **state) {
    (void)state;
    galley_arena *arena = galley_arena_new();
    word_diff diff =
        word_diff_make(galley_text_of("one, two -- three."), galley_text_of("one; zwei."), NO_LIMIT, arena);
    assert_int_equal(diff.words_gone, 2);
    assert_int_equal(diff.words_new, 1);
    galley_arena_free(arena);
}

/* ---- The shortest ---- */

enum { WORDS = 40 };

/* Words without spaces between them: each letter of a script that has none. */
static galley_text random_text(char *text, unsigned *seed, size_t count, unsigned kinds) {
    static const char *const letters[] = {"一", "二", "三", "四", "五", "六"};
    size_t len = 0;
    for (size_t i = 0; i < count; i++) {
        *seed = *seed * 1103515245 + 12345;
        memcpy(text + len, letters[(*seed >> 16) % kinds], 3);
        len += 3;
    }
    return galley_text_part(text, len);
}

static size_t longest_common(galley_text a, galley_text b) {
    size_t row[WORDS + 1] = {0};
    for (size_t i = 0; i < a.len / 3; i++) {
        size_t diagonal = 0;
        for (size_t k = 0; k < b.len / 3; k++) {
            size_t above = row[k + 1];
            bool is_same = memcmp(a.ptr + 3 * i, b.ptr + 3 * k, 3) == 0;
            row[k + 1] = is_same ? diagonal + 1 : above > row[k] ? above : row[k];
            diagonal = above;
        }
    }
    return row[b.len / 3];
}

static void the_difference_is_the_shortest_there_is(void **state) {
    (void)state;
    char one[3 * WORDS], other[3 * WORDS];
    unsigned seed = 1;
    galley_arena *arena = galley_arena_new();
    for (unsigned round = 0; round < 20000; round++) {
        unsigned kinds = 1 + round % 6;
        galley_text before = random_text(one, &seed, (seed >> 8) % WORDS, kinds);
        galley_text after = random_text(other, &seed, (seed >> 8) % WORDS, kinds);
        word_diff diff = word_diff_make(before, after, NO_LIMIT, arena);
        assert_whole(diff, before, after);
        size_t common = longest_common(before, after);
        assert_int_equal(diff.words_gone, before.len / 3 - common);
        assert_int_equal(diff.words_new, after.len / 3 - common);
        galley_arena_reset(arena);
    }
    galley_arena_free(arena);
}

static void lines_that_are_moved_to_keep_both_texts_whole(void **state) {
    (void)state;
    enum { PARTS = 60 };
    static const char *const parts[] = {"a", ".", "\n", " ", "b"};
    unsigned seed = 7;
    galley_arena *arena = galley_arena_new();
    galley_buffer sides[2] = {{0}, {0}};
    for (unsigned round = 0; round < 20000; round++) {
        for (size_t side = 0; side < 2; side++) {
            sides[side].len = 0;
            size_t count = (seed >> 8) % PARTS;
            for (size_t i = 0; i < count; i++) {
                seed = seed * 1103515245 + 12345;
                galley_buffer_add_string(&sides[side], parts[(seed >> 16) % 5]);
            }
        }
        galley_text before = galley_buffer_text(&sides[0]), after = galley_buffer_text(&sides[1]);
        assert_whole(word_diff_make(before, after, NO_LIMIT, arena), before, after);
        galley_arena_reset(arena);
    }
    galley_buffer_clear(&sides[0]);
    galley_buffer_clear(&sides[1]);
    galley_arena_free(arena);
}

static void texts_without_a_common_word_end_within_the_limit_and_say_so(void **state) {
    (void)state;
    enum { COUNT = 20000 };
    galley_buffer before = {0}, after = {0};
    for (int i = 0; i < COUNT; i++) {
        galley_buffer_printf(&before, "a%d ", i);
        galley_buffer_printf(&after, "b%d ", i);
    }
    galley_buffer_add_string(&before, "the end");
    galley_buffer_add_string(&after, "the end");
    galley_arena *arena = galley_arena_new();
    word_diff diff = word_diff_make(galley_buffer_text(&before), galley_buffer_text(&after), 100000, arena);
    assert_true(diff.is_coarse);
    assert_whole(diff, galley_buffer_text(&before), galley_buffer_text(&after));
    assert_int_equal(diff.words_gone, COUNT);
    assert_int_equal(diff.count, 3);
    galley_arena_free(arena);
    galley_buffer_clear(&before);
    galley_buffer_clear(&after);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_that_changed_are_marked_and_no_others),
        cmocka_unit_test(phrases_are_shown_whole_where_they_have_little_in_common),
        cmocka_unit_test(words_are_counted_without_what_stands_between_them),
        cmocka_unit_test(the_difference_is_the_shortest_there_is),
        cmocka_unit_test(lines_that_are_moved_to_keep_both_texts_whole),
        cmocka_unit_test(texts_without_a_common_word_end_within_the_limit_and_say_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
