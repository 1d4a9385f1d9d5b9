/* A date is cut into numbers, words and signs, and each must have its place: a day, a month, a year, a time, a zone, or a
 * word or sign that says nothing. One that is over, or missing, or does not exist on the calendar, and the text is left
 * alone: nothing is guessed, and a two-digit year is a guess. */
#include "dates.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    PIECES_MAX = 40,
    DATE_TEXT_MAX = 200,   /* bytes; what is longer is no date */
    NUMBER_DIGITS_MAX = 9, /* so that a value fits into an int */
    NONE = -1,
    NO_ZONE = 24 * 60 /* further east than there is */
};

typedef enum piece_kind { PIECE_END, PIECE_NUMBER, PIECE_WORD, PIECE_SIGN } piece_kind;

typedef struct piece {
    piece_kind kind;
    galley_text text; /* of a word: folded */
    int value;        /* of a number */
    uint32_t sign;
    bool is_attached; /* no white space stands before it */
} piece;

typedef struct moment {
    int year, month, day, hour, minute, second, zone; /* NONE: not there; zone in minutes
                                                         east of UTC, or NO_ZONE */
    galley_text fraction;
    bool is_utc; /* the zone is written Z */
} moment;

typedef struct reader {
    piece pieces[PIECES_MAX + 8]; /* what is behind the last is PIECE_END, so that looking ahead needs no check */
    size_t count, at;
    const calendar *names;
    const char *lang;
    moment moment;
} reader;

/* ---- Pieces ---------------------------------------------------------------------------------------------------- */

static bool is_ascii_digit(uint32_t character) {
    return character >= '0' && character <= '9';
}

static size_t find_run(galley_text text, size_t at, bool of_digits) {
    size_t end = at;
    for (uint32_t character; galley_utf8_next(text, &at, &character); end = at)
        if (of_digits ? !is_ascii_digit(character) : !galley_is_letter(character))
            break;
    return end;
}

static bool read_number(galley_text digits, piece *number) {
    if (digits.len > NUMBER_DIGITS_MAX)
        return false;
    number->kind = PIECE_NUMBER;
    number->text = digits;
    for (size_t i = 0; i < digits.len; i++)
        number->value = number->value * 10 + (digits.ptr[i] - '0');
    return true;
}

static bool cut_pieces(reader *self, galley_text text, galley_arena *arena) {
    bool is_attached = false;
    size_t at = 0, start = 0;
    for (uint32_t character; start = at, galley_utf8_next(text, &at, &character);) {
        if (galley_is_space(character)) {
            is_attached = false;
            continue;
        }
        if (self->count == PIECES_MAX)
            return false;
        piece *next = &self->pieces[self->count++];
        next->is_attached = is_attached;
        is_attached = true;
        if (is_ascii_digit(character)) {
            at = find_run(text, start, true);
            if (!read_number(galley_text_part(text.ptr + start, at - start), next))
                return false;
        } else if (galley_is_letter(character)) {
            at = find_run(text, start, false);
            next->kind = PIECE_WORD;
            next->text = galley_fold(galley_text_part(text.ptr + start, at - start), arena);
        } else {
            next->kind = PIECE_SIGN;
            next->sign = character;
        }
    }
    return self->count > 0;
}

static const piece *ahead(const reader *self, size_t by) {
    return &self->pieces[self->at + by];
}

static bool is_sign(const piece *each, uint32_t sign) {
    return each->kind == PIECE_SIGN && each->sign == sign;
}

static bool is_word(const piece *each, const char *folded) {
    return each->kind == PIECE_WORD && galley_text_is(each->text, folded);
}

static bool is_number(const piece *each, size_t fewest_digits, size_t most_digits) {
    return each->kind == PIECE_NUMBER && each->text.len >= fewest_digits && each->text.len <= most_digits;
}

static bool set_once(int *part, int value) {
    bool is_first = *part == NONE;
    *part = value;
    return is_first;
}

/* ---- Time ------------------------------------------------------------------------------------------------------ */

static bool set_time(reader *self, int hour, int minute, int second) {
    self->moment.second = second;
    return set_once(&self->moment.hour, hour) && set_once(&self->moment.minute, minute);
}

/* "+01:00", "+0100", "+1" behind a time or behind the name UTC. */
static bool read_offset(reader *self) {
    const piece *sign = ahead(self, 0), *number = ahead(self, 1);
    bool is_signed = is_sign(sign, '+') || is_sign(sign, '-') || is_sign(sign, 0x2212 /* minus */);
    if (!is_signed || number->kind != PIECE_NUMBER || !number->is_attached)
        return true;
    int hours = number->value, minutes = 0;
    size_t pieces = 2;
    if (is_number(number, 4, 4)) {
        hours = number->value / 100;
        minutes = number->value % 100;
    } else if (!is_number(number, 1, 2)) {
        return false;
    } else if (is_sign(ahead(self, 2), ':') && is_number(ahead(self, 3), 2, 2)) {
        minutes = ahead(self, 3)->value;
        pieces = 4;
    }
    self->at += pieces;
    self->moment.zone = (hours * 60 + minutes) * (is_sign(sign, '+') ? 1 : -1);
    self->moment.is_utc = false;
    return hours <= 14 && minutes < 60;
}

static bool read_zone(reader *self) {
    int minutes;
    if (ahead(self, 0)->kind == PIECE_WORD && calendar_zone(ahead(self, 0)->text, &minutes)) {
        self->moment.zone = minutes;
        self->moment.is_utc = minutes == 0;
        self->at++;
        if (minutes != 0)
            return true;
    }
    return read_offset(self);
}

/* "am", "p.m." behind a time; "am 3. Mai" is German. */
static bool read_half_of_day(reader *self) {
    const piece *first = ahead(self, 0);
    bool is_spelled =
        (is_word(first, "a") || is_word(first, "p")) && is_sign(ahead(self, 1), '.') && is_word(ahead(self, 2), "m");
    bool is_short = (is_word(first, "am") && calendar_order(self->lang) != ORDER_DAY_FIRST) || is_word(first, "pm");
    if (!is_spelled && !is_short)
        return true;
    int hour = self->moment.hour;
    self->moment.hour = hour % 12 + (first->text.ptr[0] == 'p' ? 12 : 0);
    self->at += is_spelled ? 3 : 1;
    return hour >= 1 && hour <= 12;
}

/* "10:30:05.25" */
static bool read_clock(reader *self) {
    int hour = ahead(self, 0)->value, minute = ahead(self, 2)->value, second = NONE;
    self->at += 3;
    if (is_sign(ahead(self, 0), ':') && is_number(ahead(self, 1), 2, 2)) {
        second = ahead(self, 1)->value;
        self->at += 2;
        bool has_point = is_sign(ahead(self, 0), '.') || is_sign(ahead(self, 0), ',');
        if (has_point && ahead(self, 1)->is_attached && is_number(ahead(self, 1), 1, NUMBER_DIGITS_MAX)) {
            self->moment.fraction = ahead(self, 1)->text;
            self->at += 2;
        }
    }
    return set_time(self, hour, minute, second) && read_half_of_day(self);
}

/* "10h30", "10 h", "10時30分" */
static bool read_hours(reader *self) {
    int hour = ahead(self, 0)->value, minute = 0;
    self->at += 2;
    if (is_number(ahead(self, 0), 2, 2) && (ahead(self, 0)->is_attached || ahead(self, 1)->kind == PIECE_END)) {
        minute = ahead(self, 0)->value;
        self->at++;
        self->at += is_word(ahead(self, 0), "分") || is_word(ahead(self, 0), "min");
    }
    return set_time(self, hour, minute, NONE);
}

static bool is_hour_word(const piece *each) {
    return is_word(each, "h") || is_word(each, "時") || is_word(each, "时");
}

static bool is_after_oclock(const piece *each) {
    return is_word(each, "uhr") || is_word(each, "uur");
}

/* "10am", "10 p.m." */
static bool read_bare_hour(reader *self) {
    int hour = ahead(self, 0)->value;
    self->at++;
    return set_time(self, hour, 0, NONE) && read_half_of_day(self);
}

static bool is_bare_hour(const reader *self) {
    const piece *behind = ahead(self, 1);
    return is_number(ahead(self, 0), 1, 2) && (is_word(behind, "pm") || (is_word(behind, "am") && behind->is_attached));
}

/* Reads a time, if one stands here; `is_read` says so. False if it is a wrong one. */
static bool read_time(reader *self, bool *is_read) {
    bool has_two = is_number(ahead(self, 0), 1, 2) && is_number(ahead(self, 2), 2, 2);
    bool is_right = true;
    *is_read = true;
    if (has_two && is_sign(ahead(self, 1), ':')) {
        is_right = read_clock(self);
    } else if (has_two && is_sign(ahead(self, 1), '.') && is_after_oclock(ahead(self, 3))) {
        is_right = set_time(self, ahead(self, 0)->value, ahead(self, 2)->value, NONE);
        self->at += 4;
    } else if (is_number(ahead(self, 0), 1, 2) && is_hour_word(ahead(self, 1))) {
        is_right = read_hours(self);
    } else if (is_bare_hour(self)) {
        is_right = read_bare_hour(self);
    } else {
        *is_read = false;
    }
    return is_right && (!*is_read || read_zone(self));
}

/* ---- Day ------------------------------------------------------------------------------------------------------- */

static bool set_day(reader *self, int year, int month, int day) {
    return set_once(&self->moment.year, year) && set_once(&self->moment.month, month) &&
           set_once(&self->moment.day, day);
}

/* Day and month, as they are written: which is which? */
static bool set_ordered(reader *self, int year, int first, int second) {
    numeric_order order = calendar_order(self->lang);
    if (first > 12 || first == second)
        order = ORDER_DAY_FIRST;
    else if (second > 12)
        order = ORDER_MONTH_FIRST;
    if (order == ORDER_UNKNOWN)
        return false;
    return order == ORDER_DAY_FIRST ? set_day(self, year, second, first) : set_day(self, year, first, second);
}

static bool is_numeric(const reader *self) {
    const piece *sign = ahead(self, 1);
    bool is_joined = is_sign(sign, '/') || is_sign(sign, '.') || is_sign(sign, '-');
    return is_joined && is_number(ahead(self, 2), 1, 2) && is_sign(ahead(self, 3), sign->sign) &&
           ahead(self, 4)->kind == PIECE_NUMBER;
}

static bool read_numeric(reader *self) {
    const piece *first = ahead(self, 0), *second = ahead(self, 2), *third = ahead(self, 4);
    self->at += 5;
    if (is_number(first, 4, 4) && is_number(third, 1, 2))
        return set_day(self, first->value, second->value, third->value);
    if (is_number(first, 1, 2) && is_number(third, 4, 4))
        return set_ordered(self, third->value, first->value, second->value);
    return false;
}

/* The 8 and the 4 or 6 digits of 20240312T101500. */
static bool read_compact(reader *self) {
    const piece *date = ahead(self, 0), *time = ahead(self, 2);
    self->at++;
    if (!set_day(self, date->value / 10000, date->value / 100 % 100, date->value % 100))
        return false;
    if (!is_word(ahead(self, 0), "t") || (!is_number(time, 4, 4) && !is_number(time, 6, 6)))
        return true;
    self->at += 2;
    bool has_seconds = time->text.len == 6;
    int minutes = has_seconds ? time->value / 100 : time->value;
    return set_time(self, minutes / 100, minutes % 100, has_seconds ? time->value % 100 : NONE) && read_zone(self);
}

/* A number by itself, or with 年, 月, 日 behind it. */
static bool read_part(reader *self) {
    const piece *number = ahead(self, 0), *unit = ahead(self, 1);
    self->at++;
    if (is_word(unit, "年") || is_word(unit, "月") || is_word(unit, "日")) {
        self->at++;
        int *part = is_word(unit, "年")   ? &self->moment.year
                    : is_word(unit, "月") ? &self->moment.month
                                          : &self->moment.day;
        return set_once(part, number->value);
    }
    if (is_number(number, 4, 4))
        return set_once(&self->moment.year, number->value);
    return is_number(number, 1, 2) && set_once(&self->moment.day, number->value);
}

static bool read_from_number(reader *self) {
    bool is_time;
    if (!read_time(self, &is_time))
        return false;
    if (is_time)
        return true;
    if (is_numeric(self))
        return read_numeric(self);
    return is_number(ahead(self, 0), 8, 8) ? read_compact(self) : read_part(self);
}

static bool read_from_word(reader *self) {
    const piece *word = ahead(self, 0);
    int month;
    calendar_kind kind = calendar_find(self->names, word->text, &month);
    self->at++;
    if (kind == CALENDAR_MONTH)
        return set_once(&self->moment.month, month);
    bool is_separator = is_word(word, "t") && self->moment.day != NONE && ahead(self, 0)->is_attached;
    bool is_hours = (is_word(word, "h") || is_word(word, "hs") || is_word(word, "hrs")) && self->moment.hour != NONE;
    return kind != CALENDAR_NOTHING || is_separator || is_hours;
}

/* What stands in brackets is a name for what is said before, "(CET)", "(mardi)". */
static bool read_from_sign(reader *self) {
    uint32_t sign = ahead(self, 0)->sign;
    self->at++;
    if (sign == '(' || sign == 0xFF08) {
        uint32_t end = sign == '(' ? ')' : 0xFF09;
        while (self->at < self->count && !is_sign(ahead(self, 0), end))
            self->at++;
        return self->at++ < self->count;
    }
    bool is_dash = sign == '-' || sign == 0x2013 || sign == 0x2014;
    return is_dash || sign == ',' || sign == '.' || sign == '/' || sign == '|' || sign == 0xB7 || sign == 0x2022 ||
           sign == 0xBA /* ordinal */ || sign == '\'';
}

static bool read_pieces(reader *self) {
    while (self->at < self->count) {
        piece_kind kind = ahead(self, 0)->kind;
        bool is_right = kind == PIECE_NUMBER ? read_from_number(self)
                        : kind == PIECE_WORD ? read_from_word(self)
                                             : read_from_sign(self);
        if (!is_right)
            return false;
    }
    return true;
}

/* ---- The calendar ---------------------------------------------------------------------------------------------- */

static int days_of(int year, int month) {
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    if (month == 2)
        return is_leap ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

static bool exists(const moment *when) {
    if (when->year < 1000 || when->month < 1 || when->month > 12)
        return false;
    if (when->day == NONE)
        return when->hour == NONE;
    if (when->day < 1 || when->day > days_of(when->year, when->month))
        return false;
    return when->hour < 24 && when->minute < 60 && when->second <= 60;
}

static void write_iso(const moment *when, char iso[DATE_LENGTH]) {
    size_t len = (size_t)snprintf(iso, DATE_LENGTH, "%04d-%02d", when->year, when->month);
    if (when->day != NONE)
        len += (size_t)snprintf(iso + len, DATE_LENGTH - len, "-%02d", when->day);
    if (when->hour == NONE)
        return;
    len += (size_t)snprintf(iso + len, DATE_LENGTH - len, "T%02d:%02d", when->hour, when->minute);
    if (when->second != NONE)
        len += (size_t)snprintf(iso + len, DATE_LENGTH - len, ":%02d", when->second);
    if (when->fraction.len > 0)
        len += (size_t)snprintf(iso + len, DATE_LENGTH - len, ".%.*s", GALLEY_TEXT_ARGS(when->fraction));
    if (when->is_utc)
        snprintf(iso + len, DATE_LENGTH - len, "Z");
    else if (when->zone != NO_ZONE)
        snprintf(iso + len, DATE_LENGTH - len, "%c%02d:%02d", when->zone < 0 ? '-' : '+', abs(when->zone) / 60,
                 abs(when->zone) % 60);
}

/* "2024-03", which would be a day without a month otherwise. */
static bool read_short_iso(reader *self) {
    bool is_month = self->count == 3 && is_number(ahead(self, 0), 4, 4) && is_sign(ahead(self, 1), '-') &&
                    is_number(ahead(self, 2), 2, 2) && ahead(self, 1)->is_attached && ahead(self, 2)->is_attached;
    return is_month && set_once(&self->moment.year, ahead(self, 0)->value) &&
           set_once(&self->moment.month, ahead(self, 2)->value);
}

bool date_to_iso(const calendar *names, galley_text text, const char *lang, galley_arena *arena,
                 char iso[DATE_LENGTH]) {
    reader self = {
        .names = names,
        .lang = lang,
        .moment = {
            .year = NONE, .month = NONE, .day = NONE, .hour = NONE, .minute = NONE, .second = NONE, .zone = NO_ZONE}};
    if (text.len > DATE_TEXT_MAX || !cut_pieces(&self, text, arena))
        return false;
    if (!read_short_iso(&self) && !read_pieces(&self))
        return false;
    if (!exists(&self.moment))
        return false;
    write_iso(&self.moment, iso);
    return true;
}
