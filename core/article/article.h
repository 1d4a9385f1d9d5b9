/* article/: the record. Finds its members, decodes one when asked, takes edits, writes the line.
 *
 * An article owns nothing but the jansson values it made: its line belongs to the batch, everything else is in the
 * batch's arena. Knows nothing of stages but the descriptor by which a verdict's reason is checked. */
#ifndef CORE_ARTICLE_ARTICLE_H
#define CORE_ARTICLE_ARTICLE_H

#include "article/fields.h"

#include <galley/article.h>
#include <galley/stage.h>

/* Where an article stands among all others. */
typedef struct origin {
    const char *shard; /* its name */
    uint64_t line;     /* from 1 */
    uint64_t ordinal;  /* in the corpus, from 0 */
} origin;

typedef enum member_state {
    MEMBER_UNTOUCHED,
    MEMBER_SET,   /* another value in the old place */
    MEMBER_ADDED, /* was not in the line */
    MEMBER_REMOVED,
} member_state;

typedef struct member {
    galley_text name;  /* decoded */
    size_t start, end; /* span in the line, from the name's quote to the value's end; 0, 0 if ADDED */
    galley_text value; /* JSON: in the line if UNTOUCHED, else in the arena */
    member_state state;
    bool is_shadowed; /* REMOVED, and no edit: another member of that name tells what became of it, or it was ADDED */
    bool has_escape;  /* of a string: it must be decoded, not just copied */
    bool is_decoded;
    galley_text text; /* once decoded */
    json_t *json;     /* once asked for */
} member;

enum { NO_REASON = -1 };

/* What a stage said of the article when it did not keep it. */
typedef struct verdict_detail {
    int reason; /* NO_REASON: galley_drop was not called */
    double score;
    galley_text detail;  /* of a drop */
    galley_text message; /* of a failure */
} verdict_detail;

struct galley_article {
    galley_text line; /* without its line end */
    origin origin;
    const field_map *fields;
    galley_arena *arena;
    member *members;
    size_t member_count, member_capacity;
    size_t open;    /* behind { */
    bool is_spaced; /* ": " behind names: members that are added get the same */
    bool is_edited;

    /* Of the stage that has it now. */
    const galley_stage_type *stage;
    uint64_t *counters; /* of that stage, this batch */
    size_t counter_count;
    void *note;
    verdict_detail said;
    const char *const *writes; /* fields that it may set or remove, then NULL; NULL: any */
    const char *fault;         /* what it did that it must not, for people; NULL: nothing */
    const galley_text *told;   /* of the stage whose survey it was */
    size_t told_count;
    bool is_told_open; /* the stage that has it now is that one */
};

/* Scans a line. False with an error if it is no article; then nothing needs clearing. */
bool article_scan(galley_article *article, galley_text line, origin origin, const field_map *fields,
                  galley_arena *arena, galley_error *error);

/* Gives back what is not in the arena. */
void article_clear(galley_article *article);

/* Hands the article to a stage: its counters; no note, no verdict, any field may be written. */
void article_enter_stage(galley_article *article, const galley_stage_type *stage, uint64_t *counters,
                         size_t counter_count);

/* The member of that name (the corpus') as it stands now, or NULL. */
const member *article_member(const galley_article *article, galley_text name);

/* A field as one would spell it in a file's name: the text of a string; a number, true or false as they stand in the
 * line. Nothing for other values. */
galley_text article_spelling(galley_article *article, const char *field);

/* ---- Edits as data: for the spool ---- */

/* As set by name of the corpus, value as JSON text (in the article's arena or longer-lived). */
void article_edit(galley_article *article, galley_text member_name, galley_text value);
void article_edit_remove(galley_article *article, galley_text member_name);

/* ---- Writing: each appends one line with its LF ---- */

/* With its edits; `provenance`, if not empty, becomes the member "galley", in place of one that may be there (it is
 * in `provenance`). */
void article_write(const galley_article *article, galley_text provenance, galley_buffer *out);

/* As it was read, with the member "galley": where it came from, which stage dropped it, why, and what earlier stages
 * had made of it by then ("edits"; null for a field that was removed). */
void article_write_dropped(galley_article *article, const char *stage_id, galley_buffer *out);

/* {"origin": "…"}: the value of "galley" where nothing but the origin is to be told. What the article had there is
 * kept in it as "before", here and in a dropped article. In the arena. */
galley_text article_provenance(galley_article *article);

/* ---- JSON text ---- */

/* Appends a string with its quotes; what must be escaped is, the rest stays UTF-8. */
void json_write_string(galley_buffer *out, galley_text text);

/* In place: what jansson writes as 0.10000000000000001 becomes 0.1, which is read as the same number. Returns the new
 * length. */
size_t json_shorten_reals(char *json, size_t len);

#endif
