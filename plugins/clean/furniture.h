/* Lines of a page that are not the story: what stands around an article on every page of a site. */
#ifndef CLEAN_FURNITURE_H
#define CLEAN_FURNITURE_H

#include <galley/text.h>

typedef enum furniture {
    FURNITURE_NONE,
    FURNITURE_TITLE,      /* the title once more, at the top */
    FURNITURE_BREADCRUMB, /* "Home / Sport / Rowing" */
    FURNITURE_DATE,       /* a line that is a date and nothing else */
    FURNITURE_PHRASE,     /* a line that the table of phrases has */
    FURNITURE_CREDIT,     /* copyright */
    FURNITURE_COMMENTS,   /* a comment form and what stands below it */
    FURNITURE_KINDS
} furniture;

/* Puts the lines of the story into `out`, which is emptied first, and adds to counts[kind] for each line left out. Only
 * short lines are ever left out, and the whole text never is: a text that is all furniture stays. */
void furniture_remove(galley_text text, galley_text title, galley_arena *arena, galley_buffer *out,
                      uint64_t counts[FURNITURE_KINDS]);

#endif
