/* filter: keeps or drops articles by an expression over their fields (galley/expression.h). */
#include <galley/expression.h>
#include <galley/stage.h>

enum { UNWANTED };

typedef struct filter {
    const char *keep, *drop;
    galley_expression *expression;
} filter;

static bool filter_open(void *stage, galley_error *error) {
    filter *self = stage;
    if (!self->keep == !self->drop)
        return galley_error_set(error, "one of keep and drop must be given, and only one: an expression such as "
                                       "lang == \"fr\" and length(text) > 500");
    const char *name = self->keep ? "keep" : "drop";
    self->expression = galley_expression_new(galley_text_of(self->keep ? self->keep : self->drop), error);
    if (self->expression && !galley_expression_may_be_true(self->expression))
        return galley_error_set(
            error, "%s: column 1: this is a value and no condition, so it is never true: compare it", name);
    return self->expression || galley_error_at(error, "%s", name);
}

static void filter_close(void *stage) {
    filter *self = stage;
    galley_expression_free(self->expression);
}

static galley_verdict filter_process(const void *stage, void *scratch, galley_article *article) {
    const filter *self = stage;
    (void)scratch;
    bool is_true = galley_expression_is_true(self->expression, article);
    if (is_true == (self->keep != NULL))
        return GALLEY_KEEP;
    return galley_drop(article, UNWANTED, 0, galley_text_of(self->keep ? self->keep : self->drop));
}

static const galley_param params[] = {
    {.name = "keep",
     .type = GALLEY_STRING,
     .offset = offsetof(filter, keep),
     .about = "articles for which this expression is true go on, all others are dropped"},
    {.name = "drop",
     .type = GALLEY_STRING,
     .offset = offsetof(filter, drop),
     .about = "articles for which this expression is true are dropped, all others go on"},
    {0}};

static const char *const reads[] = {NULL}, *const writes[] = {NULL};
static const galley_reason reasons[] = {
    [UNWANTED] = {"unwanted", "the expression decided so; the detail is the expression"}, {0}};

GALLEY_STAGE(
    filter, .version = "1.0", .about = "keeps or drops articles by an expression over their fields",
    .description =
        "For example: lang == \"fr\" and words(text) > 80 and date >= \"2020-01-01\". Fields are named as they are "
        "(quality.words is a member of one that is an object), texts are quoted with \" or '.\n\n"
        "Loosest to tightest: or, and, not, comparisons (== != < <= > >= and in (…)), + -, * / %, -x. Functions: "
        "has length words lower trim contains starts ends number text round min max if. A field that is not "
        "there is null; only true is true; values of different types are not equal, and none is less. Texts "
        "are ordered by their bytes. An error in the expression is found by galley check, with its column.",
    .size_of_stage = sizeof(filter), .params = params, .reads = reads, .writes = writes, .reasons = reasons,
    .open = filter_open, .close = filter_close, .process = filter_process);
