/* A rank is one number, so that it can be posted and sorted. */
#include "preference.h"

static const int64_t LAST = INT64_MAX;

/* ---- Dates ----------------------------------------------------------------------------------------------------- */

typedef struct date_cursor {
    galley_text text;
    size_t at;
} date_cursor;

static bool skip_one(date_cursor *cursor, const char *of) {
    bool is_there = cursor->at < cursor->text.len && strchr(of, cursor->text.ptr[cursor->at]) != NULL &&
                    cursor->text.ptr[cursor->at] != '\0';
    cursor->at += is_there;
    return is_there;
}

static bool read_digits(date_cursor *cursor, size_t count, int64_t most, int64_t *number) {
    *number = 0;
    for (size_t i = 0; i < count; i++, cursor->at++) {
        char digit = cursor->at < cursor->text.len ? cursor->text.ptr[cursor->at] : 'x';
        if (digit < '0' || digit > '9')
            return false;
        *number = *number * 10 + (digit - '0');
    }
    return *number <= most;
}

/* Days from 1970-01-01 in the Gregorian calendar: years that begin in March have the leap day at their end. */
static int64_t days_since_1970(int64_t year, int64_t month, int64_t day) {
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400, year_of_era = year - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

static bool read_day(date_cursor *cursor, int64_t *seconds) {
    int64_t year, month, day;
    if (!read_digits(cursor, 4, 9999, &year) || !skip_one(cursor, "-") || !read_digits(cursor, 2, 12, &month) ||
        !skip_one(cursor, "-") || !read_digits(cursor, 2, 31, &day) || month == 0 || day == 0)
        return false;
    *seconds = days_since_1970(year, month, day) * 86400;
    return true;
}

static bool read_time(date_cursor *cursor, int64_t *seconds) {
    int64_t hour, minute, second = 0;
    if (!read_digits(cursor, 2, 24, &hour) || !skip_one(cursor, ":") || !read_digits(cursor, 2, 59, &minute))
        return false;
    if (skip_one(cursor, ":") && !read_digits(cursor, 2, 60, &second))
        return false;
    if (skip_one(cursor, ".,"))
        while (skip_one(cursor, "0123456789"))
            ;
    *seconds += hour * 3600 + minute * 60 + second;
    return true;
}

static bool read_zone(date_cursor *cursor, int64_t *seconds) {
    if (cursor->at == cursor->text.len || skip_one(cursor, "Zz"))
        return true;
    bool is_west = skip_one(cursor, "-");
    int64_t hours, minutes = 0;
    if ((!is_west && !skip_one(cursor, "+")) || !read_digits(cursor, 2, 24, &hours))
        return false;
    skip_one(cursor, ":");
    if (cursor->at < cursor->text.len && !read_digits(cursor, 2, 59, &minutes))
        return false;
    int64_t ahead = hours * 3600 + minutes * 60;
    *seconds += is_west ? ahead : -ahead;
    return true;
}

bool date_seconds(galley_text date, int64_t *seconds) {
    date_cursor cursor = {.text = galley_trim(date)};
    if (!read_day(&cursor, seconds))
        return false;
    if (cursor.at == cursor.text.len)
        return true;
    return skip_one(&cursor, "Tt ") && read_time(&cursor, seconds) && read_zone(&cursor, seconds) &&
           cursor.at == cursor.text.len;
}

/* ---- Sources --------------------------------------------------------------------------------------------------- */

/* The host of an address: what stands behind "://" up to the next / ? # or :. */
static galley_text host_of(galley_text url) {
    for (size_t i = 0; i + 3 <= url.len; i++) {
        if (memcmp(url.ptr + i, "://", 3) != 0)
            continue;
        size_t end = i + 3;
        while (end < url.len && strchr("/?#:", url.ptr[end]) == NULL)
            end++;
        return galley_text_part(url.ptr + i + 3, end - i - 3);
    }
    return galley_text_of(NULL);
}

/* Is the host that site, or below it? */
static bool is_of_site(galley_text host, galley_text site) {
    if (site.len == 0 || host.len < site.len)
        return false;
    galley_text tail = galley_text_part(host.ptr + host.len - site.len, site.len);
    return galley_text_equal(tail, site) && (host.len == site.len || host.ptr[host.len - site.len - 1] == '.');
}

static int64_t source_rank(const preference *self, galley_article *article) {
    galley_arena *arena = galley_article_arena(article);
    galley_text source = galley_fold(galley_article_text(article, "source"), arena);
    galley_text host = host_of(galley_article_text(article, "url"));
    for (size_t i = 0; i < self->sources.count; i++) {
        galley_text wanted = galley_text_of(self->sources.items[i]);
        bool is_named = source.len > 0 && galley_text_equal(galley_fold(wanted, arena), source);
        if (is_named || is_of_site(host, wanted))
            return (int64_t)i;
    }
    return LAST;
}

/* ---- Ranks ----------------------------------------------------------------------------------------------------- */

int64_t preference_rank(const preference *self, galley_article *article) {
    int64_t seconds;
    switch ((keep)self->keep) {
    case KEEP_FIRST:
        return 0;
    case KEEP_EARLIEST:
        return date_seconds(galley_article_text(article, "date"), &seconds) ? seconds : LAST;
    case KEEP_LATEST:
        return date_seconds(galley_article_text(article, "date"), &seconds) ? -seconds : LAST;
    case KEEP_LONGEST:
        return -(int64_t)galley_utf8_count(galley_article_text(article, self->field));
    case KEEP_PREFERRED:
        return source_rank(self, article);
    }
    return LAST;
}
