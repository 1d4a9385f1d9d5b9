/* Field names. */
#include "article/fields.h"
#include "base/memory.h"

#include <stdlib.h>

const char *const fields_known[] = {"id",     "url",    "title", "text",    "date", "lang",
                                    "source", "author", "html",  "summary", NULL};

const char *field_map_member(const field_map *map, const char *field) {
    for (size_t i = 0; i < map->count; i++)
        if (strcmp(map->names[i].field, field) == 0)
            return map->names[i].member;
    return field;
}

void field_map_add(field_map *map, const char *field, const char *member) {
    map->names = memory_resize(map->names, map->count + 1, sizeof *map->names);
    map->names[map->count++] =
        (struct field_name){memory_string(galley_text_of(field)), memory_string(galley_text_of(member))};
}

void field_map_clear(field_map *map) {
    for (size_t i = 0; i < map->count; i++) {
        free(map->names[i].field);
        free(map->names[i].member);
    }
    free(map->names);
    *map = (field_map){0};
}
