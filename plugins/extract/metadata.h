/* What a page says about its article. */
#ifndef EXTRACT_METADATA_H
#define EXTRACT_METADATA_H

#include "page.h"

#include <galley/date.h>

typedef struct metadata {
    galley_text title, author, lang, source, url;
    galley_text date;        /* as written out */
    galley_text body;        /* JSON-LD's articleBody, with whatever marks are in it */
    galley_text description; /* the standfirst, if the page is to be believed */
    uint32_t heading;        /* the node of the heading that is the title; 0: none */
} metadata;

/* `meanings` is what each node's names mean (names.h). `address` is where the page came from, and may be
 * empty. Texts live in `arena`. */
metadata metadata_find(const page *of, const uint32_t *meanings, galley_text address, const galley_calendar *calendar,
                       galley_arena *arena, galley_arena *scratch);

#endif
