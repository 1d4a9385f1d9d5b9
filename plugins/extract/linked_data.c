/* Looks for the article in a script of JSON-LD: at the top, in arrays, below @graph and mainEntity. Bounded: scripts up to
 * a megabyte, and so many values. jansson does the parsing, and bounds its own depth. */
#include "linked_data.h"

#include "words.h"

#include <jansson.h>

enum { SCRIPT_BYTES = 1 << 20, VALUES_MAX = 512, NAMES_MAX = 12 };

/* ---- Mending --------------------------------------------------------------------------------------------------- */

/* Is the comma at `at` the last thing before a closing bracket? */
static bool is_trailing(galley_text script, size_t at) {
    for (size_t i = at + 1; i < script.len; i++)
        if (!strchr(" \t\r\n", script.ptr[i]) || script.ptr[i] == '\0')
            return script.ptr[i] == '}' || script.ptr[i] == ']';
    return true;
}

/* What pages write into strings and JSON does not allow: line breaks, tabs, \' and other escapes that there are not; and
 * commas behind the last member. */
static galley_text mend(galley_text script, galley_arena *arena) {
    char *out = galley_arena_alloc(arena, script.len + 1);
    size_t written = 0;
    bool in_string = false;
    for (size_t i = 0; i < script.len; i++) {
        char byte = script.ptr[i];
        if (in_string && byte == '\\' && i + 1 < script.len) {
            char next = script.ptr[++i];
            if (strchr("\"\\/bfnrtu", next) && next != '\0')
                out[written++] = '\\';
            out[written++] = (unsigned char)next < 0x20 ? ' ' : next;
            continue;
        }
        in_string ^= byte == '"';
        if (!in_string && byte == ',' && is_trailing(script, i))
            continue;
        out[written++] = (unsigned char)byte < 0x20 ? ' ' : byte;
    }
    return galley_text_part(out, written);
}

/* Without <!-- and //<![CDATA[ around it. */
static galley_text unwrap(galley_text script) {
    size_t start = 0;
    while (start < script.len && script.ptr[start] != '{' && script.ptr[start] != '[')
        start++;
    if (script.len - start > 8 && memcmp(script.ptr + start, "[CDATA[", 7) == 0)
        for (start += 7; start < script.len && script.ptr[start] != '{' && script.ptr[start] != '[';)
            start++;
    return galley_text_part(script.ptr + start, script.len - start);
}

static json_t *parse(galley_text script, galley_arena *scratch) {
    galley_text json = unwrap(script);
    json_error_t error;
    json_t *value = json_loadb(json.ptr, json.len, JSON_DISABLE_EOF_CHECK | JSON_ALLOW_NUL, &error);
    if (value)
        return value;
    json = mend(json, scratch);
    return json_loadb(json.ptr, json.len, JSON_DISABLE_EOF_CHECK | JSON_ALLOW_NUL, &error);
}

/* ---- Reading --------------------------------------------------------------------------------------------------- */

static galley_text string_of(const json_t *value) {
    if (!json_is_string(value))
        return galley_text_of(NULL);
    return galley_trim(galley_text_part(json_string_value(value), json_string_length(value)));
}

static bool has_type(const json_t *object, const char *const *wanted) {
    const json_t *type = json_object_get(object, "@type");
    size_t count = json_is_array(type) ? json_array_size(type) : 1;
    for (size_t i = 0; i < count && i < NAMES_MAX; i++) {
        galley_text name = string_of(json_is_array(type) ? json_array_get(type, i) : type);
        for (const char *const *one = wanted; *one; one++)
            if (name.len >= strlen(*one) &&
                text_same(galley_text_part(name.ptr + name.len - strlen(*one), strlen(*one)), *one))
                return true;
    }
    return false;
}

/* Ends of types: NewsArticle, ReportageNewsArticle, … */
static const char *const article_types[] = {"Article",   "BlogPosting", "Report", "SocialMediaPosting",
                                            "NewsStory", "Review",      "Recipe", NULL};
static const char *const page_types[] = {
    "WebPage", "ItemPage", "VideoObject", "CreativeWork", "PodcastEpisode", "DiscussionForumPosting", NULL};

/* The name of a person or an organisation, which may be written as a string, an object, or a list of either. */
static void add_names(const json_t *value, galley_buffer *names, int *count) {
    size_t size = json_is_array(value) ? json_array_size(value) : 1;
    for (size_t i = 0; i < size && *count < NAMES_MAX; i++) {
        const json_t *one = json_is_array(value) ? json_array_get(value, i) : value;
        const json_t *name = json_is_object(one) ? json_object_get(one, "name") : one;
        size_t parts = json_is_array(name) ? json_array_size(name) : 1;
        for (size_t part = 0; part < parts && *count < NAMES_MAX; part++) {
            galley_text text = string_of(json_is_array(name) ? json_array_get(name, part) : name);
            if (text.len == 0 || text.len > 200)
                continue;
            if ((*count)++ > 0)
                galley_buffer_add_string(names, "\n");
            galley_buffer_add(names, text);
        }
    }
}

static galley_text names_of(const json_t *value, galley_arena *arena) {
    galley_buffer names = {0};
    int count = 0;
    add_names(value, &names, &count);
    galley_text copy = count > 0 ? galley_arena_copy(arena, galley_buffer_text(&names)) : galley_text_of(NULL);
    galley_buffer_clear(&names);
    return copy;
}

static void set(galley_text *field, galley_text value, galley_arena *arena) {
    if (field->len == 0 && value.len > 0)
        *field = galley_arena_copy(arena, value);
}

static galley_text body_of(const json_t *object) {
    const json_t *body = json_object_get(object, "articleBody");
    return string_of(json_is_array(body) ? json_array_get(body, 0) : body);
}

static galley_text address_of(const json_t *object) {
    const json_t *page = json_object_get(object, "mainEntityOfPage");
    galley_text url = string_of(json_is_object(page) ? json_object_get(page, "@id") : page);
    return url.len > 0 ? url : string_of(json_object_get(object, "url"));
}

static void read_object(const json_t *object, linked_data *found, galley_arena *arena) {
    bool is_article = has_type(object, article_types);
    if (!is_article && !has_type(object, page_types))
        return;
    if (is_article && !found->is_article)
        *found = (linked_data){.is_article = true};
    if (!is_article && found->is_article)
        return;
    galley_text headline = string_of(json_object_get(object, "headline"));
    set(&found->headline, headline.len > 0 || !is_article ? headline : string_of(json_object_get(object, "name")),
        arena);
    set(&found->published, string_of(json_object_get(object, "datePublished")), arena);
    set(&found->created, string_of(json_object_get(object, "dateCreated")), arena);
    set(&found->modified, string_of(json_object_get(object, "dateModified")), arena);
    const json_t *author = json_object_get(object, "author");
    set(&found->author, names_of(author ? author : json_object_get(object, "creator"), arena), arena);
    set(&found->publisher, names_of(json_object_get(object, "publisher"), arena), arena);
    set(&found->lang, string_of(json_object_get(object, "inLanguage")), arena);
    set(&found->url, address_of(object), arena);
    set(&found->body, body_of(object), arena);
}

/* Values yet to be looked at; what does not fit is left out. */
typedef struct pending {
    const json_t *values[VALUES_MAX];
    size_t count;
} pending;

static void add(pending *list, const json_t *value) {
    if (value && list->count < VALUES_MAX)
        list->values[list->count++] = value;
}

void linked_data_read(galley_text script, linked_data *found, galley_arena *arena, galley_arena *scratch) {
    static const char *const members[] = {"@graph", "mainEntity", "mainEntityOfPage", "article", NULL};
    if (script.len == 0 || script.len > SCRIPT_BYTES)
        return;
    json_t *root = parse(script, scratch);
    if (!root)
        return;
    pending list = {.count = 0};
    add(&list, root);
    for (size_t i = 0; i < list.count; i++) {
        const json_t *value = list.values[i];
        if (json_is_object(value)) {
            read_object(value, found, arena);
            for (const char *const *member = members; *member; member++)
                add(&list, json_object_get(value, *member));
        }
        for (size_t item = 0; json_is_array(value) && item < json_array_size(value); item++)
            add(&list, json_array_get(value, item));
    }
    json_decref(root);
}
