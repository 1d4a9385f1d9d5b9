/* Names of months and days in calendar.inc's languages. Made once, then only read. */
#ifndef ENRICH_CALENDAR_H
#define ENRICH_CALENDAR_H

#include <galley/text.h>

typedef enum calendar_kind { CALENDAR_NOTHING, CALENDAR_MONTH, CALENDAR_DAY, CALENDAR_FILLER } calendar_kind;

typedef enum numeric_order { ORDER_UNKNOWN, ORDER_DAY_FIRST, ORDER_MONTH_FIRST } numeric_order;

typedef struct calendar calendar;

calendar *calendar_new(void); /* NULL: no memory */
void calendar_free(calendar *names);

/* What a folded word (galley_fold) is to a date; of a month, its number. */
calendar_kind calendar_find(const calendar *names, galley_text folded, int *month);

/* The offset of a zone of this folded name. */
bool calendar_zone(galley_text folded, int *minutes);

/* Which comes first in 03/04/2024, by a BCP 47 tag (NULL: not known). Unknown where its readers differ. */
numeric_order calendar_order(const char *lang);

#endif
