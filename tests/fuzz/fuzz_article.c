/* Any bytes as an article's line, compared with jansson: what one reads as an object the other does too, but for what
 * only jansson refuses (numbers beyond its types, a NUL in a name, nesting a level deeper) and for a NUL byte behind a
 * number, which jansson overlooks; the members are the same; a line without edits comes out as it came in, and with
 * edits as jansson's object with the same edits. */
#include "article/article.h"
#include "must.h"

static const field_map no_fields = {0};
static const galley_reason reasons[] = {{"any", "any reason"}, {0}};
static const galley_stage_type stage = {.name = "fuzz", .reasons = reasons};
static const galley_text provenance = {"{\"origin\": \"fuzz:1\"}", 20};

enum { READ = JSON_ALLOW_NUL | JSON_DECODE_ANY };

static bool scan_line(galley_article *article, galley_text line, galley_arena *arena) {
    galley_error error = {""};
    origin from = {.shard = "fuzz", .line = 1};
    bool is_article = article_scan(article, line, from, &no_fields, arena, &error);
    size_t len = strlen(error.message);
    must(is_article == (len == 0));
    must(galley_utf8_valid(galley_text_part(error.message, len)) == len);
    return is_article;
}

static json_t *load(galley_text text, json_error_t *error) {
    return json_loadb(text.ptr ? text.ptr : "", text.len, READ, error);
}

static bool only_jansson_refuses(const json_error_t *error) {
    enum json_error_code code = json_error_code(error);
    return code == json_error_numeric_overflow || code == json_error_null_byte_in_key ||
           code == json_error_stack_overflow;
}

/* ---- Reading ---- */

static bool has_nul(galley_text text) {
    return text.len > 0 && memchr(text.ptr, '\0', text.len) != NULL;
}

static void compare_value(galley_article *article, const char *name, const json_t *value) {
    galley_text text = galley_article_text(article, name);
    must(galley_article_has(article, name));
    must((text.ptr != NULL) == json_is_string(value));
    if (text.ptr) {
        must(galley_utf8_valid(text) == text.len && text.ptr[text.len] == '\0');
        must(galley_text_equal(text, galley_text_part(json_string_value(value), json_string_length(value))));
    }
    must(json_equal(galley_article_json(article, name), value));
}

static void compare_members(galley_article *article, json_t *object) {
    const char *name;
    json_t *value;
    json_object_foreach(object, name, value) {
        compare_value(article, name, value);
    }
    size_t distinct = 0;
    for (size_t i = 0; i < article->member_count; i++)
        distinct += article_member(article, article->members[i].name) == &article->members[i];
    must(distinct == json_object_size(object));
}

/* ---- Editing ---- */

/* Edits that depend on the members only: some set to text, some to a number, some removed, one added. The same is done
 * to jansson's object, if there is one. */
static void edit(galley_article *article, json_t *object) {
    size_t count = article->member_count;
    for (size_t i = 0; i < count; i++) {
        galley_text name = article->members[i].name;
        if (has_nul(name))
            continue;
        const char *field = galley_arena_copy(article->arena, name).ptr;
        switch (galley_hash64(name, i) % 5) {
        case 0:
            must(galley_article_set_text(article, field, name) == GALLEY_KEEP);
            json_object_set_new(object, field, json_stringn(name.ptr, name.len));
            break;
        case 1:
            must(galley_article_set_integer(article, field, -17) == GALLEY_KEEP);
            json_object_set_new(object, field, json_integer(-17));
            break;
        case 2:
            must(galley_article_remove(article, field) == GALLEY_KEEP);
            json_object_del(object, field);
            break;
        case 3:
            must(galley_article_set_json(article, field, json_pack("{s:[n,b]}", "a", 1)) == GALLEY_KEEP);
            json_object_set_new(object, field, json_pack("{s:[n,b]}", "a", 1));
            break;
        default:
            break;
        }
    }
    must(galley_article_set_text(article, "added \"\n", galley_text_of("\x7f\xc3\xa9")) == GALLEY_KEEP);
    json_object_set_new(object, "added \"\n", json_string("\x7f\xc3\xa9"));
}

/* ---- Writing ---- */

static galley_text written_line(const galley_buffer *out) {
    must(out->len > 0 && out->ptr[out->len - 1] == '\n');
    return galley_text_part(out->ptr, out->len - 1);
}

/* What was written is an article, the same as the object if there is one. */
static void check_written(const galley_buffer *out, json_t *object, galley_arena *arena) {
    galley_article again;
    galley_text line = written_line(out);
    must(scan_line(&again, line, arena));
    article_clear(&again);
    if (!object)
        return;
    json_t *found = load(line, NULL);
    must(json_equal(found, object));
    json_decref(found);
}

/* Members that no edit touched have the bytes that they had, in the order that they had. */
static void check_untouched(const galley_article *article, const galley_buffer *out, galley_arena *arena) {
    galley_article again;
    must(scan_line(&again, written_line(out), arena));
    size_t at = 0;
    for (size_t i = 0; i < article->member_count; i++) {
        const member *each = &article->members[i];
        if (each->state == MEMBER_REMOVED)
            continue;
        must(at < again.member_count && galley_text_equal(again.members[at].name, each->name));
        must(galley_text_equal(again.members[at].value, each->value));
        at++;
    }
    must(at == again.member_count);
    article_clear(&again);
}

static void check_provenance(const galley_article *article, json_t *object, galley_buffer *out) {
    out->len = 0;
    article_write(article, provenance, out);
    json_t *expected = json_copy(object);
    json_object_set_new(expected, "galley", load(provenance, NULL));
    check_written(out, expected, article->arena);
    json_decref(expected);
}

/* A dropped article is as it was read, but for the member "galley". */
static void check_dropped(galley_article *article, json_t *original, galley_buffer *out) {
    article_enter_stage(article, &stage, NULL, 0);
    must(galley_drop(article, 0, 0.5, galley_text_of("why\xff")) == GALLEY_DROP);
    out->len = 0;
    article_write_dropped(article, "fuzz", out);
    check_written(out, NULL, article->arena);
    if (!original)
        return;
    json_t *found = load(written_line(out), NULL), *expected = json_copy(original);
    must(json_is_object(json_object_get(found, "galley")));
    json_object_del(found, "galley");
    json_object_del(expected, "galley");
    must(json_equal(found, expected));
    json_decref(found);
    json_decref(expected);
}

static void check_article(galley_article *article, json_t *object) {
    galley_buffer out = {0};
    article_write(article, galley_text_of(NULL), &out);
    must(galley_text_equal(written_line(&out), article->line));
    check_provenance(article, object, &out);

    json_t *edited = json_copy(object);
    edit(article, edited);
    out.len = 0;
    article_write(article, galley_text_of(NULL), &out);
    check_written(&out, edited, article->arena);
    check_untouched(article, &out, article->arena);
    check_provenance(article, edited, &out);
    check_dropped(article, object, &out);
    json_decref(edited);
    galley_buffer_clear(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len) {
    galley_text line = galley_text_part((const char *)bytes, len);
    json_error_t error = {.line = 0};
    json_t *value = has_nul(line) ? NULL : load(line, &error), *object = json_is_object(value) ? value : NULL;
    galley_arena *arena = galley_arena_new();
    galley_article article;
    bool is_article = scan_line(&article, line, arena);
    must(!is_article || !has_nul(line));
    must(is_article ? object || (!value && only_jansson_refuses(&error)) : !object);
    if (is_article) {
        if (object)
            compare_members(&article, object);
        check_article(&article, object);
    }
    article_clear(&article);
    galley_arena_free(arena);
    json_decref(value);
    return 0;
}
