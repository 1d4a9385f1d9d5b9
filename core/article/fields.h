/* The words that Galley has for an article's fields, and a corpus' own names for them. */
#ifndef CORE_ARTICLE_FIELDS_H
#define CORE_ARTICLE_FIELDS_H

#include <galley/base.h>

/* "fields" of a pipeline: {"text": "maintext"}. Few entries, looked up in a row. */
typedef struct field_map {
    struct field_name {
        char *field, *member; /* Galley's, the corpus' */
    } * names;
    size_t count;
} field_map;

/* The corpus' name of a field; the field itself if it is not mapped. */
const char *field_map_member(const field_map *map, const char *field);

/* Adds one; copies both. */
void field_map_add(field_map *map, const char *field, const char *member);
void field_map_clear(field_map *map);

/* Fields with a fixed meaning, that any corpus may have; ends with NULL. */
extern const char *const fields_known[];

#endif
