/* Looks for the article in a script of JSON-LD: at the top, in arrays, below @graph and mainEntity. Bounded: scripts up
 * to a megabyte, and so many values. jansson does the parsing, and bounds its own depth; what it cannot parse is mended
 * (json_mend.h). */
#include "linked_data.h"

#include "json_mend.h"
#include "values.h"
#include "words.h"

#include <jansson.h>

enum {
    SCRIPT_BYTES = 1 << 20,
    SCRIPT_VALUES = 16,
    VALUES_MAX = 512,
    NAMES_MAX = 12,
    LOOKUPS_MAX = 32,
    NAME_BYTES = 200,
    HEADLINE_BYTES = 12
};

/* Values of one script, with all below them that is yet to be looked at; what does not fit is left out. */
typedef struct values {
    const json_t *values[VALUES_MAX];
    size_t count;
    json_t *roots[SCRIPT_VALUES];
    size_t root_count;
    size_t lookups; /* of persons by their @id */
} values;

/* ---- Parsing --------------------------------------------------------------------------------------------------- */

/* From the first bracket on: before it stands <!-- or //<![CDATA[, and behind another value perhaps a comma. */
static galley_text unwrap(galley_text script) {
    size_t start = 0;
    while (start < script.len && script.ptr[start] != '{' && script.ptr[start] != '[')
        start++;
    if (script.len - start > 8 && memcmp(script.ptr + start, "[CDATA[", 7) == 0)
        for (start += 7; start < script.len && script.ptr[start] != '{' && script.ptr[start] != '[';)
            start++;
    return galley_text_part(script.ptr + start, script.len - start);
}

static json_t *parse(galley_text *script) {
    json_error_t error;
    galley_text json = unwrap(*script);
    json_t *value = json_loadb(json.ptr, json.len, JSON_DISABLE_EOF_CHECK | JSON_ALLOW_NUL, &error);
    size_t used = value ? (size_t)error.position : 0;
    *script = galley_text_part(json.ptr + used, json.len - used);
    return value;
}

/* Pages write one value behind the other; all of them are mended if one is broken. */
static void parse_all(galley_text script, values *list) {
    galley_buffer mended = {0};
    json_t *value;
    while (list->root_count < SCRIPT_VALUES && unwrap(script).len > 0) {
        value = parse(&script);
        if (!value && mended.len == 0) {
            json_mend(script, &mended);
            script = galley_buffer_text(&mended);
            value = parse(&script);
        }
        if (!value)
            break;
        list->roots[list->root_count++] = value;
    }
    galley_buffer_clear(&mended);
}

static void add(values *list, const json_t *value) {
    if (value && list->count < VALUES_MAX)
        list->values[list->count++] = value;
}

/* All values that may be an article, or somebody whom it names. */
static void collect(values *list) {
    static const char *const members[] = {"@graph", "mainEntity", "mainEntityOfPage", "article", NULL};
    for (size_t i = 0; i < list->root_count; i++)
        add(list, list->roots[i]);
    for (size_t i = 0; i < list->count; i++) {
        const json_t *value = list->values[i];
        for (const char *const *member = members; json_is_object(value) && *member; member++)
            add(list, json_object_get(value, *member));
        for (size_t item = 0; json_is_array(value) && item < json_array_size(value); item++)
            add(list, json_array_get(value, item));
    }
}

/* ---- Reading --------------------------------------------------------------------------------------------------- */

static galley_text string_of(const json_t *value) {
    if (!json_is_string(value))
        return galley_text_of(NULL);
    return galley_trim(galley_text_part(json_string_value(value), json_string_length(value)));
}

/* A date may also be the first of a list, an object with @value, or seconds. */
static galley_text date_of(const json_t *value, galley_arena *arena) {
    if (json_is_array(value))
        value = json_array_get(value, 0);
    if (json_is_object(value))
        value = json_object_get(value, "@value");
    if (json_is_integer(value))
        return galley_arena_printf(arena, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    return string_of(value);
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

/* The object that has this @id, and a name. */
static const json_t *find_named(values *list, galley_text id) {
    if (id.len == 0 || list->lookups++ >= LOOKUPS_MAX)
        return NULL;
    for (size_t i = 0; i < list->count; i++)
        if (galley_text_equal(string_of(json_object_get(list->values[i], "@id")), id) &&
            json_object_get(list->values[i], "name"))
            return list->values[i];
    return NULL;
}

static void add_name(galley_text name, galley_buffer *names, int *count) {
    if (name.len == 0 || name.len > NAME_BYTES || *count == NAMES_MAX)
        return;
    if ((*count)++ > 0)
        galley_buffer_add_string(names, "\n");
    galley_buffer_add(names, name);
}

/* The names of one person or organisation: of an object, perhaps one that stands elsewhere, or a string. */
static void add_names(values *list, const json_t *one, galley_buffer *names, int *count, galley_arena *arena) {
    const json_t *name = json_is_object(one) ? json_object_get(one, "name") : one;
    if (json_is_object(one) && !name) {
        galley_text given = string_of(json_object_get(one, "givenName"));
        galley_text family = string_of(json_object_get(one, "familyName"));
        name = json_object_get(find_named(list, string_of(json_object_get(one, "@id"))), "name");
        if (!name && given.len > 0 && family.len > 0)
            add_name(galley_arena_printf(arena, "%.*s %.*s", GALLEY_TEXT_ARGS(given), GALLEY_TEXT_ARGS(family)), names,
                     count);
    }
    size_t parts = json_is_array(name) ? json_array_size(name) : 1;
    for (size_t part = 0; part < parts && *count < NAMES_MAX; part++)
        add_name(string_of(json_is_array(name) ? json_array_get(name, part) : name), names, count);
}

static galley_text names_of(values *list, const json_t *value, galley_arena *arena) {
    galley_buffer names = {0};
    int count = 0;
    if (json_object_get(value, "@list"))
        value = json_object_get(value, "@list");
    size_t size = json_is_array(value) ? json_array_size(value) : 1;
    for (size_t i = 0; i < size && count < NAMES_MAX; i++)
        add_names(list, json_is_array(value) ? json_array_get(value, i) : value, &names, &count, arena);
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

static bool is_address(galley_text url, galley_text page) {
    return url.len > 0 && galley_text_equal(url, page);
}

/* Is it the story that this page is about, which has a title and an address? */
static bool is_of_page(const json_t *object, const linked_data_page *page, galley_arena *scratch) {
    galley_text headline = galley_utf8_cut(string_of(json_object_get(object, "headline")), VALUE_BYTES);
    headline = galley_fold(text_unescape(headline, scratch), scratch);
    bool is_told = headline.len >= HEADLINE_BYTES && (value_folded_holds(page->folded_title, headline) ||
                                                      value_folded_holds(page->folded_heading, headline));
    return is_told || is_address(address_of(object), page->address);
}

static linked_data_kind kind_of(const json_t *object, const linked_data_page *page, galley_arena *scratch) {
    if (!has_type(object, article_types))
        return has_type(object, page_types) ? LINKED_PAGE : LINKED_NOTHING;
    return json_object_get(object, "datePublished") && is_of_page(object, page, scratch) ? LINKED_THIS_ARTICLE
                                                                                         : LINKED_ARTICLE;
}

static void read_object(values *list, const json_t *object, const linked_data_page *page, linked_data *found,
                        galley_arena *arena, galley_arena *scratch) {
    linked_data_kind kind = kind_of(object, page, scratch);
    if (kind == LINKED_NOTHING || kind < found->kind)
        return;
    if (kind > found->kind)
        *found = (linked_data){.kind = kind};
    galley_text headline = string_of(json_object_get(object, "headline"));
    bool has_name = headline.len == 0 && kind >= LINKED_ARTICLE;
    const json_t *author = json_object_get(object, "author");
    set(&found->headline, has_name ? string_of(json_object_get(object, "name")) : headline, arena);
    set(&found->published, date_of(json_object_get(object, "datePublished"), scratch), arena);
    set(&found->created, date_of(json_object_get(object, "dateCreated"), scratch), arena);
    set(&found->modified, date_of(json_object_get(object, "dateModified"), scratch), arena);
    set(&found->author, names_of(list, author ? author : json_object_get(object, "creator"), scratch), arena);
    set(&found->publisher, names_of(list, json_object_get(object, "publisher"), scratch), arena);
    set(&found->lang, string_of(json_object_get(object, "inLanguage")), arena);
    set(&found->url, address_of(object), arena);
    set(&found->body, body_of(object), arena);
}

void linked_data_read(galley_text script, const linked_data_page *page, linked_data *found, galley_arena *arena,
                      galley_arena *scratch) {
    values list = {.count = 0};
    if (script.len == 0 || script.len > SCRIPT_BYTES)
        return;
    if (!memchr(script.ptr, '"', script.len))
        script = text_unescape(script, scratch);
    parse_all(script, &list);
    collect(&list);
    for (size_t i = 0; i < list.count; i++)
        if (json_is_object(list.values[i]))
            read_object(&list, list.values[i], page, found, arena, scratch);
    for (size_t i = 0; i < list.root_count; i++)
        json_decref(list.roots[i]);
}
