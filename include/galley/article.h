/* galley/article.h: one article as a stage sees it.
 *
 * An article is a JSON object on one line. Its members are decoded when asked for, and those that no stage sets leave
 * the run byte for byte as they came. Fields are named by Galley's words (text, title, …); a pipeline's "fields" maps
 * them to the corpus' own names, and a stage never sees that.
 *
 * Everything that is given out (texts, json_t) lives as long as the article does: until the last stage is done with it,
 * so also from `process` to `commit`, but not from one article to the next. An article belongs to one thread at a
 * time. */
#ifndef GALLEY_ARTICLE_H
#define GALLEY_ARTICLE_H

#include <galley/base.h>
#include <jansson.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct galley_article galley_article;

/* What became of an article at a stage. A stage gets these from the functions below and returns them. */
typedef enum galley_verdict {
    GALLEY_KEEP = 0, /* go on to the next stage */
    GALLEY_DROP,     /* from galley_drop: kept whole under dropped/, with the reason */
    GALLEY_FAIL,     /* from galley_fail: this article only; its line is kept under rejected/ */
    GALLEY_FATAL     /* from galley_fatal: the run stops; what is finished stays finished */
} galley_verdict;

/* ---- Read ------------------------------------------------------------------------------------------------------ */

/* The member `id` as text (a number as it is spelled), or the origin where there is none. Never empty. */
GALLEY_API galley_text galley_article_id(galley_article *article);

/* "shard:line", line counted from 1: where the article came from. */
GALLEY_API galley_text galley_article_origin(galley_article *article);

/* The article's place in the corpus, counted from 0 in reading order: the same for any number of workers. */
GALLEY_API uint64_t galley_article_ordinal(const galley_article *article);

/* A field that is a string, decoded to UTF-8 (valid; may hold U+0000). {NULL, 0} if it is absent or no string. Decoded
 * once: asking again costs a look-up. A NUL stands behind the end. */
GALLEY_API galley_text galley_article_text(galley_article *article, const char *field);

/* Is there such a member, of whatever type, null included? */
GALLEY_API bool galley_article_has(galley_article *article, const char *field);

/* A field of any type as jansson has it, borrowed: not to be changed, not to be decref'd. NULL if it is absent, or if
 * jansson cannot hold it (an integer beyond 64 bits); the member itself is unharmed. */
GALLEY_API json_t *galley_article_json(galley_article *article, const char *field);

/* ---- Write ----------------------------------------------------------------------------------------------------- */

/* Only fields that the stage's descriptor names in `writes`: another one stops the run, since `galley check` would not
 * know of it. */

/* Sets a field to a string. An existing member keeps its place, a new one comes last. Text equal to what is there
 * changes nothing, not even its spelling. Copies the text. Returns GALLEY_KEEP; GALLEY_FAIL if it is not UTF-8. */
GALLEY_API galley_verdict galley_article_set_text(galley_article *article, const char *field, galley_text text);

/* Other values. A real is written with `decimals` digits (0 to 9) after the point, so that it reads the same
 * everywhere; what is not finite becomes null. */
GALLEY_API galley_verdict galley_article_set_integer(galley_article *article, const char *field, int64_t value);
GALLEY_API galley_verdict galley_article_set_real(galley_article *article, const char *field, double value,
                                                  int decimals);
GALLEY_API galley_verdict galley_article_set_bool(galley_article *article, const char *field, bool value);

/* Sets a field to a jansson value, written out at once and then decref'd, also on failure (it "steals"). Reals inside
 * are written with jansson's 17 digits: round them first. NULL gives GALLEY_FAIL. */
GALLEY_API galley_verdict galley_article_set_json(galley_article *article, const char *field, json_t *value);

/* Takes a field away; one that is not there is no error. Returns GALLEY_KEEP. */
GALLEY_API galley_verdict galley_article_remove(galley_article *article, const char *field);

/* ---- Decide ---------------------------------------------------------------------------------------------------- */

/* Drops the article for reasons[reason] of the stage's descriptor. `score` is the measured value that decided (0 if
 * there is none), `detail` what explains it to a person (an id, a word, a value; may be empty). Returns GALLEY_DROP. */
GALLEY_API galley_verdict galley_drop(galley_article *article, int reason, double score, galley_text detail);

/* This article cannot be processed; says why. Returns GALLEY_FAIL. */
GALLEY_API galley_verdict galley_fail(galley_article *article, const char *format, ...) GALLEY_FORMAT(2, 3);

/* No article can be processed any more (a disk is full, a model is broken); says why. Returns GALLEY_FATAL. */
GALLEY_API galley_verdict galley_fatal(galley_article *article, const char *format, ...) GALLEY_FORMAT(2, 3);

/* Adds to counters[counter] of the stage's descriptor; one that is not there is fatal. Sums end up in the manifest and
 * the summary. */
GALLEY_API void galley_count(galley_article *article, int counter, uint64_t more);

/* ---- Carry ----------------------------------------------------------------------------------------------------- */

/* Memory that lives as long as the article. */
GALLEY_API galley_arena *galley_article_arena(galley_article *article);

/* One pointer that a stage's `process` leaves for its own `commit`. NULL at the start of each stage. */
GALLEY_API void galley_article_set_note(galley_article *article, void *note);
GALLEY_API void *galley_article_note(const galley_article *article);

/* What this stage's survey told this article (galley/stage.h), in an order that does not depend on the
 * number of workers, what `settle` told last; false behind the last. */
GALLEY_API bool galley_article_told(const galley_article *article, size_t index, galley_text *what);

#ifdef __cplusplus
}
#endif
#endif
