/* An article is the same behind a spool as before it. */
#include "pipeline/pipeline.h"
#include "run/spool.h"
#include "unit/temporary.h"

static shard shards[] = {{.name = "a.jsonl"}};
static const corpus from = {.shards = shards, .count = 1};
static const field_map no_fields = {0};

/* Scans a line, edits it (letters: "+a" sets a to 1, "-a" removes it), and takes it through a spool. */
static void assert_same_behind_a_spool(galley_text line, const char *edits) {
    static const pipeline no_stages = {0};
    ledger_shape shape;
    ledger_shape_init(&shape, &no_stages);
    batch *before = batch_new(&shape), *behind = batch_new(&shape);
    galley_error error = {""};
    galley_article *article = &batch_add_entry(before)->article;
    origin at = {.shard = "a.jsonl", .line = 1};
    assert_true(article_scan(article, line, at, &no_fields, before->arena, &error));
    for (const char *edit = edits; *edit; edit += 2) {
        char name[] = {edit[1], '\0'};
        if (*edit == '+')
            galley_article_set_integer(article, name, 1);
        else
            galley_article_remove(article, name);
    }
    spool_pack(before, &behind->source.text);
    assert_true(spool_unpack(behind, &from, &no_fields, &error));
    assert_int_equal(behind->count, 1);

    static const galley_reason reasons[] = {{"short", "is short"}, {0}};
    static const galley_stage_type type = {.name = "test", .reasons = reasons};
    galley_article *both[] = {article, &behind->entries[0].article};
    galley_buffer written[2] = {{0}};
    for (size_t i = 0; i < 2; i++) {
        article_write(both[i], galley_text_of(NULL), &written[i]);
        article_enter_stage(both[i], &type, NULL, 0);
        galley_drop(both[i], 0, 0, galley_text_of(NULL));
        article_write_dropped(both[i], "test", &written[i]);
        galley_buffer_add_char(&written[i], '\0');
    }
    assert_string_equal(written[0].ptr, written[1].ptr);
    galley_buffer_clear(&written[0]);
    galley_buffer_clear(&written[1]);
    batch_free(before);
    batch_free(behind);
    ledger_shape_clear(&shape);
}

static void written_and_dropped_articles_are_the_same_behind_a_spool(void **state) {
    (void)state;
    static const char *const lines[] = {"{}", "{\"a\":0,\"z\":0}", "{\"a\":0,\"a\":0,\"z\":0}",
                                        "{\"a\":0,\"z\":0,\"a\":0,\"b\":0}"};
    static const char *const edits[] = {"",     "+a",     "-a",       "+a-a",     "-a+a",
                                        "+a+b", "+b-b+a", "-a+a-a+b", "+a-a+b+a", "-a+b+a-b"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        for (size_t j = 0; j < sizeof edits / sizeof *edits; j++)
            assert_same_behind_a_spool(galley_text_of(lines[i]), edits[j]);
}

/* In no time: nothing looks for a member once for each. */
static void many_members_of_one_name_pass_a_spool(void **state) {
    (void)state;
    galley_buffer line = {0};
    for (int i = 0; i < 65536; i++)
        galley_buffer_add_string(&line, i ? ",\"a\":\"\"" : "{\"a\":\"\"");
    galley_buffer_add_char(&line, '}');
    assert_same_behind_a_spool(galley_buffer_text(&line), "+a");
    assert_same_behind_a_spool(galley_buffer_text(&line), "-a");
    galley_buffer_clear(&line);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(written_and_dropped_articles_are_the_same_behind_a_spool),
        cmocka_unit_test(many_members_of_one_name_pass_a_spool),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
