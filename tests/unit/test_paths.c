/* The names of a run's files: whatever an article says, they stay below the run directory. */
#include "base/memory.h"
#include "pipeline/output.h"
#include "run/paths.h"

#include <limits.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* The path of an article with that line, by that template. */
static char *path_of(const char *template, galley_text line, const char *shard, bool *is_of_shard) {
    galley_arena *arena = galley_arena_new();
    field_map fields = {0};
    galley_article article;
    galley_error error;
    origin from = {.shard = shard, .line = 1};
    if (!article_scan(&article, line, from, &fields, arena, &error))
        fail_msg("%s", error.message);
    pipeline pipeline = {.output = {.path = template, .value_bytes = template_value_bytes(template)}};
    galley_buffer path = {0};
    *is_of_shard = result_path(&path, &pipeline, &article, shard);
    assert_int_equal(strlen(path.ptr), path.len);
    char *copy = memory_string(galley_buffer_text(&path));
    galley_buffer_clear(&path);
    article_clear(&article);
    galley_arena_free(arena);
    return copy;
}

static void assert_path(const char *template, const char *line, const char *shard, const char *expected,
                        bool of_shard) {
    bool is_of_shard;
    char *path = path_of(template, galley_text_of(line), shard, &is_of_shard);
    assert_string_equal(path, expected);
    assert_int_equal(is_of_shard, of_shard);
    free(path);
}

static void templates_are_filled_in(void **state) {
    (void)state;
    assert_path("{shard}", "{}", "2020/a.jsonl.gz", "articles/2020/a.jsonl.gz", true);
    assert_path("{lang}/{shard}", "{\"lang\": \"fr\"}", "a.ndjson", "articles/fr/a.jsonl.gz", true);
    assert_path("x{lang}-{source}", "{\"lang\": \"fr\", \"source\": \"Le Soir\"}", "a", "articles/xfr-Le_Soir.jsonl.gz",
                false);
    assert_path("all", "{}", "a", "articles/all.jsonl.gz", false);
}

static void what_is_absent_empty_or_has_no_spelling_is_none(void **state) {
    (void)state;
    static const char *const lines[] = {"{}", "{\"lang\": \"\"}", "{\"lang\": null}", "{\"lang\": {\"a\": 5}}",
                                        "{\"lang\": [\"fr\"]}"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        assert_path("{lang}", lines[i], "a", "articles/none.jsonl.gz", false);
}

static void numbers_and_booleans_are_spelled_as_in_the_line(void **state) {
    (void)state;
    static const char *const values[] = {"0", "-17", "1.50", "1E5", "12345678901234567890123", "true", "false"};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        char line[64], wanted[64];
        snprintf(line, sizeof line, "{\"id\": %s}", values[i]);
        snprintf(wanted, sizeof wanted, "articles/%s.jsonl.gz", values[i]);
        assert_path("{id}", line, "a", wanted, false);
    }
}

static void a_length_keeps_the_first_characters(void **state) {
    (void)state;
    static const char line[] = "{\"date\": \"2024-03-11\", \"source\": \"é/è\", \"id\": 20240311}";
    assert_path("{date:7}/{shard}", line, "a", "articles/2024-03/a.jsonl.gz", true);
    assert_path("{date:4}/{date:100}", line, "a", "articles/2024/2024-03-11.jsonl.gz", false);
    assert_path("{source:1}{source:2}", line, "a", "articles/éé_.jsonl.gz", false);
    assert_path("{id:6}", line, "a", "articles/202403.jsonl.gz", false);
    assert_path("{lang:2}", line, "a", "articles/none.jsonl.gz", false);
}

static void a_shard_loses_only_the_endings_that_say_how_it_is_packed(void **state) {
    (void)state;
    static const struct {
        const char *shard, *path;
    } cases[] = {{"a.jsonl", "articles/a.jsonl.gz"},        {"a.json.gz", "articles/a.jsonl.gz"},
                 {"a.txt.gz", "articles/a.txt.jsonl.gz"},   {"a", "articles/a.jsonl.gz"},
                 {".gz", "articles/.gz.jsonl.gz"},          {"x/.jsonl", "articles/x/.jsonl.gz"},
                 {"stdin.jsonl", "articles/stdin.jsonl.gz"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_path("{shard}", "{}", cases[i].shard, cases[i].path, true);
}

/* Values that want to lead elsewhere, as they stand in JSON. */
static const char *const hostile[] = {"..",
                                      ".",
                                      "../../etc/passwd",
                                      "/etc/passwd",
                                      "a/../../b",
                                      "\\u0000",
                                      "a\\u0000/b",
                                      "\\u002e\\u002e\\u002f",
                                      ".hidden",
                                      "..\\\\..\\\\x",
                                      " ",
                                      "\\n\\r\\t",
                                      "\\u007f\\u001b[31m",
                                      "-rf",
                                      "{shard}",
                                      "%s%n%n",
                                      "\\ud83d\\ude00",
                                      "\xe2\x80\xae"
                                      "gpj"};

static void assert_harmless(const char *path) {
    const char *component = path + strlen("articles/");
    const char *end = component + strcspn(component, "/");
    assert_memory_equal(path, "articles/", strlen("articles/"));
    assert_true(end > component && *component != '.');
    assert_true((size_t)(end - component) <= 100 + strlen(".jsonl.gz"));
    assert_string_equal(end, "/x.jsonl.gz");
    for (const char *at = component; at < end; at++)
        assert_true((unsigned char)*at > ' ' && *at != '\\' && *at != 0x7f);
    assert_int_equal(galley_utf8_valid(galley_text_of(path)), strlen(path));
}

static void a_value_is_one_harmless_component(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        char line[128];
        snprintf(line, sizeof line, "{\"lang\": \"%s\"}", hostile[i]);
        bool is_of_shard;
        char *path = path_of("{lang}/x", galley_text_of(line), "a", &is_of_shard);
        assert_harmless(path);
        free(path);
    }
}

static void a_long_value_is_cut_between_characters(void **state) {
    (void)state;
    for (size_t start = 0; start < 4; start++) {
        galley_buffer line = {0};
        galley_buffer_printf(&line, "{\"lang\": \"%.*s", (int)start, "xxx");
        for (size_t i = 0; i < 5000; i++)
            galley_buffer_add_string(&line, "\xf0\x9f\x93\xb0");
        galley_buffer_add_string(&line, "\"}");
        bool is_of_shard;
        char *path = path_of("{lang}/x", galley_buffer_text(&line), "a", &is_of_shard);
        assert_harmless(path);
        free(path);
        galley_buffer_clear(&line);
    }
}

static void a_component_has_room_for_its_ending(void **state) {
    (void)state;
    galley_buffer line = {0}, shard = {0};
    galley_buffer_add_string(&line, "{\"lang\": \"");
    for (size_t i = 0; i < 200; i++) {
        galley_buffer_add_char(&line, 'l');
        galley_buffer_add_char(&shard, 's');
    }
    galley_buffer_add_string(&line, "\"}");
    galley_buffer_add_char(&shard, '\0');
    static const char *const templates[] = {"{lang}-{lang}-{lang}", "{lang}/{lang}-{shard}"};
    for (size_t i = 0; i < sizeof templates / sizeof *templates; i++) {
        bool is_of_shard;
        char *path = path_of(templates[i], galley_buffer_text(&line), shard.ptr, &is_of_shard);
        assert_true(strlen(strrchr(path, '/') + 1) + strlen(".part") <= NAME_MAX);
        assert_non_null(strstr(path, "llllllll-"));
        free(path);
    }
    assert_int_equal(template_value_bytes("{lang}/{shard}"), 100);
    assert_int_equal(template_value_bytes("{shard}/{shard}{shard}"), 0);
    galley_buffer_clear(&line);
    galley_buffer_clear(&shard);
}

static void taps_and_fates_are_named_after_stage_and_shard(void **state) {
    (void)state;
    stage stages[] = {{.id = (char *)"clean"}, {.id = (char *)"langdetect"}};
    pipeline pipeline = {.stages = stages, .stage_count = 2, .output = {.path = "{lang}"}};
    char path[PATH_ROOM];
    tap_path(path, &pipeline, 1, "2020/a.jsonl.gz");
    assert_string_equal(path, "taps/02-langdetect/2020/a.jsonl.gz");
    fate_path(path, "dropped", "2020/a.jsonl");
    assert_string_equal(path, "dropped/2020/a.jsonl.gz");
    assert_false(is_path_of_shard_only(&pipeline));
    pipeline.output.path = "x/{shard}/y";
    assert_true(is_path_of_shard_only(&pipeline));
}

static void the_longest_shard_fits(void **state) {
    (void)state;
    char shard[5001], path[PATH_ROOM];
    memset(shard, 's', sizeof shard - 1);
    shard[sizeof shard - 1] = '\0';
    char id[65];
    memset(id, 'i', sizeof id - 1);
    id[sizeof id - 1] = '\0';
    stage stages[] = {{.id = id}};
    pipeline pipeline = {.stages = stages, .stage_count = 1};
    tap_path(path, &pipeline, 0, shard);
    assert_non_null(strstr(path, ".jsonl.gz"));
    fate_path(path, "rejected", shard);
    assert_non_null(strstr(path, ".jsonl.gz"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(templates_are_filled_in),
        cmocka_unit_test(what_is_absent_empty_or_has_no_spelling_is_none),
        cmocka_unit_test(numbers_and_booleans_are_spelled_as_in_the_line),
        cmocka_unit_test(a_length_keeps_the_first_characters),
        cmocka_unit_test(a_shard_loses_only_the_endings_that_say_how_it_is_packed),
        cmocka_unit_test(a_value_is_one_harmless_component),
        cmocka_unit_test(a_long_value_is_cut_between_characters),
        cmocka_unit_test(a_component_has_room_for_its_ending),
        cmocka_unit_test(taps_and_fates_are_named_after_stage_and_shard),
        cmocka_unit_test(the_longest_shard_fits),
    };
    return cmocka_run_group_tests_name("paths", tests, NULL, NULL);
}
