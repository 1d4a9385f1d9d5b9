/* galley/date.h: dates as people and programs write them: in 64 languages, in numbers, RFC 2822, ISO 8601.
 *
 * Two ways to read, one grammar: galley_date_read wants the whole text to be one date and guesses nothing, for a
 * field that holds a date; galley_date_find looks for the first date in running text, for a byline or a page. Both
 * say why they found none. A galley_date is a plain value: copy it, compare it, keep it.
 *
 *     galley_date_hints hints = {.lang = "fr"};
 *     galley_date date;
 *     char iso[GALLEY_DATE_BYTES];
 *     galley_text text = galley_text_of("mardi 12 mars 2024 à 7h15");
 *     if (galley_date_read(calendar, text, &hints, scratch, &date) == GALLEY_DATE_READ)
 *         galley_date_write(&date, iso); // "2024-03-12T07:15"
 *
 * What is read: years 1600 to 2199 of the Gregorian calendar; those of the Buddhist one, which is 543 years ahead; of
 * Japan's eras and the Republic of China's; and days of the Persian calendar, of which a month's name tells, or `lang`.
 * Years of two digits are 1969 to 2068, as POSIX has it, and only where no day or month can be meant. Texts are UTF-8;
 * bytes that are not do no harm. Any thread may call these functions at any time with the same calendar; they keep no
 * state, and their time is linear in the text. */
#ifndef GALLEY_DATE_H
#define GALLEY_DATE_H

#include <galley/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- A date ---------------------------------------------------------------------------------------------------- */

enum {
    GALLEY_DATE_UNTOLD = -1,    /* what a text does not say: the day of "March 2024", a time */
    GALLEY_DATE_NO_ZONE = 1440, /* further east than there is */
    GALLEY_DATE_BYTES = 48      /* of the longest that is written, with its NUL */
};

/* This struct does not grow: it may be an array's element, and part of a stage's own. */
typedef struct galley_date {
    int year, month, day;     /* 2024, 1 to 12, 1 to 31 or UNTOLD */
    int hour, minute, second; /* UNTOLD: no time; second also by itself; 60 is a leap second */
    int fraction_digits;      /* of the second: how many are told, 0 to 9, */
    int nanosecond;           /* and which */
    int zone;                 /* minutes east of UTC, or GALLEY_DATE_NO_ZONE */
    bool is_utc;              /* the zone is written Z */
} galley_date;

/* Writes YYYY-MM, YYYY-MM-DD or with a time YYYY-MM-DDThh:mm[:ss[.fraction]][Z|±hh:mm] (ISO 8601): no more than is
 * told. Returns how many bytes, without the NUL. */
GALLEY_API size_t galley_date_write(const galley_date *date, char out[GALLEY_DATE_BYTES]);

/* Days from 1970-01-01 to the date's day, negative before; an untold day is the month's first. And the way back: a date
 * without a time. */
GALLEY_API int64_t galley_date_day_number(const galley_date *date);
GALLEY_API galley_date galley_date_of_day(int64_t day_number);

/* ---- Names of months and days ---------------------------------------------------------------------------------- */

/* Made once, by `open`, then only read. */
typedef struct galley_calendar galley_calendar;

GALLEY_API galley_calendar *galley_calendar_new(void);
GALLEY_API void galley_calendar_free(galley_calendar *calendar); /* NULL is allowed */

typedef enum galley_calendar_kind {
    GALLEY_CALENDAR_NOTHING,
    GALLEY_CALENDAR_MONTH, /* or its abbreviation */
    GALLEY_CALENDAR_DAY,   /* of the week; of what is both, "mar", the month is told */
    GALLEY_CALENDAR_FILLER /* what may stand in a date and says nothing: "of", "le", "o'clock" */
} galley_calendar_kind;

/* What a folded word (galley_fold) is to a date, in any of the languages. */
GALLEY_API galley_calendar_kind galley_calendar_word(const galley_calendar *calendar, galley_text folded);

/* ---- Reading --------------------------------------------------------------------------------------------------- */

typedef enum galley_date_order {
    GALLEY_DATE_ANY_ORDER, /* not known */
    GALLEY_DATE_DAY_FIRST,
    GALLEY_DATE_MONTH_FIRST,
    GALLEY_DATE_YEAR_FIRST /* of three numbers of two digits */
} galley_date_order;

/* What helps to read. {0} is no help. */
typedef struct galley_date_hints {
    /* BCP 47, or NULL. It decides what 3/4/2024 is, where all who write it agree ("fr", "en-US"; not "en"), and what
     * the few names of months mean that mean two. */
    const char *lang;
    /* Decides where `lang` does not; a caller who gives it answers for it. Between points the day comes first, whatever
     * it says: 3.4.2024 is April. */
    galley_date_order order;
    int first_year, last_year; /* find passes over other years; 0: no bound */
} galley_date_hints;

typedef enum galley_date_result {
    GALLEY_DATE_READ,
    GALLEY_DATE_NONE,      /* nothing like a date; for read also: something is there that is no part of one */
    GALLEY_DATE_PARTIAL,   /* read only: no year, or no month */
    GALLEY_DATE_AMBIGUOUS, /* two days could be meant, and neither `lang` nor `order` says which */
    GALLEY_DATE_IMPOSSIBLE /* read only: 30 February, 25:00, the year 1024 */
} galley_date_result;

/* Is the whole text a date? Every word, number and sign of it must have its place; texts above 200 bytes are none.
 * "12 mars 24" is read, "12/03/24" by its language, "March 2024" without a day. `date` is set if READ is returned, and
 * otherwise left as it was. `scratch` is for work: nothing of the result lives there. */
GALLEY_API galley_date_result galley_date_read(const galley_calendar *calendar, galley_text text,
                                               const galley_date_hints *hints, galley_arena *scratch,
                                               galley_date *date);

/* The first day that the text names, with the time that stands beside it. Short words that are not known may stand
 * inside ("12 ta' Marzu 2024"); a number of 10 or 13 digits that is the whole text is seconds or milliseconds since
 * 1970. If the first has two readings, AMBIGUOUS is the answer, not the second date. `date` as above; `where`,
 * unless NULL, becomes the part of the text that was read, so that a caller can go on behind it. */
GALLEY_API galley_date_result galley_date_find(const galley_calendar *calendar, galley_text text,
                                               const galley_date_hints *hints, galley_arena *scratch, galley_date *date,
                                               galley_text *where);

/* The day in a URL: /2024/03/12/, 2024-03-12, 20240312, 29-10-2024 (not 9-10-2024); 1990 to 2099. Sets `date` and
 * returns true, or false. */
GALLEY_API bool galley_date_in_url(galley_text url, galley_date *date);

#ifdef __cplusplus
}
#endif
#endif
