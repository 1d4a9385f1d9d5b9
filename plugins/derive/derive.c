/* derive: sets a field from an expression over others (galley/expression.h). */
#include <galley/expression.h>
#include <galley/stage.h>
#include <math.h>

enum { SET, UNSET };

static const double whole_below = 9007199254740992.0; /* 2^53 */

typedef struct derive {
    const char *field;
    const galley_expression *value;
    int64_t decimals;
} derive;

static galley_verdict set_number(const derive *self, galley_article *article, double number) {
    if (number == floor(number) && fabs(number) < whole_below)
        return galley_article_set_integer(article, self->field, (int64_t)number);
    return galley_article_set_real(article, self->field, number, (int)self->decimals);
}

static galley_verdict derive_process(const void *stage, void *scratch, galley_article *article) {
    const derive *self = stage;
    (void)scratch;
    galley_value value = galley_expression_value(self->value, article);
    bool is_set = value.kind != GALLEY_NULL && value.kind != GALLEY_OTHER;
    galley_count(article, is_set ? SET : UNSET, 1);
    switch (value.kind) {
    case GALLEY_TRUTH:
        return galley_article_set_bool(article, self->field, value.truth);
    case GALLEY_NUMBER:
        return set_number(self, article, value.number);
    case GALLEY_TEXT:
        return galley_article_set_text(article, self->field, value.text);
    default:
        return GALLEY_KEEP;
    }
}

static const galley_param params[] = {
    {.name = "field",
     .type = GALLEY_STRING,
     .offset = offsetof(derive, field),
     .required = true,
     .about = "the field that is set"},
    {.name = "value",
     .type = GALLEY_EXPRESSION,
     .offset = offsetof(derive, value),
     .required = true,
     .about = "the expression that gives its value; where that is null the field stays as it is"},
    {.name = "decimals",
     .type = GALLEY_INTEGER,
     .offset = offsetof(derive, decimals),
     .fallback = "3",
     .min = 0,
     .max = 9,
     .unit = "digits",
     .about = "behind the point of a number that is not whole"},
    {0}};

static const char *const reads[] = {"$value?", NULL}, *const writes[] = {"$field", NULL};
static const galley_counter counters[] = {
    [SET] = {"set", "articles whose field was set"},
    [UNSET] = {"unset", "articles for which the value was null, a list or an object"},
    {0}};

GALLEY_STAGE(derive, .version = "1.1", .about = "sets a field from an expression over others",
             .description =
                 "For example: if(has(summary), round(100 * length(summary) / length(text)), 0). The language is that "
                 "of the stage "
                 "filter; galley stages filter says what it knows. An error in the expression is found by galley "
                 "check, with its column.",
             .size_of_stage = sizeof(derive), .params = params, .reads = reads, .writes = writes, .counters = counters,
             .process = derive_process);
