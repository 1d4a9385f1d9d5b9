/* What a page calls its story. */
#ifndef EXTRACT_TITLES_H
#define EXTRACT_TITLES_H

#include "page.h"

typedef struct titles {
    const page *page;
    galley_arena *arena, *scratch;
    galley_text whole, told, heading; /* <title>, og:title, and the heading that is most like them */
    size_t likeness;                  /* of the heading: words shared + 1; 0: there is none */
    uint32_t node;                    /* the heading's; 0: none */
    size_t headings;                  /* of the first rank */
    size_t texts, texts_before;       /* pieces of text on the page, and before the heading */
} titles;

/* Texts live in `arena`; both arenas must live as long as the titles are used. */
titles titles_find(const page *of, galley_arena *arena, galley_arena *scratch);

/* The title: of the headings and what is told elsewhere (may be empty), without the site's name or host. */
galley_text titles_choose(const titles *self, galley_text told, galley_text site, galley_text host);

#endif
