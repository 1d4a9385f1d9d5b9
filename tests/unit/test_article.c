/* Promise 3: what is not touched is not changed. And what is no article is said to be none, with the place. */
#include "article/article.h"
#include "article/scan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

typedef struct bench {
    galley_arena *arena;
    galley_article article;
    galley_error error;
    galley_buffer out;
} bench;

static const field_map no_fields = {0};

static bool scan_text(bench *self, galley_text line, const field_map *fields) {
    origin from = {.shard = "a.jsonl", .line = 7, .ordinal = 6};
    article_clear(&self->article);
    self->error.message[0] = '\0';
    return article_scan(&self->article, line, from, fields, self->arena, &self->error);
}

static bool scan_line(bench *self, const char *line) {
    return scan_text(self, galley_text_of(line), &no_fields);
}

static const char *written(bench *self) {
    self->out.len = 0;
    article_write(&self->article, galley_text_of(NULL), &self->out);
    assert_true(self->out.len > 0 && self->out.ptr[self->out.len - 1] == '\n');
    self->out.ptr[self->out.len - 1] = '\0';
    return self->out.ptr;
}

static int setup(void **state) {
    bench *self = calloc(1, sizeof *self);
    self->arena = galley_arena_new();
    *state = self;
    return 0;
}

static int teardown(void **state) {
    bench *self = *state;
    article_clear(&self->article);
    galley_arena_free(self->arena);
    galley_buffer_clear(&self->out);
    free(self);
    return 0;
}

/* ---- Scanning ---- */

static void what_is_no_object_or_not_valid_is_refused_with_the_place(void **state) {
    static const struct {
        const char *line, *error;
    } cases[] = {
        {"[1]", "the line is no JSON object: it begins with '['"},
        {"\"text\"", "the line is no JSON object: it begins with '\"'"},
        {"x", "invalid JSON at byte 1: found 'x', '{' was expected"},
        {"{\"a\": 1", "invalid JSON: the line ends at byte 8, ',' or '}' was expected"},
        {"{\"a\": 1,}", "invalid JSON at byte 9: found '}', a member's name in quotes was expected"},
        {"{\"a\": 01}", "invalid JSON at byte 8: found '1', ',' or '}' was expected"},
        {"{\"a\": 1.}", "invalid JSON at byte 9: found '}', a digit was expected"},
        {"{\"a\": tru}", "invalid JSON at byte 7: found 't', a JSON value was expected"},
        {"{\"a\": [1, 2}", "invalid JSON at byte 12: found '}', ',' or ']' was expected"},
        {"{\"a\": {\"b\" 2}}", "invalid JSON at byte 12: found '2', ':' was expected"},
        {"{\"a\": \"x\ty\"}",
         "invalid JSON at byte 9: byte 0x09, an escape in place of this control character was expected"},
        {"{\"a\": \"\\x\"}", "invalid JSON at byte 9: found 'x', an escape (one of \" \\ / b f n r t u) was expected"},
        {"{\"a\": \"\\ud800\"}",
         "invalid JSON at byte 8: \\ud800 is half of a surrogate pair, the other half is missing"},
        {"{\"a\": \"\\udc00\"}",
         "invalid JSON at byte 8: \\udc00 is half of a surrogate pair, the other half is missing"},
        {"{\"a\": \"\xc3\"}", "invalid UTF-8 at byte 8: byte 0xc3"},
        {"{\"a\": \"\xed\xa0\x80\"}", "invalid UTF-8 at byte 8: byte 0xed"},
        {"{\"a\": \"\xc0\xaf\"}", "invalid UTF-8 at byte 8: byte 0xc0"},
        {"{\"a\": 1} {}", "invalid JSON at byte 10: found '{', the end of the line (one object a line) was expected"},
        {"\xef\xbb\xbf{}", "invalid JSON at byte 1: byte 0xef, '{' was expected"},
    };
    bench *self = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_false(scan_line(self, cases[i].line));
        assert_string_equal(self->error.message, cases[i].error);
    }
}

static void every_valid_line_comes_out_byte_for_byte(void **state) {
    static const char *const lines[] = {
        "{}",
        " { } ",
        "{\"a\":1.50,\"b\":1e3,\"c\":12345678901234567890123,\"d\":-0,\"e\":0.1E+2}",
        "{\"a\" : [ 1 , [ ] , { } , [ {\"x\" : [ null ] } ] ] , \"a\":2}\r",
        "{\"text\": \"\\u00e9\\/\\\"\\\\ \\ud83d\\ude00 é 漢字 😀 \\u0000\"}",
        "{\"te\\u0078t\": \"escaped name\", \"\": \"\"}",
    };
    bench *self = *state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        assert_true(scan_line(self, lines[i]));
        assert_string_equal(written(self), lines[i]);
    }
}

static void nesting_is_read_as_deep_as_jansson_reads_and_no_deeper(void **state) {
    bench *self = *state;
    for (int depth = SCAN_DEPTH_MAX; depth <= SCAN_DEPTH_MAX + 1; depth++) {
        galley_buffer line = {0};
        galley_buffer_add_string(&line, "{\"a\":");
        for (int i = 0; i < depth; i++)
            galley_buffer_add_char(&line, '[');
        for (int i = 0; i < depth; i++)
            galley_buffer_add_char(&line, ']');
        galley_buffer_add_char(&line, '}');
        assert_int_equal(scan_text(self, galley_buffer_text(&line), &no_fields), depth == SCAN_DEPTH_MAX);
        galley_buffer_clear(&line);
    }
}

/* The eight-byte step must see what a byte-wise loop sees, wherever the special byte falls. */
static void a_special_byte_is_found_at_every_offset(void **state) {
    bench *self = *state;
    char line[64];
    for (int at = 0; at < 24; at++) {
        for (int byte = 1; byte < 256; byte++) {
            snprintf(line, sizeof line, "{\"a\":\"%.*s%c%.*s\"}", at, "................................", byte, 24 - at,
                     "................................");
            bool is_plain = byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\';
            assert_int_equal(scan_line(self, line), is_plain);
        }
    }
}

/* ---- Reading ---- */

static void texts_are_decoded_and_absent_ones_are_none(void **state) {
    bench *self = *state;
    assert_true(
        scan_line(self, "{\"t\":\"a\\n\\u00e9\\ud83d\\ude00\\\"\\/\\t\", \"n\": 5, \"e\": \"\", \"\\u0069d\": 17}"));
    assert_string_equal(galley_article_text(&self->article, "t").ptr, "a\né😀\"/\t");
    assert_null(galley_article_text(&self->article, "n").ptr);
    assert_null(galley_article_text(&self->article, "absent").ptr);
    assert_int_equal(galley_article_text(&self->article, "e").len, 0);
    assert_true(galley_article_has(&self->article, "n"));
    assert_int_equal(json_integer_value(galley_article_json(&self->article, "n")), 5);
    assert_string_equal(galley_arena_copy(self->arena, galley_article_id(&self->article)).ptr, "17");
}

static void an_article_without_id_is_called_by_its_origin(void **state) {
    bench *self = *state;
    assert_true(scan_line(self, "{\"id\": null}"));
    assert_string_equal(galley_article_id(&self->article).ptr, "a.jsonl:7");
}

static void of_members_with_one_name_the_last_counts(void **state) {
    bench *self = *state;
    assert_true(scan_line(self, "{\"text\": \"one\", \"x\": 1, \"text\": \"two\"}"));
    assert_string_equal(galley_article_text(&self->article, "text").ptr, "two");
    galley_article_set_text(&self->article, "text", galley_text_of("three"));
    assert_string_equal(written(self), "{\"x\": 1, \"text\": \"three\"}");
}

static void an_integer_beyond_64_bits_is_unharmed_though_jansson_cannot_hold_it(void **state) {
    bench *self = *state;
    assert_true(scan_line(self, "{\"big\":123456789012345678901234567890}"));
    assert_null(galley_article_json(&self->article, "big"));
    assert_string_equal(written(self), "{\"big\":123456789012345678901234567890}");
}

/* ---- Editing ---- */

static void edits_are_spliced_between_untouched_spans(void **state) {
    bench *self = *state;
    assert_true(scan_line(self, "{ \"a\" : 1.50 ,\"b\":\"\\u00e9\",\t\"c\": [1 , 2] }"));
    galley_article_set_text(&self->article, "b", galley_text_of("x\"y\n"));
    galley_article_set_integer(&self->article, "n", -3);
    galley_article_set_real(&self->article, "r", 0.125, 2);
    galley_article_set_bool(&self->article, "t", true);
    assert_string_equal(written(self),
                        "{ \"a\" : 1.50 ,\"b\": \"x\\\"y\\n\",\t\"c\": [1 , 2], \"n\": -3, \"r\": 0.12, \"t\": true }");
}

static void reals_are_written_as_short_as_they_are_read_back(void **state) {
    bench *self = *state;
    json_t *value = json_pack("{s:[f,f,f,f,f,f,f], s:s, s:s}", "reals", 0.1, 0.9719, 0.1 + 0.2, 1e300, 1e-7, 3.0,
                              -2.0 / 3, "text", "0.30000000000000004 \\", "end", "\"0.10000000000000001");
    assert_true(scan_line(self, "{}"));
    galley_article_set_json(&self->article, "v", value);
    assert_string_equal(written(self), "{\"v\": {\"reals\":[0.1,0.9719,0.30000000000000004,1e+300,1e-07,3.0,"
                                       "-0.6666666666666666],\"text\":\"0.30000000000000004 \\\\\","
                                       "\"end\":\"\\\"0.10000000000000001\"}}");
}

static void members_are_removed_with_one_comma(void **state) {
    static const struct {
        const char *remove, *expected;
    } cases[] = {{"a", "{\"b\":2,\"c\":3}"},
                 {"b", "{\"a\":1,\"c\":3}"},
                 {"c", "{\"a\":1,\"b\":2}"},
                 {"ab", "{\"c\":3}"},
                 {"bc", "{\"a\":1}"},
                 {"ac", "{\"b\":2}"},
                 {"abc", "{}"},
                 {"x", "{\"a\":1,\"b\":2,\"c\":3}"}};
    bench *self = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_true(scan_line(self, "{\"a\":1,\"b\":2,\"c\":3}"));
        for (const char *name = cases[i].remove; *name; name++)
            galley_article_remove(&self->article, (char[]){*name, '\0'});
        assert_string_equal(written(self), cases[i].expected);
    }
    galley_article_remove(&self->article, "a");
    galley_article_set_text(&self->article, "a", galley_text_of("again"));
    assert_string_equal(written(self), "{\"b\":2,\"c\":3,\"a\":\"again\"}");
}

/* Each case: edits as letters (+a sets a to 1, -a removes it), what is written then, and what a drop says of it. */
static void an_article_tells_what_became_of_each_member_once(void **state) {
    static const galley_reason reasons[] = {{"short", "is short"}, {0}};
    static const galley_stage_type type = {.name = "test", .reasons = reasons};
    static const struct {
        const char *line, *edits, *written, *told;
    } cases[] = {
        {"{\"a\":0,\"a\":0,\"z\":0}", "+a", "{\"a\":1,\"z\":0}", "\"edits\": {\"a\": 1}}"},
        {"{\"a\":0,\"a\":0,\"z\":0}", "-a", "{\"z\":0}", "\"edits\": {\"a\": null}}"},
        {"{\"a\":0,\"a\":0,\"z\":0}", "-a+a", "{\"z\":0,\"a\":1}", "\"edits\": {\"a\": 1}}"},
        {"{\"a\":0,\"a\":0,\"z\":0}", "+a-a", "{\"z\":0}", "\"edits\": {\"a\": null}}"},
        {"{\"a\":0,\"z\":0}", "-a+a-a", "{\"z\":0}", "\"edits\": {\"a\": null}}"},
        {"{\"z\":0}", "+a-a+b+a", "{\"z\":0,\"b\":1,\"a\":1}", "\"edits\": {\"b\": 1, \"a\": 1}}"},
        {"{\"z\":0}", "+a-a", "{\"z\":0}", "\"score\": 0.0000}"},
    };
    bench *self = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_true(scan_line(self, cases[i].line));
        for (const char *edit = cases[i].edits; *edit; edit += 2) {
            char name[] = {edit[1], '\0'};
            if (*edit == '+')
                galley_article_set_integer(&self->article, name, 1);
            else
                galley_article_remove(&self->article, name);
        }
        assert_string_equal(written(self), cases[i].written);
        article_enter_stage(&self->article, &type, NULL, 0);
        galley_drop(&self->article, 0, 0, galley_text_of(NULL));
        self->out.len = 0;
        article_write_dropped(&self->article, "test", &self->out);
        galley_buffer_add_char(&self->out, '\0');
        assert_non_null(strstr(self->out.ptr, cases[i].told));
    }
}

/* In no time: each of the steps looks at a member once. */
static void many_members_of_one_name_are_edited_and_dropped(void **state) {
    enum { TIMES = 65536 };
    static const galley_reason reasons[] = {{"short", "is short"}, {0}};
    static const galley_stage_type type = {.name = "test", .reasons = reasons};
    bench *self = *state;
    galley_buffer line = {0};
    for (int i = 0; i < TIMES; i++)
        galley_buffer_add_string(&line, i ? ",\"text\":\"\"" : "{\"text\":\"\"");
    galley_buffer_add_char(&line, '}');
    for (int is_removed = 0; is_removed < 2; is_removed++) {
        assert_true(scan_text(self, galley_buffer_text(&line), &no_fields));
        if (is_removed)
            galley_article_remove(&self->article, "text");
        else
            galley_article_set_text(&self->article, "text", galley_text_of("x"));
        article_enter_stage(&self->article, &type, NULL, 0);
        galley_drop(&self->article, 0, 0, galley_text_of(NULL));
        self->out.len = 0;
        article_write_dropped(&self->article, "test", &self->out);
        galley_buffer_add_char(&self->out, '\0');
        assert_non_null(
            strstr(self->out.ptr, is_removed ? "\"edits\": {\"text\": null}}" : "\"edits\": {\"text\": \"x\"}}"));
        assert_string_equal(written(self), is_removed ? "{}" : "{\"text\":\"x\"}");
    }
    galley_buffer_clear(&line);
}

static void an_article_with_more_members_than_65536_is_none(void **state) {
    bench *self = *state;
    galley_buffer line = {0};
    galley_buffer_add_string(&line, "{\"\":0");
    for (int i = 0; i < 65536; i++)
        galley_buffer_add_string(&line, ",\"\":0");
    galley_buffer_add_char(&line, '}');
    assert_false(scan_text(self, galley_buffer_text(&line), &no_fields));
    assert_string_equal(self->error.message, "the article has more than 65536 members");
    galley_buffer_clear(&line);
}

static void setting_what_is_there_changes_not_even_the_spelling(void **state) {
    bench *self = *state;
    assert_true(scan_line(self, "{\"t\":\"\\u00e9\"}"));
    galley_article_set_text(&self->article, "t", galley_text_of("é"));
    assert_string_equal(written(self), "{\"t\":\"\\u00e9\"}");
}

static void what_was_set_is_read_back(void **state) {
    bench *self = *state;
    assert_true(scan_line(self, "{}"));
    galley_article_set_json(&self->article, "o", json_pack("{s:[i,i]}", "list", 1, 2));
    assert_int_equal(json_array_size(json_object_get(galley_article_json(&self->article, "o"), "list")), 2);
    galley_article_set_text(&self->article, "t", galley_text_of("\x01 \\ \""));
    assert_string_equal(galley_article_text(&self->article, "t").ptr, "\x01 \\ \"");
    assert_string_equal(written(self), "{\"o\": {\"list\":[1,2]}, \"t\": \"\\u0001 \\\\ \\\"\"}");
}

static void text_that_is_not_utf8_fails_the_article(void **state) {
    bench *self = *state;
    assert_true(scan_line(self, "{}"));
    assert_int_equal(galley_article_set_text(&self->article, "t", galley_text_of("ab\xff")), GALLEY_FAIL);
    assert_string_equal(self->article.said.message.ptr, "the text for field \"t\" is not UTF-8 at byte 3");
    assert_string_equal(written(self), "{}");
}

static void fields_are_mapped_to_the_corpus_names(void **state) {
    bench *self = *state;
    field_map map = {0};
    field_map_add(&map, "text", "maintext");
    assert_true(scan_text(self, galley_text_of("{\"maintext\": \"a\", \"text\": \"b\"}"), &map));
    assert_string_equal(galley_article_text(&self->article, "text").ptr, "a");
    galley_article_set_text(&self->article, "text", galley_text_of("c"));
    assert_string_equal(written(self), "{\"maintext\": \"c\", \"text\": \"b\"}");
    field_map_clear(&map);
}

/* ---- Dropping ---- */

static void a_dropped_article_is_kept_as_it_was_read_with_what_was_made_of_it(void **state) {
    static const galley_reason reasons[] = {{"short", "is short"}, {0}};
    static const galley_stage_type type = {.name = "test", .reasons = reasons};
    bench *self = *state;
    assert_true(scan_line(self, "{\"a\": 1.50, \"galley\": \"old\", \"text\": \"x\", \"gone\": 0}"));
    galley_article_set_text(&self->article, "text", galley_text_of("y"));
    galley_article_remove(&self->article, "gone");
    galley_article_set_integer(&self->article, "new", 2);
    article_enter_stage(&self->article, &type, NULL, 0);
    assert_int_equal(galley_drop(&self->article, 0, 0.5, galley_text_of("why \"not\"")), GALLEY_DROP);
    self->out.len = 0;
    article_write_dropped(&self->article, "stage-2", &self->out);
    galley_buffer_add_char(&self->out, '\0');
    assert_string_equal(
        self->out.ptr,
        "{\"a\": 1.50, \"text\": \"x\", \"gone\": 0, \"galley\": {\"origin\": \"a.jsonl:7\", "
        "\"stage\": \"stage-2\", \"reason\": \"short\", \"score\": 0.5000, \"detail\": \"why "
        "\\\"not\\\"\", \"edits\": {\"text\": \"y\", \"gone\": null, \"new\": 2}, \"before\": \"old\"}}\n");
}

static void a_reason_that_the_stage_does_not_declare_is_fatal(void **state) {
    static const galley_stage_type type = {.name = "test"};
    bench *self = *state;
    assert_true(scan_line(self, "{}"));
    article_enter_stage(&self->article, &type, NULL, 0);
    assert_int_equal(galley_drop(&self->article, 0, 0, galley_text_of(NULL)), GALLEY_FATAL);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(what_is_no_object_or_not_valid_is_refused_with_the_place),
        TEST(every_valid_line_comes_out_byte_for_byte),
        TEST(nesting_is_read_as_deep_as_jansson_reads_and_no_deeper),
        TEST(a_special_byte_is_found_at_every_offset),
        TEST(texts_are_decoded_and_absent_ones_are_none),
        TEST(an_article_without_id_is_called_by_its_origin),
        TEST(of_members_with_one_name_the_last_counts),
        TEST(an_integer_beyond_64_bits_is_unharmed_though_jansson_cannot_hold_it),
        TEST(edits_are_spliced_between_untouched_spans),
        TEST(reals_are_written_as_short_as_they_are_read_back),
        TEST(members_are_removed_with_one_comma),
        TEST(an_article_tells_what_became_of_each_member_once),
        TEST(many_members_of_one_name_are_edited_and_dropped),
        TEST(an_article_with_more_members_than_65536_is_none),
        TEST(setting_what_is_there_changes_not_even_the_spelling),
        TEST(what_was_set_is_read_back),
        TEST(text_that_is_not_utf8_fails_the_article),
        TEST(fields_are_mapped_to_the_corpus_names),
        TEST(a_dropped_article_is_kept_as_it_was_read_with_what_was_made_of_it),
        TEST(a_reason_that_the_stage_does_not_declare_is_fatal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
