/* The copies that a run has kept of its articles: what was read, what left a tapped stage, what came out, what was
 * dropped or rejected. Reading one from its line, and finding those of one article. */
#ifndef CORE_INSPECT_COPIES_H
#define CORE_INSPECT_COPIES_H

#include "article/article.h"
#include "inspect/sweep.h"

/* One copy. All texts are in the arena or in the line. */
typedef struct copy {
    size_t file; /* of the run */
    uint64_t number;
    galley_article article; /* as it stands in the file; of a rejected line, what it holds, if that is an article */
    bool is_article;
    size_t shard; /* where it came from, or NO_SHARD */
    uint64_t line;
    galley_text id;     /* as galley_article_id has it; none if there is no id and the origin is not known */
    galley_text before; /* "galley" as the article had it itself: JSON; none: it had none */
    /* Of a dropped or rejected one, else none. */
    galley_text stage, reason, detail, error, edits, rejected;
    double score;
    bool has_score;
} copy;

/* Parses a line. False if it is damaged: then it is no copy of anything. The line must live as long as the copy. */
bool copy_read(copy *copy, const rundir *run, size_t file, uint64_t number, galley_text line, galley_arena *arena);

/* Its member's text, or none; the member's name is Galley's ("title"). */
galley_text copy_text(copy *copy, const char *field);

/* ---- Finding ---- */

typedef enum query_kind { QUERY_ID, QUERY_ORIGIN, QUERY_TEXT, QUERY_ALL } query_kind;

typedef struct query {
    query_kind kind;
    galley_text text; /* the id or the text; of an origin, as it is spelled */
    size_t shard;     /* of an origin */
    uint64_t line;
    bool is_first_enough; /* of several copies only the first is needed */
    size_t enough;        /* there are no more copies than this in a file; 0: there may be any number */
} query;

/* Copies that were found, in the order of the run's files and of their lines. */
typedef struct copy_list {
    copy **items; /* in the arenas */
    size_t count;
    galley_arena **arenas; /* a file each, or NULL */
    size_t arena_count;
    bool is_cut; /* there are more */
} copy_list;

enum { COPIES_OF_FILE_MAX = 1000, COPIES_MAX = 10000 }; /* so many are kept at most */

/* Adds to the list. An id is found as programs write it: its letters and digits of ASCII as themselves. A text is found
 * in any string of the article, upper and lower case being different. */
void copies_find(copy_list *list, const rundir *run, const query *query, file_choice choice, problems *trouble);
void copies_clear(copy_list *list);

#endif
