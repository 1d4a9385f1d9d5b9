/* What words are to a date: names of months and days, units, zones. The reader of dates is in dates.c. */
#ifndef CORE_TEXT_CALENDAR_H
#define CORE_TEXT_CALENDAR_H

#include <galley/date.h>

typedef enum unit {
    UNIT_NONE,
    UNIT_YEAR, /* these stand behind their number */
    UNIT_MONTH,
    UNIT_DAY,
    UNIT_HOUR,
    UNIT_HOURS, /* behind a whole time: "10:30 hs" */
    UNIT_MINUTE,
    UNIT_O_CLOCK, /* behind "10.30" */
    UNIT_MORNING, /* am, pm */
    UNIT_AFTERNOON,
    UNIT_FOLLOWED_BY_YEAR, /* these before it */
    UNIT_FOLLOWED_BY_MONTH,
    UNIT_BEFORE_NOON_AHEAD,
    UNIT_AFTER_NOON_AHEAD,
    UNIT_TIME_AHEAD,  /* the T of ISO 8601 */
    UNIT_CLOCK_AHEAD, /* before "10.30" */
    UNIT_FIRST_WORD   /* of two that are one name */
} unit;

/* All that a word may mean; {0}: nothing. */
typedef struct meaning {
    uint8_t month; /* 1 to 12 */
    bool is_day, is_filler;
    bool is_year_first;           /* the month's name is of a language that writes the year first */
    bool is_buddhist, is_persian; /* a month's name, whose year is of that calendar, the month too if it is Persian */
    bool is_zone;
    int16_t zone; /* minutes east of UTC */
    int16_t era;  /* the year before the first of an era; 0: it is none */
    unit unit;
} meaning;

/* Of a folded word. `lang` (BCP 47 or NULL) tells apart what means two months. */
meaning calendar_meaning(const galley_calendar *calendar, galley_text folded, const char *lang);

/* The month that a folded word of three letters or more abbreviates; 0 if there is none, or several. */
int calendar_abbreviated(const galley_calendar *calendar, galley_text folded);

/* Are years without the name of a month of the Persian calendar? */
bool calendar_is_persian(const char *lang);

/* What stands first in three numbers of a date; `is_short`: its year has two digits. */
galley_date_order calendar_order(const char *lang, bool is_short);

#endif
