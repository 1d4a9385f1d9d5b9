/* The story's text out of a page. */
#ifndef EXTRACT_BODY_H
#define EXTRACT_BODY_H

#include "metadata.h"
#include "page.h"

#include <stdio.h>

/* What body_find works in; one for a thread. */
typedef struct body_finder body_finder;

body_finder *body_finder_new(void);
void body_finder_free(body_finder *finder);

/* The paragraphs, one a line, in `arena`; empty if there is no story on the page. `meanings` is
 * what each node's names mean (names.h), `about` what the page says of its article. `keeps_summary`:
 * a first paragraph in bold that is the page's description of itself stays. */
galley_text body_find(body_finder *finder, const page *of, const uint32_t *meanings, const metadata *about,
                      bool keeps_summary, galley_arena *arena);

/* For learn.py: a line for each block of the story's part of the page, with its looks (looks.h), a tab, and its text. */
void body_show(body_finder *finder, const page *of, const uint32_t *meanings, const metadata *about, FILE *out);

#endif
