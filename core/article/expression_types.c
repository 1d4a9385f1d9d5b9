/* What is known of a value before an article is seen: a text is never true, and no number equals a text. A field may be
 * anything, and so may what is computed of one where the operation allows it. */
#include "article/expression.h"

#include <stdio.h>

typedef enum wanted { ANYTHING, TRUTHS, NUMBERS, TEXTS, SIZED, READABLE, ALIKE, ORDERED, ADDABLE, CHOICE } wanted;

static const struct {
    wanted wanted;
    galley_value_kind gives;
    const char *name;
} rules[] = {
    [PUSH_NULL] = {ANYTHING, GALLEY_NULL, ""},
    [PUSH_TRUE] = {ANYTHING, GALLEY_TRUTH, ""},
    [PUSH_FALSE] = {ANYTHING, GALLEY_TRUTH, ""},
    [PUSH_NUMBER] = {ANYTHING, GALLEY_NUMBER, ""},
    [PUSH_TEXT] = {ANYTHING, GALLEY_TEXT, ""},
    [PUSH_FIELD] = {ANYTHING, GALLEY_OTHER, ""},
    [OR] = {TRUTHS, GALLEY_TRUTH, "or"},
    [AND] = {TRUTHS, GALLEY_TRUTH, "and"},
    [NOT] = {TRUTHS, GALLEY_TRUTH, "not"},
    [EQUAL] = {ALIKE, GALLEY_TRUTH, "=="},
    [UNEQUAL] = {ALIKE, GALLEY_TRUTH, "!="},
    [LESS] = {ORDERED, GALLEY_TRUTH, "<"},
    [LESS_EQUAL] = {ORDERED, GALLEY_TRUTH, "<="},
    [GREATER] = {ORDERED, GALLEY_TRUTH, ">"},
    [GREATER_EQUAL] = {ORDERED, GALLEY_TRUTH, ">="},
    [IN] = {ALIKE, GALLEY_TRUTH, "in"},
    [ADD] = {ADDABLE, GALLEY_NUMBER, "+"},
    [SUBTRACT] = {NUMBERS, GALLEY_NUMBER, "-"},
    [MULTIPLY] = {NUMBERS, GALLEY_NUMBER, "*"},
    [DIVIDE] = {NUMBERS, GALLEY_NUMBER, "/"},
    [REMAINDER] = {NUMBERS, GALLEY_NUMBER, "%"},
    [NEGATE] = {NUMBERS, GALLEY_NUMBER, "-"},
    [HAS] = {ANYTHING, GALLEY_TRUTH, "has"},
    [LENGTH] = {SIZED, GALLEY_NUMBER, "length"},
    [WORDS] = {TEXTS, GALLEY_NUMBER, "words"},
    [LOWER] = {TEXTS, GALLEY_TEXT, "lower"},
    [TRIM] = {TEXTS, GALLEY_TEXT, "trim"},
    [CONTAINS] = {TEXTS, GALLEY_TRUTH, "contains"},
    [STARTS] = {TEXTS, GALLEY_TRUTH, "starts"},
    [ENDS] = {TEXTS, GALLEY_TRUTH, "ends"},
    [TO_NUMBER] = {READABLE, GALLEY_NUMBER, "number"},
    [TO_TEXT] = {ANYTHING, GALLEY_TEXT, "text"},
    [ROUND] = {NUMBERS, GALLEY_NUMBER, "round"},
    [MINIMUM] = {NUMBERS, GALLEY_NUMBER, "min"},
    [MAXIMUM] = {NUMBERS, GALLEY_NUMBER, "max"},
    [IF] = {CHOICE, GALLEY_OTHER, "if"},
};

static bool is_known(galley_value_kind kind) {
    return kind != GALLEY_OTHER;
}

static const char *kind_name(galley_value_kind kind) {
    static const char *const names[] = {[GALLEY_NULL] = "null",
                                        [GALLEY_TRUTH] = "true or false",
                                        [GALLEY_NUMBER] = "a number",
                                        [GALLEY_TEXT] = "a text",
                                        [GALLEY_OTHER] = "anything"};
    return names[kind];
}

static bool fits(wanted wanted, galley_value_kind kind) {
    if (!is_known(kind))
        return true;
    switch (wanted) {
    case TRUTHS:
        return kind == GALLEY_TRUTH;
    case NUMBERS:
        return kind == GALLEY_NUMBER;
    case TEXTS:
    case SIZED:
        return kind == GALLEY_TEXT;
    case READABLE:
    case ADDABLE:
    case ORDERED:
        return kind == GALLEY_NUMBER || kind == GALLEY_TEXT;
    default:
        return true;
    }
}

/* The first value that cannot stand here; `takes` if all can. */
static uint32_t find_misfit(wanted wanted, const galley_value_kind *values, uint32_t takes) {
    uint32_t at = 0;
    uint32_t judged = wanted == CHOICE ? 1 : takes;
    while (at < judged && fits(wanted == CHOICE ? TRUTHS : wanted, values[at]))
        at++;
    return at < judged ? at : takes;
}

/* Of two that must be of one kind the second that is not; `takes` if none. Null is compared with everything. */
static uint32_t find_stranger(wanted wanted, const galley_value_kind *values, uint32_t takes) {
    bool is_paired = wanted == ALIKE || wanted == ORDERED || wanted == ADDABLE;
    bool is_open = !is_known(values[0]) || values[0] == GALLEY_NULL;
    for (uint32_t i = 1; is_paired && !is_open && i < takes; i++)
        if (is_known(values[i]) && values[i] != GALLEY_NULL && values[i] != values[0])
            return i;
    return takes;
}

static galley_value_kind result_kind(operation_kind kind, const galley_value_kind *values) {
    if (kind == IF)
        return values[1] == values[2] ? values[1] : GALLEY_OTHER;
    if (kind == ADD)
        return is_known(values[0]) ? values[0] : values[1];
    return rules[kind].gives;
}

bool expression_kind(operation_kind kind, const galley_value_kind *values, uint32_t takes, galley_value_kind *result,
                     char what[EXPRESSION_MESSAGE]) {
    wanted wanted = rules[kind].wanted;
    uint32_t misfit = takes > 0 ? find_misfit(wanted, values, takes) : takes;
    uint32_t stranger = takes > 1 ? find_stranger(wanted, values, takes) : takes;
    const char *name = rules[kind].name;
    if (misfit < takes && (wanted == TRUTHS || wanted == CHOICE))
        snprintf(what, EXPRESSION_MESSAGE, "%s wants conditions, and %s is never true: compare it, or write has(x)",
                 name, kind_name(values[misfit]));
    else if (misfit < takes)
        snprintf(what, EXPRESSION_MESSAGE, "%s is nothing for %s", kind_name(values[misfit]), name);
    else if (stranger < takes)
        snprintf(what, EXPRESSION_MESSAGE,
                 "%s and %s are never alike for %s: number(x) reads a text, text(x) writes a number",
                 kind_name(values[0]), kind_name(values[stranger]), name);
    galley_value_kind found = takes > 0 ? result_kind(kind, values) : rules[kind].gives;
    *result = found; /* which may stand where values did */
    return misfit == takes && stranger == takes;
}
