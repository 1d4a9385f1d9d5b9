/* Reading a pipeline file. Jansson parses it; since it does not tell where values stand, the text, valid by then, is
 * walked once more beside what was parsed. */
#include "pipeline/document.h"
#include "article/scan.h"
#include "base/memory.h"
#include "pipeline/syntax.h"
#include "stream/file.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    FILE_BYTES_MAX = 1024 * 1024,
    PLACES_MAX = 16384 /* values in a file: they are looked up one by one, and no pipeline has so many */
};

/* ---- Text ---- */

/* Puts spaces in the place of comments and of a byte order mark: everything else stays where it is. */
static void blank_comments(galley_buffer *text) {
    if (text->len >= 3 && memcmp(text->ptr, "\xEF\xBB\xBF", 3) == 0)
        memset(text->ptr, ' ', 3);
    for (size_t at = 0; at < text->len;) {
        if (text->ptr[at] == '"') {
            at = syntax_string_end(galley_buffer_text(text), at);
        } else if (text->ptr[at] == '/' && at + 1 < text->len && text->ptr[at + 1] == '/') {
            while (at < text->len && text->ptr[at] != '\n')
                text->ptr[at++] = ' ';
        } else {
            at++;
        }
    }
}

char *document_position(const document *self, size_t at) {
    size_t line = 1, line_start = 0;
    for (size_t i = 0; i < at && i < self->text.len; i++)
        if (self->text.ptr[i] == '\n') {
            line++;
            line_start = i + 1;
        }
    size_t column = 1 + galley_utf8_count(galley_text_part(self->text.ptr + line_start, at - line_start));
    return memory_printf("%s:%zu:%zu", self->name, line, column);
}

/* ---- Places ---- */

/* A container that the walk is inside of. */
typedef struct level {
    json_t *container;
    size_t index; /* of the next item of an array */
} level;

typedef struct walk {
    document *document;
    level *levels;
    size_t depth, capacity;
    size_t at;
} walk;

static void push_level(walk *self, json_t *container) {
    if (self->depth == self->capacity) {
        self->capacity = self->capacity * 2 + 8;
        self->levels = memory_resize(self->levels, self->capacity, sizeof *self->levels);
    }
    self->levels[self->depth++] = (level){.container = container};
}

static void skip_bytes(walk *self, const char *bytes) {
    galley_text text = galley_buffer_text(&self->document->text);
    while (self->at < text.len && strchr(bytes, text.ptr[self->at]))
        self->at++;
}

/* The member whose name stands here; goes on to its value. */
static document_place name_place(walk *self, json_t *object) {
    galley_text text = galley_buffer_text(&self->document->text);
    size_t start = self->at;
    self->at = syntax_string_end(text, start);
    galley_text raw = galley_text_part(text.ptr + start + 1, self->at - start - 2);
    char *key = memory_alloc(raw.len + 1);
    key[scan_decode_string(raw, key)] = '\0';
    void *member = json_object_iter_at(object, key);
    free(key);
    skip_bytes(self, " \t\r\n:");
    return (document_place){.container = object, .key = json_object_iter_key(member), .name_at = start};
}

static json_t *place_value(const document_place *place) {
    return place->key ? json_object_get(place->container, place->key) : json_array_get(place->container, place->index);
}

static void add_place(document *self, document_place place) {
    if (self->count == self->capacity) {
        self->capacity = self->capacity * 2 + 64;
        self->places = memory_resize(self->places, self->capacity, sizeof *self->places);
    }
    self->places[self->count++] = place;
}

/* One member, item or closing bracket. */
static void walk_step(walk *self) {
    level *top = &self->levels[self->depth - 1];
    galley_text text = galley_buffer_text(&self->document->text);
    if (text.ptr[self->at] == '}' || text.ptr[self->at] == ']') {
        self->at++;
        self->depth--;
        return;
    }
    document_place place = {.container = top->container};
    if (json_is_object(top->container))
        place = name_place(self, top->container);
    else
        place.index = top->index++;
    place.value_at = self->at;
    add_place(self->document, place);
    json_t *value = place_value(&place);
    if (json_is_object(value) || json_is_array(value)) {
        push_level(self, value);
        self->at++;
    } else if (json_is_string(value)) {
        self->at = syntax_string_end(text, self->at);
    } else {
        while (!strchr(" \t\r\n,]}", text.ptr[self->at]))
            self->at++;
    }
}

/* False if there are too many. */
static bool find_places(document *self) {
    walk walk = {.document = self};
    skip_bytes(&walk, " \t\r\n");
    walk.at++;
    push_level(&walk, self->root);
    while (walk.depth > 0 && self->count <= PLACES_MAX) {
        skip_bytes(&walk, " \t\r\n,");
        walk_step(&walk);
    }
    free(walk.levels);
    return self->count <= PLACES_MAX;
}

static const document_place *find_place(const document *self, const json_t *container, const char *key, size_t index) {
    for (size_t i = 0; i < self->count; i++) {
        const document_place *place = &self->places[i];
        bool is_it = key ? place->key && strcmp(place->key, key) == 0 : !place->key && place->index == index;
        if (place->container == container && is_it)
            return place;
    }
    return NULL;
}

const document_place *document_member(const document *self, const json_t *object, const char *key) {
    return find_place(self, object, key, 0);
}

const document_place *document_item(const document *self, const json_t *array, size_t index) {
    return find_place(self, array, NULL, index);
}

void document_rename(document_place *member, const char *name) {
    json_object_set(member->container, name, json_object_get(member->container, member->key));
    json_object_del(member->container, member->key);
    member->key = json_object_iter_key(json_object_iter_at(member->container, name));
}

/* ---- Reading ---- */

bool document_read(document *self, const char *path, galley_error *error) {
    *self = (document){0};
    const char *name = strcmp(path, "-") == 0 ? "standard input" : path;
    galley_buffer text = {0};
    bool is_read =
        file_read(path, FILE_BYTES_MAX, &text, error) && document_parse(self, name, galley_buffer_text(&text), error);
    galley_buffer_clear(&text);
    return is_read;
}

bool document_parse(document *self, const char *name, galley_text text, galley_error *error) {
    *self = (document){.name = name};
    if (text.len == 0)
        return galley_error_set(error, "%s:1:1: the file is empty; a pipeline is {\"galley\": 1, \"stages\": […]}",
                                name);
    galley_buffer_add(&self->text, text);
    blank_comments(&self->text);
    json_error_t fault;
    self->root = json_loadb(self->text.ptr, self->text.len, JSON_REJECT_DUPLICATES, &fault);
    if (!self->root) {
        char *place = document_position(self, syntax_explain(galley_buffer_text(&self->text), &fault, error));
        galley_error_at(error, "%s", place);
        free(place);
        return false;
    }
    if (!json_is_object(self->root))
        return galley_error_set(error, "%s:1:1: a pipeline is a JSON object, {\"galley\": 1, \"stages\": […]}",
                                self->name);
    return find_places(self) ||
           galley_error_set(error, "%s: holds more than %d values; a pipeline has fewer", self->name, PLACES_MAX);
}

void document_clear(document *self) {
    galley_buffer_clear(&self->text);
    json_decref(self->root);
    json_decref(self->variables);
    free(self->places);
    *self = (document){0};
}
