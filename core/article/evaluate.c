/* Evaluates a compiled expression on a stack of a fixed size: the compiler has counted that it is deep enough. */
#define _GNU_SOURCE /* memmem */
#include "article/expression.h"

#include <galley/text.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { LONGEST_NUMBER_TEXT = 64 };
static const double whole_below = 9007199254740992.0; /* 2^53 */

/* ---- Values ---------------------------------------------------------------------------------------------------- */

static galley_value null_value(void) {
    return (galley_value){.kind = GALLEY_NULL};
}

static galley_value truth_value(bool truth) {
    return (galley_value){.kind = GALLEY_TRUTH, .truth = truth};
}

static galley_value number_value(double number) {
    return isfinite(number) ? (galley_value){.kind = GALLEY_NUMBER, .number = number} : null_value();
}

static galley_value text_value(galley_text text) {
    return (galley_value){.kind = GALLEY_TEXT, .text = text};
}

static galley_value json_value(json_t *value) {
    switch (value ? json_typeof(value) : JSON_NULL) {
    case JSON_TRUE:
    case JSON_FALSE:
        return truth_value(json_is_true(value));
    case JSON_INTEGER:
    case JSON_REAL:
        return number_value(json_number_value(value));
    case JSON_STRING:
        return text_value(galley_text_part(json_string_value(value), json_string_length(value)));
    case JSON_ARRAY:
        return (galley_value){.kind = GALLEY_OTHER, .number = (double)json_array_size(value)};
    case JSON_OBJECT:
        return (galley_value){.kind = GALLEY_OTHER, .number = (double)json_object_size(value)};
    default:
        return null_value();
    }
}

/* A field of this name; or, since a name may have points, the member of an object. */
static galley_value field_value(galley_article *article, galley_text name) {
    galley_text text = galley_article_text(article, name.ptr);
    if (text.ptr)
        return text_value(text);
    const char *point = strchr(name.ptr, '.');
    if (!point || galley_article_has(article, name.ptr))
        return json_value(galley_article_json(article, name.ptr));
    galley_arena *arena = galley_article_arena(article);
    json_t *value = galley_article_json(
        article, galley_arena_copy(arena, galley_text_part(name.ptr, (size_t)(point - name.ptr))).ptr);
    while (value && point) {
        const char *start = point + 1;
        point = strchr(start, '.');
        size_t len = point ? (size_t)(point - start) : strlen(start);
        value = json_object_getn(value, start, len);
    }
    return json_value(value);
}

/* ---- Operations ------------------------------------------------------------------------------------------------ */

static bool is_true(galley_value value) {
    return value.kind == GALLEY_TRUTH && value.truth;
}

static bool are_equal(galley_value a, galley_value b) {
    if (a.kind != b.kind)
        return false;
    switch (a.kind) {
    case GALLEY_NULL:
        return true;
    case GALLEY_TRUTH:
        return a.truth == b.truth;
    case GALLEY_NUMBER:
        return a.number == b.number;
    case GALLEY_TEXT:
        return galley_text_equal(a.text, b.text);
    default:
        return false;
    }
}

static int compare_texts(galley_text a, galley_text b) {
    size_t shorter = a.len < b.len ? a.len : b.len;
    int order = shorter > 0 ? memcmp(a.ptr, b.ptr, shorter) : 0;
    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

static galley_value order(operation_kind kind, galley_value a, galley_value b) {
    if (a.kind != b.kind || (a.kind != GALLEY_NUMBER && a.kind != GALLEY_TEXT))
        return truth_value(false);
    int order = a.kind == GALLEY_TEXT ? compare_texts(a.text, b.text) : (a.number > b.number) - (a.number < b.number);
    switch (kind) {
    case LESS:
        return truth_value(order < 0);
    case LESS_EQUAL:
        return truth_value(order <= 0);
    case GREATER:
        return truth_value(order > 0);
    default:
        return truth_value(order >= 0);
    }
}

static galley_value calculate(operation_kind kind, double a, double b) {
    switch (kind) {
    case ADD:
        return number_value(a + b);
    case SUBTRACT:
        return number_value(a - b);
    case MULTIPLY:
        return number_value(a * b);
    case DIVIDE:
        return number_value(a / b);
    case REMAINDER:
        return number_value(fmod(a, b));
    case MINIMUM:
        return number_value(fmin(a, b));
    default:
        return number_value(fmax(a, b));
    }
}

static galley_value join(galley_arena *arena, galley_text a, galley_text b) {
    char *both = galley_arena_alloc(arena, a.len + b.len + 1);
    if (a.len > 0)
        memcpy(both, a.ptr, a.len);
    if (b.len > 0)
        memcpy(both + a.len, b.ptr, b.len);
    both[a.len + b.len] = '\0';
    return text_value(galley_text_part(both, a.len + b.len));
}

static bool holds(galley_text text, galley_text part) {
    return part.len == 0 || (part.len <= text.len && memmem(text.ptr, text.len, part.ptr, part.len) != NULL);
}

static bool starts_with(galley_text text, galley_text part) {
    return part.len <= text.len && (part.len == 0 || memcmp(text.ptr, part.ptr, part.len) == 0);
}

static bool ends_with(galley_text text, galley_text part) {
    return part.len <= text.len && (part.len == 0 || memcmp(text.ptr + text.len - part.len, part.ptr, part.len) == 0);
}

static galley_value look_into(operation_kind kind, galley_value text, galley_value part) {
    if (text.kind != GALLEY_TEXT || part.kind != GALLEY_TEXT)
        return truth_value(false);
    if (kind == CONTAINS)
        return truth_value(holds(text.text, part.text));
    return truth_value(kind == STARTS ? starts_with(text.text, part.text) : ends_with(text.text, part.text));
}

static galley_value length_of(galley_value value) {
    switch (value.kind) {
    case GALLEY_TEXT:
        return number_value((double)galley_utf8_count(value.text));
    case GALLEY_OTHER:
        return number_value(value.number);
    default:
        return null_value();
    }
}

static galley_value count_words(galley_value value) {
    double words = 0;
    galley_text word;
    for (size_t at = 0; value.kind == GALLEY_TEXT && galley_word_next(value.text, &at, &word);)
        words++;
    return value.kind == GALLEY_TEXT ? number_value(words) : null_value();
}

static galley_value lower(galley_arena *arena, galley_text text) {
    char *out = galley_arena_alloc(arena, text.len * 2 + 1); /* no letter's other form has twice its bytes */
    size_t len = 0, at = 0;
    for (uint32_t character; galley_utf8_next(text, &at, &character);)
        len += galley_utf8_put(out + len, galley_to_lower(character));
    out[len] = '\0';
    return text_value(galley_text_part(out, len));
}

static bool may_be_number(galley_text text) {
    for (size_t i = 0; i < text.len; i++)
        if (!strchr("0123456789+-.eE", text.ptr[i]) || text.ptr[i] == '\0')
            return false;
    return text.len > 0 && text.len < LONGEST_NUMBER_TEXT;
}

static galley_value to_number(galley_value value) {
    if (value.kind != GALLEY_TEXT)
        return value.kind == GALLEY_NUMBER ? value : null_value();
    galley_text text = galley_trim(value.text);
    if (!may_be_number(text))
        return null_value();
    char copy[LONGEST_NUMBER_TEXT], *end;
    memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    double number = strtod(copy, &end);
    return *end == '\0' ? number_value(number) : null_value();
}

static galley_value to_text(galley_arena *arena, galley_value value) {
    switch (value.kind) {
    case GALLEY_TEXT:
        return value;
    case GALLEY_TRUTH:
        return text_value(galley_text_of(value.truth ? "true" : "false"));
    case GALLEY_NUMBER:
        if (value.number == floor(value.number) && fabs(value.number) < whole_below)
            return text_value(galley_arena_printf(arena, "%.0f", value.number));
        return text_value(galley_arena_printf(arena, "%.15g", value.number));
    default:
        return null_value();
    }
}

static galley_value apply_to_one(operation_kind kind, galley_value value, galley_arena *arena) {
    bool is_number = value.kind == GALLEY_NUMBER, is_text = value.kind == GALLEY_TEXT;
    switch (kind) {
    case NOT:
        return truth_value(!is_true(value));
    case NEGATE:
        return is_number ? number_value(-value.number) : null_value();
    case HAS:
        return truth_value(value.kind != GALLEY_NULL);
    case LENGTH:
        return length_of(value);
    case WORDS:
        return count_words(value);
    case LOWER:
        return is_text ? lower(arena, value.text) : null_value();
    case TRIM:
        return is_text ? text_value(galley_trim(value.text)) : null_value();
    case TO_NUMBER:
        return to_number(value);
    case TO_TEXT:
        return to_text(arena, value);
    default:
        return is_number ? number_value(round(value.number)) : null_value();
    }
}

static galley_value apply_to_two(operation_kind kind, galley_value a, galley_value b, galley_arena *arena) {
    switch (kind) {
    case OR:
        return truth_value(is_true(a) || is_true(b));
    case AND:
        return truth_value(is_true(a) && is_true(b));
    case EQUAL:
        return truth_value(are_equal(a, b));
    case UNEQUAL:
        return truth_value(!are_equal(a, b));
    case LESS:
    case LESS_EQUAL:
    case GREATER:
    case GREATER_EQUAL:
        return order(kind, a, b);
    case CONTAINS:
    case STARTS:
    case ENDS:
        return look_into(kind, a, b);
    default:
        break;
    }
    if (kind == ADD && a.kind == GALLEY_TEXT && b.kind == GALLEY_TEXT)
        return join(arena, a.text, b.text);
    bool are_numbers = a.kind == GALLEY_NUMBER && b.kind == GALLEY_NUMBER;
    return are_numbers ? calculate(kind, a.number, b.number) : null_value();
}

static bool is_in_list(const galley_value *values, uint32_t count) {
    for (uint32_t i = 1; i < count; i++)
        if (are_equal(values[0], values[i]))
            return true;
    return false;
}

/* ---- Evaluation ------------------------------------------------------------------------------------------------ */

static galley_value apply(const operation *of, const galley_value *values, galley_article *article) {
    switch (of->kind) {
    case PUSH_NULL:
        return null_value();
    case PUSH_TRUE:
    case PUSH_FALSE:
        return truth_value(of->kind == PUSH_TRUE);
    case PUSH_NUMBER:
        return number_value(of->number);
    case PUSH_TEXT:
        return text_value(of->text);
    case PUSH_FIELD:
        return field_value(article, of->text);
    case IN:
        return truth_value(is_in_list(values, of->takes));
    case IF:
        return is_true(values[0]) ? values[1] : values[2];
    default:
        break;
    }
    galley_arena *arena = galley_article_arena(article);
    return of->takes == 1 ? apply_to_one(of->kind, values[0], arena)
                          : apply_to_two(of->kind, values[0], values[1], arena);
}

galley_value galley_expression_value(const galley_expression *expression, galley_article *article) {
    galley_value stack[DEEPEST_EXPRESSION];
    size_t depth = 0;
    for (size_t i = 0; i < expression->count; i++) {
        const operation *each = &expression->items[i];
        depth -= each->takes;
        stack[depth] = apply(each, &stack[depth], article);
        depth++;
    }
    return stack[0];
}

bool galley_expression_is_true(const galley_expression *expression, galley_article *article) {
    return is_true(galley_expression_value(expression, article));
}
