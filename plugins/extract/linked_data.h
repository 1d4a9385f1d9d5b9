/* JSON-LD: what publishers tell search engines about an article. */
#ifndef EXTRACT_LINKED_DATA_H
#define EXTRACT_LINKED_DATA_H

#include <galley/text.h>

typedef struct linked_data {
    galley_text headline, published, created, modified, author, publisher, lang, url, body;
    bool is_article; /* these are an article's; else of something else on the page, the page itself for one */
} linked_data;

/* Reads one script. What an article says replaces what was found about other things; what is there already stays. Broken
 * JSON is mended as far as pages commonly break it, or else ignored. */
void linked_data_read(galley_text script, linked_data *found, galley_arena *arena, galley_arena *scratch);

#endif
