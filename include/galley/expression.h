/* galley/expression.h: expressions over an article's fields, for stages that take one as a parameter. Of the type
 * GALLEY_EXPRESSION such a parameter is compiled and checked by Galley, which then knows the fields that it reads.
 *
 *     lang == "fr" and words > 80 and date >= "2020-01-01"
 *     if(has(summary), length(summary) / length(text), 0)
 *
 * Values are null, true and false, numbers (double), texts; a list or an object is only there or not, and has a length.
 *
 *     "text" 'text'         with \" \' \\ \n \t
 *     12  0.5  1e3  true  false  null
 *     title  quality.words  `odd name`     a field; of an object a member; null if it is not there
 *     or  and  not  == != < <= > >= in  + -  * / %  -x       from loosest to tightest; comparisons do not chain
 *     lang in ("fr", "en")
 *     has(x) length(x) words(x) lower(x) trim(x) contains(x, y) starts(x, y) ends(x, y) number(x) text(x) round(x)
 *     min(x, y) max(x, y) if(condition, x, y)
 *
 * Only true is true: null, numbers and texts are not. Values of different types are not equal, and none of them is
 * less; texts are ordered by their bytes, so dates must be in ISO 8601. What cannot be computed (1 / 0, "a" - 1) is
 * null. `+` of two texts joins them. Whole numbers are exact up to 2^53.
 *
 * What can be of no use for any article is an error: a text as a condition (lang == "fr" or "en"), a number compared
 * with a text. An expression may hold 512 values and operators, and be 64 deep. It is compiled once and may then be
 * evaluated by any number of threads. */
#ifndef GALLEY_EXPRESSION_H
#define GALLEY_EXPRESSION_H

#include <galley/article.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct galley_expression galley_expression;

typedef enum galley_value_kind {
    GALLEY_NULL = 0,
    GALLEY_TRUTH,
    GALLEY_NUMBER,
    GALLEY_TEXT,
    GALLEY_OTHER
} galley_value_kind;

typedef struct galley_value {
    galley_value_kind kind;
    bool truth;
    double number;    /* of GALLEY_OTHER its length */
    galley_text text; /* as long as the article and the expression */
} galley_value;

/* NULL with an error that begins with the column (in characters, from 1): "column 9: …". */
GALLEY_API galley_expression *galley_expression_new(galley_text source, galley_error *error);

/* False if the value is a number, a text or null whatever the article: then a condition was meant, but not written. */
GALLEY_API bool galley_expression_may_be_true(const galley_expression *expression);

GALLEY_API void galley_expression_free(galley_expression *expression); /* of galley_expression_new; NULL is allowed */

/* The expression as it was written; lives as long as it does. Since ABI 1.3. */
GALLEY_API galley_text galley_expression_source(const galley_expression *expression);

/* What it is worth for an article, whose members it decodes as it needs them. What takes memory is in the article's. */
GALLEY_API galley_value galley_expression_value(const galley_expression *expression, galley_article *article);

/* Is it worth true? Numbers, texts and null are not. */
GALLEY_API bool galley_expression_is_true(const galley_expression *expression, galley_article *article);

#ifdef __cplusplus
}
#endif
#endif
