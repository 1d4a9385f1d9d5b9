/* Comparing what became of an article with what was expected, and saying how the two differ. For a text that lacks what
 * it should contain, the longest beginning of that which is there is found by the failure function of Knuth, Morris and
 * Pratt (1977), in linear time. */
#include "base/memory.h"
#include "base/utf8.h"
#include "trial/trial.h"

#include <stdlib.h>

enum {
    SHOWN_CHARACTERS = 160, /* of a value */
    BEFORE_CHARACTERS = 32, /* the difference */
    TELLING_BYTES = 32,     /* a beginning that is shorter tells something only if it is a quarter of the whole */
};

/* ---- Showing ---- */

/* `back` characters before `at`. */
static size_t step_back(galley_text text, size_t at, size_t back) {
    for (size_t len; at > 0 && back > 0; back--) {
        utf8_peek_back(text, at, &len);
        at -= len;
    }
    return at;
}

static size_t step_on(galley_text text, size_t at, size_t characters) {
    uint32_t character;
    while (characters-- > 0 && galley_utf8_next(text, &at, &character))
        continue;
    return at;
}

/* A part of a text in quotes, with … where it goes on. */
static void show_text(galley_buffer *out, galley_text text, size_t start) {
    size_t end = step_on(text, start, SHOWN_CHARACTERS);
    galley_buffer_add_string(out, start > 0 ? "…" : "");
    json_write_string(out, galley_text_part(text.ptr + start, end - start));
    if (end < text.len)
        galley_buffer_printf(out, "… (%zu characters)", galley_utf8_count(text));
}

static void show_json(galley_buffer *out, galley_text json) {
    size_t end = step_on(json, 0, SHOWN_CHARACTERS);
    galley_buffer_add(out, galley_text_part(json.ptr, end));
    galley_buffer_add_string(out, end < json.len ? "…" : "");
}

static void show_value(galley_buffer *out, const json_t *value) {
    if (json_is_string(value)) {
        show_text(out, galley_text_part(json_string_value(value), json_string_length(value)), 0);
        return;
    }
    char *json = json_dumps(value, JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
    show_json(out, galley_text_of(json));
    free(json);
}

static const char *note_string(const outcome *of, const char *key) {
    const char *string = json_string_value(json_object_get(of->note, key));
    return string ? string : "";
}

static void show_fate(galley_buffer *out, const outcome *of) {
    const json_t *detail = json_object_get(of->note, "detail"), *score = json_object_get(of->note, "score");
    switch (of->fate) {
    case TRIAL_NOWHERE:
        galley_buffer_add_string(out, "no article: nothing was read from its line");
        break;
    case TRIAL_KEPT:
        galley_buffer_add_string(out, "kept");
        break;
    case TRIAL_REJECTED:
        galley_buffer_printf(out, "rejected: %s", note_string(of, "error"));
        break;
    case TRIAL_DROPPED:
        galley_buffer_printf(out, "dropped by stage %s, reason %s", note_string(of, "stage"),
                             note_string(of, "reason"));
        if (json_is_number(score))
            galley_buffer_printf(out, ", score %.6g", json_number_value(score));
        if (json_is_string(detail)) {
            galley_buffer_add_string(out, ", detail ");
            show_value(out, detail);
        }
    }
}

/* ---- A field as it was found ---- */

typedef struct found_field {
    bool is_there;
    galley_text json; /* as it is spelled */
    json_t *value;    /* borrowed; NULL if jansson cannot hold it */
} found_field;

/* The member "galley" of what a run leaves is Galley's own; what the article had there is kept in it. */
static found_field find_before(const trial *self, const outcome *of) {
    bool is_result = self->test->after == AFTER_ALL && self->pipeline->output.provenance;
    json_t *value = is_result ? of->note : json_object_get(of->note, "before");
    if (!value)
        return (found_field){false, galley_text_of(NULL), NULL};
    char *json = json_dumps(value, JSON_ENCODE_ANY);
    galley_text kept = galley_arena_copy(self->arena, galley_text_of(json));
    free(json);
    return (found_field){true, kept, value};
}

static found_field find_field(const trial *self, outcome *of, const char *field) {
    galley_text name = galley_text_of(field_map_member(&self->pipeline->fields, field));
    if (galley_text_is(name, "galley"))
        return find_before(self, of);
    const member *found = article_member(&of->article, name);
    if (!found)
        return (found_field){false, galley_text_of(NULL), NULL};
    return (found_field){true, found->value, galley_article_json(&of->article, field)};
}

static galley_text text_of(const json_t *string) {
    return galley_text_part(json_string_value(string), json_string_length(string));
}

static void show_found(galley_buffer *out, const found_field *found) {
    if (!found->is_there)
        galley_buffer_add_string(out, "no such field");
    else if (json_is_string(found->value))
        show_text(out, text_of(found->value), 0);
    else
        show_json(out, found->json);
}

/* ---- Comparing ---- */

/* 1 and 1.0 are the same number. */
static bool is_equal(const json_t *one, const json_t *other) {
    if (json_is_number(one) && json_is_number(other) && !(json_is_integer(one) && json_is_integer(other)))
        return !(json_number_value(one) < json_number_value(other)) &&
               !(json_number_value(one) > json_number_value(other));
    return json_equal(one, other);
}

/* How many bytes of `wanted`, from its beginning, stand somewhere in `text`; *end says behind which byte of it. */
static size_t longest_beginning(galley_text text, galley_text wanted, size_t *end) {
    size_t *failure = memory_zero(wanted.len + 1, sizeof *failure), matched = 0, longest = 0;
    for (size_t i = 1; i < wanted.len; i++) {
        size_t border = failure[i];
        while (border > 0 && wanted.ptr[i] != wanted.ptr[border])
            border = failure[border];
        failure[i + 1] = border + (wanted.ptr[i] == wanted.ptr[border]);
    }
    *end = 0;
    for (size_t i = 0; i < text.len && longest < wanted.len; i++) {
        while (matched > 0 && text.ptr[i] != wanted.ptr[matched])
            matched = failure[matched];
        matched += text.ptr[i] == wanted.ptr[matched];
        if (matched > longest) {
            longest = matched;
            *end = i + 1;
        }
    }
    free(failure);
    return longest;
}

static bool has_item(const json_t *list, const json_t *wanted) {
    size_t index;
    json_t *item;
    json_array_foreach(list, index, item) {
        if (is_equal(item, wanted))
            return true;
    }
    return false;
}

static bool contains(const found_field *found, const json_t *wanted) {
    size_t end;
    if (json_is_array(found->value))
        return has_item(found->value, wanted);
    return json_is_string(found->value) && json_is_string(wanted) &&
           longest_beginning(text_of(found->value), text_of(wanted), &end) == json_string_length(wanted);
}

static bool meets_field(const expectation *self, const found_field *found) {
    switch (self->kind) {
    case EXPECT_CONTAINS:
        return contains(found, self->value);
    case EXPECT_LACKS:
        return found->is_there && !contains(found, self->value);
    case EXPECT_EQUALS:
        return found->value && is_equal(found->value, self->value);
    default:
        return !found->is_there;
    }
}

static bool has_note(const outcome *of, const json_t *wanted, const char *key) {
    const json_t *value = json_object_get(wanted, key);
    return !value || json_equal(value, json_object_get(of->note, key));
}

/* A stage's rejection begins with its name. */
static bool is_rejected_as(const outcome *of, const json_t *wanted) {
    const char *said = note_string(of, "error"), *words = json_string_value(json_object_get(wanted, "error"));
    const char *stage = json_string_value(json_object_get(wanted, "stage"));
    char *start = memory_printf("stage %s: ", stage ? stage : "");
    bool is_of_stage = !stage || strncmp(said, start, strlen(start)) == 0;
    free(start);
    return is_of_stage && (!words || strstr(said, words));
}

static bool meets_fate(const expectation *self, const outcome *of) {
    switch (self->kind) {
    case EXPECT_DROPPED:
        return of->fate == TRIAL_DROPPED && has_note(of, self->value, "stage") && has_note(of, self->value, "reason") &&
               has_note(of, self->value, "detail");
    case EXPECT_REJECTED:
        return of->fate == TRIAL_REJECTED && is_rejected_as(of, self->value);
    default:
        return of->fate == TRIAL_KEPT;
    }
}

/* ---- Explaining ---- */

static void show_wanted_fate(galley_buffer *out, const expectation *self) {
    const char *key;
    json_t *value;
    galley_buffer_add_string(out, expectation_names[self->kind]);
    json_object_foreach(self->value, key, value) {
        galley_buffer_printf(out, ", %s ", key);
        show_value(out, value);
    }
}

static void show_wanted(galley_buffer *out, const expectation *self) {
    if (!self->field) {
        show_wanted_fate(out, self);
        return;
    }
    json_write_string(out, galley_text_of(self->field));
    galley_buffer_printf(out, " %s", self->kind == EXPECT_ABSENT ? "is absent" : expectation_names[self->kind]);
    if (self->kind != EXPECT_ABSENT) {
        galley_buffer_add_char(out, ' ');
        show_value(out, self->value);
    }
}

/* Where two texts part: both from a little before. */
static void show_parting(galley_buffer *out, galley_text found, galley_text wanted) {
    size_t at = 0, len;
    while (at < found.len && at < wanted.len && found.ptr[at] == wanted.ptr[at])
        at++;
    while (at > 0 && at < found.len && ((unsigned char)found.ptr[at] & 0xC0) == 0x80)
        at--;
    while (at > 0 && at < wanted.len && ((unsigned char)wanted.ptr[at] & 0xC0) == 0x80)
        at--;
    len = galley_utf8_count(galley_text_part(found.ptr, at));
    size_t start = step_back(found, at, BEFORE_CHARACTERS);
    galley_buffer_printf(out, "from character %zu on: expected ", len + 1);
    show_text(out, wanted, start);
    galley_buffer_add_string(out, ", found ");
    show_text(out, found, start);
}

/* How much of the wanted text is there, and what follows where that ends. */
static void show_nearest(galley_buffer *out, galley_text found, galley_text wanted) {
    size_t end, longest = longest_beginning(found, wanted, &end);
    galley_text there = galley_utf8_cut(wanted, longest);
    if (there.len < TELLING_BYTES && there.len < wanted.len / 4 + 1)
        return;
    end -= longest - there.len;
    size_t start = step_back(wanted, there.len, BEFORE_CHARACTERS);
    galley_buffer_add_string(out, "its beginning up to ");
    show_text(out, there, start);
    galley_buffer_add_string(out, " is there, and then ");
    show_text(out, galley_text_part(found.ptr + end, found.len - end), 0);
}

static void show_place(galley_buffer *out, galley_text found, galley_text unwanted) {
    size_t end, longest = longest_beginning(found, unwanted, &end);
    galley_buffer_printf(out, "at character %zu: ", galley_utf8_count(galley_text_part(found.ptr, end - longest)) + 1);
    show_text(out, found, step_back(found, end - longest, BEFORE_CHARACTERS));
}

static void show_difference(galley_buffer *out, const expectation *self, const found_field *found) {
    if (!json_is_string(found->value) || !json_is_string(self->value))
        return;
    galley_text is = text_of(found->value), wanted = text_of(self->value);
    if (self->kind == EXPECT_EQUALS)
        show_parting(out, is, wanted);
    else if (self->kind == EXPECT_CONTAINS)
        show_nearest(out, is, wanted);
    else if (self->kind == EXPECT_LACKS)
        show_place(out, is, wanted);
}

/* Fit for a terminal, and a string. */
static void finish(galley_buffer *text) {
    galley_buffer_add_char(text, '\0');
    utf8_make_printable(text->ptr);
    text->len--;
}

bool trial_meets(trial *self, const expectation *expectation, explanation *why) {
    outcome *of = &self->outcomes[expectation->article];
    found_field found = {0};
    *why = (explanation){0};
    bool is_of_kept_field = expectation->field && of->fate == TRIAL_KEPT;
    if (is_of_kept_field)
        found = find_field(self, of, expectation->field);
    bool is_met =
        is_of_kept_field ? meets_field(expectation, &found) : !expectation->field && meets_fate(expectation, of);
    if (is_met)
        return true;
    show_wanted(&why->expected, expectation);
    if (is_of_kept_field) {
        show_found(&why->found, &found);
        show_difference(&why->difference, expectation, &found);
    } else {
        show_fate(&why->found, of);
    }
    finish(&why->expected);
    finish(&why->found);
    finish(&why->difference);
    return false;
}

void explanation_clear(explanation *why) {
    galley_buffer_clear(&why->expected);
    galley_buffer_clear(&why->found);
    galley_buffer_clear(&why->difference);
}
