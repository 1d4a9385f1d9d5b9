/* What the names say that a page's makers gave to its parts. */
#ifndef EXTRACT_NAMES_H
#define EXTRACT_NAMES_H

#include "page.h"

/* Meanings, one bit each. */
enum {
    NAMES_NOTHING = 0,
    NAMES_BODY = 1 << 0, /* the story's text */
    NAMES_DATE = 1 << 1,
    NAMES_CHANGED = 1 << 2, /* a date of a change */
    NAMES_AUTHOR = 1 << 3,
    NAMES_BYLINE = 1 << 4, /* author, date and such */
    NAMES_AUTHOR_BOX = 1 << 5,
    NAMES_CAPTION = 1 << 6,
    NAMES_COMMENTS = 1 << 7,
    NAMES_RELATED = 1 << 8,
    NAMES_SHARE = 1 << 9,
    NAMES_PROMOTION = 1 << 10, /* newsletters, subscriptions */
    NAMES_ADVERT = 1 << 11,
    NAMES_COOKIES = 1 << 12,
    NAMES_NAVIGATION = 1 << 13,
    NAMES_FOOTER = 1 << 14,
    NAMES_TAGS = 1 << 15,
    NAMES_HIDDEN = 1 << 16,
    NAMES_WIDGET = 1 << 17,
    NAMES_LEAD = 1 << 19,    /* the paragraph above a story that sums it up */
    NAMES_EMBED = 1 << 18,   /* a post of a social network */
    NAMES_PAYWALL = 1 << 20, /* what is to be paid for, or the offer to */
};

/* The words of names.inc, ready to be looked up. Only read, by any thread. */
typedef struct names names;

names *names_new(void);
void names_free(names *known);

/* The meanings of all words in a class, an id or a role; of its start only if it is long. */
unsigned names_meaning(const names *known, galley_text written);

/* Makes `meanings` an array of uint32_t: for each node what its class, id, role and the like mean. */
void names_read(const names *known, const page *of, galley_buffer *meanings);

#endif
