/* The parts of a report that are drawn: the pipeline as a graph of SVG, dates as columns. What a drawing says stands in
 * its label, and in tables. */
#include "base/grouped.h"
#include "base/utf8.h"
#include "inspect/page_parts.h"

#include <stdio.h>

/* ---- The pipeline ---- */

/* From top to bottom, so that it is as wide as a telephone; in its units a letter of 12 is at most about 7 wide. */
enum {
    WIDTH = 340,
    NODE_WIDTH = 190,
    NODE_HEIGHT = 36,
    GAP = 30,
    LINE = 18, /* of a branch */
    BRANCH_X = 216,
    NAME_LETTERS = 16,
    BRANCH_LETTERS = 19,
    BRANCHES_SHOWN = 4,
    FLOW_MAX = 24, /* how broad the stream is that all articles are */
};

/* A text as far as there is room for it. */
static void add_fitting(html *html, const char *text, size_t letters) {
    galley_text whole = galley_text_of(text);
    size_t at = 0, count = 0, fitting = 0;
    for (uint32_t character; at < whole.len && count <= letters; count++) {
        if (count == letters - 1)
            fitting = at;
        galley_utf8_next(whole, &at, &character);
    }
    bool is_cut = count > letters;
    html_text(html, is_cut ? galley_text_part(whole.ptr, fitting) : whole);
    if (is_cut)
        html_string(html, "…");
}

static void add_label(html *html, const char *class, int x, int y, const char *text, size_t letters) {
    html_open(html, "text", "class", class, "x", attribute("%d", x).text, "y", attribute("%d", y).text, NULL);
    add_fitting(html, text, letters);
    html_close(html);
}

static double breadth(uint64_t articles, uint64_t all) {
    double share = all > 0 ? (double)articles / (double)all : 0;
    return articles > 0 && share * FLOW_MAX < 1 ? 1 : (share > 1 ? 1 : share) * FLOW_MAX;
}

/* The stream between two nodes, from y downward. */
static void add_flow(html *html, int y, uint64_t articles, uint64_t all) {
    double broad = breadth(articles, all);
    if (articles > 0)
        html_void(html, "rect", "class", "flow", "x", attribute("%.1f", NODE_WIDTH / 2.0 - broad / 2).text, "y",
                  attribute("%d", y).text, "width", attribute("%.1f", broad).text, "height", attribute("%d", GAP).text,
                  NULL);
}

static void add_node(html *html, int y, int height, const char *class, const char *name, uint64_t articles) {
    html_void(html, "rect", "class", class, "x", "1", "y", attribute("%d", y).text, "width",
              attribute("%d", NODE_WIDTH - 2).text, "height", attribute("%d", height).text, "rx", "6", NULL);
    add_label(html, NULL, 12, y + 23, name, NAME_LETTERS);
    add_label(html, "count", NODE_WIDTH - 12, y + 23, grouped(articles).digits, NAME_LETTERS);
}

static void add_branch(html *html, int y, uint64_t articles, uint64_t all, const char *why) {
    double broad = breadth(articles, all);
    html_void(html, "rect", "class", "lost", "x", attribute("%d", NODE_WIDTH - 1).text, "y",
              attribute("%.1f", y - broad / 2).text, "width", attribute("%d", BRANCH_X - NODE_WIDTH - 4).text, "height",
              attribute("%.1f", broad).text, NULL);
    char label[200];
    snprintf(label, sizeof label, "%s %.150s", grouped(articles).digits, why);
    add_label(html, "branch", BRANCH_X, y + 4, label, BRANCH_LETTERS);
}

/* Where a stage's articles leave the stream: its reasons, and failures. */
typedef struct branches {
    const char *names[BRANCHES_SHOWN];
    uint64_t counts[BRANCHES_SHOWN];
    size_t count;
    uint64_t rest; /* of those for which there is no room */
} branches;

static void put_branch(branches *self, const char *name, uint64_t count) {
    if (count == 0)
        return;
    if (self->count < BRANCHES_SHOWN - 1) {
        self->names[self->count] = name;
        self->counts[self->count++] = count;
    } else {
        self->rest += count;
    }
}

static branches branches_of(const json_t *stage) {
    branches all = {0};
    const char *reason;
    json_t *count;
    json_object_foreach(json_object_get(stage, "reasons"), reason, count) {
        put_branch(&all, reason, json_integer_value(count) > 0 ? (uint64_t)json_integer_value(count) : 0);
    }
    put_branch(&all, "rejected", integer_in(stage, "rejected"));
    if (all.rest > 0) {
        all.names[all.count] = "for others";
        all.counts[all.count++] = all.rest;
    }
    return all;
}

static int node_height(const branches *branches) {
    int lines = (int)branches->count * LINE;
    return lines > NODE_HEIGHT ? lines : NODE_HEIGHT;
}

static void add_stage(html *html, int y, const json_t *stage, uint64_t all) {
    branches branches = branches_of(stage);
    int height = node_height(&branches);
    html_open(html, "g", NULL);
    add_node(html, y, height, "node", text_in(stage, "stage").ptr, integer_in(stage, "kept"));
    int first = y + height / 2 - ((int)branches.count - 1) * LINE / 2;
    for (size_t i = 0; i < branches.count; i++)
        add_branch(html, first + (int)i * LINE, branches.counts[i], all, branches.names[i]);
    html_close(html);
}

static int graph_height(const json_t *stages) {
    int height = 2 * NODE_HEIGHT + GAP + 4;
    size_t index;
    json_t *stage;
    json_array_foreach(stages, index, stage) {
        branches branches = branches_of(stage);
        height += node_height(&branches) + GAP;
    }
    return height;
}

bool section_pipeline(page *self) {
    html *html = &self->html;
    const json_t *stages = json_object_get(self->measure, "stages"), *counts = json_object_get(self->measure, "counts");
    uint64_t all = integer_in(counts, "read"), unread = integer_in(self->measure, "rejected_unread");
    html_open(html, "svg", "class", "graph", "viewBox", attribute("0 0 %d %d", WIDTH, graph_height(stages)).text,
              "role", "img", "aria-label",
              attribute("The pipeline: %s articles read, %zu stages one after the other, %s written. The table of the "
                        "next part has all numbers.",
                        grouped(all).digits, json_array_size(stages), grouped(integer_in(counts, "written")).digits)
                  .text,
              NULL);
    int y = 2;
    add_node(html, y, NODE_HEIGHT, "end", "read", all);
    if (unread > 0)
        add_branch(html, y + NODE_HEIGHT / 2, unread, all, "rejected");
    y += NODE_HEIGHT;
    uint64_t flow = all - (unread < all ? unread : all);
    size_t index;
    json_t *stage;
    json_array_foreach(stages, index, stage) {
        branches branches = branches_of(stage);
        add_flow(html, y, flow, all);
        add_stage(html, y + GAP, stage, all);
        y += GAP + node_height(&branches);
        flow = integer_in(stage, "kept");
    }
    add_flow(html, y, flow, all);
    add_node(html, y + GAP, NODE_HEIGHT, "end", "written", integer_in(counts, "written"));
    html_close(html);
    return true;
}

/* ---- Dates ---- */

static uint64_t most_articles(const json_t *bars) {
    uint64_t most = 0;
    size_t index;
    json_t *bar;
    json_array_foreach(bars, index, bar) most = integer_in(bar, "articles") > most ? integer_in(bar, "articles") : most;
    return most;
}

static void add_columns(html *html, const json_t *bars, const char *label) {
    uint64_t most = most_articles(bars);
    size_t index, count = json_array_size(bars);
    json_t *bar;
    html_open(html, "div", "class", "chart", "role", "img", "aria-label", label, NULL);
    html_open(html, "div", "class", "most", NULL);
    html_string(html, grouped(most).digits);
    html_close(html);
    html_open(html, "div", "class", "columns", NULL);
    json_array_foreach(bars, index, bar) {
        double height = most > 0 ? 100 * (double)integer_in(bar, "articles") / (double)most : 0;
        html_open(html, "span", "style", attribute("height:%.1f%%", height).text, "title",
                  attribute("%s: %s", text_in(bar, "at").ptr, grouped(integer_in(bar, "articles")).digits).text, NULL);
        html_close(html);
    }
    html_close(html);
    html_open(html, "div", "class", "axis", NULL);
    html_element(html, "span", text_in(json_array_get(bars, 0), "at").ptr);
    if (count > 1)
        html_element(html, "span", text_in(json_array_get(bars, count - 1), "at").ptr);
    html_close(html);
    html_close(html);
}

static void add_dates_table(html *html, const json_t *bars, const char *unit) {
    const char *const heads[] = {unit, "articles", NULL};
    size_t index;
    json_t *bar;
    html_open(html, "details", NULL);
    html_open(html, "summary", NULL);
    html_printf(html, "Every %s as a table", unit);
    html_close(html);
    table_open(html, "Articles over time", heads);
    json_array_foreach(bars, index, bar) {
        html_open(html, "tr", NULL);
        cell_name(html, text_in(bar, "at"), NULL);
        cell_number(html, integer_in(bar, "articles"));
        html_close(html);
    }
    table_close(html);
    html_close(html);
}

bool section_dates(page *self) {
    html *html = &self->html;
    const json_t *dates = json_object_get(self->spread, "dates"), *bars = json_object_get(dates, "bars");
    const char *unit = text_in(dates, "unit").ptr;
    size_t count = json_array_size(bars);
    if (count > 0) {
        add_columns(html, bars,
                    attribute("Results for each %s from %s to %s, %s in the fullest; the table below has them all",
                              unit, text_in(json_array_get(bars, 0), "at").ptr,
                              text_in(json_array_get(bars, count - 1), "at").ptr, grouped(most_articles(bars)).digits)
                        .text);
        add_dates_table(html, bars, unit);
    }
    uint64_t without = integer_in(dates, "without"), unread = integer_in(dates, "unread");
    if (without + unread > 0)
        add_paragraph(html, "note", "Without a date: %s. With one that does not begin as 2024-12-31 does: %s.",
                      grouped(without).digits, grouped(unread).digits);
    return count > 0 || without + unread > 0;
}
