/* The model and its reader, by themselves: what the stage's cases.jsonl cannot show. */
#include "detect.h"
#include "tags.h"

#include <galley/stage.h>
#include <galley/text.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

extern const char langdetect_model[], langdetect_model_end[];

/* ---- What is made up ------------------------------------------------------------------------------------------- */

static void add_number(galley_buffer *bytes, uint32_t number) {
    for (int shift = 0; shift < 32; shift += 8)
        galley_buffer_add_char(bytes, (char)(number >> shift));
}

static void add_start(galley_buffer *bytes, char groups) {
    galley_buffer_add_string(bytes, "galley-langdetect 2\n");
    galley_buffer_add_char(bytes, groups);
}

enum { ZERO = 1, LEAST = 0, MOST = 2 };
static const int8_t levels[MODEL_LEVELS] = {-128, 0, 127};

/* A group of two languages and "none", up to its rows. */
static void add_group(galley_buffer *bytes, const char *code, uint32_t rows) {
    galley_buffer_add_string(bytes, code);
    galley_buffer_add_bytes(bytes, "\3\0\2fr\2en", 8);
    add_number(bytes, 1 << 18); /* quantum: 1/64 */
    add_number(bytes, 0);
    add_number(bytes, 0);
    galley_buffer_add_bytes(bytes, levels, sizeof levels);
    add_number(bytes, rows);
}

/* Each weight as its index in `levels`. */
static void add_row(galley_buffer *bytes, char key_step, int none, int fr, int en) {
    galley_buffer_add_char(bytes, key_step);
    galley_buffer_add_char(bytes, (char)(none | fr << 4));
    galley_buffer_add_char(bytes, (char)en);
}

/* Key 5 speaks for French, key 7 for English. */
static galley_buffer small_model(void) {
    galley_buffer bytes = {0};
    add_start(&bytes, 1);
    add_group(&bytes, "Latn", 2);
    add_row(&bytes, 5, ZERO, MOST, LEAST);
    add_row(&bytes, 2, ZERO, LEAST, MOST);
    return bytes;
}

static bool is_opened(galley_text bytes) {
    galley_error error = {""};
    model model;
    bool is_open = model_open(&model, bytes, &error);
    assert_true(is_open || error.message[0] != '\0');
    if (is_open)
        model_close(&model);
    return is_open;
}

static bool is_opened_and_freed(galley_buffer *bytes) {
    bool is_open = is_opened(galley_buffer_text(bytes));
    galley_buffer_clear(bytes);
    return is_open;
}

static galley_text embedded(void) {
    return galley_text_part(langdetect_model, (size_t)(langdetect_model_end - langdetect_model));
}

static guess guess_of(const model *model, const char *text) {
    letters letters = {0};
    letters_start(&letters);
    letters_read(&letters, galley_text_of(text));
    guess guess = detect_language(model, &letters);
    letters_clear(&letters);
    return guess;
}

/* ---- The reader ------------------------------------------------------------------------------------------------ */

static void a_small_model_opens(void **state) {
    (void)state;
    galley_buffer bytes = small_model();
    assert_true(is_opened_and_freed(&bytes));
}

static void a_model_that_is_cut_anywhere_is_refused(void **state) {
    (void)state;
    galley_buffer bytes = small_model();
    for (size_t len = 0; len < bytes.len; len++) {
        /* A copy of that length, so that a sanitizer sees a read behind its end. */
        char *cut = malloc(len + 1);
        memcpy(cut, bytes.ptr, len);
        char *exact = realloc(cut, len ? len : 1);
        assert_false(is_opened(galley_text_part(exact, len)));
        free(exact);
    }
    galley_buffer_clear(&bytes);
}

static void bytes_behind_the_model_are_refused(void **state) {
    (void)state;
    galley_buffer bytes = small_model();
    galley_buffer_add_char(&bytes, '\0');
    assert_false(is_opened_and_freed(&bytes));
}

static void a_changed_byte_is_read_within_bounds(void **state) {
    (void)state;
    galley_buffer bytes = small_model();
    const uint32_t key[] = {5, 7, 0x80000005, UINT32_MAX};
    for (size_t at = 0; at < bytes.len; at++)
        for (int value = 0; value < 256; value++) {
            char before = bytes.ptr[at];
            bytes.ptr[at] = (char)value;
            model model;
            if (model_open(&model, galley_buffer_text(&bytes), NULL)) {
                double odds[MODEL_LANGUAGES];
                for (size_t script = 0; script < SCRIPT_COUNT; script++)
                    if (model.groups[script])
                        model_weigh(model.groups[script], key, 4, odds);
                model_close(&model);
            }
            bytes.ptr[at] = before;
        }
    galley_buffer_clear(&bytes);
}

static void more_rows_than_bytes_are_refused(void **state) {
    (void)state;
    const uint32_t counts[] = {3, 1 << 24, UINT32_C(1) << 31, UINT32_MAX};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        galley_buffer bytes = {0};
        add_start(&bytes, 1);
        add_group(&bytes, "Latn", counts[i]);
        add_row(&bytes, 5, ZERO, MOST, MOST);
        assert_false(is_opened_and_freed(&bytes));
    }
}

static void a_group_that_cannot_be_used_is_refused(void **state) {
    (void)state;
    /* No script; unknown; one that has its language already. */
    const char *const codes[] = {"Zyyy", "Abcd", "Grek"};
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        galley_buffer bytes = {0};
        add_start(&bytes, 1);
        add_group(&bytes, codes[i], 0);
        assert_false(is_opened_and_freed(&bytes));
    }
    galley_buffer twice = {0};
    add_start(&twice, 2);
    add_group(&twice, "Latn", 0);
    add_group(&twice, "Latn", 0);
    assert_false(is_opened_and_freed(&twice));
    galley_buffer without_languages = {0};
    add_start(&without_languages, 1);
    galley_buffer_add_bytes(&without_languages, "Latn\0", 5);
    for (int i = 0; i < 4; i++)
        add_number(&without_languages, 0);
    assert_false(is_opened_and_freed(&without_languages));
}

static void a_tag_that_is_too_long_is_refused(void **state) {
    (void)state;
    galley_buffer bytes = {0};
    add_start(&bytes, 1);
    galley_buffer_add_bytes(&bytes, "Latn\1\14abcdefghijkl", 18);
    for (int i = 0; i < 4; i++)
        add_number(&bytes, 0);
    assert_false(is_opened_and_freed(&bytes));
}

static void bytes_of_something_else_are_refused(void **state) {
    (void)state;
    assert_false(is_opened(galley_text_of(NULL)));
    assert_false(is_opened(galley_text_of("galley-langdetect 1\n")));
    assert_false(is_opened(galley_text_of("\x7F"
                                          "ELF, or whatever else lies at such a place")));
}

/* ---- Weighing -------------------------------------------------------------------------------------------------- */

static void sums_of_a_long_text_do_not_overflow(void **state) {
    (void)state;
    galley_buffer bytes = small_model();
    model model;
    assert_true(model_open(&model, galley_buffer_text(&bytes), NULL));
    const model_group *group = model.groups[SCRIPT_LATIN];
    for (size_t count = 1; count <= 100000; count *= 10) {
        uint32_t *keys = calloc(count, sizeof *keys);
        for (size_t i = 0; i < count; i++)
            keys[i] = 5;
        double odds[MODEL_LANGUAGES];
        model_weigh(group, keys, count, odds);
        assert_true(odds[1] > odds[0] && odds[0] > odds[2]);
        free(keys);
    }
    model_close(&model);
    galley_buffer_clear(&bytes);
}

static void odds_are_shares_of_one_or_nothing(void **state) {
    (void)state;
    galley_buffer bytes = small_model();
    model model;
    assert_true(model_open(&model, galley_buffer_text(&bytes), NULL));
    const uint32_t known[] = {5, 7, 7}, unknown[] = {6, 0, 8};
    double odds[MODEL_LANGUAGES];
    model_weigh(model.groups[SCRIPT_LATIN], known, 3, odds);
    double all = odds[0] + odds[1] + odds[2];
    assert_true(all > 1 - 1e-9 && all < 1 + 1e-9);
    assert_true(odds[2] > odds[1]);
    model_weigh(model.groups[SCRIPT_LATIN], unknown, 3, odds);
    assert_true(odds[0] == 0 && odds[1] == 0 && odds[2] == 0);
    model_close(&model);
    galley_buffer_clear(&bytes);
}

/* ---- The model of the plugin ----------------------------------------------------------------------------------- */

static void the_plugin_has_its_model_in_it(void **state) {
    (void)state;
    model model;
    galley_error error = {""};
    if (!model_open_packed(&model, embedded(), &error))
        fail_msg("%s", error.message);
    const char *const known[] = {"fr", "en", "sr-Latn", "el", "ja", "zh", "as"};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        assert_true(model_knows(&model, known[i]));
    assert_false(model_knows(&model, ""));
    assert_false(model_knows(&model, "und"));
    assert_false(model_knows(&model, "FR"));
    model_close(&model);
}

static void the_plugins_model_cut_short_is_refused(void **state) {
    (void)state;
    galley_text whole = embedded();
    model model;
    galley_error error = {""};
    enum { CUTS = 20 };
    for (size_t i = 0; i < CUTS; i++)
        assert_false(model_open_packed(&model, galley_text_part(whole.ptr, whole.len * i / CUTS), &error));
}

static void the_plugins_model_with_a_changed_byte_is_refused(void **state) {
    (void)state;
    galley_text whole = embedded();
    model model;
    galley_error error = {""};
    galley_buffer changed = {0};
    galley_buffer_add(&changed, whole);
    enum { CHANGES = 5 };
    for (size_t i = 0; i < CHANGES; i++) {
        size_t at = whole.len / 2 * i / CHANGES + whole.len / 4;
        changed.ptr[at] ^= 0x10;
        assert_false(model_open_packed(&model, galley_buffer_text(&changed), &error));
        assert_true(error.message[0] != '\0');
        changed.ptr[at] ^= 0x10;
    }
    galley_buffer_add_char(&changed, '\0');
    assert_false(model_open_packed(&model, galley_buffer_text(&changed), &error));
    galley_buffer_clear(&changed);
}

static void one_language_of_a_script_needs_more_than_a_letter(void **state) {
    (void)state;
    model model;
    assert_true(model_open_packed(&model, embedded(), NULL));
    guess letter = guess_of(&model, "π = 3,14159"), sentence = guess_of(&model, "Η συνεδρίαση αναβλήθηκε για αύριο.");
    assert_string_equal(letter.language, "el");
    assert_true(letter.score <= 0.5);
    assert_string_equal(sentence.language, "el");
    assert_true(sentence.score > 0.9);
    model_close(&model);
}

/* ---- odd.tsv ----------------------------------------------------------------------------------------------------- */

/* What the stage gives at its default, and from where on an error counts as a confident one. */
static const double default_score = 0.3, confident = 0.7;

typedef struct odd_text {
    galley_text kind, tags, text;
    bool must_be_said;
} odd_text;

static odd_text split(galley_text line) {
    odd_text odd;
    const char *first = memchr(line.ptr, '\t', line.len), *end = line.ptr + line.len;
    assert_non_null(first);
    const char *second = memchr(first + 1, '\t', (size_t)(end - first) - 1);
    assert_non_null(second);
    odd.kind = galley_text_part(line.ptr, (size_t)(first - line.ptr));
    odd.must_be_said = first[1] == '=';
    first += odd.must_be_said;
    odd.tags = galley_text_part(first + 1, (size_t)(second - first) - 1);
    odd.text = galley_text_part(second + 1, (size_t)(end - second) - 1);
    return odd;
}

static bool is_among(galley_text tags, const char *tag) {
    size_t len = strlen(tag);
    for (size_t at = 0; at < tags.len;) {
        const char *comma = memchr(tags.ptr + at, ',', tags.len - at);
        size_t end = comma ? (size_t)(comma - tags.ptr) : tags.len;
        if (end - at == len && memcmp(tags.ptr + at, tag, len) == 0)
            return true;
        at = end + 1;
    }
    return false;
}

/* Prints and counts what is wrong with a guess. */
static int check_odd(const model *model, letters *letters, odd_text odd) {
    size_t read;
    guess guess = detect_article(model, letters, galley_text_of(""), odd.text, 3000, &read);
    bool is_right = is_among(odd.tags, guess.language);
    bool is_fault = is_right ? odd.must_be_said && guess.score < default_score
                             : odd.must_be_said || (guess.language[0] && guess.score >= confident);
    if (is_fault)
        print_message("%.*s: \"%.*s\" is taken for %s (%.2f), %.*s was expected\n", GALLEY_TEXT_ARGS(odd.kind),
                      GALLEY_TEXT_ARGS(odd.text), guess.language, guess.score, GALLEY_TEXT_ARGS(odd.tags));
    return is_fault;
}

static galley_buffer read_odd_texts(void) {
    galley_buffer bytes = {0};
    FILE *file = fopen(ODD_TEXTS, "rb");
    assert_non_null(file);
    enum { CHUNK = 1 << 16 };
    size_t got;
    while ((got = fread(galley_buffer_reserve(&bytes, CHUNK), 1, CHUNK, file)) > 0)
        bytes.len += got;
    fclose(file);
    return bytes;
}

static void short_and_odd_texts_are_decided_or_und_and_never_confidently_wrong(void **state) {
    (void)state;
    enum { LEAST = 100 };
    model model;
    assert_true(model_open_packed(&model, embedded(), NULL));
    galley_buffer bytes = read_odd_texts();
    letters letters = {0};
    galley_text all = galley_buffer_text(&bytes), line;
    int texts = 0, faults = 0;
    for (size_t at = 0; galley_line_next(all, &at, &line);) {
        if (line.len == 0 || line.ptr[0] == '#')
            continue;
        texts++;
        faults += check_odd(&model, &letters, split(line));
    }
    letters_clear(&letters);
    galley_buffer_clear(&bytes);
    model_close(&model);
    assert_true(texts >= LEAST);
    assert_int_equal(faults, 0);
}

/* ---- tags.h ------------------------------------------------------------------------------------------------------ */

static int compare_tags(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void the_description_lists_the_languages_of_the_model(void **state) {
    (void)state;
    model model;
    assert_true(model_open_packed(&model, embedded(), NULL));
    const char *tags[SCRIPT_COUNT + MODEL_LANGUAGES];
    size_t count = 0;
    for (size_t script = 0; script < SCRIPT_COUNT; script++) {
        if (script_table[script].language[0])
            tags[count++] = script_table[script].language;
        const model_group *group = model.groups[script];
        for (uint32_t i = 0; group && i < group->languages; i++)
            if (group->tags[i][0])
                tags[count++] = group->tags[i];
    }
    qsort(tags, count, sizeof *tags, compare_tags);
    galley_buffer list = {0};
    for (size_t i = 0; i < count; i++)
        galley_buffer_printf(&list, "%s%s", i > 0 ? " " : "", tags[i]);
    galley_buffer_add_char(&list, '\0');
    assert_string_equal(LANGDETECT_TAGS, list.ptr);
    galley_buffer_clear(&list);
    model_close(&model);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_small_model_opens),
        cmocka_unit_test(a_model_that_is_cut_anywhere_is_refused),
        cmocka_unit_test(bytes_behind_the_model_are_refused),
        cmocka_unit_test(a_changed_byte_is_read_within_bounds),
        cmocka_unit_test(more_rows_than_bytes_are_refused),
        cmocka_unit_test(a_group_that_cannot_be_used_is_refused),
        cmocka_unit_test(a_tag_that_is_too_long_is_refused),
        cmocka_unit_test(bytes_of_something_else_are_refused),
        cmocka_unit_test(sums_of_a_long_text_do_not_overflow),
        cmocka_unit_test(odds_are_shares_of_one_or_nothing),
        cmocka_unit_test(the_plugin_has_its_model_in_it),
        cmocka_unit_test(the_plugins_model_cut_short_is_refused),
        cmocka_unit_test(the_plugins_model_with_a_changed_byte_is_refused),
        cmocka_unit_test(one_language_of_a_script_needs_more_than_a_letter),
        cmocka_unit_test(short_and_odd_texts_are_decided_or_und_and_never_confidently_wrong),
        cmocka_unit_test(the_description_lists_the_languages_of_the_model),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
