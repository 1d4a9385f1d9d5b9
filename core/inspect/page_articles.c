/* The parts of a report in which one reads articles: copies of one story, and what the stages changed. */
#include "base/grouped.h"
#include "inspect/changes.h"
#include "inspect/excerpt.h"
#include "inspect/page_parts.h"

#include <stdlib.h>

/* ---- Cards ---- */

/* Its title, with a link to its page, else its id. */
static void add_title(html *html, const json_t *card) {
    enum { TITLE_MAX = 300 };
    galley_text title = text_in(card, "title");
    html_link(html, text_in(card, "url"), galley_utf8_cut(title.len ? title : text_in(card, "id"), TITLE_MAX));
}

static void add_id(html *html, const json_t *card) {
    enum { ID_MAX = 200 };
    galley_text id = text_in(card, "id");
    if (id.len == 0)
        return;
    html_string(html, " ");
    html_open(html, "code", NULL);
    html_foreign(html, galley_utf8_cut(id, ID_MAX));
    html_close(html);
}

/* " — dedup: near, 0.812": what is known of it. */
static void add_verdict(html *html, const json_t *card) {
    galley_text stage = text_in(card, "stage"), reason = text_in(card, "reason");
    const json_t *score = json_object_get(card, "score");
    html_open(html, "span", "class", "verdict", NULL);
    if (stage.len > 0) {
        html_string(html, " ");
        html_foreign(html, stage);
    }
    if (reason.len > 0) {
        html_string(html, stage.len > 0 ? ": " : " ");
        html_foreign(html, reason);
    }
    if (json_is_number(score))
        html_printf(html, "%s %.3f", stage.len + reason.len > 0 ? "," : "", json_number_value(score));
    html_close(html);
}

/* ---- Copies ---- */

static void add_sizes(html *html, const json_t *sizes) {
    static const char *const heads[] = {"copies beside the first", "stories", NULL};
    size_t index;
    json_t *size;
    table_open(html, "How many stories have how many copies", heads);
    json_array_foreach(sizes, index, size) {
        uint64_t from = integer_in(size, "from"), to = integer_in(size, "to");
        if (integer_in(size, "clusters") == 0)
            continue;
        html_open(html, "tr", NULL);
        const attribute_text name = to == 0      ? attribute("%s or more", grouped(from).digits)
                                    : to == from ? attribute("%s", grouped(from).digits)
                                                 : attribute("%s to %s", grouped(from).digits, grouped(to).digits);
        cell_name(html, galley_text_of(name.text), NULL);
        cell_number(html, integer_in(size, "clusters"));
        html_close(html);
    }
    table_close(html);
}

static void add_cluster(html *html, const json_t *cluster) {
    const json_t *members = json_object_get(cluster, "members");
    uint64_t copies = integer_in(cluster, "copies");
    size_t index, shown = json_array_size(members);
    json_t *member;
    html_open(html, "details", NULL);
    html_open(html, "summary", NULL);
    html_printf(html, "%s %s of ", grouped(copies).digits, copies == 1 ? "copy" : "copies");
    galley_text title = text_in(cluster, "title");
    html_foreign(html, galley_utf8_cut(title.len ? title : text_in(cluster, "id"), 300));
    html_close(html);
    html_open(html, "p", NULL);
    html_string(html, "The first: ");
    add_title(html, cluster);
    add_id(html, cluster);
    html_close(html);
    html_open(html, "ul", NULL);
    json_array_foreach(members, index, member) {
        html_open(html, "li", NULL);
        add_title(html, member);
        add_id(html, member);
        add_verdict(html, member);
        html_close(html);
    }
    html_close(html);
    if (copies > shown)
        add_paragraph(html, "note", "And %s more.", grouped(copies - shown).digits);
    html_close(html);
}

bool section_clusters(page *self) {
    html *html = &self->html;
    const json_t *largest = json_object_get(self->clusters, "largest");
    uint64_t clusters = integer_in(self->clusters, "clusters");
    size_t index, shown = json_array_size(largest);
    json_t *cluster;
    if (clusters == 0)
        return false;
    add_paragraph(html, NULL, "%s articles are copies of %s others.",
                  grouped(integer_in(self->clusters, "copies")).digits, grouped(clusters).digits);
    add_sizes(html, json_object_get(self->clusters, "sizes"));
    html_element(html, "h3", "The ones with the most copies");
    json_array_foreach(largest, index, cluster) add_cluster(html, cluster);
    if (clusters > shown)
        add_paragraph(html, "note", "And %s more stories.", grouped(clusters - shown).digits);
    return true;
}

/* ---- Changes ---- */

enum {
    SAME_SHOWN = 160,
    PIECE_SHOWN = 1500,
    VALUE_SHOWN = 1000,
    TEXT_SHOWN = 6000,
    UNSEEN_SHOWN = 60,
    NAME_SHOWN = 200
};

static void add_gap(html *html, const char *format, size_t bytes) {
    html_open(html, "span", "class", "gap", NULL);
    html_printf(html, format, grouped(bytes).digits);
    html_close(html);
}

static void add_same(html *html, galley_text text, bool is_first, bool is_last) {
    excerpt shown = excerpt_of_same(text, is_first, is_last, SAME_SHOWN, SAME_SHOWN);
    html_text(html, shown.head);
    if (shown.left_out > 0)
        add_gap(html, " [… %s bytes as before …] ", shown.left_out);
    html_text(html, shown.tail);
}

static bool is_unseen(uint32_t character) {
    static const uint32_t others[] = {0xAD, 0x61C, 0x180E, 0xFEFF};
    bool is_other = false;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        is_other = is_other || character == others[i];
    return is_other || galley_is_space(character) || character < 0x20 || (character >= 0x7F && character < 0xA0) ||
           (character >= 0x200B && character <= 0x200F) || (character >= 0x2028 && character <= 0x202E) ||
           (character >= 0x2060 && character <= 0x206F);
}

static bool is_all_unseen(galley_text text) {
    uint32_t character;
    for (size_t at = 0; galley_utf8_next(text, &at, &character);)
        if (!is_unseen(character))
            return false;
    return true;
}

/* Signs for what nobody would see change: a blank, a line's end, "U+00A0". */
static void add_unseen(html *html, galley_text text) {
    uint32_t character;
    for (size_t at = 0; galley_utf8_next(text, &at, &character);) {
        if (character == ' ')
            html_string(html, "␣");
        else if (character == '\n')
            html_string(html, "↵\n");
        else
            html_printf(html, "⟨U+%04X⟩", (unsigned)character);
    }
}

static void add_marked(html *html, const char *element, galley_text text) {
    galley_text shown = text_head(text, PIECE_SHOWN);
    html_open(html, element, NULL);
    if (is_all_unseen(shown))
        add_unseen(html, galley_utf8_cut(shown, UNSEEN_SHOWN));
    else
        html_text(html, shown);
    html_close(html);
    if (shown.len < text.len)
        add_gap(html, " [… and %s bytes more …] ", text.len - shown.len);
}

static void add_words(html *html, const json_t *words) {
    size_t index, count = json_array_size(words), limit = html->out->len + TEXT_SHOWN;
    json_t *piece;
    html_open(html, "p", "class", "text", "dir", "auto", NULL);
    json_array_foreach(words, index, piece) {
        if (html->out->len > limit) {
            add_gap(html, " [… and %s more pieces …]", count - index);
            break;
        }
        diff_piece read = change_piece(piece);
        if (read.kind == PIECE_SAME)
            add_same(html, read.text, index == 0, index + 1 == count);
        else
            add_marked(html, read.kind == PIECE_GONE ? "del" : "ins", read.text);
    }
    html_close(html);
}

/* A value that is not shown in words: as JSON, of a string what it says. */
static void add_value(html *html, const char *element, const json_t *value) {
    if (json_is_string(value)) {
        add_marked(html, element, galley_text_part(json_string_value(value), json_string_length(value)));
        return;
    }
    char *json = json_dumps(value, JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
    add_marked(html, element, galley_text_of(json));
    free(json);
}

/* A text that changed, in words. */
static void add_changed_text(html *html, const json_t *change) {
    uint64_t gone = integer_in(change, "words_gone"), fresh = integer_in(change, "words_new");
    html_open(html, "h5", NULL);
    html_foreign(html, galley_utf8_cut(text_in(change, "field"), NAME_SHOWN));
    html_open(html, "span", "class", "note", NULL);
    if (gone + fresh == 0)
        html_string(html, " no words changed, but what stands between them");
    else
        html_printf(html, " %s words gone, %s new", grouped(gone).digits, grouped(fresh).digits);
    html_close(html);
    html_close(html);
    add_words(html, json_object_get(change, "words"));
}

/* Any other value: "lang added fr". */
static void add_changed_value(html *html, const json_t *change) {
    const json_t *before = json_object_get(change, "before"), *after = json_object_get(change, "after");
    html_open(html, "p", "class", "value", NULL);
    html_open(html, "strong", NULL);
    html_foreign(html, galley_utf8_cut(text_in(change, "field"), NAME_SHOWN));
    html_close(html);
    html_open(html, "span", "class", "note", NULL);
    html_printf(html, " %s ", text_in(change, "change").ptr);
    html_close(html);
    if (before)
        add_value(html, "del", before);
    if (before && after)
        html_string(html, " ");
    if (after)
        add_value(html, "ins", after);
    html_close(html);
}

static void add_example(html *html, const json_t *example) {
    size_t index;
    json_t *change;
    html_open(html, "article", NULL);
    html_open(html, "h4", NULL);
    add_title(html, example);
    add_id(html, example);
    html_close(html);
    json_array_foreach(json_object_get(example, "changes"), index, change) {
        if (json_object_get(change, "words"))
            add_changed_text(html, change);
        else
            add_changed_value(html, change);
    }
    html_close(html);
}

static void add_changed_fields(html *html, const json_t *fields) {
    static const char *const heads[] = {"field", "added", "changed", "removed", NULL};
    enum { SHOWN = 20 };
    size_t index;
    json_t *field;
    if (json_array_size(fields) == 0)
        return;
    table_open(html, "Fields that it wrote, in how many articles", heads);
    json_array_foreach(fields, index, field) {
        if (index == SHOWN)
            break;
        html_open(html, "tr", NULL);
        cell_name(html, text_in(field, "field"), NULL);
        cell_number(html, integer_in(field, "added"));
        cell_number(html, integer_in(field, "changed"));
        cell_number(html, integer_in(field, "removed"));
        html_close(html);
    }
    table_close(html);
}

static void add_left(html *html, const json_t *vanished) {
    size_t index;
    json_t *example;
    if (json_array_size(vanished) == 0)
        return;
    html_element(html, "h4", "Some that left here");
    html_open(html, "ul", NULL);
    json_array_foreach(vanished, index, example) {
        const json_t *why = json_object_get(example, "why");
        galley_text error = text_in(why, "error"), detail = text_in(why, "detail");
        html_open(html, "li", NULL);
        add_title(html, example);
        add_id(html, example);
        add_verdict(html, why);
        if (error.len > 0) {
            html_string(html, " ");
            html_foreign(html, galley_utf8_cut(error, 300));
        }
        if (detail.len > 0) {
            html_string(html, ": ");
            html_foreign(html, galley_utf8_cut(detail, 300));
        }
        html_close(html);
    }
    html_close(html);
}

static void add_counters(html *html, json_t *counters) {
    const char *name;
    json_t *count;
    bool is_first = true;
    json_object_foreach(counters, name, count) {
        if (json_integer_value(count) <= 0)
            continue;
        if (is_first)
            html_open(html, "p", "class", "note", NULL);
        html_string(html, is_first ? "It counted: " : ", ");
        html_foreign(html, galley_text_of(name));
        html_printf(html, " %s", grouped((uint64_t)json_integer_value(count)).digits);
        is_first = false;
    }
    if (is_first)
        return;
    html_string(html, ".");
    html_close(html);
}

static void add_stage(page *self, size_t stage, const json_t *told) {
    html *html = &self->html;
    const json_t *examples = json_object_get(told, "examples"), *changed = json_object_get(examples, "changed");
    size_t index;
    json_t *example;
    html_open(html, "h3", "id", attribute("stage-%zu", stage + 1).text, NULL);
    html_printf(html, "%zu. ", stage + 1);
    html_foreign(html, galley_text_of(self->run->stages[stage]));
    html_close(html);
    add_counters(html,
                 json_object_get(json_array_get(json_object_get(self->run->manifest, "stages"), stage), "counters"));
    if (!told) {
        bool is_tapped = rundir_is_tapped(self->run, stage);
        add_paragraph(html, "note", "What it did to articles is not known: %s.",
                      is_tapped ? "what it got was neither tapped, nor is the corpus where it was and as it was"
                                : "it was not tapped");
        return;
    }
    html_open(html, "p", NULL);
    html_printf(html, "%s articles changed, %s did not, %s left", grouped(integer_in(told, "changed")).digits,
                grouped(integer_in(told, "same")).digits, grouped(integer_in(told, "vanished")).digits);
    html_string(html, "; seen since ");
    html_foreign(html, text_in(json_object_get(told, "before"), "at"));
    html_string(html, ".");
    html_close(html);
    add_changed_fields(html, json_object_get(told, "fields"));
    json_array_foreach(changed, index, example) add_example(html, example);
    add_left(html, json_object_get(examples, "vanished"));
}

bool section_examples(page *self) {
    for (size_t i = 0; i < self->run->stage_count; i++) {
        const json_t *told = json_array_get(self->stages, i);
        add_stage(self, i, json_is_object(told) ? told : NULL);
    }
    return self->run->stage_count > 0;
}
