/* Finds the day that an address tells (galley/date.h): its digits, with or without marks between them. */
#include "text/days.h"

enum { URL_YEAR_FIRST = 1990, URL_YEAR_LAST = 2099 };

static bool is_digit_at(galley_text url, size_t at) {
    return at < url.len && url.ptr[at] >= '0' && url.ptr[at] <= '9';
}

static size_t count_digits(galley_text url, size_t at) {
    size_t count = 0;
    while (is_digit_at(url, at + count))
        count++;
    return count;
}

static int digits_to_number(galley_text url, size_t at, size_t count) {
    int number = 0;
    for (size_t i = 0; i < count; i++)
        number = number * 10 + (url.ptr[at + i] - '0');
    return number;
}

static bool is_mark_at(galley_text url, size_t at) {
    return at < url.len && memchr("/-_.", url.ptr[at], 4);
}

static bool set_url_day(galley_date *date, int year, int month, int day) {
    if (year < URL_YEAR_FIRST || year > URL_YEAR_LAST || month < 1 || month > 12 || day < 1 ||
        day > days_of_month(year, month))
        return false;
    *date = date_nothing;
    date->year = year;
    date->month = month;
    date->day = day;
    return true;
}

/* The digits of a date from here on, without the marks between them: "20240312" of 2024/03/12, 2024-0312, 20240312 and
 * 2024/3/12. A part is two digits, or one between marks. */
static bool read_url_digits(galley_text url, size_t at, galley_date *date) {
    int parts[3];
    for (int part = 0; part < 3; part++) {
        size_t wanted = part == 0 ? 4 : 2, count = count_digits(url, at);
        bool is_marked = part > 0 && is_mark_at(url, at);
        if (is_marked)
            count = count_digits(url, ++at);
        if (count < wanted && !(is_marked && count == 1))
            return false;
        if (count > wanted && count != (part == 0 ? 6 : 4) && count != (part == 0 ? 8 : 4))
            return false;
        size_t taken = count < wanted ? count : wanted;
        parts[part] = digits_to_number(url, at, taken);
        at += taken;
    }
    return !is_digit_at(url, at) && set_url_day(date, parts[0], parts[1], parts[2]);
}

/* 29-10-2021 or 10/29/2021, if no other day can be meant. */
static bool read_url_year_last(galley_text url, size_t at, galley_date *date) {
    int parts[2];
    char mark = 0;
    for (int part = 0; part < 2; part++) {
        size_t count = count_digits(url, at);
        if (count < 1 || count > 2 || !is_mark_at(url, at + count) || (part > 0 && url.ptr[at + count] != mark))
            return false;
        parts[part] = digits_to_number(url, at, count);
        at += count;
        mark = url.ptr[at++];
    }
    int day = parts[0] > 12 ? parts[0] : parts[1], month = parts[0] > 12 ? parts[1] : parts[0];
    bool is_certain = parts[0] > 12 || parts[1] > 12 || parts[0] == parts[1];
    return count_digits(url, at) == 4 && is_certain && set_url_day(date, digits_to_number(url, at, 4), month, day);
}

bool galley_date_in_url(galley_text url, galley_date *date) {
    for (size_t at = 0; at < url.len; at++) {
        if (!is_digit_at(url, at) || (at > 0 && is_digit_at(url, at - 1)))
            continue;
        if (read_url_digits(url, at, date) || read_url_year_last(url, at, date))
            return true;
    }
    return false;
}
