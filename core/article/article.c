/* The article: members found at once, decoded on demand, edited in the arena, spliced when written.
 *
 * An object may name a member twice. The last one counts, as for jansson, jq and Python; an edit takes the others away,
 * and an article that is not edited keeps them all. Objects have few members, so they are looked up in a row. */
#include "article/article.h"
#include "article/scan.h"

#include <math.h>
#include <stdio.h>

enum { FIRST_MEMBERS = 8, MEMBERS_MAX = 65536 };

/* ---- Scanning ---- */

static member *add_member(galley_article *article) {
    if (article->member_count == article->member_capacity) {
        size_t capacity = article->member_capacity ? article->member_capacity * 2 : FIRST_MEMBERS;
        member *members = galley_arena_alloc(article->arena, capacity * sizeof *members);
        if (article->member_count)
            memcpy(members, article->members, article->member_count * sizeof *members);
        article->members = members;
        article->member_capacity = capacity;
    }
    member *fresh = &article->members[article->member_count++];
    *fresh = (member){0};
    return fresh;
}

/* A string's content without escapes, with a NUL behind it, in the arena. */
static galley_text decode_string(galley_arena *arena, galley_text raw, bool has_escape) {
    if (!has_escape)
        return galley_arena_copy(arena, raw);
    char *text = galley_arena_alloc(arena, raw.len + 1);
    size_t len = scan_decode_string(raw, text);
    text[len] = '\0';
    return galley_text_part(text, len);
}

static galley_text line_part(const galley_article *article, size_t start, size_t end) {
    return galley_text_part(article->line.ptr + start, end - start);
}

bool article_scan(galley_article *article, galley_text line, origin from, const field_map *fields, galley_arena *arena,
                  galley_error *error) {
    *article = (galley_article){.line = line, .origin = from, .fields = fields, .arena = arena};
    scan scanner;
    if (!scan_begin(&scanner, line, error))
        return false;
    scan_member found;
    scan_step step;
    while ((step = scan_next(&scanner, &found)) == SCAN_MEMBER) {
        if (article->member_count == MEMBERS_MAX)
            return galley_error_set(error, "the article has more than %d members", MEMBERS_MAX);
        member *each = add_member(article);
        galley_text name = line_part(article, found.name, found.name_end);
        each->name = found.name_has_escape ? decode_string(arena, name, true) : name;
        each->start = found.name - 1;
        each->end = found.value_end;
        each->value = line_part(article, found.value, found.value_end);
        each->has_escape = found.value_has_escape;
    }
    article->open = scanner.open;
    article->is_spaced = article->member_count == 0 || article->members[0].value.ptr[-1] == ' ';
    return step == SCAN_DONE;
}

void article_clear(galley_article *article) {
    for (size_t i = 0; i < article->member_count; i++)
        json_decref(article->members[i].json);
    article->member_count = 0;
}

void article_enter_stage(galley_article *article, const galley_stage_type *stage, uint64_t *counters,
                         size_t counter_count) {
    article->stage = stage;
    article->counters = counters;
    article->counter_count = counter_count;
    article->note = NULL;
    article->said = (verdict_detail){.reason = NO_REASON};
    article->writes = NULL;
    article->fault = NULL;
}

/* ---- Reading ---- */

static member *find_member(const galley_article *article, galley_text name) {
    for (size_t i = article->member_count; i-- > 0;) {
        member *each = &article->members[i];
        if (each->state != MEMBER_REMOVED && galley_text_equal(each->name, name))
            return each;
    }
    return NULL;
}

const member *article_member(const galley_article *article, galley_text name) {
    return find_member(article, name);
}

static galley_text member_name(const galley_article *article, const char *field) {
    return galley_text_of(field_map_member(article->fields, field));
}

static member *find_field(const galley_article *article, const char *field) {
    return find_member(article, member_name(article, field));
}

static bool is_string(const member *found) {
    return found->value.len >= 2 && found->value.ptr[0] == '"';
}

static galley_text member_text(galley_article *article, member *found) {
    if (!is_string(found))
        return galley_text_of(NULL);
    if (!found->is_decoded) {
        galley_text raw = galley_text_part(found->value.ptr + 1, found->value.len - 2);
        found->text = decode_string(article->arena, raw, found->has_escape);
        found->is_decoded = true;
    }
    return found->text;
}

galley_text galley_article_text(galley_article *article, const char *field) {
    member *found = find_field(article, field);
    return found ? member_text(article, found) : galley_text_of(NULL);
}

galley_text galley_article_origin(galley_article *article) {
    return galley_arena_printf(article->arena, "%s:%llu", article->origin.shard,
                               (unsigned long long)article->origin.line);
}

/* A number as it is spelled, or the text of a string. */
static galley_text number_or_text(galley_article *article, member *found) {
    bool is_number = found->value.ptr[0] == '-' || (found->value.ptr[0] >= '0' && found->value.ptr[0] <= '9');
    return is_number ? found->value : member_text(article, found);
}

galley_text galley_article_id(galley_article *article) {
    member *found = find_field(article, "id");
    galley_text id = found ? number_or_text(article, found) : galley_text_of(NULL);
    return id.len ? id : galley_article_origin(article);
}

galley_text article_spelling(galley_article *article, const char *field) {
    member *found = find_field(article, field);
    if (!found)
        return galley_text_of(NULL);
    bool is_bool = galley_text_is(found->value, "true") || galley_text_is(found->value, "false");
    return is_bool ? found->value : number_or_text(article, found);
}

uint64_t galley_article_ordinal(const galley_article *article) {
    return article->origin.ordinal;
}

bool galley_article_has(galley_article *article, const char *field) {
    return find_field(article, field) != NULL;
}

json_t *galley_article_json(galley_article *article, const char *field) {
    member *found = find_field(article, field);
    if (!found)
        return NULL;
    if (!found->json)
        found->json = json_loadb(found->value.ptr, found->value.len, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
    return found->json;
}

/* ---- Editing ---- */

static void forget_decoded(member *found) {
    json_decref(found->json);
    found->json = NULL;
    found->is_decoded = false;
}

/* Takes away every member of that name but `kept` (which may be NULL). */
static bool remove_others(galley_article *article, galley_text name, const member *kept) {
    bool is_any = false;
    for (size_t i = 0; i < article->member_count; i++) {
        member *each = &article->members[i];
        if (each == kept || each->state == MEMBER_REMOVED || !galley_text_equal(each->name, name))
            continue;
        forget_decoded(each);
        each->is_shadowed = kept || is_any || each->state == MEMBER_ADDED;
        each->state = MEMBER_REMOVED;
        is_any = true;
    }
    return is_any;
}

static member *edit_member(galley_article *article, galley_text name, galley_text value) {
    member *found = find_member(article, name);
    if (found) {
        remove_others(article, name, found);
        forget_decoded(found);
        if (found->state == MEMBER_UNTOUCHED)
            found->state = MEMBER_SET;
    } else {
        found = add_member(article);
        found->name = galley_arena_copy(article->arena, name);
        found->state = MEMBER_ADDED;
    }
    found->value = value;
    found->has_escape = true;
    article->is_edited = true;
    return found;
}

void article_edit(galley_article *article, galley_text name, galley_text value) {
    edit_member(article, name, value);
}

void article_edit_remove(galley_article *article, galley_text name) {
    if (remove_others(article, name, NULL))
        article->is_edited = true;
}

/* The member that a field which a stage writes is. */
static galley_text written_name(galley_article *article, const char *field) {
    const char *const *at = article->writes;
    while (at && *at && strcmp(*at, field) != 0)
        at++;
    if (at && !*at)
        article->fault =
            galley_arena_printf(article->arena,
                                "it writes the field \"%s\", which `writes` of its descriptor does not name", field)
                .ptr;
    return member_name(article, field);
}

static galley_text string_as_json(galley_arena *arena, galley_text text) {
    galley_buffer json = {0};
    json_write_string(&json, text);
    galley_text kept = galley_arena_copy(arena, galley_buffer_text(&json));
    galley_buffer_clear(&json);
    return kept;
}

galley_verdict galley_article_set_text(galley_article *article, const char *field, galley_text text) {
    size_t valid = galley_utf8_valid(text);
    if (valid < text.len)
        return galley_fail(article, "the text for field \"%s\" is not UTF-8 at byte %zu", field, valid + 1);
    member *found = find_field(article, field);
    if (found && is_string(found) && galley_text_equal(member_text(article, found), text))
        return GALLEY_KEEP;
    galley_text copy = galley_arena_copy(article->arena, text);
    found = edit_member(article, written_name(article, field), string_as_json(article->arena, text));
    found->text = copy;
    found->is_decoded = true;
    return GALLEY_KEEP;
}

static galley_verdict set_raw(galley_article *article, const char *field, galley_text json) {
    edit_member(article, written_name(article, field), json);
    return GALLEY_KEEP;
}

galley_verdict galley_article_set_integer(galley_article *article, const char *field, int64_t value) {
    return set_raw(article, field, galley_arena_printf(article->arena, "%lld", (long long)value));
}

galley_verdict galley_article_set_real(galley_article *article, const char *field, double value, int decimals) {
    if (!isfinite(value))
        return set_raw(article, field, galley_text_of("null"));
    int digits = decimals < 0 ? 0 : decimals > 9 ? 9 : decimals;
    return set_raw(article, field, galley_arena_printf(article->arena, "%.*f", digits, value));
}

galley_verdict galley_article_set_bool(galley_article *article, const char *field, bool value) {
    return set_raw(article, field, galley_text_of(value ? "true" : "false"));
}

galley_verdict galley_article_set_json(galley_article *article, const char *field, json_t *value) {
    enum { FLAGS = JSON_COMPACT | JSON_ENCODE_ANY };
    size_t len = value ? json_dumpb(value, NULL, 0, FLAGS) : 0;
    if (len == 0) {
        json_decref(value);
        return galley_fail(article, "the value for field \"%s\" cannot be written as JSON", field);
    }
    char *json = galley_arena_alloc(article->arena, len);
    json_dumpb(value, json, len, FLAGS);
    json_decref(value);
    return set_raw(article, field, galley_text_part(json, json_shorten_reals(json, len)));
}

galley_verdict galley_article_remove(galley_article *article, const char *field) {
    article_edit_remove(article, written_name(article, field));
    return GALLEY_KEEP;
}

/* ---- Deciding ---- */

static int reason_count(const galley_stage_type *stage) {
    int count = 0;
    while (stage->reasons && stage->reasons[count].name)
        count++;
    return count;
}

/* A copy that can stand in a JSON string, whatever a plugin says: bytes that are not UTF-8 become U+FFFD. */
static galley_text as_utf8(galley_arena *arena, galley_text text) {
    if (galley_utf8_valid(text) == text.len)
        return galley_arena_copy(arena, text);
    galley_buffer valid = {0};
    size_t at = 0;
    for (uint32_t character; galley_utf8_next(text, &at, &character);)
        galley_buffer_add_character(&valid, character);
    galley_text copy = galley_arena_copy(arena, galley_buffer_text(&valid));
    galley_buffer_clear(&valid);
    return copy;
}

galley_verdict galley_drop(galley_article *article, int reason, double score, galley_text detail) {
    if (reason < 0 || reason >= reason_count(article->stage))
        return galley_fatal(article, "the plugin is faulty: it drops for reason %d and declares %d", reason,
                            reason_count(article->stage));
    if (!isfinite(score))
        return galley_fatal(article, "the plugin is faulty: it drops with a score that is no number");
    article->said = (verdict_detail){.reason = reason, .score = score};
    article->said.detail = as_utf8(article->arena, detail);
    return GALLEY_DROP;
}

static void say(galley_article *article, const char *format, va_list args) {
    galley_error message;
    vsnprintf(message.message, sizeof message.message, format, args);
    article->said = (verdict_detail){.message = as_utf8(article->arena, galley_text_of(message.message))};
}

galley_verdict galley_fail(galley_article *article, const char *format, ...) {
    va_list args;
    va_start(args, format);
    say(article, format, args);
    va_end(args);
    return GALLEY_FAIL;
}

galley_verdict galley_fatal(galley_article *article, const char *format, ...) {
    va_list args;
    va_start(args, format);
    say(article, format, args);
    va_end(args);
    return GALLEY_FATAL;
}

void galley_count(galley_article *article, int counter, uint64_t more) {
    if (counter >= 0 && (size_t)counter < article->counter_count)
        article->counters[counter] += more;
    else
        article->fault = galley_arena_printf(article->arena, "it counts by counter %d and declares %zu", counter,
                                             article->counter_count)
                             .ptr;
}

/* ---- Carrying ---- */

galley_arena *galley_article_arena(galley_article *article) {
    return article->arena;
}

void galley_article_set_note(galley_article *article, void *note) {
    article->note = note;
}

void *galley_article_note(const galley_article *article) {
    return article->note;
}

bool galley_article_told(const galley_article *article, size_t index, galley_text *what) {
    if (!article->is_told_open || index >= article->told_count)
        return false;
    *what = article->told[index];
    return true;
}
