/* The reader of fastText's models: argument, the folder fasttext/ with three small ones, made by the program itself:
 *     tree.bin     hierarchical softmax, n-grams of letters and of words
 *     pruned.ftz   softmax, quantised and pruned, with norms
 *     words.bin    one against all, words alone
 * and of each line of lines.txt, what `fasttext predict-prob` prints, in NAME.txt. */
#include "fasttext.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static const char *const models[] = {"tree.bin", "pruned.ftz", "words.bin"};
enum { MODELS = sizeof models / sizeof models[0] };

static galley_buffer read_file(const char *folder, const char *name, const char *ending) {
    galley_buffer path = {0}, bytes = {0};
    galley_buffer_printf(&path, "%s/%s%s", folder, name, ending);
    galley_buffer_add_char(&path, '\0');
    FILE *file = fopen(path.ptr, "rb");
    if (!file)
        fail_msg("%s cannot be opened", path.ptr);
    enum { CHUNK = 1 << 16 };
    size_t got;
    while ((got = fread(galley_buffer_reserve(&bytes, CHUNK), 1, CHUNK, file)) > 0)
        bytes.len += got;
    fclose(file);
    galley_buffer_clear(&path);
    return bytes;
}

/* Opens a model of `len` bytes; whether it is one, there is a sentence if and only if it is none. */
static bool open_bytes(fasttext *fasttext, const char *bytes, size_t len) {
    char *copy = malloc(len + 1);
    memcpy(copy, bytes, len);
    FILE *file = fmemopen(copy, len + 1, "rb");
    galley_error error = {""};
    bool is_open = fasttext_read(fasttext, file, len, &error);
    fclose(file);
    free(copy);
    assert_true(is_open == (error.message[0] == '\0'));
    return is_open;
}

static void a_line_gets_the_label_and_probability_that_fasttext_gives(void **state) {
    const char *folder = *state;
    galley_buffer lines = read_file(folder, "lines", ".txt");
    for (size_t i = 0; i < MODELS; i++) {
        galley_buffer bytes = read_file(folder, models[i], ""), wanted = read_file(folder, models[i], ".txt");
        fasttext fasttext;
        assert_true(open_bytes(&fasttext, bytes.ptr, bytes.len));
        fasttext_scratch scratch = {0};
        galley_buffer found = {0};
        galley_text all = galley_buffer_text(&lines);
        for (size_t at = 0; at < all.len;) {
            const char *end = memchr(all.ptr + at, '\n', all.len - at);
            galley_text line = galley_text_part(all.ptr + at, (size_t)(end - all.ptr) - at);
            double probability;
            int32_t label = fasttext_judge(&fasttext, &scratch, line, &probability);
            assert_true(label >= 0);
            galley_text name = fasttext.entries[fasttext.words + label];
            galley_buffer_printf(&found, "%.*s %.6g\n", GALLEY_TEXT_ARGS(name), probability);
            at += line.len + 1;
        }
        galley_buffer_add_char(&found, '\0');
        galley_buffer_add_char(&wanted, '\0');
        assert_string_equal(found.ptr, wanted.ptr);
        fasttext_scratch_clear(&scratch);
        fasttext_close(&fasttext);
        galley_buffer_clear(&found);
        galley_buffer_clear(&wanted);
        galley_buffer_clear(&bytes);
    }
    galley_buffer_clear(&lines);
}

static void labels_become_tags(void **state) {
    galley_buffer bytes = read_file(*state, "tree.bin", "");
    fasttext fasttext;
    assert_true(open_bytes(&fasttext, bytes.ptr, bytes.len));
    assert_true(fasttext_knows(&fasttext, "fr-Latn")); /* __label__fra_Latn */
    assert_true(fasttext_knows(&fasttext, "pcm"));
    assert_false(fasttext_knows(&fasttext, "fra-Latn"));
    assert_false(fasttext_knows(&fasttext, "__label__pcm"));
    fasttext_close(&fasttext);
    galley_buffer_clear(&bytes);
}

static void a_model_that_is_cut_anywhere_is_refused(void **state) {
    for (size_t i = 0; i < MODELS; i++) {
        galley_buffer bytes = read_file(*state, models[i], "");
        fasttext fasttext;
        for (size_t len = 0; len < bytes.len; len += len < 300 ? 1 : 61)
            assert_false(open_bytes(&fasttext, bytes.ptr, len));
        galley_buffer_add_char(&bytes, '\0');
        assert_false(open_bytes(&fasttext, bytes.ptr, bytes.len));
        galley_buffer_clear(&bytes);
    }
}

static void a_changed_byte_is_read_within_bounds(void **state) {
    static const uint8_t values[] = {0, 1, 0x7F, 0x80, 0xFF};
    fasttext_scratch scratch = {0};
    for (size_t i = 0; i < MODELS; i++) {
        galley_buffer bytes = read_file(*state, models[i], "");
        for (size_t at = 0; at < bytes.len * sizeof values; at += at / sizeof values < 400 ? 1 : 23) {
            char *byte = bytes.ptr + at / sizeof values, before = *byte;
            *byte = (char)values[at % sizeof values];
            fasttext fasttext;
            if (open_bytes(&fasttext, bytes.ptr, bytes.len)) {
                double probability;
                int32_t label =
                    fasttext_judge(&fasttext, &scratch, galley_text_of("le chat dort the cat"), &probability);
                assert_true(label >= -1 && label < fasttext.labels);
                assert_true(probability >= 0 && probability < 1.001);
                fasttext_close(&fasttext);
            }
            *byte = before;
        }
        galley_buffer_clear(&bytes);
    }
    fasttext_scratch_clear(&scratch);
}

static void a_refusal_names_byte_and_reason(void **state) {
    galley_buffer bytes = read_file(*state, "words.bin", "");
    fasttext fasttext;
    galley_error error = {""};
    bytes.ptr[0] = 'x';
    FILE *file = fmemopen(bytes.ptr, bytes.len, "rb");
    assert_false(fasttext_read(&fasttext, file, bytes.len, &error));
    fclose(file);
    assert_string_equal(error.message, "no fastText model that can be read: byte 4 of 2714: this is no fastText model");
    galley_buffer_clear(&bytes);
    assert_false(fasttext_open(&fasttext, "/nowhere/lid.bin", &error));
    assert_non_null(strstr(error.message, "/nowhere/lid.bin: cannot be opened"));
    assert_false(fasttext_open(&fasttext, "/", &error));
    assert_non_null(strstr(error.message, "a file was expected"));
}

static void more_than_the_file_holds_takes_no_memory(void **state) {
    galley_buffer bytes = read_file(*state, "words.bin", "");
    enum { SIZE_AT = 64, NWORDS_AT = 68, NLABELS_AT = 72 };
    fasttext fasttext;
    const uint8_t size[] = {0xFF, 0xFF, 0xFF, 0x7F}, words[] = {0xFE, 0xFF, 0xFF, 0x7F}, labels[] = {1, 0, 0, 0};
    memcpy(bytes.ptr + SIZE_AT, size, 4);
    memcpy(bytes.ptr + NWORDS_AT, words, 4);
    memcpy(bytes.ptr + NLABELS_AT, labels, 4);
    assert_false(open_bytes(&fasttext, bytes.ptr, bytes.len));
    galley_buffer_clear(&bytes);
}

int main(int argc, char **argv) {
    if (argc != 2)
        return 2;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(a_line_gets_the_label_and_probability_that_fasttext_gives, argv[1]),
        cmocka_unit_test_prestate(labels_become_tags, argv[1]),
        cmocka_unit_test_prestate(a_model_that_is_cut_anywhere_is_refused, argv[1]),
        cmocka_unit_test_prestate(a_changed_byte_is_read_within_bounds, argv[1]),
        cmocka_unit_test_prestate(a_refusal_names_byte_and_reason, argv[1]),
        cmocka_unit_test_prestate(more_than_the_file_holds_takes_no_memory, argv[1]),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
