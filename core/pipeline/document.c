/* Reading a pipeline file. Jansson parses it; since it does not tell where values stand, the text, valid by then, is
 * walked once more beside what was parsed. */
#define _GNU_SOURCE /* qsort_r */
#include "pipeline/document.h"
#include "article/scan.h"
#include "base/memory.h"
#include "pipeline/syntax.h"
#include "stream/file.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    FILE_BYTES_MAX = 8 * 1024 * 1024,
    PLACES_MAX = 16384, /* values that are no tests': some are looked up one by one, and no pipeline has so many */
    TEST_PLACES_MAX = 262144, /* and of tests, which hold articles */
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

/* Bytes in the midst of a character are no column of their own. */
static void cursor_step(struct document_cursor *self, char byte) {
    if (byte == '\n') {
        self->line++;
        self->column = 1;
    } else if (((unsigned char)byte & 0xC0) != 0x80) {
        self->column++;
    }
    self->at++;
}

char *document_position(document *self, size_t at) {
    if (self->cursor.line == 0 || at < self->cursor.at)
        self->cursor = (struct document_cursor){0, 1, 1};
    while (self->cursor.at < at && self->cursor.at < self->text.len)
        cursor_step(&self->cursor, self->text.ptr[self->cursor.at]);
    return memory_printf("%s:%zu:%zu", self->name, self->cursor.line, self->cursor.column);
}

/* ---- Places ---- */

/* A container that the walk is inside of. */
typedef struct level {
    json_t *container;
    size_t index; /* of the next item of an array */
    size_t place; /* of the container; of the whole file's, NOWHERE */
} level;

static const size_t NOWHERE = SIZE_MAX;

typedef struct walk {
    document *document;
    level *levels;
    size_t depth, capacity;
    size_t at;
    size_t tests_places; /* how many of the places stand in "tests" */
} walk;

static void push_level(walk *self, json_t *container, size_t place) {
    if (self->depth == self->capacity) {
        self->capacity = self->capacity * 2 + 8;
        self->levels = memory_resize(self->levels, self->capacity, sizeof *self->levels);
    }
    self->levels[self->depth++] = (level){.container = container, .place = place};
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

json_t *document_value(const document_place *place) {
    return place->key ? json_object_get(place->container, place->key) : json_array_get(place->container, place->index);
}

static void add_place(document *self, document_place place) {
    if (self->count == self->capacity) {
        self->capacity = self->capacity * 2 + 64;
        self->places = memory_resize(self->places, self->capacity, sizeof *self->places);
    }
    self->places[self->count++] = place;
}

static void close_level(walk *self) {
    size_t place = self->levels[--self->depth].place;
    self->at++;
    if (place != NOWHERE)
        self->document->places[place].value_end = self->at;
}

/* Is the walk inside the member "tests" of the file? */
static bool is_in_tests(const walk *self) {
    if (self->depth < 2)
        return false;
    return strcmp(self->document->places[self->levels[1].place].key, "tests") == 0;
}

/* One member, item or closing bracket. */
static void walk_step(walk *self) {
    level *top = &self->levels[self->depth - 1];
    galley_text text = galley_buffer_text(&self->document->text);
    if (text.ptr[self->at] == '}' || text.ptr[self->at] == ']') {
        close_level(self);
        return;
    }
    self->tests_places += is_in_tests(self);
    document_place place = {.container = top->container};
    if (json_is_object(top->container))
        place = name_place(self, top->container);
    else
        place.index = top->index++;
    place.value_at = self->at;
    add_place(self->document, place);
    size_t number = self->document->count - 1;
    json_t *value = document_value(&place);
    if (json_is_object(value) || json_is_array(value)) {
        push_level(self, value, number);
        self->at++;
        return;
    }
    if (json_is_string(value))
        self->at = syntax_string_end(text, self->at);
    else
        while (!strchr(" \t\r\n,]}", text.ptr[self->at]))
            self->at++;
    self->document->places[number].value_end = self->at;
}

static bool has_too_many(const walk *self, galley_error *error) {
    const char *name = self->document->name;
    if (self->tests_places > TEST_PLACES_MAX)
        return !galley_error_set(error, "%s: its tests hold more than %d values", name, TEST_PLACES_MAX);
    if (self->document->count - self->tests_places > PLACES_MAX)
        return !galley_error_set(error, "%s: holds more than %d values that are no tests'; a pipeline has fewer", name,
                                 PLACES_MAX);
    return false;
}

static int compare_places(const void *left, const void *right, void *context) {
    const document *self = context;
    size_t one = *(const size_t *)left, other = *(const size_t *)right;
    uintptr_t of_one = (uintptr_t)self->places[one].container, of_other = (uintptr_t)self->places[other].container;
    if (of_one != of_other)
        return of_one < of_other ? -1 : 1;
    return one < other ? -1 : one > other;
}

static void sort_places(document *self) {
    self->by_container = memory_zero(self->count + 1, sizeof *self->by_container);
    for (size_t i = 0; i < self->count; i++)
        self->by_container[i] = i;
    qsort_r(self->by_container, self->count, sizeof *self->by_container, compare_places, self);
}

static bool find_places(document *self, galley_error *error) {
    walk walk = {.document = self};
    skip_bytes(&walk, " \t\r\n");
    walk.at++;
    push_level(&walk, self->root, NOWHERE);
    while (walk.depth > 0 && !has_too_many(&walk, error)) {
        skip_bytes(&walk, " \t\r\n,");
        walk_step(&walk);
    }
    free(walk.levels);
    sort_places(self);
    return walk.depth == 0;
}

/* Where the places of a container begin in `by_container`; `count` if it has none. */
static size_t first_of(const document *self, const json_t *container) {
    size_t low = 0, high = self->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if ((uintptr_t)self->places[self->by_container[middle]].container < (uintptr_t)container)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static document_place *place_of(const document *self, const json_t *container, size_t rank) {
    if (rank >= self->count)
        return NULL;
    document_place *place = &self->places[self->by_container[rank]];
    return place->container == container ? place : NULL;
}

document_place *document_next(const document *self, const json_t *container, size_t *number) {
    return place_of(self, container, first_of(self, container) + (*number)++);
}

const document_place *document_member(const document *self, const json_t *object, const char *key) {
    const document_place *place;
    for (size_t rank = first_of(self, object); (place = place_of(self, object, rank)); rank++)
        if (place->key && strcmp(place->key, key) == 0)
            return place;
    return NULL;
}

const document_place *document_item(const document *self, const json_t *array, size_t index) {
    return place_of(self, array, first_of(self, array) + index);
}

bool document_is_below(const document_place *place, const document_place *outer) {
    return place->value_at > outer->value_at && place->value_at < outer->value_end;
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
    return find_places(self, error);
}

void document_clear(document *self) {
    galley_buffer_clear(&self->text);
    json_decref(self->root);
    json_decref(self->variables);
    free(self->places);
    free(self->by_container);
    *self = (document){0};
}
