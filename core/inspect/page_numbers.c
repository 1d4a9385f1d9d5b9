/* The parts of a report that are tables and bars. */
#include "base/grouped.h"
#include "inspect/page_parts.h"

#include <stdio.h>

/* ---- Helpers ---- */

void add_paragraph(html *html, const char *class, const char *format, ...) {
    char text[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    html_open(html, "p", "class", class, NULL);
    html_string(html, text);
    html_close(html);
}

void table_open(html *html, const char *caption, const char *const *heads) {
    html_open(html, "table", NULL);
    html_element(html, "caption", caption);
    html_open(html, "thead", NULL);
    html_open(html, "tr", NULL);
    for (size_t i = 0; heads[i]; i++) {
        if (!*heads[i]) {
            html_element(html, "td", ""); /* above bars, which say nothing new */
            continue;
        }
        html_open(html, "th", "scope", "col", "class", i == 0 ? NULL : "number", NULL);
        html_string(html, heads[i]);
        html_close(html);
    }
    html_close(html);
    html_close(html);
    html_open(html, "tbody", NULL);
}

void table_close(html *html) {
    html_close(html);
    html_close(html);
}

void cell_name(html *html, galley_text name, const char *class) {
    html_open(html, "th", "scope", "row", "class", class, NULL);
    html_foreign(html, name);
    html_close(html);
}

void cell_number(html *html, uint64_t number) {
    html_open(html, "td", "class", "number", NULL);
    html_string(html, grouped(number).digits);
    html_close(html);
}

static double share_of(uint64_t part, uint64_t all) {
    return all > 0 ? (double)part / (double)all : 0;
}

void cell_share(html *html, uint64_t part, uint64_t all) {
    html_open(html, "td", "class", "number", NULL);
    html_printf(html, "%.1f%%", share_of(part, all) * 100);
    html_close(html);
}

void cell_bar(html *html, double share, const char *class) {
    double width = share < 0 ? 0 : share > 1 ? 1 : share;
    html_open(html, "td", "class", "bar", "aria-hidden", "true", NULL);
    if (width > 0) {
        html_open(html, "span", "class", class, "style", attribute("width:%.2f%%", width * 100).text, NULL);
        html_close(html);
    }
    html_close(html);
}

void row_count(html *html, galley_text name, const char *class, uint64_t count, uint64_t all) {
    html_open(html, "tr", NULL);
    cell_name(html, name, class);
    cell_number(html, count);
    cell_share(html, count, all);
    cell_bar(html, share_of(count, all), class);
    html_close(html);
}

static void row_of(html *html, const char *name, const char *class, uint64_t count, uint64_t all) {
    row_count(html, galley_text_of(name), class, count, all);
}

static uint64_t sum_of(const json_t *list, const char *key) {
    uint64_t sum = 0;
    size_t index;
    json_t *each;
    json_array_foreach(list, index, each) sum += integer_in(each, key);
    return sum;
}

/* ---- At a glance ---- */

static void add_figure(html *html, const char *name, const char *value, const char *more) {
    html_open(html, "div", NULL);
    html_element(html, "dt", name);
    html_open(html, "dd", NULL);
    html_element(html, "strong", value);
    if (*more) {
        html_open(html, "span", NULL);
        html_string(html, more);
        html_close(html);
    }
    html_close(html);
    html_close(html);
}

static void add_count_figure(html *html, const char *name, const json_t *counts, const char *key) {
    uint64_t count = integer_in(counts, key), all = integer_in(counts, "read");
    bool is_all = strcmp(key, "read") == 0;
    add_figure(html, name, grouped(count).digits,
               is_all ? "articles" : attribute("%.1f%%", share_of(count, all) * 100).text);
}

bool section_numbers(page *self) {
    html *html = &self->html;
    const json_t *counts = json_object_get(self->measure, "counts");
    uint64_t milliseconds = integer_in(self->measure, "milliseconds"), jobs = integer_in(self->measure, "jobs");
    html_open(html, "dl", "class", "figures", NULL);
    add_count_figure(html, "read", counts, "read");
    add_count_figure(html, "written", counts, "written");
    add_count_figure(html, "dropped", counts, "dropped");
    add_count_figure(html, "rejected", counts, "rejected");
    add_figure(html, "time", attribute("%.1f s", (double)milliseconds / 1000).text,
               attribute("%llu worker%s", (unsigned long long)jobs, jobs == 1 ? "" : "s").text);
    uint64_t read = integer_in(counts, "read");
    add_figure(html, "speed", grouped(milliseconds ? read * 1000 / milliseconds : 0).digits, "articles a second");
    html_close(html);
    add_paragraph(html, NULL, "Read %s = written %s + dropped %s + rejected %s.", grouped(read).digits,
                  grouped(integer_in(counts, "written")).digits, grouped(integer_in(counts, "dropped")).digits,
                  grouped(integer_in(counts, "rejected")).digits);
    return true;
}

/* ---- The funnel ---- */

bool section_funnel(page *self) {
    static const char *const heads[] = {"behind", "articles", "of read", "", NULL};
    html *html = &self->html;
    const json_t *counts = json_object_get(self->measure, "counts");
    uint64_t all = integer_in(counts, "read"), unread = integer_in(self->measure, "rejected_unread");
    table_open(html, "How many articles were left behind each stage", heads);
    row_of(html, "read", NULL, all, all);
    if (unread > 0)
        row_of(html, "rejected: no article", "lost", unread, all);
    size_t index;
    json_t *stage;
    json_array_foreach(json_object_get(self->measure, "stages"), index, stage) {
        row_count(html, text_in(stage, "stage"), NULL, integer_in(stage, "kept"), all);
        if (integer_in(stage, "dropped") > 0)
            row_of(html, "dropped", "lost", integer_in(stage, "dropped"), all);
        if (integer_in(stage, "rejected") > 0)
            row_of(html, "rejected", "lost", integer_in(stage, "rejected"), all);
    }
    row_of(html, "written", NULL, integer_in(counts, "written"), all);
    table_close(html);
    return true;
}

static void add_reasons(html *html, const json_t *stage, uint64_t all) {
    const char *reason;
    json_t *count;
    json_object_foreach(json_object_get(stage, "reasons"), reason, count) {
        if (json_integer_value(count) <= 0)
            continue;
        html_open(html, "tr", NULL);
        html_open(html, "th", "scope", "row", NULL);
        html_foreign(html, text_in(stage, "stage"));
        html_string(html, ": ");
        html_foreign(html, galley_text_of(reason));
        html_close(html);
        cell_number(html, (uint64_t)json_integer_value(count));
        cell_share(html, (uint64_t)json_integer_value(count), all);
        cell_bar(html, share_of((uint64_t)json_integer_value(count), all), "lost");
        html_close(html);
    }
    if (integer_in(stage, "rejected") == 0)
        return;
    html_open(html, "tr", NULL);
    html_open(html, "th", "scope", "row", NULL);
    html_foreign(html, text_in(stage, "stage"));
    html_string(html, ": failed, so rejected");
    html_close(html);
    cell_number(html, integer_in(stage, "rejected"));
    cell_share(html, integer_in(stage, "rejected"), all);
    cell_bar(html, share_of(integer_in(stage, "rejected"), all), "lost");
    html_close(html);
}

bool section_reasons(page *self) {
    static const char *const heads[] = {"stage and reason", "articles", "of lost", "", NULL};
    html *html = &self->html;
    const json_t *counts = json_object_get(self->measure, "counts");
    uint64_t lost = integer_in(counts, "dropped") + integer_in(counts, "rejected");
    uint64_t unread = integer_in(self->measure, "rejected_unread");
    if (lost == 0)
        return false;
    table_open(html, "Why articles were dropped or rejected", heads);
    if (unread > 0)
        row_of(html, "rejected: no article", "lost", unread, lost);
    size_t index;
    json_t *stage;
    json_array_foreach(json_object_get(self->measure, "stages"), index, stage) add_reasons(html, stage, lost);
    table_close(html);
    return true;
}

/* ---- Time and bytes ---- */

static void row_time(html *html, galley_text name, uint64_t milliseconds, uint64_t all) {
    html_open(html, "tr", NULL);
    cell_name(html, name, NULL);
    html_open(html, "td", "class", "number", NULL);
    if (all < 1000)
        html_printf(html, "%llu ms", (unsigned long long)milliseconds);
    else
        html_printf(html, "%.2f s", (double)milliseconds / 1000);
    html_close(html);
    cell_share(html, milliseconds, all);
    cell_bar(html, share_of(milliseconds, all), NULL);
    html_close(html);
}

static void add_bytes(html *html, const json_t *bytes) {
    static const char *const heads[] = {"what", "bytes", "", NULL};
    static const struct {
        const char *key, *name;
    } rows[] = {{"input", "corpus"},       {"text", "corpus, as text"},
                {"articles", "articles/"}, {"results_text", "articles/, as text"},
                {"dropped", "dropped/"},   {"rejected", "rejected/"},
                {"taps", "taps/"}};
    uint64_t most = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        most = integer_in(bytes, rows[i].key) > most ? integer_in(bytes, rows[i].key) : most;
    table_open(html, "Bytes of what was read and written", heads);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        html_open(html, "tr", NULL);
        cell_name(html, galley_text_of(rows[i].name), NULL);
        cell_number(html, integer_in(bytes, rows[i].key));
        cell_bar(html, share_of(integer_in(bytes, rows[i].key), most), NULL);
        html_close(html);
    }
    table_close(html);
}

bool section_times(page *self) {
    static const char *const heads[] = {"stage", "processor", "of all", "", NULL};
    html *html = &self->html;
    const json_t *core = json_object_get(self->measure, "core_cpu_ms"),
                 *stages = json_object_get(self->measure, "stages");
    uint64_t all =
        sum_of(stages, "cpu_ms") + integer_in(core, "read") + integer_in(core, "scan") + integer_in(core, "write");
    table_open(html, "Processor time of each stage, and of reading and writing", heads);
    row_time(html, galley_text_of("(gunzip)"), integer_in(core, "read"), all);
    row_time(html, galley_text_of("(find members)"), integer_in(core, "scan"), all);
    size_t index;
    json_t *stage;
    json_array_foreach(stages, index, stage) row_time(html, text_in(stage, "stage"), integer_in(stage, "cpu_ms"), all);
    row_time(html, galley_text_of("(write, gzip)"), integer_in(core, "write"), all);
    table_close(html);
    add_bytes(html, json_object_get(self->measure, "bytes"));
    return true;
}

/* ---- Fields, languages, sources ---- */

enum { FIELDS_SHOWN = 40, LANGUAGES_SHOWN = 15 };

bool section_fields(page *self) {
    static const char *const heads[] = {"field", "filled", "of results", "", NULL};
    html *html = &self->html;
    const json_t *fields = json_object_get(self->measure, "fields");
    uint64_t all = integer_in(json_object_get(self->measure, "counts"), "written");
    size_t index, count = json_array_size(fields);
    json_t *field;
    if (count == 0)
        return false;
    table_open(html, "Which fields of the results are filled", heads);
    json_array_foreach(fields, index, field) {
        if (index < FIELDS_SHOWN)
            row_count(html, text_in(field, "field"), NULL, integer_in(field, "filled"), all);
    }
    table_close(html);
    if (count > FIELDS_SHOWN)
        add_paragraph(html, "note", "And %zu more.", count - FIELDS_SHOWN);
    return true;
}

bool section_languages(page *self) {
    static const char *const heads[] = {"language", "articles", "of results", "", NULL};
    html *html = &self->html;
    const json_t *languages = json_object_get(self->measure, "languages");
    uint64_t all = sum_of(languages, "articles"), rest = 0;
    size_t index;
    json_t *language;
    if (all == 0)
        return false;
    table_open(html, "Languages of the results", heads);
    json_array_foreach(languages, index, language) {
        galley_text name = text_in(language, "lang");
        if (index < LANGUAGES_SHOWN)
            row_count(html, name.ptr ? name : galley_text_of("(none)"), NULL, integer_in(language, "articles"), all);
        else
            rest += integer_in(language, "articles");
    }
    if (rest > 0)
        row_of(html, "(others)", NULL, rest, all);
    table_close(html);
    return true;
}

bool section_sources(page *self) {
    static const char *const heads[] = {"source", "articles", "of results", "", NULL};
    html *html = &self->html;
    const json_t *sources = json_object_get(self->spread, "sources"), *others = json_object_get(self->spread, "others");
    uint64_t without = integer_in(self->spread, "without"), uncounted = integer_in(self->spread, "uncounted");
    uint64_t rest = integer_in(others, "articles") + uncounted, all = sum_of(sources, "articles") + rest + without;
    size_t index;
    json_t *source;
    if (json_array_size(sources) == 0)
        return false;
    table_open(html, "Where the results come from", heads);
    json_array_foreach(sources, index, source) {
        row_count(html, text_in(source, "source"), NULL, integer_in(source, "articles"), all);
    }
    if (rest > 0 && uncounted > 0)
        row_of(html, "(others)", NULL, rest, all);
    else if (rest > 0)
        row_of(html, attribute("(%s others)", grouped(integer_in(others, "sources")).digits).text, NULL, rest, all);
    if (without > 0)
        row_of(html, "(none)", NULL, without, all);
    table_close(html);
    return true;
}

/* ---- Lengths ---- */

static void add_quantiles(html *html, const json_t *points) {
    static const struct {
        const char *key, *name;
    } rows[] = {{"min", "least"},
                {"p10", "10% have at most"},
                {"median", "half have at most"},
                {"p90", "90% have at most"},
                {"max", "most"},
                {"without", "articles without a text"}};
    const char *heads[] = {"characters", "", "", NULL};
    size_t count = json_array_size(points) < 2 ? json_array_size(points) : 2;
    for (size_t i = 0; i < count; i++)
        heads[i + 1] = text_in(json_array_get(points, i), "at").ptr;
    heads[count + 1] = NULL;
    table_open(html, "How long texts are, in characters", heads);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        html_open(html, "tr", NULL);
        cell_name(html, galley_text_of(rows[i].name), NULL);
        for (size_t k = 0; k < count; k++)
            cell_number(html, integer_in(json_array_get(points, k), rows[i].key));
        html_close(html);
    }
    table_close(html);
}

static uint64_t highest_bar(const json_t *rows) {
    uint64_t most = 0;
    size_t index, at;
    json_t *row, *count;
    json_array_foreach(rows, index, row) json_array_foreach(json_object_get(row, "counts"), at, count) {
        if ((uint64_t)json_integer_value(count) > most)
            most = (uint64_t)json_integer_value(count);
    }
    return most;
}

static void row_lengths(html *html, const json_t *row, uint64_t most) {
    const json_t *counts = json_object_get(row, "counts");
    size_t count = json_array_size(counts);
    html_open(html, "tr", NULL);
    cell_name(
        html,
        galley_text_of(
            attribute("%s to %s", grouped(integer_in(row, "from")).digits, grouped(integer_in(row, "to")).digits).text),
        NULL);
    for (size_t i = 0; i < count; i++)
        cell_number(html, (uint64_t)json_integer_value(json_array_get(counts, i)));
    html_open(html, "td", "class", "bar", "aria-hidden", "true", NULL);
    for (size_t i = 0; i < count; i++) {
        double width = share_of((uint64_t)json_integer_value(json_array_get(counts, i)), most) * 100;
        html_open(html, "span", "class", i + 1 < count ? "before" : NULL, "style",
                  attribute("width:%.2f%%", width).text, NULL);
        html_close(html);
    }
    html_close(html);
    html_close(html);
}

bool section_lengths(page *self) {
    html *html = &self->html;
    const json_t *lengths = json_object_get(self->measure, "lengths"), *points = json_object_get(lengths, "points");
    const json_t *rows = json_object_get(lengths, "histogram");
    size_t index;
    json_t *row;
    if (json_array_size(rows) == 0)
        return false;
    bool has_before = json_array_size(points) > 1;
    if (!has_before)
        add_paragraph(html, "note",
                      "How long texts were before is not known: the corpus is not where it was, or was "
                      "changed, and no stage was tapped.");
    add_quantiles(html, points);
    const char *heads[] = {"characters", text_in(json_array_get(points, 0), "at").ptr,
                           has_before ? text_in(json_array_get(points, 1), "at").ptr : "", has_before ? "" : NULL,
                           NULL};
    table_open(html, "How many articles have texts of which length", heads);
    json_array_foreach(rows, index, row) row_lengths(html, row, highest_bar(rows));
    table_close(html);
    if (has_before)
        add_paragraph(html, "note", "The upper, hollow bar: before. The lower, full one: as written.");
    return true;
}
