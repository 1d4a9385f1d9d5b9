/* A pipeline file as a document: its JSON, and where each name and value stands in the file, so that a mistake that is
 * found late can still be told with line and column. Knows JSON, `//` comments and ${…}; nothing of what they mean. */
#ifndef CORE_PIPELINE_DOCUMENT_H
#define CORE_PIPELINE_DOCUMENT_H

#include "base/problems.h"

#include <jansson.h>

/* A value in an object (by key) or in an array (by index), and where it stands: offsets in the text. */
typedef struct document_place {
    json_t *container;
    const char *key; /* NULL in an array */
    size_t index;
    size_t name_at, value_at, value_end;
    bool is_filled;   /* ${…} was filled in */
    bool is_unfilled; /* it could not be, which was reported: the value means nothing */
} document_place;

typedef struct document {
    const char *name;       /* how messages call the file */
    galley_buffer text;     /* comments blanked out, so that offsets are those of the file */
    json_t *root;           /* an object */
    document_place *places; /* in the order of the file */
    size_t count, capacity;
    size_t *by_container; /* the places' numbers: those of one container stand together, in the order of the file */
    struct document_cursor {
        size_t at, line, column;
    } cursor;          /* where document_position was asked last: from there on it counts */
    json_t *variables; /* what ${…} were filled with: [{"name", "value", "from"}, …], each once; NULL before */
} document;

/* NAME=VALUE pairs of --set; the environment comes after them. */
typedef struct settings {
    const char *const *pairs;
    size_t count;
} settings;

/* Reads a file, or standard input ("-"). False with an error that has its place. Clear the document in any case. */
bool document_read(document *document, const char *path, galley_error *error);
void document_clear(document *document);

/* The same from memory; `name` is how messages call it, and must outlive the document. */
bool document_parse(document *document, const char *name, galley_text text, galley_error *error);

/* Where a member of an object stands; NULL if there is no such member. */
const document_place *document_member(const document *document, const json_t *object, const char *key);
const document_place *document_item(const document *document, const json_t *array, size_t index);

/* The members or items of a container, one by one: *number begins at 0. NULL behind the last. */
document_place *document_next(const document *document, const json_t *container, size_t *number);

/* The value that stands at a place. Borrowed. */
json_t *document_value(const document_place *place);

/* Does the first stand inside of the other's value? */
bool document_is_below(const document_place *place, const document_place *outer);

/* Gives a member another name, which its object must not have yet; it stays where it stands. */
void document_rename(document_place *member, const char *name);

/* "FILE:LINE:COLUMN", both counted from 1, the column in characters. To be freed. Cheap if asked in the order of the
 * file. */
char *document_position(document *document, size_t at);

typedef void document_report(void *context, size_t at, const char *message);

/* Fills ${NAME} and ${NAME:-default} in every string value but those of "tests", which are as they are written, from
 * `set` or the environment; $${ stands for ${. Reports what has no value, and settings that the file does not ask for.
 * Notes each variable, with "from" one of "--set", "environment" and "default". */
void document_fill(document *document, settings set, document_report *report, void *context);

#endif
