/* Values are compared by their bytes, and strings by what they say. */
#include "inspect/changes.h"
#include "article/scan.h"

static const field_map no_fields;

/* ---- Values ---- */

json_t *value_json(galley_text json) {
    json_t *value = json_loadb(json.ptr, json.len, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
    return value ? value : json_stringn(json.ptr, json.len);
}

static bool is_string(galley_text json) {
    return json.len >= 2 && json.ptr[0] == '"';
}

galley_text value_text(galley_text json, galley_arena *arena) {
    if (!is_string(json))
        return json;
    char *text = galley_arena_alloc(arena, json.len);
    return galley_text_part(text, scan_decode_string(galley_text_part(json.ptr + 1, json.len - 2), text));
}

static bool is_equal(galley_text one, galley_text other, galley_arena *arena) {
    if (galley_text_equal(one, other))
        return true;
    return is_string(one) && is_string(other) && galley_text_equal(value_text(one, arena), value_text(other, arena));
}

/* ---- The members of a copy ---- */

static field_value *find_value(field_values values, galley_text name) {
    for (size_t i = 0; i < values.count; i++)
        if (galley_text_equal(values.items[i].name, name))
            return &values.items[i];
    return NULL;
}

static bool has_own_galley(const rundir *run, const copy *copy) {
    file_kind kind = run->files[copy->file].kind;
    return kind == FILE_TAP || kind == FILE_DROPPED || (kind == FILE_RESULTS && run->has_provenance);
}

/* Of members with one name the last one counts. */
static bool is_last_of_name(const galley_article *article, size_t index) {
    return article_member(article, article->members[index].name) == &article->members[index];
}

static void put_edit(field_values *values, const member *edit) {
    field_value *old = find_value(*values, edit->name);
    bool is_removal = galley_text_is(edit->value, "null");
    if (old && is_removal)
        *old = values->items[--values->count];
    else if (old)
        old->json = edit->value;
    else if (!is_removal)
        values->items[values->count++] = (field_value){edit->name, edit->value};
}

field_values copy_values(const rundir *run, const copy *copy, bool with_edits, galley_arena *arena) {
    const galley_article *article = &copy->article;
    galley_article edits = {0};
    if (with_edits && copy->edits.len)
        article_scan(&edits, copy->edits, (origin){.shard = ""}, &no_fields, arena, NULL);
    size_t most = article->member_count + edits.member_count + 1;
    field_values values = {.items = galley_arena_alloc(arena, most * sizeof *values.items)};
    bool is_ours = has_own_galley(run, copy);
    for (size_t i = 0; i < article->member_count; i++) {
        const member *each = &article->members[i];
        if (is_last_of_name(article, i) && !(is_ours && galley_text_is(each->name, "galley")))
            values.items[values.count++] = (field_value){each->name, each->value};
    }
    if (is_ours && copy->before.len)
        values.items[values.count++] = (field_value){galley_text_of("galley"), copy->before};
    for (size_t i = 0; i < edits.member_count; i++)
        put_edit(&values, &edits.members[i]);
    return values;
}

/* ---- Changes ---- */

static json_t *new_change(const char *change, galley_text field) {
    return json_pack("{s:s%, s:s}", "field", field.ptr, field.len, "change", change);
}

static const char *const piece_names[] = {[PIECE_SAME] = "same", [PIECE_GONE] = "gone", [PIECE_NEW] = "new"};

diff_piece change_piece(const json_t *piece) {
    const char *name = json_string_value(json_array_get(piece, 0));
    const json_t *text = json_array_get(piece, 1);
    diff_piece read = {PIECE_SAME, galley_text_part(json_string_value(text), json_string_length(text))};
    while (read.kind < PIECE_NEW && strcmp(piece_names[read.kind], name) != 0)
        read.kind++;
    return read;
}

static void add_words(json_t *change, galley_text before, galley_text after, galley_arena *arena) {
    word_diff diff = word_diff_make(before, after, WORD_DIFF_STEPS, arena);
    json_t *words = json_array();
    for (size_t i = 0; i < diff.count; i++) {
        json_t *piece = json_array();
        json_array_append_new(piece, json_string(piece_names[diff.pieces[i].kind]));
        json_array_append_new(piece, json_stringn(diff.pieces[i].text.ptr, diff.pieces[i].text.len));
        json_array_append_new(words, piece);
    }
    json_object_set_new(change, "words", words);
    json_object_set_new(change, "words_gone", json_integer((json_int_t)diff.words_gone));
    json_object_set_new(change, "words_new", json_integer((json_int_t)diff.words_new));
    if (diff.is_coarse)
        json_object_set_new(change, "is_coarse", json_true());
}

static void add_changed(json_t *list, field_value before, field_value after, galley_arena *arena) {
    json_t *change = new_change("changed", after.name);
    json_object_set_new(change, "before", value_json(before.json));
    json_object_set_new(change, "after", value_json(after.json));
    if (is_string(before.json) && is_string(after.json))
        add_words(change, value_text(before.json, arena), value_text(after.json, arena), arena);
    json_array_append_new(list, change);
}

static void add_one(json_t *list, const char *kind, const char *key, field_value value) {
    json_t *change = new_change(kind, value.name);
    json_object_set_new(change, key, value_json(value.json));
    json_array_append_new(list, change);
}

json_t *changes_list(field_values before, field_values after, galley_arena *arena) {
    json_t *list = json_array();
    for (size_t i = 0; i < before.count; i++) {
        const field_value *now = find_value(after, before.items[i].name);
        if (!now)
            add_one(list, "removed", "before", before.items[i]);
        else if (!is_equal(before.items[i].json, now->json, arena))
            add_changed(list, before.items[i], *now, arena);
    }
    for (size_t i = 0; i < after.count; i++)
        if (!find_value(before, after.items[i].name))
            add_one(list, "added", "after", after.items[i]);
    return list;
}
