/* What the compiler (expression.c) writes and the evaluator (evaluate.c) reads: operations in postfix order. */
#ifndef ARTICLE_EXPRESSION_H
#define ARTICLE_EXPRESSION_H

#include <galley/expression.h>

enum { LONGEST_EXPRESSION = 512 /* operations */, DEEPEST_EXPRESSION = 64 /* values at once */ };

typedef enum operation_kind {
    PUSH_NULL,
    PUSH_TRUE,
    PUSH_FALSE,
    PUSH_NUMBER,
    PUSH_TEXT,
    PUSH_FIELD,
    OR,
    AND,
    NOT,
    EQUAL,
    UNEQUAL,
    LESS,
    LESS_EQUAL,
    GREATER,
    GREATER_EQUAL,
    IN,
    ADD,
    SUBTRACT,
    MULTIPLY,
    DIVIDE,
    REMAINDER,
    NEGATE,
    HAS,
    LENGTH,
    WORDS,
    LOWER,
    TRIM,
    CONTAINS,
    STARTS,
    ENDS,
    TO_NUMBER,
    TO_TEXT,
    ROUND,
    MINIMUM,
    MAXIMUM,
    IF,
} operation_kind;

typedef struct operation {
    operation_kind kind;
    uint32_t takes;   /* values from the stack; it leaves one */
    double number;    /* of PUSH_NUMBER */
    galley_text text; /* of PUSH_TEXT and PUSH_FIELD; NUL behind it */
} operation;

enum { EXPRESSION_MESSAGE = 160 };

/* As galley_expression_new, but in an arena, with which it goes: it is not freed. */
galley_expression *expression_compile(galley_text source, galley_arena *arena, galley_error *error);

/* What is known of an operation's result when only the kinds of its values are: GALLEY_OTHER says that it may be
 * anything. False with a sentence if it can never be of use, such as a text where a condition should stand. */
bool expression_kind(operation_kind kind, const galley_value_kind *values, uint32_t takes, galley_value_kind *result,
                     char what[EXPRESSION_MESSAGE]);

struct galley_expression {
    galley_arena *arena;    /* for texts */
    galley_text source;     /* in the arena */
    galley_value_kind kind; /* of its value; GALLEY_OTHER: it depends on the article */
    size_t count;
    operation items[LONGEST_EXPRESSION];
    size_t field_count;
    const char *fields[LONGEST_EXPRESSION]; /* that PUSH_FIELD names, each once */
};

#endif
