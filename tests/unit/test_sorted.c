/* The external sort: whatever fits into memory, the same records come back in the same order. */
#include "run/sorted.h"
#include "temporary.h"

#include <stdio.h>
#include <unistd.h>

enum { PARTS = 3, WRITERS = 4, RECORDS = 20000 };

/* Numbers that look random and are the same everywhere (SplitMix64). */
static uint64_t draw(uint64_t *seed) {
    uint64_t mixed = *seed += UINT64_C(0x9e3779b97f4a7c15);
    mixed = (mixed ^ mixed >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94d049bb133111eb);
    return mixed ^ mixed >> 31;
}

/* Fills a sorter with records whose keys often repeat; writers take turns as `seed` has it. */
static void fill(sorter *into, uint64_t seed) {
    galley_error error = {""};
    for (uint64_t i = 0; i < RECORDS; i++) {
        char key[64], note[64];
        uint64_t chance = i * 2654435761u % 5000; /* the record's own: the same for any seed */
        int key_len = snprintf(key, sizeof key, "%.*s%llu", (int)(chance % 20), "a long start of a key",
                               (unsigned long long)chance / 7);
        int note_len = snprintf(note, sizeof note, "%.*s", (int)(i % 40), "a note that may be empty or quite long..");
        sort_record record = {.key = galley_text_part(key, (size_t)key_len),
                              .note = galley_text_part(note, (size_t)note_len),
                              .tie = {i / 3, i % 3}};
        unsigned writer = (unsigned)(draw(&seed) % WRITERS);
        if (!sort_add(sorter_writer(into, writer), chance % PARTS, &record, &error))
            fail_msg("%s", error.message);
    }
    sorter_close(into);
}

static int compare_texts(galley_text a, galley_text b) {
    size_t shorter = a.len < b.len ? a.len : b.len;
    int order = memcmp(a.ptr, b.ptr, shorter);
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

/* Everything that a sorter gives, as one text; asserts the order. */
static void read_all(sorter *from, galley_buffer *out) {
    size_t count = 0;
    for (size_t part = 0; part < PARTS; part++) {
        sort_cursor *cursor = sort_cursor_new(from, part);
        sort_record record, before = {0};
        for (bool is_first = true; sort_cursor_peek(cursor, &record); sort_cursor_step(cursor), is_first = false) {
            int order = is_first ? -1 : compare_texts(before.key, record.key);
            bool is_tie =
                order == 0 && (before.tie.first < record.tie.first ||
                               (before.tie.first == record.tie.first && before.tie.second < record.tie.second));
            assert_true(order < 0 || is_tie);
            galley_buffer_printf(out, "%.*s %llu.%llu %.*s\n", GALLEY_TEXT_ARGS(record.key),
                                 (unsigned long long)record.tie.first, (unsigned long long)record.tie.second,
                                 GALLEY_TEXT_ARGS(record.note));
            before = record;
            count++;
        }
        sort_cursor_free(cursor);
    }
    assert_int_equal(count, RECORDS);
}

static void the_order_depends_on_neither_memory_nor_writers(void **state) {
    galley_buffer expected = {0}, found = {0};
    sorter *roomy = sorter_new(*state, "roomy", PARTS, 64 << 20, WRITERS);
    fill(roomy, 1);
    assert_int_equal(sorter_runs(roomy), 0);
    read_all(roomy, &expected);
    sorter_free(roomy);
    static const uint64_t budgets[] = {1 << 20, 100000};
    for (size_t i = 0; i < sizeof budgets / sizeof *budgets; i++) {
        sorter *tight = sorter_new(*state, "tight", PARTS, budgets[i], WRITERS);
        fill(tight, i + 2);
        assert_true(sorter_runs(tight) > 1);
        found.len = 0;
        read_all(tight, &found);
        assert_int_equal(found.len, expected.len);
        assert_memory_equal(found.ptr, expected.ptr, expected.len);
        sorter_free(tight);
    }
    galley_buffer_clear(&expected);
    galley_buffer_clear(&found);
}

static void add(sorter *into, const char *key, const char *note, uint64_t tie) {
    galley_error error = {""};
    sort_record record = {.key = galley_text_of(key), .note = galley_text_of(note), .tie = {tie, 0}};
    if (!sort_add(sorter_writer(into, 0), 0, &record, &error))
        fail_msg("%s", error.message);
}

static void assert_next(sort_cursor *cursor, const char *key, uint64_t tie) {
    sort_record record;
    assert_true(sort_cursor_peek(cursor, &record));
    assert_true(galley_text_is(record.key, key));
    assert_int_equal(record.tie.first, tie);
    sort_cursor_step(cursor);
}

static void a_budget_below_one_record_makes_a_run_of_each(void **state) {
    sorter *self = sorter_new(*state, "each", 1, 1, 1);
    static const char *const keys[] = {"b", "", "ab", "a", "b\x01"};
    for (size_t i = 0; i < 5; i++)
        add(self, keys[i], "note", i);
    sorter_close(self);
    assert_int_equal(sorter_runs(self), 4);
    sort_cursor *cursor = sort_cursor_new(self, 0);
    assert_next(cursor, "", 1);
    assert_next(cursor, "a", 3);
    assert_next(cursor, "ab", 2);
    assert_next(cursor, "b", 0);
    assert_next(cursor, "b\x01", 4);
    sort_record none;
    assert_false(sort_cursor_peek(cursor, &none));
    sort_cursor_free(cursor);
    sorter_free(self);
}

static void a_cursor_goes_back_to_where_another_one_is(void **state) {
    sorter *self = sorter_new(*state, "back", 1, 200, 1);
    char note[4001];
    memset(note, 'n', sizeof note - 1);
    note[sizeof note - 1] = '\0';
    for (uint64_t i = 0; i < 100; i++) /* many pages, which are released as the cursor passes them */
        add(self, i < 50 ? "first" : "second", note, i);
    sorter_close(self);
    sort_cursor *start = sort_cursor_new(self, 0), *at = sort_cursor_new(self, 0);
    for (int round = 0; round < 3; round++) {
        for (uint64_t i = 0; i < 100; i++)
            assert_next(at, i < 50 ? "first" : "second", i);
        sort_cursor_move(at, start);
    }
    sort_record record;
    assert_true(sort_cursor_peek(at, &record));
    assert_int_equal(record.note.len, sizeof note - 1);
    assert_memory_equal(record.note.ptr, note, record.note.len);
    sort_cursor_free(start);
    sort_cursor_free(at);
    sorter_free(self);
}

static void nothing_is_left_on_disk(void **state) {
    sorter *self = sorter_new(*state, "left", PARTS, 50000, WRITERS);
    fill(self, 9);
    char *first = temporary_path(state, "left-0-0");
    assert_int_equal(access(first, F_OK), 0);
    sorter_free(self);
    assert_int_equal(access(first, F_OK), -1);
    free(first);
}

static void a_sorter_without_records_is_empty(void **state) {
    sorter *self = sorter_new(*state, "none", PARTS, 1000, WRITERS);
    sorter_close(self);
    for (size_t part = 0; part < PARTS; part++) {
        sort_cursor *cursor = sort_cursor_new(self, part);
        sort_record record;
        assert_false(sort_cursor_peek(cursor, &record));
        sort_cursor_free(cursor);
    }
    sorter_free(self);
}

static void a_folder_that_is_not_there_is_told(void **state) {
    char *folder = temporary_path(state, "file/below");
    temporary_write(state, "file", galley_text_of("in the way"));
    sorter *self = sorter_new(folder, "x", 1, 1, 1);
    sort_record record = {.key = galley_text_of("k")};
    galley_error error = {""};
    assert_true(sort_add(sorter_writer(self, 0), 0, &record, &error));
    assert_false(sort_add(sorter_writer(self, 0), 0, &record, &error));
    assert_non_null(strstr(error.message, "file"));
    sorter_free(self);
    free(folder);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, temporary_make, temporary_remove) /* cmocka's need */

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_FOLDER(the_order_depends_on_neither_memory_nor_writers),
        IN_FOLDER(a_budget_below_one_record_makes_a_run_of_each),
        IN_FOLDER(a_cursor_goes_back_to_where_another_one_is),
        IN_FOLDER(nothing_is_left_on_disk),
        IN_FOLDER(a_sorter_without_records_is_empty),
        IN_FOLDER(a_folder_that_is_not_there_is_told),
    };
    return cmocka_run_group_tests_name("sorted", tests, NULL, NULL);
}
