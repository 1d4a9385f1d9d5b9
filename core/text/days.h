/* Days on the calendar. */
#ifndef CORE_TEXT_DAYS_H
#define CORE_TEXT_DAYS_H

#include <galley/date.h>

/* A date of which nothing is told. */
extern const galley_date date_nothing;

int days_of_month(int year, int month);

#endif
