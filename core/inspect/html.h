/* Writing HTML, and SVG inside it, out of texts that nobody vouches for: whatever they hold, they stay texts. Elements
 * are closed in the order in which they must be. Knows nothing of what the page tells. */
#ifndef CORE_INSPECT_HTML_H
#define CORE_INSPECT_HTML_H

#include <galley/base.h>

enum { HTML_DEPTH_MAX = 32 };

typedef struct html {
    galley_buffer *out;
    const char *open[HTML_DEPTH_MAX]; /* elements */
    size_t depth;
} html;

/* Opens an element; the names of element and attributes are the program's own, the values anything. Pairs of a name and
 * a value follow, then NULL: html_open(page, "td", "class", "number", NULL). A value that is NULL leaves its attribute
 * out. */
void html_open(html *page, const char *element, ...);

/* Closes what was opened last. */
void html_close(html *page);

/* An element that has no content: <meta>, or <rect> of SVG. Arguments as above. */
void html_void(html *page, const char *element, ...);

/* A text: markup is escaped; control characters but tab and line feed, and what is not UTF-8, become U+FFFD. */
void html_text(html *page, galley_text text);
void html_string(html *page, const char *text);
void html_printf(html *page, const char *format, ...) GALLEY_FORMAT(2, 3);

/* An element without attributes that holds a text. */
void html_element(html *page, const char *element, const char *text);

/* A foreign text among others: the direction of its script stays its own affair (<bdi>). */
void html_foreign(html *page, galley_text text);

/* A foreign text as a link to `url` if that is one of http or https, else as itself. */
void html_link(html *page, galley_text url, galley_text text);

/* An attribute's value. Used in place: attribute("%.1f", width).text. */
typedef struct attribute_text {
    char text[256];
} attribute_text;

attribute_text attribute(const char *format, ...) GALLEY_FORMAT(1, 2);

#endif
