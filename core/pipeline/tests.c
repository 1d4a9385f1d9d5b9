/* Reading "tests". As everywhere in a pipeline file, everything is looked at even after a first mistake. */
#include "pipeline/tests.h"
#include "base/memory.h"

#include <stdlib.h>

const char *const expectation_names[] = {
    [EXPECT_CONTAINS] = "contains", [EXPECT_LACKS] = "lacks",   [EXPECT_EQUALS] = "equals",
    [EXPECT_ABSENT] = "absent",     [EXPECT_KEPT] = "kept",     [EXPECT_DROPPED] = "dropped",
    [EXPECT_REJECTED] = "rejected", [EXPECTATION_KINDS] = NULL,
};

static const key test_keys[] = {{"name", TYPE_STRING, "a string that says what is promised", true},
                                {"input", TYPE_ARRAY, "a list of articles", true},
                                {"after", TYPE_STRING, "a stage's id", false},
                                {"expect", TYPE_ARRAY, "a list of what must have become of them", true},
                                {0}};

static const key expectation_keys[] = {{"id", TYPE_STRING | TYPE_INTEGER, "an article's id", false},
                                       {"article", TYPE_INTEGER, "an article's number in \"input\", from 0", false},
                                       {"field", TYPE_STRING, "a field's name", false},
                                       {"contains", TYPE_ANY, "a value", false},
                                       {"lacks", TYPE_ANY, "a value", false},
                                       {"equals", TYPE_ANY, "a value", false},
                                       {"absent", TYPE_TRUE, "true", false},
                                       {"kept", TYPE_TRUE, "true", false},
                                       {"dropped", TYPE_TRUE | TYPE_OBJECT, "true, or an object", false},
                                       {"rejected", TYPE_TRUE | TYPE_OBJECT, "true, or an object", false},
                                       {0}};

static const key dropped_keys[] = {{"stage", TYPE_STRING, "a stage's id", false},
                                   {"reason", TYPE_STRING, "one of the stage's reasons", false},
                                   {"detail", TYPE_STRING, "a string, such as the id of a copy's survivor", false},
                                   {0}};

static const key rejected_keys[] = {
    {"stage", TYPE_STRING, "a stage's id", false}, {"error", TYPE_STRING, "words of the error", false}, {0}};

enum { IDS_OFFERED_MAX = 64 /* of an input, where a nearest name is looked for */ };

typedef struct tests_loader {
    pipeline *pipeline;
    const flow *fields;
    findings *findings;
    json_t *names; /* of the tests so far */
} tests_loader;

/* What the articles of one test are called, and the members that they have. */
typedef struct input_names {
    json_t *ids; /* id → number of the article; null if several have it */
    json_t *members;
} input_names;

/* ---- The input ---- */

/* A value as it stands in the file, on one line: line ends stand between its parts only. */
static galley_text add_value(galley_buffer *out, const document *document, const document_place *place) {
    size_t start = out->len;
    galley_buffer_add_bytes(out, document->text.ptr + place->value_at, place->value_end - place->value_at);
    for (size_t i = start; i < out->len; i++)
        if (out->ptr[i] == '\n' || out->ptr[i] == '\r' || out->ptr[i] == '\t')
            out->ptr[i] = ' ';
    return galley_text_part(out->ptr + start, out->len - start);
}

/* How an id is spelled: the text of a string, a number as it is written. To be freed; NULL for all else. */
static char *id_spelling(const document *document, const document_place *place) {
    const json_t *value = place ? document_value(place) : NULL;
    if (json_is_string(value) && json_string_length(value) > 0)
        return memory_string(galley_text_of(json_string_value(value)));
    if (!json_is_number(value))
        return NULL;
    return memory_string(galley_text_part(document->text.ptr + place->value_at, place->value_end - place->value_at));
}

static void note_names(const tests_loader *self, input_names *names, const json_t *article, size_t number) {
    const document *document = self->findings->document;
    const char *id_member = field_map_member(&self->pipeline->fields, "id");
    char *id = json_is_object(article) ? id_spelling(document, document_member(document, article, id_member)) : NULL;
    if (!id)
        id = memory_printf(TEST_SHARD ":%zu", number + 1);
    bool is_taken = json_object_get(names->ids, id) != NULL;
    json_object_set_new(names->ids, id, is_taken ? json_null() : json_integer((json_int_t)number));
    free(id);
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)article, name, value) json_object_set_new(names->members, name, json_true());
}

static bool is_blank(const char *line) {
    return line[strspn(line, " \t\r")] == '\0';
}

static void load_article(tests_loader *self, pipeline_test *test, json_t *article, const document_place *place) {
    const char *line = json_string_value(article);
    if (json_is_object(article))
        add_value(&test->input, self->findings->document, place);
    else if (line && !strchr(line, '\n') && !is_blank(line))
        galley_buffer_add_string(&test->input, line);
    else
        findings_add(self->findings, place->value_at,
                     "an article is an object; a string stands for one line that is none, and is not blank");
    galley_buffer_add_char(&test->input, '\n');
}

static void load_input(tests_loader *self, pipeline_test *test, const json_t *input, input_names *names) {
    size_t index;
    json_t *article;
    json_array_foreach(input, index, article) {
        load_article(self, test, article, document_item(self->findings->document, input, index));
        note_names(self, names, article, index);
    }
    test->input_count = json_array_size(input);
}

/* ---- Names ---- */

static size_t find_stage(const pipeline *pipeline, const char *id, nearest *near) {
    nearest_init(near, id);
    for (size_t i = 0; i < pipeline->stage_count; i++) {
        if (strcmp(pipeline->stages[i].id, id) == 0)
            return i;
        nearest_offer(near, pipeline->stages[i].id);
    }
    return AFTER_ALL;
}

static size_t value_at(const tests_loader *self, const json_t *object, const char *key) {
    return document_member(self->findings->document, object, key)->value_at;
}

/* The number of the stage that a member names; AFTER_ALL if there is none, which is told. */
static size_t load_stage_id(tests_loader *self, const json_t *object, const char *key) {
    const char *id = json_string_value(member_of_type(object, key, TYPE_STRING));
    if (!id || !self->fields)
        return AFTER_ALL;
    nearest near;
    char hint[128];
    size_t stage = find_stage(self->pipeline, id, &near);
    if (stage == AFTER_ALL)
        findings_add(self->findings, value_at(self, object, key), "\"%s\": the pipeline has no stage \"%.64s\"%s", key,
                     id, nearest_hint(&near, hint));
    return stage;
}

static bool has_reason(const galley_stage_type *type, const char *name, nearest *near) {
    for (const galley_reason *each = type->reasons; each && each->name; each++) {
        if (strcmp(each->name, name) == 0)
            return true;
        nearest_offer(near, each->name);
    }
    return false;
}

/* `stage`: the one that must have it; AFTER_ALL: any. */
static void check_reason(tests_loader *self, const json_t *dropped, size_t stage) {
    const char *reason = json_string_value(member_of_type(dropped, "reason", TYPE_STRING));
    const pipeline *pipeline = self->pipeline;
    if (!reason || !self->fields)
        return;
    nearest near;
    nearest_init(&near, reason);
    for (size_t i = 0; i < pipeline->stage_count; i++)
        if ((stage == AFTER_ALL || stage == i) && has_reason(pipeline->stages[i].type, reason, &near))
            return;
    char hint[128];
    findings_add(self->findings, value_at(self, dropped, "reason"), "%s drops for the reason \"%.64s\"%s",
                 stage == AFTER_ALL ? "no stage" : "that stage never", reason, nearest_hint(&near, hint));
}

static void check_fate(tests_loader *self, const pipeline_test *test, json_t *entry, expectation_kind kind) {
    json_t *fate = member_of_type(entry, expectation_names[kind], TYPE_OBJECT);
    if (!fate)
        return;
    size_t at = value_at(self, entry, expectation_names[kind]);
    findings_check_keys(self->findings, fate, at, kind == EXPECT_DROPPED ? dropped_keys : rejected_keys);
    size_t stage = load_stage_id(self, fate, "stage");
    if (stage != AFTER_ALL && test->after != AFTER_ALL && stage > test->after)
        findings_add(self->findings, value_at(self, fate, "stage"), "the stage comes behind that of \"after\"");
    if (kind == EXPECT_DROPPED)
        check_reason(self, fate, stage);
}

/* A name that no stage and no article knows is a typing error, which "absent" would hide. */
static void check_field(tests_loader *self, const json_t *entry, const input_names *names) {
    const char *field = json_string_value(member_of_type(entry, "field", TYPE_STRING));
    nearest near;
    char hint[128];
    if (field && self->fields && !json_object_get(names->members, field) && !flow_has(self->fields, field, &near))
        findings_add(self->findings, value_at(self, entry, "field"),
                     "\"field\": no stage and no article of this test has a field \"%.64s\"%s", field,
                     nearest_hint(&near, hint));
}

/* ---- Expectations ---- */

static bool is_of_field(expectation_kind kind) {
    return kind <= EXPECT_ABSENT;
}

/* Which one thing is expected; EXPECTATION_KINDS if it is not one, which is told. */
static expectation_kind load_kind(tests_loader *self, const json_t *entry, size_t at) {
    expectation_kind kind = EXPECTATION_KINDS;
    size_t count = 0;
    for (expectation_kind i = 0; i < EXPECTATION_KINDS; i++)
        if (json_object_get(entry, expectation_names[i])) {
            kind = i;
            count++;
        }
    if (count == 1)
        return kind;
    findings_add(
        self->findings, at,
        "an expectation is of one thing, and this of %s: \"contains\", \"lacks\", \"equals\" or \"absent\" of a "
        "\"field\", or \"kept\", \"dropped\" or \"rejected\"",
        count == 0 ? "none" : "several");
    return EXPECTATION_KINDS;
}

static void refuse_id(tests_loader *self, const char *id, size_t at, const input_names *names) {
    nearest near;
    nearest_init(&near, id);
    const char *other;
    json_t *number;
    size_t offered = 0;
    json_object_foreach(names->ids, other, number) {
        if (offered++ == IDS_OFFERED_MAX)
            break;
        nearest_offer(&near, other);
    }
    char hint[128];
    findings_add(self->findings, at, "\"id\": no article of \"input\" has the id \"%.64s\"%s", id,
                 nearest_hint(&near, hint));
}

static bool find_id(tests_loader *self, const json_t *entry, const input_names *names, expectation *into) {
    const document_place *place = document_member(self->findings->document, entry, "id");
    char *id = id_spelling(self->findings->document, place);
    json_t *number = id ? json_object_get(names->ids, id) : NULL;
    if (id && !number)
        refuse_id(self, id, place->value_at, names);
    if (json_is_null(number))
        findings_add(self->findings, place->value_at,
                     "\"id\": several articles have the id \"%.64s\"; say which by \"article\": NUMBER", id);
    into->article = (size_t)json_integer_value(number);
    into->label = memory_printf("article \"%s\"", id ? id : "");
    free(id);
    return json_is_integer(number);
}

static bool find_number(tests_loader *self, const json_t *entry, size_t articles, expectation *into) {
    json_t *value = member_of_type(entry, "article", TYPE_INTEGER);
    json_int_t number = json_integer_value(value);
    bool is_there = value && number >= 0 && (uint64_t)number < articles;
    if (value && !is_there)
        findings_add(self->findings, value_at(self, entry, "article"),
                     "\"article\": \"input\" has %zu article%s, numbered from 0", articles, articles == 1 ? "" : "s");
    into->article = (size_t)number;
    into->label = memory_printf("article %lld", (long long)number);
    return is_there;
}

static bool find_article(tests_loader *self, const json_t *entry, size_t at, const pipeline_test *test,
                         const input_names *names, expectation *into) {
    bool has_id = json_object_get(entry, "id"), has_number = json_object_get(entry, "article");
    if (has_id && !has_number)
        return find_id(self, entry, names, into);
    if (has_number && !has_id)
        return find_number(self, entry, test->input_count, into);
    findings_add(self->findings, at, "an expectation says of which article: \"id\": ID or \"article\": NUMBER");
    return false;
}

static bool load_what(tests_loader *self, const pipeline_test *test, json_t *entry, size_t at, expectation *into) {
    into->kind = load_kind(self, entry, at);
    if (into->kind == EXPECTATION_KINDS)
        return false;
    into->field = json_string_value(json_object_get(entry, "field"));
    into->value = json_object_get(entry, expectation_names[into->kind]);
    if (is_of_field(into->kind) && !json_object_get(entry, "field"))
        findings_add(self->findings, at, "\"%s\" is of a field, and \"field\" is missing",
                     expectation_names[into->kind]);
    if (!is_of_field(into->kind) && json_object_get(entry, "field"))
        findings_add(self->findings, at, "\"%s\" is of the whole article, and there is a \"field\"",
                     expectation_names[into->kind]);
    if (into->kind == EXPECT_DROPPED || into->kind == EXPECT_REJECTED)
        check_fate(self, test, entry, into->kind);
    return true;
}

static void load_expectation(tests_loader *self, pipeline_test *test, json_t *entry, size_t at,
                             const input_names *names) {
    if (!json_is_object(entry)) {
        findings_add(self->findings, at,
                     "an expectation is an object: {\"id\": ID, \"field\": NAME, \"contains\": TEXT}");
        return;
    }
    findings_check_keys(self->findings, entry, at, expectation_keys);
    expectation *fresh = &test->expectations[test->expectation_count];
    *fresh = (expectation){0};
    bool is_found = find_article(self, entry, at, test, names, fresh);
    bool is_sound = load_what(self, test, entry, at, fresh) && is_found;
    check_field(self, entry, names);
    if (!is_sound) {
        free(fresh->label);
        return;
    }
    fresh->place = document_position(self->findings->document, at);
    test->expectation_count++;
}

static void load_expectations(tests_loader *self, pipeline_test *test, const json_t *list, size_t at,
                              const input_names *names) {
    size_t index;
    json_t *entry;
    if (list && json_array_size(list) == 0)
        findings_add(self->findings, at, "\"expect\" is empty: the test would promise nothing");
    test->expectations = memory_zero(json_array_size(list) + 1, sizeof *test->expectations);
    json_array_foreach(list, index, entry)
        load_expectation(self, test, entry, document_item(self->findings->document, list, index)->value_at, names);
}

/* ---- Tests ---- */

static void load_name(tests_loader *self, pipeline_test *test, const json_t *entry) {
    test->name = json_string_value(member_of_type(entry, "name", TYPE_STRING));
    if (!test->name)
        return;
    if (!*test->name)
        findings_add(self->findings, value_at(self, entry, "name"), "\"name\" is empty");
    else if (json_object_get(self->names, test->name))
        findings_add(self->findings, value_at(self, entry, "name"), "the name \"%.64s\" is taken by another test",
                     test->name);
    json_object_set_new(self->names, test->name, json_true());
}

static void load_test(tests_loader *self, json_t *entry, size_t at) {
    if (!json_is_object(entry)) {
        findings_add(self->findings, at,
                     "a test is an object: {\"name\": NAME, \"input\": [ARTICLES], \"expect\": [EXPECTATIONS]}");
        return;
    }
    findings_check_keys(self->findings, entry, at, test_keys);
    pipeline_test *test = &self->pipeline->tests[self->pipeline->test_count++];
    *test = (pipeline_test){.place = document_position(self->findings->document, at), .source = json_incref(entry)};
    input_names names = {json_object(), json_object()};
    load_name(self, test, entry);
    test->after = load_stage_id(self, entry, "after");
    load_input(self, test, member_of_type(entry, "input", TYPE_ARRAY), &names);
    const json_t *expect = member_of_type(entry, "expect", TYPE_ARRAY);
    load_expectations(self, test, expect, expect ? value_at(self, entry, "expect") : at, &names);
    json_decref(names.ids);
    json_decref(names.members);
}

void tests_load(json_t *tests, pipeline *pipeline, const flow *fields, findings *findings) {
    tests_loader self = {pipeline, fields, findings, json_object()};
    size_t index;
    json_t *entry;
    pipeline->tests = memory_zero(json_array_size(tests) + 1, sizeof *pipeline->tests);
    json_array_foreach(tests, index, entry)
        load_test(&self, entry, document_item(findings->document, tests, index)->value_at);
    json_decref(self.names);
}

void tests_free(pipeline_test *tests, size_t count) {
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < tests[i].expectation_count; j++) {
            free(tests[i].expectations[j].place);
            free(tests[i].expectations[j].label);
        }
        free(tests[i].expectations);
        free(tests[i].place);
        galley_buffer_clear(&tests[i].input);
        json_decref(tests[i].source);
    }
    free(tests);
}
