/* Any text as an expression: what is refused says where, in a column that the text has, and what is taken gives the
 * same value twice, valid UTF-8 where that is a text. */
#include "article/article.h"
#include "must.h"

#include <galley/expression.h>

static const field_map no_fields = {0};
static const char line[] =
    "{\"title\": \"Été, 1999\", \"text\": \"One two. Three\", \"n\": 3, \"x\": 2.5, \"yes\": true, \"none\": null, "
    "\"list\": [1, 2], \"o\": {\"a\": {\"b\": \"c\"}, \"d\": 7}}";

static void check_error(const galley_error *error, galley_text source) {
    size_t column = 0;
    must(sscanf(error->message, "column %zu: ", &column) == 1);
    must(column >= 1 && column <= galley_utf8_count(source) + 1);
}

static void check_value(const galley_expression *expression, galley_arena *arena) {
    galley_article article = {0};
    galley_error error = {""};
    origin from = {.shard = "fuzz", .line = 1};
    must(article_scan(&article, galley_text_of(line), from, &no_fields, arena, &error));
    galley_value one = galley_expression_value(expression, &article),
                 two = galley_expression_value(expression, &article);
    must(one.kind == two.kind && one.truth == two.truth && galley_text_equal(one.text, two.text));
    must(one.number == two.number);
    must(galley_utf8_valid(one.text) == one.text.len);
    must(galley_expression_is_true(expression, &article) == (one.kind == GALLEY_TRUTH && one.truth));
    article_clear(&article);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len) {
    galley_text source = galley_text_part((const char *)bytes, len);
    if (galley_utf8_valid(source) != len)
        return 0;
    galley_error error = {""};
    galley_expression *expression = galley_expression_new(source, &error);
    if (!expression) {
        check_error(&error, source);
        return 0;
    }
    galley_arena *arena = galley_arena_new();
    check_value(expression, arena);
    galley_arena_free(arena);
    galley_expression_free(expression);
    return 0;
}
