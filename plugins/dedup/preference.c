/* A rank is one number, so that it can be posted and sorted. */
#include "preference.h"

static const int64_t LAST = INT64_MAX;

/* ---- Dates ----------------------------------------------------------------------------------------------------- */

bool date_seconds(const galley_calendar *calendar, galley_text text, galley_arena *scratch, int64_t *seconds) {
    galley_date date;
    if (galley_date_read(calendar, text, &(galley_date_hints){0}, scratch, &date) != GALLEY_DATE_READ ||
        date.day == GALLEY_DATE_UNTOLD)
        return false;
    *seconds = galley_date_day_number(&date) * 86400;
    if (date.hour != GALLEY_DATE_UNTOLD)
        *seconds += date.hour * 3600 + date.minute * 60;
    if (date.second != GALLEY_DATE_UNTOLD)
        *seconds += date.second;
    if (date.zone != GALLEY_DATE_NO_ZONE)
        *seconds -= date.zone * 60;
    return true;
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

static bool has_date(const preference *self, galley_article *article, int64_t *seconds) {
    return date_seconds(self->calendar, galley_article_text(article, "date"), galley_article_arena(article), seconds);
}

int64_t preference_rank(const preference *self, galley_article *article) {
    int64_t seconds;
    switch ((keep)self->keep) {
    case KEEP_FIRST:
        return 0;
    case KEEP_EARLIEST:
        return has_date(self, article, &seconds) ? seconds : LAST;
    case KEEP_LATEST:
        return has_date(self, article, &seconds) ? -seconds : LAST;
    case KEEP_LONGEST:
        return -(int64_t)galley_utf8_count(galley_article_text(article, self->field));
    case KEEP_PREFERRED:
        return source_rank(self, article);
    }
    return LAST;
}
