/* JSON-LD: what publishers tell search engines about an article. */
#ifndef EXTRACT_LINKED_DATA_H
#define EXTRACT_LINKED_DATA_H

#include <galley/text.h>

typedef enum linked_data_kind {
    LINKED_NOTHING,
    LINKED_PAGE,        /* of the page, or of something else on it */
    LINKED_ARTICLE,     /* of an article */
    LINKED_THIS_ARTICLE /* that has the page's title or address */
} linked_data_kind;

typedef struct linked_data {
    galley_text headline, published, created, modified, author, publisher, lang, url, body;
    linked_data_kind kind;
} linked_data;

/* What is known of the page: its <title> and its heading, folded since they are compared with many, and its address. */
typedef struct linked_data_page {
    galley_text folded_title, folded_heading, address;
} linked_data_page;

/* Reads one script. What an article says replaces what was found about other things, and what the page's own says what
 * others do; of the same kind, what is there already stays. Broken JSON is mended as far as pages commonly break it. */
void linked_data_read(galley_text script, const linked_data_page *page, linked_data *found, galley_arena *arena,
                      galley_arena *scratch);

#endif
