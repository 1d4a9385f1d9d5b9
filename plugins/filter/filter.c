/* filter: keeps or drops articles by an expression over their fields (galley/expression.h). */
#include <galley/expression.h>
#include <galley/stage.h>

enum { UNWANTED };

typedef struct filter {
    const galley_expression *keep, *drop; /* one of them is NULL */
} filter;

static bool filter_open(void *stage, galley_error *error) {
    const filter *self = stage;
    if (!self->keep == !self->drop)
        return galley_error_set(error, "one of keep and drop must be given, and only one: an expression such as "
                                       "lang == \"fr\" and length(text) > 500");
    if (galley_expression_may_be_true(self->keep ? self->keep : self->drop))
        return true;
    return galley_error_set(error, "%s: column 1: this is a value and no condition, so it is never true: compare it",
                            self->keep ? "keep" : "drop");
}

static galley_verdict filter_process(const void *stage, void *scratch, galley_article *article) {
    const filter *self = stage;
    (void)scratch;
    const galley_expression *expression = self->keep ? self->keep : self->drop;
    bool is_true = galley_expression_is_true(expression, article);
    if (is_true == (self->keep != NULL))
        return GALLEY_KEEP;
    return galley_drop(article, UNWANTED, 0, galley_expression_source(expression));
}

static const galley_param params[] = {
    {.name = "keep",
     .type = GALLEY_EXPRESSION,
     .offset = offsetof(filter, keep),
     .about = "articles for which this expression is true go on, all others are dropped"},
    {.name = "drop",
     .type = GALLEY_EXPRESSION,
     .offset = offsetof(filter, drop),
     .about = "articles for which this expression is true are dropped, all others go on"},
    {0}};

static const char *const reads[] = {"$keep?", "$drop?", NULL}, *const writes[] = {NULL};
static const galley_reason reasons[] = {
    [UNWANTED] = {"unwanted", "the expression decided so; the detail is the expression"}, {0}};

GALLEY_STAGE(
    filter, .version = "1.1", .about = "keeps or drops articles by an expression over their fields",
    .description =
        "For example: lang == \"fr\" and words(text) > 80 and date >= \"2020-01-01\". Fields are named as they are "
        "(quality.words is a member of one that is an object), texts are quoted with \" or '.\n\n"
        "Loosest to tightest: or, and, not, comparisons (== != < <= > >= and in (…)), + -, * / %, -x. Functions: "
        "has length words lower trim contains starts ends number text round min max if. A field that is not "
        "there is null; only true is true; values of different types are not equal, and none is less. Texts "
        "are ordered by their bytes. An error in the expression is found by galley check, with its column.",
    .size_of_stage = sizeof(filter), .params = params, .reads = reads, .writes = writes, .reasons = reasons,
    .open = filter_open, .process = filter_process);
