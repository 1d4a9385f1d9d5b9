/* The phrases of page furniture: phrases.inc, ready to be looked up. Made once, then only read, by any thread. */
#ifndef CLEAN_PHRASES_H
#define CLEAN_PHRASES_H

#include <galley/date.h>
#include <galley/text.h>

/* What a line is. Up to NEIGHBOUR each is also a rule, which a parameter switches and a counter counts. */
typedef enum phrase_kind {
    TITLE, /* the article's title once more */
    DATE,
    BREADCRUMB,
    BYLINE,
    SHARING,
    SUBSCRIBING,
    COMMENTS,
    RELATED,
    READING_TIME,
    ADVERTISING,
    COPYRIGHT,
    CREDITS,
    NOTICES,
    NAVIGATION,
    NEIGHBOUR,   /* goes because of what stands around it */
    SOURCE_LINE, /* the last line names the source */
    SHAPE,       /* goes because of how it looks and where it is */
    RULE_COUNT,

    LINK_LIST = RULE_COUNT, /* of the rule RELATED */
    SECTION,                /* goes, as NEIGHBOUR, only beside other furniture */
    NUMBER,                 /* likewise: nothing but numbers or signs */
    STORY,                  /* none of all these */

    HOME, /* words that rules look for */
    BY,
    NAME_WORD,
    PHOTO,
    MONTH,       /* by the calendar, in its 38 languages; of three letters only those listed */
    SHORT_MONTH, /* by the calendar: any, also "des" */
    DATE_WORD,   /* likewise the names of days and small words of dates; and those listed */
    AGO,
    UPDATE,      /* words that make a date the last change's, */
    PUBLISH,     /* or that of publication */
    JARGON_WORD, /* a longer word of any phrase of furniture */
    ADDRESS,     /* words that speak to the reader, or of the paper */
    TRADE,       /* what authors are and do, in the lines about them */
    WE,          /* the paper, of itself */
    CONSENT,     /* what notices about cookies speak of */
    SOURCE_WORD, /* what stands before the name of a source, and a colon */
    SOURCE       /* agencies and papers */
} phrase_kind;

/* Where in a line a phrase stands. */
typedef enum phrase_place {
    WHOLE_LINE,
    LINE_START,
    LABEL, /* all that stands before the first colon */
    LINE_END,
    WORDS /* what rules look for: HOME and the like */
} phrase_place;

typedef struct phrases phrases;

phrases *phrases_new(void);
void phrases_free(phrases *self);

/* The kind of the phrase that is exactly these words, in that place; STORY if there is none. Words are folded
 * (galley_fold), and a word of digits is "#". */
phrase_kind phrases_find(const phrases *self, phrase_place place, galley_text words);

/* Names of months and days, as long as the phrases are there. */
const galley_calendar *phrases_calendar(const phrases *self);

/* Are these words listed as HOME, BY, …? */
bool phrases_lists(const phrases *self, phrase_kind kind, galley_text words);

#endif
