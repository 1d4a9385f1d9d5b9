/* What lines that go from a text say of the article: its title, date, author and source. */
#ifndef CLEAN_FIELDS_H
#define CLEAN_FIELDS_H

#include "recognise.h"

#include <galley/date.h>

typedef enum field { FIELD_TITLE, FIELD_DATE, FIELD_AUTHOR, FIELD_SOURCE, FIELD_COUNT } field;

/* The day that a line of a date names, as "2020-09-18"; empty if it names none, or several could be meant (03/04/2020). */
galley_text date_of_line(galley_text text, const phrases *known, galley_arena *arena);

/* The same of the day of publication, where the line tells two: "Published 3 May, updated 4 May". *is_update: there is only
 * that of a change. */
galley_text publication_of_line(galley_text text, const phrases *known, bool *is_update, galley_arena *arena);

/* Does the line say that the date below it is that of a change? */
bool line_announces_update(galley_text text, const phrases *known, galley_arena *arena);

/* The agency of the dateline that a story begins with, "PARIS, 12 March 2024 (AFP) – The", and what stands before it. A
 * view; empty if it begins otherwise. */
galley_text agency_of_dateline(galley_text text, galley_text *before, const phrases *known, galley_arena *arena);

/* The names in "By Ann Bee, 3 May 2020" and "3 May 2020 by Ann Bee"; empty if that cannot be told. A view. */
galley_text author_of_line(galley_text line, const phrases *known, galley_arena *arena);

/* Where the path to a page ends: "Home / Tech / The title". A view; empty if the line is no path. */
galley_text last_crumb(galley_text text);

/* The source that a line is: a known one, or the name that the URL's host has; without dash or brackets around it. A
 * view; empty if it is none. */
galley_text source_of_line(galley_text text, galley_text url, const phrases *known, galley_arena *arena);

/* The same of a line that says so: "Source: Reuters". */
galley_text source_behind_label(galley_text text, galley_text url, const phrases *known, galley_arena *arena);

#endif
