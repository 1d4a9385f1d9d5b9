/* What the files share that write a report's page. */
#ifndef CORE_INSPECT_PAGE_PARTS_H
#define CORE_INSPECT_PAGE_PARTS_H

#include "inspect/html.h"
#include "inspect/members.h"
#include "inspect/rundir.h"

/* What a page is made from. */
typedef struct page {
    html html;
    const rundir *run;
    json_t *measure, *spread, *clusters; /* see measure.h, spread.h, clusters.h */
    json_t *stages;                      /* of each tapped stage, see compare.h; null of others */
} page;

/* One part of the page. False if there is nothing to tell: then nothing was written. */
typedef bool section_function(page *page);

section_function section_numbers, section_pipeline, section_funnel, section_reasons, section_times, section_fields,
    section_languages, section_sources, section_dates, section_lengths, section_clusters, section_examples,
    section_manifest;

/* ---- Helpers ---- */

void add_paragraph(html *html, const char *class, const char *format, ...) GALLEY_FORMAT(3, 4);

/* A table. `heads` ends with NULL; an empty one stands above bars. */
void table_open(html *html, const char *caption, const char *const *heads);
void table_close(html *html);

/* Cells of a row, which the caller opens and closes. */
void cell_name(html *html, galley_text name, const char *class);
void cell_number(html *html, uint64_t number);
void cell_share(html *html, uint64_t part, uint64_t all);
void cell_bar(html *html, double share, const char *class);

/* A row of a name, a number, its share in all, and a bar. */
void row_count(html *html, galley_text name, const char *class, uint64_t count, uint64_t all);

#endif
