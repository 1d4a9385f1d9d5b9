/* enrich by parts: texts that are huge or odd. */
#include "entities.h"
#include "keywords.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

typedef struct fixture {
    galley_calendar *names;
    galley_stop_words *stop;
    galley_arena *arena;
} fixture;

static int set_up(void **state) {
    fixture *each = calloc(1, sizeof *each);
    *each = (fixture){galley_calendar_new(), galley_stop_words_new(), galley_arena_new()};
    *state = each;
    return 0;
}

static int tear_down(void **state) {
    fixture *each = *state;
    galley_calendar_free(each->names);
    galley_stop_words_free(each->stop);
    galley_arena_free(each->arena);
    free(each);
    return 0;
}

/* ---- Texts that are huge or odd -------------------------------------------------------------------------------- */

static galley_text repeat(const char *part, size_t times) {
    size_t len = strlen(part);
    char *all = malloc(len * times);
    for (size_t i = 0; i < times; i++)
        memcpy(all + i * len, part, len);
    return galley_text_part(all, len * times);
}

/* Each would take minutes if any of its words or runs were looked at from each other one. */
static void ten_megabytes_cost_what_their_bytes_do(void **state) {
    static const char *const parts[] = {"Aa ", "a ", "A. ", "Aa de ", "Aa-", "d'", "Aa\n", "\xE4\xB8\xAD", "aa Bb'"};
    fixture *each = *state;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        reading text = {0};
        keywords words = {0};
        entities names = {0};
        galley_text huge = repeat(parts[i], (size_t)10000000 / strlen(parts[i]));
        reading_read(&text, huge, "fr", each->stop, true, each->arena);
        keywords_find(&words, &text, each->names, 10);
        entities_find(&names, &text, each->names, "fr", each->arena);
        assert_true(text.token_count <= READING_MAX);
        assert_true(text.words + text.ideographs > 0);
        reading_clear(&text);
        keywords_clear(&words);
        entities_clear(&names);
        free((char *)huge.ptr);
        galley_arena_reset(each->arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(ten_megabytes_cost_what_their_bytes_do, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
