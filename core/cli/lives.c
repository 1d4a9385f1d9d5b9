/* The life of an article as it reads best: a title, a block a step, and the end. */
#include "cli/lives.h"
#include "cli/changes.h"
#include "cli/runs.h"
#include "cli/terminal.h"
#include "inspect/excerpt.h"

/* "clean, langdetect" */
static void print_names(terminal *out, const json_t *names) {
    size_t index;
    json_t *name;
    json_array_foreach(names, index, name) {
        terminal_printf(out, INK_STRONG, "%s%s", index ? ", " : "", json_string_value(name));
    }
}

static void print_place(terminal *out, const json_t *place, lives_style style) {
    if (!style.has_places)
        return;
    galley_buffer text = {0};
    galley_buffer_add_string(&text, "  ");
    galley_buffer_add(&text, text_in(place, "file"));
    if (json_object_get(place, "line"))
        galley_buffer_printf(&text, ":%lld", (long long)json_integer_value(json_object_get(place, "line")));
    terminal_flow(out, INK_FAINT, galley_buffer_text(&text));
    galley_buffer_clear(&text);
}

static void print_step(terminal *out, const json_t *step, lives_style style) {
    const json_t *changes = json_object_get(step, "changes");
    out->indent = 2;
    print_names(out, json_object_get(step, "stages"));
    print_place(out, step, style);
    terminal_end_line(out);
    out->indent = 4;
    if (json_is_null(changes))
        terminal_string(out, INK_FAINT, "what it was before is not in the run's files");
    else if (json_array_size(changes) == 0)
        terminal_string(out, INK_FAINT, "nothing changed");
    terminal_end_line(out);
    size_t index;
    json_t *change;
    json_array_foreach(changes, index, change) change_print(out, change, style.is_full);
}

static void print_of(terminal *out, const json_t *of, lives_style style) {
    terminal_end_line(out);
    out->indent = 4;
    terminal_string(out, INK_PLAIN, "of ");
    terminal_flow(out, INK_STRONG, text_in(of, "id"));
    terminal_string(out, INK_PLAIN, " “");
    terminal_flow(out, INK_PLAIN, text_in(of, "title"));
    terminal_string(out, INK_PLAIN, "”, ");
    terminal_flow(out, INK_PLAIN, text_in(of, "fate"));
    print_place(out, of, style);
}

static void print_drop(terminal *out, const json_t *end, lives_style style) {
    const json_t *score = json_object_get(end, "score"), *of = json_object_get(end, "of");
    galley_text detail = text_in(end, "detail");
    terminal_string(out, INK_PLAIN, " by ");
    terminal_flow(out, INK_STRONG, text_in(end, "stage"));
    terminal_string(out, INK_PLAIN, ": ");
    terminal_flow(out, INK_STRONG, text_in(end, "reason"));
    if (score)
        terminal_printf(out, INK_PLAIN, ", score %g", json_number_value(score));
    if (detail.len && !of) {
        terminal_string(out, INK_PLAIN, ", ");
        terminal_flow(out, INK_PLAIN, detail);
    }
    print_place(out, end, style);
    if (of)
        print_of(out, of, style);
}

static void print_rejection(terminal *out, const json_t *end, lives_style style) {
    galley_text stage = text_in(end, "stage"), text = text_in(end, "text");
    if (stage.len) {
        terminal_string(out, INK_PLAIN, " by ");
        terminal_flow(out, INK_STRONG, stage);
    }
    terminal_string(out, INK_PLAIN, ": ");
    terminal_flow(out, INK_PLAIN, text_in(end, "error"));
    print_place(out, end, style);
    terminal_end_line(out);
    out->indent = 4;
    galley_text shown = text_head(text, LONG_VALUE);
    terminal_flow(out, INK_PLAIN, shown);
    if (shown.len < text.len)
        terminal_string(out, INK_FAINT, " …");
}

static void print_end_of_life(terminal *out, const json_t *end, lives_style style) {
    galley_text fate = text_in(end, "fate");
    out->indent = 2;
    terminal_flow(out, INK_STRONG, fate);
    if (galley_text_is(fate, "dropped"))
        print_drop(out, end, style);
    else if (galley_text_is(fate, "rejected"))
        print_rejection(out, end, style);
    else if (json_object_get(end, "file"))
        print_place(out, end, style);
    terminal_end_line(out);
}

static void print_title(terminal *out, const json_t *life) {
    galley_text title = text_in(life, "title"), id = text_in(life, "id"), from = text_in(life, "origin");
    out->indent = 0;
    terminal_flow(out, INK_STRONG, id.len ? id : galley_text_of("(no id)"));
    if (title.len) {
        terminal_string(out, INK_PLAIN, "  ");
        terminal_flow(out, INK_STRONG, title);
    }
    terminal_end_line(out);
    out->indent = 2;
    if (from.len && !galley_text_equal(from, id)) {
        terminal_string(out, INK_PLAIN, "read as ");
        terminal_flow(out, INK_PLAIN, from);
        terminal_end_line(out);
    }
}

static void print_life(terminal *out, const rundir *run, const json_t *life, lives_style style) {
    print_title(out, life);
    size_t index;
    json_t *step;
    json_array_foreach(json_object_get(life, "steps"), index, step) print_step(out, step, style);
    print_end_of_life(out, json_object_get(life, "end"), style);
    const json_t *untapped = json_object_get(life, "untapped");
    out->indent = 2;
    if (json_array_size(untapped) > 0) {
        terminal_string(out, INK_FAINT, "not told apart: ");
        print_names(out, untapped);
        terminal_string(out, INK_FAINT, "; galley run --tap all keeps what leaves every stage");
        terminal_end_line(out);
    }
    if (json_is_null(json_object_get(life, "read")) && run->input_trouble) {
        terminal_string(out, INK_FAINT, "how it was read is not known: ");
        terminal_string(out, INK_FAINT, run->input_trouble);
        terminal_end_line(out);
    }
}

static void print_others(terminal *out, const json_t *found) {
    const json_t *others = json_object_get(found, "others");
    long long more = (long long)json_integer_value(json_object_get(found, "count")) -
                     (long long)json_array_size(json_object_get(found, "lives"));
    if (more <= 0)
        return;
    out->indent = 0;
    bool is_cut = json_is_true(json_object_get(found, "is_cut")); /* there are more than are looked for */
    terminal_printf(out, INK_STRONG, "\n%s%lld more (-n %lld traces %s)%s", is_cut ? "at least " : "", more,
                    (long long)json_integer_value(json_object_get(found, "count")), is_cut ? "so many" : "them all",
                    (size_t)more > json_array_size(others) ? "; the first of them" : "");
    terminal_end_line(out);
    size_t index;
    json_t *other;
    out->indent = 2;
    json_array_foreach(others, index, other) {
        galley_text fate = text_in(other, "fate");
        terminal_cell(out, INK_PLAIN, text_in(other, "id"), 24, true);
        terminal_string(out, INK_PLAIN, "  ");
        terminal_cell(out, INK_PLAIN, fate.len ? fate : galley_text_of("-"), 9, true);
        terminal_cell(out, INK_PLAIN, text_in(other, "title"), 42, false);
        terminal_end_line(out);
    }
}

void lives_print(const rundir *run, const json_t *found, lives_style style) {
    terminal out = terminal_open();
    size_t index;
    json_t *life;
    json_array_foreach(json_object_get(found, "lives"), index, life) {
        if (style.is_json) {
            run_print_json(life, true);
            continue;
        }
        if (index > 0)
            putchar('\n');
        print_life(&out, run, life, style);
    }
    if (!style.is_json)
        print_others(&out, found);
}
