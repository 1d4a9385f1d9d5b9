/* Finds dates: a text becomes a short row of numbers and words, and each pattern is tried at each place of the row. */
#include "dates.h"

#include "words.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    YEAR_FIRST = 1990,
    YEAR_LAST = 2099,
    BUDDHIST_YEARS = 543, /* Thailand's calendar is ahead by so many */
    TEXT_BYTES = 300,
    TOKENS_MAX = 48,
    ABBREVIATION_LETTERS = 3,
    MONTH_NAMES = 400,
};

typedef struct month_name {
    galley_text folded;
    const char *lang; /* in this language only; NULL: in all */
    int month;
} month_name;

struct months {
    galley_arena *arena;
    size_t count;
    month_name names[MONTH_NAMES];
};

typedef struct token {
    int64_t number; /* -1: a word */
    int digits;
    int month;         /* of a word; 0: none */
    size_t start, end; /* in the text */
} token;

typedef struct row {
    galley_text text;
    token tokens[TOKENS_MAX + 1]; /* one more: a word may end where a number begins */
    size_t count;
    bool month_first;
} row;

#define MONTH(number, name)              {name, NULL, number},
#define MONTH_IN(number, name, language) {name, language, number},
static const struct {
    const char *name, *lang;
    int month;
} spelled[] = {
#include "months.inc"
};
#undef MONTH
#undef MONTH_IN

months *months_new(void) {
    months *known = calloc(1, sizeof *known);
    if (!known)
        abort();
    known->arena = galley_arena_new();
    for (size_t i = 0; i < sizeof spelled / sizeof *spelled && known->count < MONTH_NAMES; i++)
        known->names[known->count++] =
            (month_name){galley_fold(galley_text_of(spelled[i].name), known->arena), spelled[i].lang, spelled[i].month};
    return known;
}

void months_free(months *known) {
    if (!known)
        return;
    galley_arena_free(known->arena);
    free(known);
}

/* ---- The row --------------------------------------------------------------------------------------------------- */

/* The month of a folded word: its name, or else the first name that it abbreviates. */
static int month_of(const months *known, galley_text word, galley_text lang) {
    int shortened = 0, general = 0;
    for (size_t i = 0; i < known->count; i++) {
        const month_name *one = &known->names[i];
        if (word.len > one->folded.len || memcmp(one->folded.ptr, word.ptr, word.len) != 0)
            continue;
        bool is_whole = word.len == one->folded.len;
        if (one->lang && is_whole && text_starts(lang, one->lang))
            return one->month;
        if (!one->lang && is_whole && general == 0)
            general = one->month;
        if (!one->lang && shortened == 0 && galley_utf8_count(word) >= ABBREVIATION_LETTERS)
            shortened = one->month;
    }
    return general ? general : shortened;
}

/* 0 to 9, or -1: of the digits that dates are written with. */
static int digit_of(uint32_t character) {
    static const uint32_t zeros[] = {'0', 0x660, 0x6F0, 0x966, 0x9E6, 0xE50, 0xFF10};
    for (size_t i = 0; i < sizeof zeros / sizeof *zeros; i++)
        if (character >= zeros[i] && character <= zeros[i] + 9)
            return (int)(character - zeros[i]);
    return -1;
}

static void add_word(row *self, const months *known, galley_text lang, size_t start, size_t end, galley_arena *arena) {
    galley_text word = galley_fold(galley_text_part(self->text.ptr + start, end - start), arena);
    self->tokens[self->count++] =
        (token){.number = -1, .month = month_of(known, word, lang), .start = start, .end = end};
}

static void read_row(row *self, const months *known, galley_text lang, galley_arena *arena) {
    size_t at = 0, before = 0, start = 0;
    uint32_t character = 0;
    bool in_word = false, in_number = false;
    while (self->count < TOKENS_MAX) {
        before = at;
        bool is_more = galley_utf8_next(self->text, &at, &character);
        int digit = is_more ? digit_of(character) : -1;
        bool is_letter = is_more && galley_is_letter(character);
        if (in_word && !is_letter)
            add_word(self, known, lang, start, before, arena);
        if (digit >= 0 && !in_number)
            self->tokens[self->count++] = (token){.start = before};
        if (digit >= 0) {
            token *number = &self->tokens[self->count - 1];
            number->digits++;
            number->number = number->digits <= 15 ? number->number * 10 + digit : number->number;
            number->end = at;
        }
        if (is_letter && !in_word)
            start = before;
        in_word = is_letter;
        in_number = digit >= 0;
        if (!is_more)
            return;
    }
}

/* ---- Patterns -------------------------------------------------------------------------------------------------- */

static int days_of(int year, int month) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && is_leap ? 29 : days[month - 1];
}

static bool set_date(date *found, int64_t year, int64_t month, int64_t day) {
    if (year >= YEAR_FIRST + BUDDHIST_YEARS && year <= YEAR_LAST + BUDDHIST_YEARS)
        year -= BUDDHIST_YEARS;
    if (year < YEAR_FIRST || year > YEAR_LAST || month < 1 || month > 12 || day < 1 ||
        day > days_of((int)year, (int)month))
        return false;
    *found = (date){.year = (int)year, .month = (int)month, .day = (int)day};
    return true;
}

static const token *token_at(const row *self, size_t index) {
    static const token none = {.number = -1};
    return index < self->count ? &self->tokens[index] : &none;
}

static bool is_year(const token *one) {
    return one->number >= 0 && one->digits == 4;
}

static bool is_small(const token *one) {
    return one->number >= 0 && one->digits <= 2;
}

static bool is_month(const token *one) {
    return one->number < 0 && one->month > 0;
}

/* How many bytes stand between two tokens. */
static size_t gap(const token *a, const token *b) {
    return b->start - a->end;
}

/* What stands between two numbers of one date: one mark, perhaps with a space behind. */
static bool are_joined(const row *self, const token *a, const token *b) {
    if (gap(a, b) == 0 || gap(a, b) > 3)
        return false;
    char mark = self->text.ptr[a->end];
    return mark == '-' || mark == '/' || mark == '.' || (unsigned char)mark >= 0x80;
}

/* Words that may stand between day, month and year: "de", "of", "th", "er", "m" … */
static size_t skip_particle(const row *self, size_t index) {
    const token *one = token_at(self, index);
    return one->number < 0 && one->month == 0 && one->end - one->start <= 4 && one->end > 0 ? index + 1 : index;
}

/* 2024-03-12, 2024. 3. 12., 2024年3月12日, 2024년 3월 12일 */
static bool match_year_first(const row *self, size_t i, date *found) {
    const token *year = token_at(self, i);
    if (!is_year(year))
        return false;
    size_t at = i + 1, next;
    if (token_at(self, at)->number < 0 && !is_month(token_at(self, at)))
        at = skip_particle(self, at);
    const token *month = token_at(self, at);
    next = skip_particle(self, at + 1);
    const token *day = token_at(self, next);
    if (!is_small(day))
        return false;
    if (is_month(month))
        return gap(month, day) <= 8 && set_date(found, year->number, month->month, day->number);
    bool is_spaced = at > i + 1 || next > at + 1; /* with words between */
    return is_small(month) && (is_spaced || (are_joined(self, year, month) && are_joined(self, month, day))) &&
           set_date(found, year->number, month->number, day->number);
}

/* 12/03/2024, 12.3.2024, 03/12/2024 where months come first */
static bool match_numbers(const row *self, size_t i, date *found) {
    const token *a = token_at(self, i), *b = token_at(self, i + 1), *year = token_at(self, i + 2);
    if (!is_small(a) || !is_small(b) || year->number < 0 || !are_joined(self, a, b) || !are_joined(self, b, year))
        return false;
    if (year->digits != 4 && year->digits != 2)
        return false;
    int64_t full = year->digits == 2 ? year->number + 2000 : year->number;
    bool is_us = self->month_first && self->text.ptr[a->end] != '.';
    const token *month = is_us ? a : b, *day = is_us ? b : a;
    return set_date(found, full, month->number, day->number) || set_date(found, full, day->number, month->number);
}

/* March 12th, 2024 */
static bool match_month_first(const row *self, size_t i, date *found) {
    const token *month = token_at(self, i), *day = token_at(self, i + 1);
    if (!is_month(month) || !is_small(day) || gap(month, day) > 3)
        return false;
    size_t at = i + 2;
    if (!is_year(token_at(self, at)))
        at = skip_particle(self, at);
    const token *year = token_at(self, at);
    return is_year(year) && gap(day, year) <= 8 && set_date(found, year->number, month->month, day->number);
}

/* 12 March 2024, 1er mars 2024, 12 de marzo de 2024, 12. März 2024 */
static bool match_day_first(const row *self, size_t i, date *found) {
    const token *day = token_at(self, i);
    if (!is_small(day))
        return false;
    size_t at = i + 1;
    if (!is_month(token_at(self, at)))
        at = skip_particle(self, at);
    if (!is_month(token_at(self, at)))
        at = skip_particle(self, at);
    const token *month = token_at(self, at);
    if (!is_month(month) || gap(day, month) > 12)
        return false;
    at = skip_particle(self, at + 1);
    const token *year = token_at(self, at);
    return is_year(year) && gap(month, year) <= 12 && set_date(found, year->number, month->month, day->number);
}

/* 20240312, 20240312T071500 */
static bool match_compact(const row *self, size_t i, date *found) {
    const token *one = token_at(self, i);
    if (one->digits != 8 && one->digits != 14)
        return false;
    int64_t day = one->digits == 14 ? one->number / 1000000 : one->number;
    return set_date(found, day / 10000, day / 100 % 100, day % 100);
}

/* Seconds or milliseconds since 1970, standing alone: to a day (Hinnant, "chrono-compatible low-level date algorithms"). */
static bool match_seconds(const row *self, date *found) {
    const token *one = token_at(self, 0);
    if (self->count != 1 || (one->digits != 10 && one->digits != 13))
        return false;
    int64_t seconds = one->digits == 13 ? one->number / 1000 : one->number;
    int64_t days = seconds / 86400 + 719468, era = days / 146097, of_era = days % 146097;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100), shifted = (5 * of_year + 2) / 153;
    int64_t month = shifted < 10 ? shifted + 3 : shifted - 9;
    if (!set_date(found, year + era * 400 + (month <= 2), month, of_year - (153 * shifted + 2) / 5 + 1))
        return false;
    int64_t clock = seconds % 86400;
    snprintf(found->clock, sizeof found->clock, "T%02d:%02d:%02dZ", (int)(clock / 3600), (int)(clock / 60 % 60),
             (int)(clock % 60));
    return true;
}

/* ---- The clock ------------------------------------------------------------------------------------------------- */

static bool two_digits(const char *at, const char *end, int max, int *value) {
    if (end - at < 2 || at[0] < '0' || at[0] > '9' || at[1] < '0' || at[1] > '9')
        return false;
    *value = (at[0] - '0') * 10 + (at[1] - '0');
    return *value <= max;
}

/* The zone behind a time: Z, +01:00, +0100, +01. */
static void read_zone(const char *at, const char *end, char *out, size_t room) {
    int hours = 0, minutes = 0;
    if (at < end && (*at == 'Z' || *at == 'z'))
        snprintf(out, room, "Z");
    if (at >= end || (*at != '+' && *at != '-') || !two_digits(at + 1, end, 14, &hours))
        return;
    const char *rest = at + 3 < end && at[3] == ':' ? at + 4 : at + 3;
    if (!two_digits(rest, end, 59, &minutes))
        minutes = 0;
    snprintf(out, room, "%c%02d:%02d", *at, hours, minutes);
}

/* The time behind an ISO date: "T07:15", " 07:15:00.000 +0100". */
static void read_clock(galley_text text, size_t at, date *found) {
    const char *next = text.ptr + at, *end = text.ptr + text.len;
    int hours = 0, minutes = 0, seconds = 0;
    if (next >= end || (*next != 'T' && *next != 't' && *next != ' '))
        return;
    next++;
    if (!two_digits(next, end, 23, &hours) || next + 2 >= end || next[2] != ':' ||
        !two_digits(next + 3, end, 59, &minutes))
        return;
    next += 5;
    if (next < end && *next == ':' && two_digits(next + 1, end, 59, &seconds))
        next += 3;
    if (next < end && (*next == '.' || *next == ','))
        for (next++; next < end && *next >= '0' && *next <= '9';)
            next++;
    if (next + 1 < end && *next == ' ' && (next[1] == '+' || next[1] == '-'))
        next++;
    char zone[8] = "";
    read_zone(next, end, zone, sizeof zone);
    snprintf(found->clock, sizeof found->clock, "T%02d:%02d:%02d%s", hours, minutes, seconds, zone);
}

/* ---- All ------------------------------------------------------------------------------------------------------- */

static bool match_at(const row *self, size_t i, date *found) {
    if (match_year_first(self, i, found)) {
        const token *last = token_at(self, i + 2);
        if (last->number >= 0)
            read_clock(self->text, last->end, found);
        return true;
    }
    return match_numbers(self, i, found) || match_month_first(self, i, found) || match_day_first(self, i, found) ||
           match_compact(self, i, found);
}

/* Months come first in American English, and in English of no known country. */
static bool has_month_first(galley_text lang) {
    return text_same(lang, "en") || text_same(lang, "en-us") || text_same(lang, "en_us");
}

bool date_find(const months *known, galley_text text, galley_text lang, galley_arena *arena, date *found) {
    row self = {.text = galley_utf8_cut(galley_trim(text), TEXT_BYTES), .month_first = has_month_first(lang)};
    read_row(&self, known, lang, arena);
    if (match_seconds(&self, found))
        return true;
    for (size_t i = 0; i < self.count; i++)
        if (match_at(&self, i, found))
            return true;
    return false;
}

static bool is_digit_at(galley_text text, size_t at) {
    return at < text.len && text.ptr[at] >= '0' && text.ptr[at] <= '9';
}

/* The number of one to four digits at *at, which moves behind it; -1 if there is none, or a longer one. */
static int number_at(galley_text url, size_t *at, size_t digits_max) {
    int number = 0;
    size_t start = *at;
    while (is_digit_at(url, *at) && *at - start <= digits_max)
        number = number * 10 + (url.ptr[(*at)++] - '0');
    return *at > start && *at - start <= digits_max ? number : -1;
}

static bool url_date_at(galley_text url, size_t at, date *found) {
    size_t next = at;
    int year = number_at(url, &next, 4);
    if (year < YEAR_FIRST || next >= url.len)
        return false;
    char mark = url.ptr[next];
    if (mark != '/' && mark != '-' && mark != '_' && mark != '.')
        return false;
    next++;
    int month = number_at(url, &next, 2);
    if (month < 1 || next >= url.len || (url.ptr[next] != mark && mark == '/'))
        return false;
    next++;
    int day = number_at(url, &next, 2);
    return set_date(found, year, month, day);
}

static bool url_digits_at(galley_text url, size_t at, date *found) {
    int values[3] = {0};
    static const size_t ends[3] = {4, 6, 8};
    size_t next = at;
    for (int part = 0; part < 3; part++)
        for (; next < at + ends[part]; next++) {
            if (!is_digit_at(url, next))
                return false;
            values[part] = values[part] * 10 + (url.ptr[next] - '0');
        }
    return !is_digit_at(url, next) && set_date(found, values[0], values[1], values[2]);
}

bool date_of_url(galley_text url, date *found) {
    for (size_t at = 0; at < url.len; at++) {
        if (!is_digit_at(url, at) || (at > 0 && is_digit_at(url, at - 1)))
            continue;
        if (url_date_at(url, at, found) || url_digits_at(url, at, found))
            return true;
    }
    return false;
}

bool date_next(date *day) {
    bool ends_month = day->day == days_of(day->year, day->month), ends_year = ends_month && day->month == 12;
    return set_date(day, day->year + ends_year, ends_year ? 1 : day->month + ends_month, ends_month ? 1 : day->day + 1);
}

galley_text date_write(const date *from, galley_arena *arena) {
    return galley_arena_printf(arena, "%04d-%02d-%02d%s", from->year, from->month, from->day, from->clock);
}
