/* Dates as people and programs write them, to ISO 8601. */
#ifndef ENRICH_DATES_H
#define ENRICH_DATES_H

#include "calendar.h"

enum { DATE_LENGTH = 48 }; /* of the longest that is written, with its NUL */

/* Reads a date and writes it as YYYY-MM-DD, YYYY-MM or with a time, YYYY-MM-DDThh:mm[:ss[.fraction]][Z|±hh:mm]; with no
 * more than the text says. False if it cannot be read, or has two readings: `lang` (BCP 47, or NULL) decides between
 * 3 April and 4 March where all who write that language agree. */
bool date_to_iso(const calendar *names, galley_text text, const char *lang, galley_arena *arena, char iso[DATE_LENGTH]);

#endif
