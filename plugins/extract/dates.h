/* Dates as pages write them. */
#ifndef EXTRACT_DATES_H
#define EXTRACT_DATES_H

#include <galley/text.h>

typedef struct date {
    int year, month, day; /* year 0: none */
    char clock[32];       /* what ISO 8601 has behind the day: "T07:15:00+01:00"; may be empty */
} date;

/* The names of months, ready to be looked up. Only read, by any thread. */
typedef struct months months;

months *months_new(void);
void months_free(months *known);

/* The first date in `text`, of which only the start is read. `lang` is a BCP 47 tag or empty: it decides what 03/04/2024
 * and a few names of months mean. */
bool date_find(const months *known, galley_text text, galley_text lang, galley_arena *arena, date *found);

/* The date in an address: /2024/03/12/, 2024-03-12, 20240312. */
bool date_of_url(galley_text url, date *found);

/* Goes on to the next day; false behind the last year there is. */
bool date_next(date *day);

/* "2024-03-12" or "2024-03-12T07:15:00+01:00" */
galley_text date_write(const date *from, galley_arena *arena);

#endif
