/* Compiles an expression: tokens, and from them postfix order by operator precedence (the shunting yard, Dijkstra
 * 1961), with a stack of its own for what is open, so that no source, however nested, takes more than a fixed amount of
 * memory. */
#include "article/expression.h"

#include <galley/text.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/nearest.h"

#include <stdio.h>
#include <stdlib.h>

enum { LONGEST_NUMBER = 40, LONGEST_NAME = 256, MOST_OPEN = 128, ANY_NUMBER = 255 };

/* ---- Tokens ---------------------------------------------------------------------------------------------------- */

typedef enum token_kind { END, NUMBER, TEXT, NAME, QUOTED_NAME, SIGN } token_kind;

typedef struct token {
    token_kind kind;
    size_t start, end;
    double number;
    galley_text text; /* of TEXT and names: what it says; of SIGN: as it stands */
} token;

typedef struct compiler {
    galley_text source;
    size_t at;
    token token;
    bool wants_value; /* or an operator */
    galley_expression *into;
    size_t depth; /* values on the evaluator's stack */
    galley_value_kind kinds[DEEPEST_EXPRESSION];
    size_t open_count;
    struct open {
        operation_kind kind;
        uint8_t precedence; /* 0: a bracket */
        bool is_call;
        uint32_t takes;
        size_t start;
    } open[MOST_OPEN];
    galley_error *error;
} compiler;

static bool fail_at(const compiler *self, size_t at, const char *what) {
    size_t column = galley_utf8_count(galley_text_part(self->source.ptr, at)) + 1;
    return galley_error_set(self->error, "column %zu: %s", column, what);
}

static bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

/* The bytes of a letter or _ at `at`, in names also of a digit; 0: none stands there. */
static size_t name_bytes(const compiler *self, size_t at, bool is_first) {
    size_t next = at;
    uint32_t character = 0;
    if (!galley_utf8_next(self->source, &next, &character))
        return 0;
    bool belongs = character == '_' || galley_is_letter(character) || (!is_first && galley_is_digit(character));
    return belongs ? next - at : 0;
}

static char peek(const compiler *self, size_t at) {
    return at < self->source.len ? self->source.ptr[at] : '\0';
}

static size_t skip_digits(const compiler *self, size_t at) {
    while (is_digit(peek(self, at)))
        at++;
    return at;
}

static bool read_number(compiler *self) {
    size_t end = skip_digits(self, self->at);
    if (peek(self, end) == '.' && is_digit(peek(self, end + 1)))
        end = skip_digits(self, end + 1);
    if (peek(self, end) == 'e' || peek(self, end) == 'E') {
        size_t power = end + 1 + (peek(self, end + 1) == '-' || peek(self, end + 1) == '+');
        end = is_digit(peek(self, power)) ? skip_digits(self, power) : end;
    }
    char digits[LONGEST_NUMBER];
    size_t len = end - self->at;
    if (len >= sizeof digits || name_bytes(self, end, true) > 0)
        return fail_at(self, self->at, "this is no number");
    if (self->source.ptr[self->at] == '0' && is_digit(peek(self, self->at + 1)))
        return fail_at(self, self->at, "a number does not begin with 0; dates and codes are quoted: \"2020-01-31\"");
    memcpy(digits, self->source.ptr + self->at, len);
    digits[len] = '\0';
    self->token.kind = NUMBER;
    self->token.number = strtod(digits, NULL);
    self->at = end;
    return true;
}

static char unescape(char byte) {
    switch (byte) {
    case 'n':
        return '\n';
    case 't':
        return '\t';
    case '"':
    case '\'':
    case '\\':
    case '`':
        return byte;
    default:
        return '\0';
    }
}

/* What stands between the quote at `at` and its like. */
static bool read_quoted(compiler *self, token_kind kind) {
    char quote = self->source.ptr[self->at];
    char *out = galley_arena_alloc(self->into->arena, self->source.len - self->at + 1);
    size_t len = 0, at = self->at + 1;
    for (; at < self->source.len && self->source.ptr[at] != quote; at++) {
        char byte = self->source.ptr[at];
        if (byte == '\\') {
            byte = unescape(peek(self, ++at));
            if (!byte)
                return fail_at(self, at - 1, "after \\ stands one of \" ' \\ n t");
        }
        out[len++] = byte;
    }
    if (at >= self->source.len)
        return fail_at(self, self->at, "the quote that opens here is not closed");
    out[len] = '\0';
    self->token.kind = kind;
    self->token.text = galley_text_part(out, len);
    self->at = at + 1;
    return len > 0 || kind == TEXT || fail_at(self, self->token.start, "a field has a name");
}

static void read_name(compiler *self) {
    size_t end = self->at, bytes = 0;
    for (;; end += bytes) {
        bytes = name_bytes(self, end, end == self->at);
        if (bytes == 0 && peek(self, end) == '.' && end > self->at)
            bytes = name_bytes(self, end + 1, true) > 0;
        if (bytes == 0)
            break;
    }
    self->token.kind = NAME;
    self->token.text =
        galley_arena_copy(self->into->arena, galley_text_part(self->source.ptr + self->at, end - self->at));
    self->at = end;
}

/* What other languages write, and what is written here. The first that stands there counts. */
static const struct {
    const char *sign, *advice;
} foreign_signs[] = {
    {"=~", "for a part of a text write contains(x, y), starts(x, y) or ends(x, y)"},
    {"=", "= sets nothing here; to compare write =="},
    {"&", "write and, or, not"},
    {"|", "write and, or, not"},
    {"!", "write and, or, not"},
    {"?", "for a choice write if(condition, x, y)"},
    {"[", "for a member of an object write a point: quality.words"},
    {"{", "a field is written as it is, without a sign"},
    {"$", "a field is written as it is, without a sign"},
    {"~", "for a part of a text write contains(x, y), starts(x, y) or ends(x, y)"},
    {";", "join conditions by and, or"},
    {"\xE2\x80\x9C", "quotes are written \" or '"}, /* typographic ones */
    {"\xE2\x80\x9D", "quotes are written \" or '"},
    {"\xE2\x80\x9E", "quotes are written \" or '"},
    {"\xE2\x80\x98", "quotes are written \" or '"},
    {"\xE2\x80\x99", "quotes are written \" or '"},
    {"\xC2\xAB", "quotes are written \" or '"},
    {".", "a number has a digit before its point, a name a letter on both sides of it"},
};

static bool read_sign(compiler *self) {
    static const char *const signs[] = {"==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "%", "(", ")", ","};
    galley_text rest = galley_text_part(self->source.ptr + self->at, self->source.len - self->at);
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        size_t len = strlen(signs[i]);
        if (rest.len < len || memcmp(rest.ptr, signs[i], len) != 0)
            continue;
        self->token.kind = SIGN;
        self->token.text = galley_text_part(rest.ptr, len);
        self->at += len;
        return true;
    }
    for (size_t i = 0; i < sizeof foreign_signs / sizeof *foreign_signs; i++)
        if (rest.len >= strlen(foreign_signs[i].sign) &&
            memcmp(rest.ptr, foreign_signs[i].sign, strlen(foreign_signs[i].sign)) == 0)
            return fail_at(self, self->at, foreign_signs[i].advice);
    return fail_at(self, self->at, "nothing begins with this character");
}

static bool next_token(compiler *self) {
    while (peek(self, self->at) == ' ' || peek(self, self->at) == '\t' || peek(self, self->at) == '\n')
        self->at++;
    self->token = (token){.start = self->at, .kind = END};
    bool is_read = true;
    char first = peek(self, self->at);
    if (self->at >= self->source.len)
        return true;
    if (is_digit(first))
        is_read = read_number(self);
    else if (first == '"' || first == '\'')
        is_read = read_quoted(self, TEXT);
    else if (first == '`')
        is_read = read_quoted(self, QUOTED_NAME);
    else if (name_bytes(self, self->at, true) > 0)
        read_name(self);
    else
        is_read = read_sign(self);
    self->token.end = self->at;
    return is_read;
}

/* ---- Tables ---------------------------------------------------------------------------------------------------- */

enum { BRACKET, LOOSEST, CONJUNCTION, NEGATION, COMPARISON, SUM, PRODUCT, SIGNED };

static const struct {
    const char *sign;
    operation_kind kind;
    uint8_t precedence;
} operators[] = {
    {"or", OR, LOOSEST},        {"and", AND, CONJUNCTION},
    {"==", EQUAL, COMPARISON},  {"!=", UNEQUAL, COMPARISON},
    {"<", LESS, COMPARISON},    {"<=", LESS_EQUAL, COMPARISON},
    {">", GREATER, COMPARISON}, {">=", GREATER_EQUAL, COMPARISON},
    {"in", IN, COMPARISON},     {"+", ADD, SUM},
    {"-", SUBTRACT, SUM},       {"*", MULTIPLY, PRODUCT},
    {"/", DIVIDE, PRODUCT},     {"%", REMAINDER, PRODUCT},
};

static const struct {
    const char *name;
    operation_kind kind;
    uint32_t takes;
} functions[] = {
    {"has", HAS, 1},       {"length", LENGTH, 1}, {"words", WORDS, 1},
    {"lower", LOWER, 1},   {"trim", TRIM, 1},     {"contains", CONTAINS, 2},
    {"starts", STARTS, 2}, {"ends", ENDS, 2},     {"number", TO_NUMBER, 1},
    {"text", TO_TEXT, 1},  {"round", ROUND, 1},   {"min", MINIMUM, 2},
    {"max", MAXIMUM, 2},   {"if", IF, 3},
};
enum { OPERATORS = sizeof operators / sizeof *operators, FUNCTIONS = sizeof functions / sizeof *functions };

static const char *function_name(operation_kind kind) {
    for (size_t i = 0; i < FUNCTIONS; i++)
        if (functions[i].kind == kind)
            return functions[i].name;
    return "in";
}

static uint32_t function_takes(operation_kind kind) {
    for (size_t i = 0; i < FUNCTIONS; i++)
        if (functions[i].kind == kind)
            return functions[i].takes;
    return ANY_NUMBER;
}

/* ---- Postfix order --------------------------------------------------------------------------------------------- */

static void note_field(galley_expression *into, galley_text name) {
    for (size_t i = 0; i < into->field_count; i++)
        if (galley_text_is(name, into->fields[i]))
            return;
    into->fields[into->field_count++] = name.ptr;
}

/* `start` is where the operation stands. */
static bool emit(compiler *self, operation operation, size_t start) {
    if (self->into->count == LONGEST_EXPRESSION)
        return fail_at(self, self->token.start, "the expression is too long");
    self->depth -= operation.takes;
    if (self->depth == DEEPEST_EXPRESSION)
        return fail_at(self, self->token.start, "the expression is too deep");
    char what[EXPRESSION_MESSAGE];
    galley_value_kind *kinds = &self->kinds[self->depth++];
    if (!expression_kind(operation.kind, kinds, operation.takes, kinds, what))
        return fail_at(self, start, what);
    self->into->items[self->into->count++] = operation;
    if (operation.kind == PUSH_FIELD)
        note_field(self->into, operation.text);
    return true;
}

static bool push_open(compiler *self, struct open fresh) {
    if (self->open_count == MOST_OPEN)
        return fail_at(self, self->token.start, "the expression is too deep");
    fresh.start = self->token.start;
    self->open[self->open_count++] = fresh;
    return true;
}

/* Emits what is open and binds at least as tightly, down to the last bracket. */
static bool close_down_to(compiler *self, uint8_t precedence) {
    while (self->open_count > 0) {
        const struct open *top = &self->open[self->open_count - 1];
        if (top->precedence == BRACKET || top->precedence < precedence)
            return true;
        self->open_count--;
        if (!emit(self, (operation){.kind = top->kind, .takes = top->takes}, top->start))
            return false;
    }
    return true;
}

static bool open_call(compiler *self, operation_kind kind, uint32_t takes) {
    if (!next_token(self))
        return false;
    if (self->token.kind != SIGN || !galley_text_is(self->token.text, "("))
        return fail_at(self, self->token.start, kind == IN ? "in wants a list: in (\"a\", \"b\")" : "( is missing");
    self->wants_value = true;
    return push_open(self, (struct open){.kind = kind, .is_call = true, .takes = takes});
}

static bool take_value(compiler *self, operation value) {
    self->wants_value = false;
    return emit(self, value, self->token.start);
}

static bool fail_unknown_function(compiler *self, size_t start, galley_text name) {
    char what[LONGEST_NAME], hint[128];
    nearest nearest;
    nearest_init(&nearest, name.ptr);
    for (size_t i = 0; i < FUNCTIONS; i++)
        nearest_offer(&nearest, functions[i].name);
    snprintf(what, sizeof what, "there is no function %.60s%s", name.ptr, nearest_hint(&nearest, hint));
    return fail_at(self, start, what);
}

static bool is_call_next(compiler *self) {
    size_t at = self->at;
    while (peek(self, at) == ' ')
        at++;
    return peek(self, at) == '(';
}

static bool take_name(compiler *self) {
    static const struct {
        const char *name;
        operation_kind kind;
    } constants[] = {{"null", PUSH_NULL}, {"true", PUSH_TRUE}, {"false", PUSH_FALSE}};
    galley_text name = self->token.text;
    if (galley_text_is(name, "not"))
        return push_open(self, (struct open){.kind = NOT, .precedence = NEGATION, .takes = 1});
    for (size_t i = 0; i < OPERATORS; i++)
        if (galley_text_is(name, operators[i].sign))
            return fail_at(self, self->token.start, "a value is missing before this");
    for (size_t i = 0; i < sizeof constants / sizeof *constants; i++)
        if (galley_text_is(name, constants[i].name))
            return take_value(self, (operation){.kind = constants[i].kind});
    static const char *const foreign_constants[] = {"None", "NULL", "Null", "nil", "True", "TRUE", "False", "FALSE"};
    for (size_t i = 0; i < sizeof foreign_constants / sizeof *foreign_constants; i++)
        if (galley_text_is(name, foreign_constants[i]))
            return fail_at(self, self->token.start, "write null, true, false; a field of this name is quoted with `");
    if (!is_call_next(self))
        return take_value(self, (operation){.kind = PUSH_FIELD, .text = name});
    for (size_t i = 0; i < FUNCTIONS; i++)
        if (galley_text_is(name, functions[i].name))
            return open_call(self, functions[i].kind, 1);
    return fail_unknown_function(self, self->token.start, name);
}

static bool take_operand(compiler *self) {
    const token *found = &self->token;
    switch (found->kind) {
    case NUMBER:
        return take_value(self, (operation){.kind = PUSH_NUMBER, .number = found->number});
    case TEXT:
        return take_value(self, (operation){.kind = PUSH_TEXT, .text = found->text});
    case QUOTED_NAME:
        return take_value(self, (operation){.kind = PUSH_FIELD, .text = found->text});
    case NAME:
        return take_name(self);
    case END:
        return fail_at(self, found->start, "the expression ends where a value should stand");
    default:
        break;
    }
    if (galley_text_is(found->text, "("))
        return push_open(self, (struct open){.takes = 1});
    if (galley_text_is(found->text, ">") && found->start > 0 && self->source.ptr[found->start - 1] == '<')
        return fail_at(self, found->start - 1, "for not equal write !=");
    if (galley_text_is(found->text, "-"))
        return push_open(self, (struct open){.kind = NEGATE, .precedence = SIGNED, .takes = 1});
    return fail_at(self, found->start, "a value is missing before this");
}

static bool close_bracket(compiler *self) {
    if (!close_down_to(self, LOOSEST))
        return false;
    if (self->open_count == 0)
        return fail_at(self, self->token.start, ") closes nothing");
    const struct open *top = &self->open[--self->open_count];
    if (!top->is_call)
        return true;
    uint32_t wanted = function_takes(top->kind);
    char what[LONGEST_NAME];
    snprintf(what, sizeof what, "%s takes %u value%s, not %u", function_name(top->kind), wanted, wanted == 1 ? "" : "s",
             top->takes);
    if (wanted != ANY_NUMBER && wanted != top->takes)
        return fail_at(self, top->start, what);
    return emit(self, (operation){.kind = top->kind, .takes = top->takes}, top->start);
}

static bool take_comma(compiler *self) {
    if (!close_down_to(self, LOOSEST))
        return false;
    if (self->open_count == 0 || !self->open[self->open_count - 1].is_call)
        return fail_at(self, self->token.start, "a comma stands between the values of a function or a list");
    self->open[self->open_count - 1].takes++;
    self->wants_value = true;
    return true;
}

static bool take_binary(compiler *self, size_t number) {
    uint8_t precedence = operators[number].precedence;
    if (!close_down_to(self, precedence == COMPARISON ? SUM : precedence))
        return false;
    bool chains =
        precedence == COMPARISON && self->open_count > 0 && self->open[self->open_count - 1].precedence == COMPARISON;
    if (chains)
        return fail_at(self, self->token.start, "comparisons do not chain: write a < b and b < c");
    if (operators[number].kind == IN)
        return open_call(self, IN, 2);
    self->wants_value = true;
    return push_open(self, (struct open){.kind = operators[number].kind, .precedence = precedence, .takes = 2});
}

static bool take_not_in(compiler *self) {
    return fail_at(self, self->token.start, "not stands before what it denies: not x in (…)");
}

/* A word where an operator should stand: in capitals, another language's, or behind a function without brackets. */
static bool fail_without_operator(compiler *self) {
    static const struct {
        const char *word, *advice;
    } foreign_words[] = {
        {"AND", "write and"},
        {"OR", "write or"},
        {"IN", "write in"},
        {"NOT", "write not"},
        {"is", "to compare write ==; whether there is something says has(x)"},
        {"IS", "to compare write ==; whether there is something says has(x)"},
        {"like", "for a part of a text write contains(x, y), starts(x, y) or ends(x, y)"},
        {"LIKE", "for a part of a text write contains(x, y), starts(x, y) or ends(x, y)"},
        {"matches", "for a part of a text write contains(x, y), starts(x, y) or ends(x, y)"},
        {"contains", "write contains(x, y)"},
        {"starts", "write starts(x, y)"},
        {"ends", "write ends(x, y)"},
    };
    const token *found = &self->token;
    for (size_t i = 0; found->kind == NAME && i < sizeof foreign_words / sizeof *foreign_words; i++)
        if (galley_text_is(found->text, foreign_words[i].word))
            return fail_at(self, found->start, foreign_words[i].advice);
    bool is_listing = self->open_count > 0 && self->open[self->open_count - 1].is_call;
    return fail_at(self, found->start,
                   is_listing ? "an operator or a comma is missing before this" : "an operator is missing before this");
}

static bool take_operator(compiler *self) {
    galley_text sign = self->token.text;
    bool may_be = self->token.kind == SIGN || self->token.kind == NAME;
    for (size_t i = 0; may_be && i < OPERATORS; i++)
        if (galley_text_is(sign, operators[i].sign))
            return take_binary(self, i);
    if (self->token.kind == NAME && galley_text_is(sign, "not"))
        return take_not_in(self);
    if (self->token.kind == SIGN && galley_text_is(sign, ")"))
        return close_bracket(self);
    if (self->token.kind == SIGN && galley_text_is(sign, ","))
        return take_comma(self);
    return fail_without_operator(self);
}

static bool compile(compiler *self) {
    self->wants_value = true;
    for (;;) {
        if (!next_token(self))
            return false;
        if (self->token.kind == END && !self->wants_value)
            break;
        if (!(self->wants_value ? take_operand(self) : take_operator(self)))
            return false;
    }
    if (!close_down_to(self, LOOSEST))
        return false;
    if (self->open_count > 0)
        return fail_at(self, self->open[self->open_count - 1].start, "the ( that opens here is not closed");
    self->into->kind = self->kinds[0];
    return true;
}

galley_expression *expression_compile(galley_text source, galley_arena *arena, galley_error *error) {
    galley_expression *expression = galley_arena_alloc(arena, sizeof *expression);
    expression->arena = arena;
    expression->source = galley_arena_copy(arena, source);
    expression->count = expression->field_count = 0;
    compiler self = {.source = expression->source, .into = expression, .error = error};
    return compile(&self) ? expression : NULL;
}

galley_expression *galley_expression_new(galley_text source, galley_error *error) {
    galley_arena *arena = galley_arena_new();
    galley_expression *expression = expression_compile(source, arena, error);
    if (!expression)
        galley_arena_free(arena);
    return expression;
}

galley_text galley_expression_source(const galley_expression *expression) {
    return expression->source;
}

bool galley_expression_may_be_true(const galley_expression *expression) {
    return expression->kind == GALLEY_TRUTH || expression->kind == GALLEY_OTHER;
}

void galley_expression_free(galley_expression *expression) {
    if (expression)
        galley_arena_free(expression->arena); /* which it lies in itself */
}
