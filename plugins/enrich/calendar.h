/* What a word is to a date, as keywords and entities ask for it. */
#ifndef ENRICH_CALENDAR_H
#define ENRICH_CALENDAR_H

#include <galley/date.h>
#include <galley/text.h>

typedef galley_calendar calendar;
typedef int calendar_kind; /* one of these */

enum {
    CALENDAR_NOTHING = GALLEY_CALENDAR_NOTHING,
    CALENDAR_MONTH = GALLEY_CALENDAR_MONTH,
    CALENDAR_DAY = GALLEY_CALENDAR_DAY,
    CALENDAR_FILLER = GALLEY_CALENDAR_FILLER
};

static inline calendar_kind calendar_find(const calendar *names, galley_text folded, int *month) {
    *month = 0;
    return galley_calendar_word(names, folded);
}

#endif
