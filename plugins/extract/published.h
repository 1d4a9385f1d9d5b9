/* When was the article published? Collects what a page says of dates, and decides. */
#ifndef EXTRACT_PUBLISHED_H
#define EXTRACT_PUBLISHED_H

#include <galley/date.h>
#include <galley/text.h>

enum {
    PUBLISHED_LABEL = 2,   /* so much better is the rank of a date that is called so */
    PUBLISHED_NEAR = 60,   /* ranks: of a marked date that stands near the heading, */
    PUBLISHED_CHANGE = 90, /* of the first day of a change: to 92 it is this article's, behind it may be the page's */
    PUBLISHED_OTHER = 97,  /* of a day that words say is another */
    PUBLISHED_UNKNOWN = 1000,
    PUBLISHED_INSTANTS = 48, /* counts: what is more is forgotten */
    PUBLISHED_DAYS = 24,
    PUBLISHED_SHOWN = 8
};

/* All it holds lives in `scratch` and in the page. */
typedef struct published {
    const galley_calendar *calendar;
    galley_date_hints hints;
    galley_arena *scratch;
    int rank; /* of the best date: the lower the better; PUBLISHED_UNKNOWN: there is none */
    galley_date date;
    struct {
        galley_date date;
        int rank;
    } instants[PUBLISHED_INSTANTS]; /* dates with a time, to tell the best one's, and its local one */
    size_t instant_count;
    int64_t told[PUBLISHED_DAYS]; /* days that machines are told, of publication and of changes */
    size_t told_count;
    struct {
        galley_date date;
        bool is_called_published;
    } shown[PUBLISHED_SHOWN]; /* marked dates at the heading */
    size_t shown_count;
} published;

void published_init(published *self, const galley_calendar *calendar, galley_arena *scratch);

/* The page's language, and perhaps its address, say what 3/4/2024 is. */
void published_set_lang(published *self, galley_text lang, galley_text address);

/* A value that should be a date: an attribute, a member of JSON-LD. */
void published_offer(published *self, galley_text value, int rank);

/* A text in which dates may stand; words before them say what they are of. `before` is the text before this one. */
void published_read(published *self, galley_text text, galley_text before, int rank);

/* Does a date stand right at the heading, where the reader looks for it, and is it marked as that of publication? */
typedef enum published_shown { NOT_SHOWN, SHOWN, SHOWN_AS_PUBLISHED } published_shown;

/* A marked element's attribute and its text, of which the attribute is not always right. */
void published_offer_element(published *self, galley_text attribute, galley_text text, galley_text before, int rank,
                             published_shown shown);

/* Is there a date in the text, and where? Is the text, or the end of it, what stands before one? Neither says that it is
 * this article's. */
bool published_find(const published *self, galley_text text, galley_text *where);
bool published_is_label(const published *self, galley_text text);

/* The date as ISO 8601, empty if there is none. The page's address counts so much by itself, and can correct a day. */
galley_text published_decide(published *self, galley_text url, int address_rank, galley_arena *arena);

#endif
