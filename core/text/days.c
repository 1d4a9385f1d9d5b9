/* Days are counted, and dates written (galley/date.h). */
#include "text/days.h"

#include <stdio.h>
#include <stdlib.h>

const galley_date date_nothing = {.year = GALLEY_DATE_UNTOLD,
                                  .month = GALLEY_DATE_UNTOLD,
                                  .day = GALLEY_DATE_UNTOLD,
                                  .hour = GALLEY_DATE_UNTOLD,
                                  .minute = GALLEY_DATE_UNTOLD,
                                  .second = GALLEY_DATE_UNTOLD,
                                  .zone = GALLEY_DATE_NO_ZONE};

int days_of_month(int year, int month) {
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    if (month == 2)
        return is_leap ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/* Both ways after Hinnant, "chrono-Compatible Low-Level Date Algorithms" (2013): years begin in March, so that the leap
 * day is their last. */
int64_t galley_date_day_number(const galley_date *date) {
    int64_t year = date->year - (date->month <= 2), era = (year >= 0 ? year : year - 399) / 400;
    int64_t of_era = year - era * 400, day = date->day > 0 ? date->day : 1;
    int64_t of_year = (153 * (date->month > 2 ? date->month - 3 : date->month + 9) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

galley_date galley_date_of_day(int64_t day_number) {
    int64_t days = day_number + 719468, era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t of_era = days - era * 146097;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100), shifted = (5 * of_year + 2) / 153;
    galley_date date = date_nothing;
    date.month = (int)(shifted < 10 ? shifted + 3 : shifted - 9);
    date.year = (int)(year + era * 400 + (date.month <= 2));
    date.day = (int)(of_year - (153 * shifted + 2) / 5 + 1);
    return date;
}

size_t galley_date_write(const galley_date *date, char out[GALLEY_DATE_BYTES]) {
    size_t len = (size_t)snprintf(out, GALLEY_DATE_BYTES, "%04d-%02d", date->year, date->month);
    if (date->day != GALLEY_DATE_UNTOLD)
        len += (size_t)snprintf(out + len, GALLEY_DATE_BYTES - len, "-%02d", date->day);
    if (date->hour == GALLEY_DATE_UNTOLD)
        return len;
    len += (size_t)snprintf(out + len, GALLEY_DATE_BYTES - len, "T%02d:%02d", date->hour, date->minute);
    if (date->second != GALLEY_DATE_UNTOLD)
        len += (size_t)snprintf(out + len, GALLEY_DATE_BYTES - len, ":%02d", date->second);
    if (date->fraction_digits > 0) {
        char digits[12];
        snprintf(digits, sizeof digits, "%09d", date->nanosecond);
        len += (size_t)snprintf(out + len, GALLEY_DATE_BYTES - len, ".%.*s", date->fraction_digits, digits);
    }
    if (date->is_utc)
        len += (size_t)snprintf(out + len, GALLEY_DATE_BYTES - len, "Z");
    else if (date->zone != GALLEY_DATE_NO_ZONE)
        len += (size_t)snprintf(out + len, GALLEY_DATE_BYTES - len, "%c%02d:%02d", date->zone < 0 ? '-' : '+',
                                abs(date->zone) / 60, abs(date->zone) % 60);
    return len;
}
