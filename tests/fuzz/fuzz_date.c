/* Any bytes as a date, whole and in running text: what is read exists, is written in the form that is promised, and is
 * read again as the same; what is found lies in the text, and is read as the same where it stands alone; nothing is
 * touched where nothing is read. The first byte chooses a language, the second an order and bounds. */
#include "must.h"

#include <galley/date.h>
#include <galley/text.h>

static const char *const languages[] = {NULL, "fr", "en", "en-US", "en-GB", "de", "sv", "ja", "hu", "hr", "vi", ""};
enum { LANGUAGES = sizeof languages / sizeof *languages };

static const galley_date untouched = {1, 2, 3, 4, 5, 6, 7, 8, 9, true};

static bool is_same(const galley_date *a, const galley_date *b) {
    return a->year == b->year && a->month == b->month && a->day == b->day && a->hour == b->hour &&
           a->minute == b->minute && a->second == b->second && a->fraction_digits == b->fraction_digits &&
           a->nanosecond == b->nanosecond && a->zone == b->zone && a->is_utc == b->is_utc;
}

static void check_parts(const galley_date *date) {
    must(date->year >= 1600 && date->year <= 2199 && date->month >= 1 && date->month <= 12);
    must(date->day == GALLEY_DATE_UNTOLD || (date->day >= 1 && date->day <= 31));
    must(date->hour >= GALLEY_DATE_UNTOLD && date->hour <= 23 && date->minute >= GALLEY_DATE_UNTOLD);
    must(date->minute <= 59 && date->second >= GALLEY_DATE_UNTOLD && date->second <= 60);
    must((date->hour == GALLEY_DATE_UNTOLD) == (date->minute == GALLEY_DATE_UNTOLD));
    must(date->day != GALLEY_DATE_UNTOLD || date->hour == GALLEY_DATE_UNTOLD);
    if (date->day == GALLEY_DATE_UNTOLD)
        return;
    galley_date day = galley_date_of_day(galley_date_day_number(date));
    must(day.year == date->year && day.month == date->month && day.day == date->day);
}

static void check_date(const galley_calendar *calendar, const galley_date *date, galley_arena *scratch) {
    static const galley_date_hints no_hints = {0};
    char iso[GALLEY_DATE_BYTES];
    galley_date again;
    check_parts(date);
    size_t len = galley_date_write(date, iso);
    must(len >= sizeof "2024-03" - 1 && len < GALLEY_DATE_BYTES && strlen(iso) == len);
    must(galley_date_read(calendar, galley_text_of(iso), &no_hints, scratch, &again) == GALLEY_DATE_READ);
    must(is_same(date, &again) || date->hour == GALLEY_DATE_UNTOLD); /* a zone without a time is not written */
}

static void check_find(const galley_calendar *calendar, galley_text text, const galley_date_hints *hints,
                       galley_arena *scratch) {
    galley_date date = untouched;
    galley_text where = {0};
    galley_date_result result = galley_date_find(calendar, text, hints, scratch, &date, &where);
    must(result == GALLEY_DATE_READ || result == GALLEY_DATE_NONE || result == GALLEY_DATE_AMBIGUOUS);
    if (result == GALLEY_DATE_NONE) {
        must(is_same(&date, &untouched) && !where.ptr);
        return;
    }
    must(where.len > 0 && where.ptr >= text.ptr && where.ptr + where.len <= text.ptr + text.len);
    if (result == GALLEY_DATE_AMBIGUOUS) {
        must(is_same(&date, &untouched));
        return;
    }
    check_date(calendar, &date, scratch);
    must(date.day != GALLEY_DATE_UNTOLD && date.year >= hints->first_year);
    must(hints->last_year == 0 || date.year <= hints->last_year);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len) {
    static galley_calendar *calendar; /* made once: it takes longer than a text */
    calendar = calendar ? calendar : galley_calendar_new();
    if (len < 2)
        return 0;
    char *own = malloc(len); /* so that a sanitizer sees each byte that is read behind its end */
    if (!own)
        return 0;
    memcpy(own, bytes + 2, len - 2);
    galley_text text = galley_text_part(own, len - 2);
    galley_arena *scratch = galley_arena_new();
    galley_date_hints hints = {.lang = languages[bytes[0] % LANGUAGES], .order = (galley_date_order)(bytes[1] % 4)};
    if (bytes[1] & 4)
        hints.first_year = 1990, hints.last_year = 2099;
    galley_date date = untouched;
    galley_date_result result = galley_date_read(calendar, text, &hints, scratch, &date);
    if (result == GALLEY_DATE_READ)
        check_date(calendar, &date, scratch);
    else
        must(is_same(&date, &untouched));
    check_find(calendar, text, &hints, scratch);
    galley_date in_url = untouched;
    if (galley_date_in_url(text, &in_url))
        check_date(calendar, &in_url, scratch);
    galley_arena_free(scratch);
    free(own);
    return 0;
}
