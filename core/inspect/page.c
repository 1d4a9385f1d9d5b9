/* The numbers are gathered first, by the modules that have them; then each part of the page is written by a function of
 * the table below. */
#include "inspect/page.h"
#include "inspect/clusters.h"
#include "inspect/compare.h"
#include "inspect/measure.h"
#include "inspect/page_files.h"
#include "inspect/page_parts.h"
#include "inspect/spread.h"

#include <stdlib.h>

enum { SOURCES_SHOWN = 20, CLUSTERS_SHOWN = 20, MEMBERS_SHOWN = 12, EXAMPLES_SHOWN = 4 };

/* ---- Gathering ---- */

/* Each tapped stage against the tap before it, or what was read. */
static json_t *compare_stages(const rundir *run, problems *trouble) {
    json_t *list = json_array();
    compare_side before = {.run = run, .name = "read", .files = {.stage = ALL_STAGES, .shard = NO_SHARD}};
    before.files.kinds[FILE_INPUT] = true;
    bool is_known = run->are_inputs_here;
    for (size_t i = 0; i < run->stage_count; i++) {
        if (!rundir_is_tapped(run, i)) {
            json_array_append_new(list, json_null());
            continue;
        }
        compare_side after = {.run = run, .name = run->stages[i], .files = {.stage = i, .shard = NO_SHARD}};
        after.files.kinds[FILE_TAP] = true;
        json_array_append_new(list, is_known ? compare_sides(&before, &after, EXAMPLES_SHOWN, trouble) : json_null());
        before = after;
        is_known = true;
    }
    return list;
}

static void gather(page *self, problems *trouble) {
    cluster_choice choice = {.clusters = CLUSTERS_SHOWN, .members = MEMBERS_SHOWN};
    self->measure = measure_run(self->run, trouble);
    self->spread = spread_measure(self->run, SOURCES_SHOWN, trouble);
    self->clusters = clusters_find(self->run, choice, trouble);
    self->stages = compare_stages(self->run, trouble);
}

/* A file is read more than once, and what is wrong with it told once. */
static void add_troubles(problems *to, const problems *from) {
    for (size_t i = 0; i < from->count; i++) {
        bool is_told = false;
        for (size_t k = 0; k < i && !is_told; k++)
            is_told = strcmp(from->messages[i], from->messages[k]) == 0;
        if (!is_told)
            problems_add(to, "%s", from->messages[i]);
    }
}

/* ---- The page ---- */

bool section_manifest(page *self) {
    html *html = &self->html;
    char *json = json_dumps(self->run->manifest, JSON_INDENT(2) | JSON_REAL_PRECISION(15));
    html_open(html, "details", NULL);
    html_open(html, "summary", NULL);
    html_element(html, "code", "run.json");
    html_string(html, " as the run left it");
    html_close(html);
    html_open(html, "pre", NULL);
    html_string(html, json);
    html_close(html);
    html_close(html);
    free(json);
    return true;
}

static const struct section {
    const char *id, *title;
    section_function *write;
} sections[] = {
    {"glance", "At a glance", section_numbers},
    {"pipeline", "Pipeline", section_pipeline},
    {"funnel", "Funnel", section_funnel},
    {"reasons", "Reasons", section_reasons},
    {"time", "Time and bytes", section_times},
    {"fields", "Fields", section_fields},
    {"languages", "Languages", section_languages},
    {"sources", "Sources", section_sources},
    {"dates", "Dates", section_dates},
    {"lengths", "Lengths", section_lengths},
    {"copies", "Copies", section_clusters},
    {"stages", "What the stages did", section_examples},
    {"manifest", "Manifest", section_manifest},
};

enum { SECTIONS = sizeof sections / sizeof *sections };

static void add_style(html *html) {
    html_open(html, "style", NULL);
    for (const embedded_file *each = page_files; each->name; each++)
        galley_buffer_add_bytes(html->out, each->bytes, each->len);
    html_close(html);
}

static galley_text pipeline_name(const page *self) {
    galley_text file = text_in(self->measure, "pipeline");
    size_t start = file.len;
    while (start > 0 && file.ptr[start - 1] != '/')
        start--;
    return file.len > 0 ? galley_text_part(file.ptr + start, file.len - start) : galley_text_of("a pipeline");
}

/* Whatever is in an article, this page loads nothing and carries nothing out. */
static const char policy[] = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

static void add_head(page *self) {
    html *html = &self->html;
    html_open(html, "head", NULL);
    html_void(html, "meta", "charset", "utf-8", NULL);
    html_void(html, "meta", "http-equiv", "Content-Security-Policy", "content", policy, NULL);
    html_void(html, "meta", "name", "viewport", "content", "width=device-width, initial-scale=1", NULL);
    html_void(html, "meta", "name", "color-scheme", "content", "light dark", NULL);
    html_void(html, "meta", "name", "referrer", "content", "no-referrer", NULL);
    html_open(html, "title", NULL);
    html_text(html, pipeline_name(self));
    html_string(html, " – Galley report");
    html_close(html);
    add_style(html);
    html_close(html);
}

static void add_header(page *self, const problems *trouble) {
    html *html = &self->html;
    galley_text about =
        text_in(json_object_get(json_object_get(self->run->manifest, "pipeline"), "definition"), "about");
    html_open(html, "header", NULL);
    html_open(html, "h1", NULL);
    html_string(html, "Run of ");
    html_foreign(html, pipeline_name(self));
    html_close(html);
    if (about.len > 0) {
        html_open(html, "p", NULL);
        html_foreign(html, about);
        html_close(html);
    }
    html_open(html, "p", "class", "note", NULL);
    html_string(html, "Started ");
    html_text(html, text_in(self->measure, "started"));
    html_string(html, ", finished ");
    html_text(html, text_in(self->measure, "finished"));
    html_close(html);
    for (size_t i = 0; i < trouble->count; i++) {
        html_open(html, "p", "class", "trouble", NULL);
        html_string(html, trouble->messages[i]);
        html_close(html);
    }
    html_close(html);
}

/* A heading, and below it what the function has written; nothing of that if it had nothing to tell. */
static bool add_section(page *self, const struct section *section) {
    html *html = &self->html;
    size_t start = html->out->len;
    html_open(html, "section", "id", section->id, "aria-labelledby", attribute("%s-title", section->id).text, NULL);
    html_open(html, "h2", "id", attribute("%s-title", section->id).text, NULL);
    html_string(html, section->title);
    html_close(html);
    bool has_content = section->write(self);
    html_close(html);
    if (!has_content)
        html->out->len = start;
    return has_content;
}

static void add_navigation(html *html, const bool has[SECTIONS]) {
    html_open(html, "nav", "aria-label", "Parts of this report", NULL);
    html_open(html, "ul", NULL);
    for (size_t i = 0; i < SECTIONS; i++) {
        if (!has[i])
            continue;
        html_open(html, "li", NULL);
        html_open(html, "a", "href", attribute("#%s", sections[i].id).text, NULL);
        html_string(html, sections[i].title);
        html_close(html);
        html_close(html);
    }
    html_close(html);
    html_close(html);
}

/* The parts are written aside: the navigation stands before them, and lists those that there are. */
static void add_body(page *self, const problems *trouble) {
    galley_buffer *out = self->html.out, parts = {0};
    bool has[SECTIONS];
    html_open(&self->html, "body", NULL);
    html_open(&self->html, "a", "class", "skip", "href", "#main", NULL);
    html_string(&self->html, "To the report");
    html_close(&self->html);
    add_header(self, trouble);
    self->html.out = &parts;
    for (size_t i = 0; i < SECTIONS; i++)
        has[i] = add_section(self, &sections[i]);
    self->html.out = out;
    add_navigation(&self->html, has);
    html_open(&self->html, "main", "id", "main", "tabindex", "-1", NULL);
    galley_buffer_add(out, galley_buffer_text(&parts));
    html_close(&self->html);
    html_close(&self->html);
    galley_buffer_clear(&parts);
}

void page_write(galley_buffer *out, const rundir *run, problems *trouble) {
    page self = {.html = {.out = out}, .run = run};
    problems met = {0};
    gather(&self, &met);
    add_troubles(trouble, &met);
    galley_buffer_add_string(out, "<!DOCTYPE html>\n");
    html_open(&self.html, "html", "lang", "en", NULL);
    add_head(&self);
    add_body(&self, trouble);
    html_close(&self.html);
    galley_buffer_add_char(out, '\n');
    problems_clear(&met);
    json_decref(self.measure);
    json_decref(self.spread);
    json_decref(self.clusters);
    json_decref(self.stages);
}
