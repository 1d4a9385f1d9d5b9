/* What is found wrong with a document while it is looked through: told at its place, put in the order of the file in
 * the end. And the check that all objects of a pipeline file share: which keys they may have. */
#ifndef CORE_PIPELINE_FINDINGS_H
#define CORE_PIPELINE_FINDINGS_H

#include "pipeline/document.h"

typedef struct findings {
    document *document;
    struct finding *list;
    size_t count, capacity;
} findings;

void findings_add(findings *findings, size_t at, const char *format, ...) GALLEY_FORMAT(3, 4);

/* Adds all to `found`, each with its place, and empties the list. */
void findings_hand_over(findings *findings, problems *found);

/* A key that an object may have. Tables of them end with {0}. */
typedef struct key {
    const char *name;
    unsigned types;     /* TYPE_… of its value */
    const char *wanted; /* of its value, for people */
    bool is_required;
} key;

enum {
    TYPE_OBJECT = 1 << JSON_OBJECT,
    TYPE_ARRAY = 1 << JSON_ARRAY,
    TYPE_STRING = 1 << JSON_STRING,
    TYPE_INTEGER = 1 << JSON_INTEGER,
    TYPE_TRUE = 1 << JSON_TRUE,
    TYPE_ANY = 0xFF
};

/* Adds what is wrong with an object's keys and with the types of their values. A key that is not known stands for the
 * nearest one from here on, so that what is inside gets checked too. `at`: where the object stands. */
void findings_check_keys(findings *findings, json_t *object, size_t at, const key *keys);

/* The member, if it is of one of those types; else NULL. */
json_t *member_of_type(const json_t *object, const char *name, unsigned types);

#endif
