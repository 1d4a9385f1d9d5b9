/* Reads dates (galley/date.h). A text is cut into numbers, words and signs (date_pieces.c), and each must have its
 * place: a day, a month, a year, a time, a zone, or a word or sign that says nothing. Reading a whole text, one
 * piece that is over and the text is no date; finding, it ends the date that began before it, and the next place is
 * tried. */
#include "text/date_pieces.h"
#include "text/days.h"

#include <galley/text.h>

enum {
    YEAR_FIRST = 1600,
    YEAR_LAST = 2199,
    BUDDHIST_YEARS = 543, /* Thailand's calendar is ahead by so many, */
    BUDDHIST_CENTURY = 2500,
    PERSIAN_YEARS = 621, /* and Iran's is behind */
    PERSIAN_YEAR_FIRST = 1200,
    PERSIAN_YEAR_LAST = 1500,
    PERSIAN_LONG_MONTHS = 6,    /* of 31 days; the others have 30 */
    FIRST_OF_LAST_CENTURY = 69, /* of years of two digits: 69 to 99 are 1969 to 1999 */
    TEXT_BYTES_MAX = 200,       /* a longer text is no date as a whole */
    FIND_PIECES = 24,
    SKIPPED_MAX = 3,      /* words and signs between the parts of a date that is found */
    SHORT_WORD_BYTES = 4, /* of words there that need not be known */
    JOINT_BYTES_MAX = 3,  /* between two numbers of one date */
    ZONE_HOURS_MAX = 14,
    SECONDS_OF_DAY = 86400
};

typedef struct reader {
    const char *lang;
    galley_date_order order, short_order; /* of numbers, with a year of four digits and of two */
    bool is_order_hinted;                 /* no language told them */
    int first_year, last_year;
    bool is_finding;
    pieces pieces;
    size_t at;
    galley_date date;
    bool is_buddhist, is_persian; /* the month's name says of which calendar the year is */
    bool has_clock_ahead;         /* what stands before "10.30" says that it is a time */
    int half_of_day;              /* hours to add, told before the time; UNTOLD */
    bool is_unsure;               /* days could be meant that differ */
    bool is_impossible;
} reader;

static const piece *ahead(const reader *self, size_t by) {
    return &self->pieces.list[self->at + by];
}

static bool is_sign(const piece *each, uint32_t sign) {
    return each->kind == PIECE_SIGN && each->sign == sign;
}

static bool is_unit(const piece *each, unit unit) {
    return each->kind == PIECE_WORD && each->meaning.unit == unit;
}

static bool is_number(const piece *each, size_t fewest_digits, size_t most_digits) {
    return each->kind == PIECE_NUMBER && each->digits >= fewest_digits && each->digits <= most_digits;
}

static bool set_once(int *part, int64_t value) {
    bool is_first = *part == GALLEY_DATE_UNTOLD;
    *part = (int)value;
    return is_first;
}

/* ---- Time ------------------------------------------------------------------------------------------------------ */

static bool set_time(reader *self, int64_t hour, int64_t minute, int64_t second) {
    self->date.second = (int)second;
    bool is_first = set_once(&self->date.hour, hour) && set_once(&self->date.minute, minute);
    self->is_impossible |= hour > 23 || minute > 59 || second > 60;
    return is_first;
}

/* "+01:00", "+0100", "+1" behind a time or behind the name UTC. */
static bool read_offset(reader *self) {
    const piece *sign = ahead(self, 0), *number = ahead(self, 1);
    bool is_signed = is_sign(sign, '+') || is_sign(sign, '-') || is_sign(sign, 0x2212 /* minus */);
    if (!is_signed || number->kind != PIECE_NUMBER || !number->is_attached)
        return true;
    int64_t hours = number->value, minutes = 0;
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
    if (hours > ZONE_HOURS_MAX || minutes > 59)
        return false;
    self->at += pieces;
    self->date.zone = (int)(hours * 60 + minutes) * (is_sign(sign, '+') ? 1 : -1);
    self->date.is_utc = false;
    return true;
}

static bool read_zone(reader *self) {
    const piece *name = ahead(self, 0);
    if (name->kind == PIECE_WORD && name->meaning.is_zone) {
        self->date.zone = name->meaning.zone;
        self->date.is_utc = name->meaning.zone == 0;
        self->at++;
        if (!self->date.is_utc)
            return true;
    }
    return read_offset(self);
}

/* Hours of "am" and "pm" to those of the day. */
static bool set_half_of_day(reader *self, int hours) {
    int hour = self->date.hour;
    self->date.hour = hour % 12 + hours;
    return hour >= 1 && hour <= 12;
}

/* "am", "p.m." behind a time; "am 3. Mai" is German. */
static bool read_half_of_day(reader *self) {
    const piece *next = ahead(self, 0);
    if (self->half_of_day != GALLEY_DATE_UNTOLD)
        return self->date.hour > 12 || set_half_of_day(self, self->half_of_day);
    bool is_morning = is_unit(next, UNIT_MORNING) &&
                      (calendar_order(self->lang, false) != GALLEY_DATE_DAY_FIRST || next->end - next->start > 2);
    if (!is_morning && !is_unit(next, UNIT_AFTERNOON))
        return true;
    self->at++;
    return set_half_of_day(self, is_morning ? 0 : 12);
}

static void read_fraction(reader *self) {
    const piece *point = ahead(self, 0), *digits = ahead(self, 1);
    if ((!is_sign(point, '.') && !is_sign(point, ',')) || !digits->is_attached || !is_number(digits, 1, 9))
        return;
    self->date.fraction_digits = (int)digits->digits;
    self->date.nanosecond = (int)digits->value;
    for (size_t i = digits->digits; i < 9; i++)
        self->date.nanosecond *= 10;
    self->at += 2;
}

/* "10:30:05.25" */
static bool read_clock(reader *self) {
    int64_t hour = ahead(self, 0)->value, minute = ahead(self, 2)->value, second = GALLEY_DATE_UNTOLD;
    self->at += 3;
    if (is_sign(ahead(self, 0), ':') && is_number(ahead(self, 1), 2, 2)) {
        second = ahead(self, 1)->value;
        self->at += 2;
        read_fraction(self);
    }
    return set_time(self, hour, minute, second) && read_half_of_day(self);
}

/* "10.30 Uhr", "10.30 am" */
static bool read_dotted_clock(reader *self) {
    int64_t hour = ahead(self, 0)->value, minute = ahead(self, 2)->value;
    self->at += is_unit(ahead(self, 3), UNIT_O_CLOCK) ? 4 : 3;
    return set_time(self, hour, minute, GALLEY_DATE_UNTOLD) && read_half_of_day(self);
}

/* "10h30", "10 h", "10時30分" */
static bool read_hours(reader *self) {
    int64_t hour = ahead(self, 0)->value, minute = 0;
    self->at += 2;
    const piece *minutes = ahead(self, 0), *behind = ahead(self, 1);
    if (is_number(minutes, 2, 2) &&
        (minutes->is_attached || behind->kind == PIECE_END || is_unit(behind, UNIT_MINUTE))) {
        minute = minutes->value;
        self->at += is_unit(behind, UNIT_MINUTE) ? 2 : 1;
    }
    return set_time(self, hour, minute, GALLEY_DATE_UNTOLD) && read_half_of_day(self);
}

/* "10am", "10 p.m." */
static bool read_bare_hour(reader *self) {
    int64_t hour = ahead(self, 0)->value;
    self->at++;
    return set_time(self, hour, 0, GALLEY_DATE_UNTOLD) && read_half_of_day(self);
}

static bool is_half_behind(const piece *behind) {
    return is_unit(behind, UNIT_AFTERNOON) || (is_unit(behind, UNIT_MORNING) && behind->is_attached);
}

/* Reads a time, if one stands here; `is_read` says so. False if it is a wrong one. */
static bool read_time(reader *self, bool *is_read) {
    const piece *behind = ahead(self, 1);
    bool is_hour = is_number(ahead(self, 0), 1, 2), has_two = is_hour && is_number(ahead(self, 2), 2, 2);
    bool is_right = true, has_end = is_unit(ahead(self, 3), UNIT_O_CLOCK) || is_half_behind(ahead(self, 3));
    *is_read = true;
    if (has_two && is_sign(behind, ':'))
        is_right = read_clock(self);
    else if (has_two && is_sign(behind, '.') && (has_end || self->has_clock_ahead))
        is_right = read_dotted_clock(self);
    else if (is_hour && is_unit(behind, UNIT_HOUR))
        is_right = read_hours(self);
    else if (is_hour && is_half_behind(behind))
        is_right = read_bare_hour(self);
    else
        *is_read = false;
    return is_right && (!*is_read || read_zone(self));
}

/* ---- Day ------------------------------------------------------------------------------------------------------- */

static int64_t full_year(const reader *self, const piece *number) {
    if (number->digits == 2 && self->is_buddhist)
        return number->value + BUDDHIST_CENTURY - BUDDHIST_YEARS;
    if (number->digits == 2)
        return number->value + (number->value >= FIRST_OF_LAST_CENTURY ? 1900 : 2000);
    bool is_buddhist = number->value > YEAR_LAST && number->value <= YEAR_LAST + BUDDHIST_YEARS;
    return is_buddhist ? number->value - BUDDHIST_YEARS : number->value;
}

static bool set_year(reader *self, const piece *number) {
    int64_t year = full_year(self, number);
    bool is_persian = year >= PERSIAN_YEAR_FIRST && year <= PERSIAN_YEAR_LAST;
    self->is_persian |= is_persian && calendar_is_persian(self->lang);
    int64_t ahead = self->is_persian && is_persian ? PERSIAN_YEARS : 0;
    self->is_impossible |= year + ahead < self->first_year || year + ahead > self->last_year;
    return set_once(&self->date.year, year);
}

static bool set_month(reader *self, int64_t month) {
    self->is_impossible |= month < 1 || month > 12;
    return set_once(&self->date.month, month);
}

static bool set_day(reader *self, int64_t day) {
    self->is_impossible |= day < 1 || day > 31;
    return set_once(&self->date.day, day);
}

static bool set_all(reader *self, const piece *year, const piece *month, const piece *day) {
    return set_year(self, year) && set_month(self, month->value) && set_day(self, day->value);
}

/* What stands between two numbers of one date. */
static bool is_joint(const piece *sign) {
    return is_sign(sign, '/') || is_sign(sign, '.') || is_sign(sign, '-') || is_sign(sign, 0x2013) ||
           is_sign(sign, 0xFF0F) || is_sign(sign, 0xFF0E);
}

static bool are_joined(const reader *self, const piece *a, const piece *sign, const piece *b) {
    return is_joint(sign) && b->kind == PIECE_NUMBER &&
           (!self->is_finding || (sign->is_attached && b->start - a->end <= JOINT_BYTES_MAX));
}

static bool is_numeric(const reader *self) {
    const piece *first = ahead(self, 0), *second = ahead(self, 2), *third = ahead(self, 4);
    bool is_clock = is_number(third, 1, 2) && !third->is_attached && is_sign(ahead(self, 5), ':');
    return is_number(second, 1, 2) && ahead(self, 3)->sign == ahead(self, 1)->sign && !is_clock &&
           are_joined(self, first, ahead(self, 1), second) && are_joined(self, second, ahead(self, 3), third);
}

/* Day and month with a year of four digits behind them: which is which? */
static bool read_year_last(reader *self, const piece *first, const piece *second, const piece *year) {
    galley_date_order order = self->order;
    if (first->value > 12 || first->value == second->value)
        order = GALLEY_DATE_DAY_FIRST;
    else if (second->value > 12)
        order = GALLEY_DATE_MONTH_FIRST;
    self->is_unsure = order != GALLEY_DATE_DAY_FIRST && order != GALLEY_DATE_MONTH_FIRST;
    bool is_day_first = order != GALLEY_DATE_MONTH_FIRST;
    return set_all(self, year, is_day_first ? second : first, is_day_first ? first : second);
}

/* Three numbers of two digits: who writes the year first never writes it last. */
static bool read_short_year(reader *self, const piece *first, const piece *second, const piece *third) {
    if (self->short_order == GALLEY_DATE_YEAR_FIRST)
        return is_number(first, 2, 2) && set_all(self, first, second, third);
    self->is_unsure = self->short_order == GALLEY_DATE_ANY_ORDER;
    bool is_day_first = self->short_order != GALLEY_DATE_MONTH_FIRST || first->value > 12;
    is_day_first &= second->value <= 12;
    return set_all(self, third, is_day_first ? second : first, is_day_first ? first : second);
}

static bool read_numeric(reader *self) {
    const piece *first = ahead(self, 0), *second = ahead(self, 2), *third = ahead(self, 4);
    if (is_sign(ahead(self, 1), '.') && self->is_order_hinted && self->order == GALLEY_DATE_MONTH_FIRST)
        self->order = self->short_order = GALLEY_DATE_DAY_FIRST;
    self->at += 5;
    if (is_number(first, 4, 4) && is_number(third, 1, 2))
        return set_all(self, first, second, third);
    if (!is_number(first, 1, 2))
        return false;
    if (is_number(third, 4, 4))
        return read_year_last(self, first, second, third);
    return is_number(third, 2, 2) && read_short_year(self, first, second, third);
}

/* The 8 and the 4 or 6 digits of 20240312T101500; or all in a row. */
static bool read_compact(reader *self) {
    const piece *all = ahead(self, 0), *clock = ahead(self, 2);
    size_t behind = all->digits - 8;
    int64_t days = behind == 6 ? all->value / 1000000 : behind == 4 ? all->value / 10000 : all->value;
    int64_t time = behind == 6 ? all->value % 1000000 : all->value % 10000;
    piece year = {.digits = 4, .value = days / 10000}, month = {.value = days / 100 % 100}, day = {.value = days % 100};
    self->at++;
    if (!set_all(self, &year, &month, &day))
        return false;
    if (behind == 0) {
        if (!is_unit(ahead(self, 0), UNIT_TIME_AHEAD) || (!is_number(clock, 4, 4) && !is_number(clock, 6, 6)))
            return true;
        self->at += 2;
        behind = clock->digits;
        time = clock->value;
    }
    int64_t minutes = behind == 6 ? time / 100 : time;
    return set_time(self, minutes / 100, minutes % 100, behind == 6 ? time % 100 : GALLEY_DATE_UNTOLD) &&
           read_zone(self);
}

/* A year of two digits behind day and month: "12 mars 24", in running text only where a sign says that it belongs to
 * them. */
static bool is_short_year(const reader *self, const piece *number) {
    if (!is_number(number, 2, 2) || self->date.day == GALLEY_DATE_UNTOLD || self->date.month == GALLEY_DATE_UNTOLD ||
        self->date.year != GALLEY_DATE_UNTOLD || self->short_order == GALLEY_DATE_YEAR_FIRST)
        return false;
    const piece *before = number - 1;
    return !self->is_finding || self->is_buddhist ||
           (number->is_attached && (is_joint(before) || is_sign(before, '\'') || is_sign(before, 0x2019)));
}

/* A number by itself, or with 年, 月, 日 behind it. In running text two digits may be years of an era. */
static bool read_part(reader *self) {
    const piece *number = ahead(self, 0), *behind = ahead(self, 1);
    unit unit = behind->kind == PIECE_WORD ? behind->meaning.unit : UNIT_NONE;
    self->at++;
    if (unit == UNIT_YEAR || unit == UNIT_MONTH || unit == UNIT_DAY) {
        self->at++;
        if (unit == UNIT_YEAR)
            return (is_number(number, 4, 4) || (is_number(number, 2, 2) && !self->is_finding)) &&
                   set_year(self, number);
        return is_number(number, 1, 2) &&
               (unit == UNIT_MONTH ? set_month(self, number->value) : set_day(self, number->value));
    }
    if (is_number(number, 4, 4) || is_short_year(self, number))
        return set_year(self, number);
    return is_number(number, 1, 2) && set_day(self, number->value);
}

static bool read_from_number(reader *self) {
    bool is_time;
    if (!read_time(self, &is_time))
        return false;
    if (is_time)
        return true;
    if (is_numeric(self))
        return read_numeric(self);
    size_t digits = ahead(self, 0)->digits;
    bool is_compact = digits == 8 || digits == 14 || (digits == 12 && !self->is_finding);
    return is_compact ? read_compact(self) : read_part(self);
}

/* "mar" is mardi, if a month comes behind it. */
static bool is_day_here(const piece *word) {
    for (const piece *next = word + 1; word->meaning.is_day && next->kind != PIECE_END; next++)
        if (next->kind == PIECE_WORD && next->meaning.month != 0)
            return true;
    return word->meaning.is_day && word->meaning.month == 0;
}

/* Years come first where this name is from, and no language was told: a year of two digits may be the day. */
static bool is_unsure_name(const reader *self, const piece *word) {
    return word->meaning.is_year_first && self->short_order == GALLEY_DATE_ANY_ORDER;
}

static bool read_month_name(reader *self, const piece *word) {
    if (self->date.month == word->meaning.month)
        return true; /* in another language, "مارس/آذار" */
    self->is_buddhist = word->meaning.is_buddhist;
    self->is_persian = word->meaning.is_persian;
    if (!is_unsure_name(self, word) || self->date.year != GALLEY_DATE_UNTOLD)
        return set_month(self, word->meaning.month);
    bool has_year = false;
    for (const piece *next = word + 1; next->kind != PIECE_END; next++)
        has_year |= is_number(next, 4, 4);
    self->is_unsure |= !has_year && !self->is_finding;
    return set_month(self, word->meaning.month);
}

static bool read_unit(reader *self, unit unit) {
    const piece *number = ahead(self, 0);
    switch (unit) {
    case UNIT_FOLLOWED_BY_MONTH:
        self->at++;
        return is_number(number, 1, 2) && set_month(self, number->value);
    case UNIT_FOLLOWED_BY_YEAR:
        self->at++;
        return is_number(number, 4, 4) && set_year(self, number);
    case UNIT_BEFORE_NOON_AHEAD:
    case UNIT_AFTER_NOON_AHEAD:
        return set_once(&self->half_of_day, unit == UNIT_AFTER_NOON_AHEAD ? 12 : 0);
    case UNIT_TIME_AHEAD:
        return self->date.day != GALLEY_DATE_UNTOLD && number->is_attached;
    case UNIT_HOUR:
    case UNIT_HOURS:
        return self->date.hour != GALLEY_DATE_UNTOLD;
    case UNIT_CLOCK_AHEAD:
    case UNIT_O_CLOCK:
        return true;
    default:
        return false;
    }
}

/* "令和5年": the number is counted from the era's first year. */
static bool read_era(reader *self, int era) {
    piece year = *ahead(self, 0);
    if (!is_number(&year, 1, 3) || !is_unit(ahead(self, 1), UNIT_YEAR))
        return false;
    self->at += 2;
    year.value += era;
    year.digits = 4;
    return set_year(self, &year);
}

static bool read_from_word(reader *self) {
    const piece *word = ahead(self, 0);
    self->at++;
    if (word->meaning.era != 0)
        return read_era(self, word->meaning.era);
    if (is_day_here(word))
        return true;
    if (word->meaning.month != 0)
        return read_month_name(self, word);
    self->has_clock_ahead |= word->meaning.unit == UNIT_CLOCK_AHEAD;
    return word->meaning.is_filler || read_unit(self, word->meaning.unit);
}

/* ---- Signs ----------------------------------------------------------------------------------------------------- */

static bool is_separator(uint32_t sign) {
    static const uint32_t separators[] = {'-',   ',',    '.',    '/',    '|',    '\'',   0xB7,  0xBA, /* ordinal */
                                          0x60C, 0x2013, 0x2014, 0x2019, 0x2022, 0x3001, 0xFF0C};
    for (size_t i = 0; i < sizeof separators / sizeof *separators; i++)
        if (sign == separators[i])
            return true;
    return false;
}

/* What stands in brackets is a name for what is said before, "(CET)", "(mardi)". */
static bool skip_brackets(reader *self, uint32_t end) {
    while (self->at < self->pieces.count && !is_sign(ahead(self, 0), end))
        self->at++;
    return self->at++ < self->pieces.count;
}

static bool read_from_sign(reader *self) {
    uint32_t sign = ahead(self, 0)->sign;
    self->at++;
    if (sign == '(' || sign == 0xFF08)
        return skip_brackets(self, sign == '(' ? ')' : 0xFF09);
    return is_separator(sign);
}

/* ---- The whole text -------------------------------------------------------------------------------------------- */

/* All but the pieces. */
static void reader_start(reader *self, const galley_date_hints *hints, bool is_finding) {
    self->lang = hints->lang;
    self->order = calendar_order(hints->lang, false);
    self->short_order = calendar_order(hints->lang, true);
    self->is_order_hinted = self->order == GALLEY_DATE_ANY_ORDER;
    if (self->order == GALLEY_DATE_ANY_ORDER)
        self->order = hints->order;
    if (self->short_order == GALLEY_DATE_ANY_ORDER)
        self->short_order = hints->order;
    bool has_first = is_finding && hints->first_year > YEAR_FIRST;
    bool has_last = is_finding && hints->last_year > 0 && hints->last_year < YEAR_LAST;
    self->first_year = has_first ? hints->first_year : YEAR_FIRST;
    self->last_year = has_last ? hints->last_year : YEAR_LAST;
    self->is_finding = is_finding;
    self->at = 0;
    self->date = date_nothing;
    self->half_of_day = GALLEY_DATE_UNTOLD;
    self->is_buddhist = self->is_persian = self->has_clock_ahead = false;
    self->is_unsure = self->is_impossible = false;
}

/* The last month is taken to have 30 days each year. */
static bool is_persian_day(const galley_date *date) {
    return date->day <= (date->month <= PERSIAN_LONG_MONTHS ? 31 : 30);
}

/* From the Persian calendar. Its leap years are 8 of 33: so the first days of its years from 1991 to 2029 are right. */
static void set_persian(galley_date *date) {
    int64_t month = date->month - 1, long_months = month < PERSIAN_LONG_MONTHS ? month : PERSIAN_LONG_MONTHS;
    int64_t first = 365 * (int64_t)date->year + (8 * (int64_t)date->year + 21) / 33 - 492633;
    galley_date day = galley_date_of_day(first + month * 30 + long_months + date->day - 1);
    date->year = day.year;
    date->month = day.month;
    date->day = day.day;
}

/* What was read, in our calendar. */
static galley_date date_of(const reader *self) {
    galley_date date = self->date;
    bool is_whole = date.year <= PERSIAN_YEAR_LAST && date.day != GALLEY_DATE_UNTOLD;
    if (self->is_persian && is_whole)
        set_persian(&date);
    return date;
}

/* Is what was read on the calendar? */
static bool exists(const reader *self) {
    const galley_date *date = &self->date;
    if (self->is_persian)
        return !self->is_impossible && date->year <= PERSIAN_YEAR_LAST && date->day != GALLEY_DATE_UNTOLD &&
               is_persian_day(date);
    return !self->is_impossible &&
           (date->day == GALLEY_DATE_UNTOLD ? date->hour == GALLEY_DATE_UNTOLD
                                            : date->day <= days_of_month(date->year, date->month));
}

static bool read_piece(reader *self) {
    switch (ahead(self, 0)->kind) {
    case PIECE_NUMBER:
        return read_from_number(self);
    case PIECE_WORD:
        return read_from_word(self);
    default:
        return read_from_sign(self);
    }
}

/* "2024-03", which would be a day without a month otherwise. */
static bool read_year_and_month(reader *self) {
    const piece *year = ahead(self, 0), *sign = ahead(self, 1), *month = ahead(self, 2);
    bool is_there = self->pieces.count == 3 && is_number(year, 4, 4) && is_sign(sign, '-') && is_number(month, 2, 2) &&
                    sign->is_attached && month->is_attached;
    return is_there && set_year(self, year) && set_month(self, month->value);
}

galley_date_result galley_date_read(const galley_calendar *calendar, galley_text text, const galley_date_hints *hints,
                                    galley_arena *scratch, galley_date *date) {
    reader self;
    reader_start(&self, hints, false);
    if (text.len > TEXT_BYTES_MAX)
        return GALLEY_DATE_NONE;
    pieces_cut(&self.pieces, text, 0, PIECES_MAX, calendar, hints->lang, scratch);
    if (self.pieces.count == 0 || !self.pieces.is_all)
        return GALLEY_DATE_NONE;
    if (!read_year_and_month(&self))
        while (self.at < self.pieces.count)
            if (!read_piece(&self))
                return GALLEY_DATE_NONE;
    if (self.date.year == GALLEY_DATE_UNTOLD && self.date.month == GALLEY_DATE_UNTOLD &&
        self.date.day == GALLEY_DATE_UNTOLD)
        return GALLEY_DATE_NONE;
    if (self.date.year == GALLEY_DATE_UNTOLD || self.date.month == GALLEY_DATE_UNTOLD)
        return GALLEY_DATE_PARTIAL;
    if (self.is_unsure)
        return GALLEY_DATE_AMBIGUOUS;
    if (!exists(&self))
        return GALLEY_DATE_IMPOSSIBLE;
    *date = date_of(&self);
    return GALLEY_DATE_READ;
}

/* ---- The first in a text --------------------------------------------------------------------------------------- */

/* May this piece stand between the parts of a date? */
static bool is_skipped(const piece *each) {
    if (each->kind == PIECE_SIGN)
        return is_separator(each->sign);
    const meaning *means = &each->meaning;
    bool is_plain = means->month == 0 && means->unit == UNIT_NONE;
    return each->kind == PIECE_WORD && is_plain &&
           (means->is_day || means->is_filler || each->end - each->start <= SHORT_WORD_BYTES);
}

static bool has_day(const galley_date *date) {
    return date->year != GALLEY_DATE_UNTOLD && date->month != GALLEY_DATE_UNTOLD && date->day != GALLEY_DATE_UNTOLD;
}

/* Behind "2024 12 March" another year: the first was of what stands before the date, "© 2024 12 March 2023". */
static bool is_second_year(const reader *self, const galley_date *whole) {
    const piece *list = self->pieces.list;
    bool is_all_numbers = is_joint(&list[1]) && list[2].kind == PIECE_NUMBER;
    return has_day(whole) && is_number(ahead(self, 0), 4, 4) && is_number(&list[0], 4, 4) && !is_all_numbers;
}

/* Reads on from the first piece as long as it makes sense, and keeps what had been read when it had last been whole. */
static galley_date_result find_from(reader *self, size_t *start, size_t *end) {
    galley_date whole = date_nothing;
    bool is_unsure = false;
    for (size_t skipped = 0; self->at < self->pieces.count && skipped <= SKIPPED_MAX;) {
        const piece *next = ahead(self, 0);
        if (is_skipped(next)) {
            bool is_before =
                self->at == 0 && self->pieces.count > 1 && !next->meaning.is_day && !next->meaning.is_filler;
            *start = is_before ? ahead(self, 1)->start : *start;
            self->at++;
            skipped++;
            continue;
        }
        if (is_second_year(self, &whole))
            return GALLEY_DATE_NONE;
        if (next->kind == PIECE_SIGN || !read_piece(self) || self->is_impossible ||
            (has_day(&self->date) && !exists(self)))
            break;
        skipped = 0;
        if (!has_day(&self->date) || (next->kind == PIECE_WORD && has_day(&whole)))
            continue;
        whole = self->date;
        is_unsure = self->is_unsure;
        *end = self->pieces.list[self->at - 1].end;
    }
    self->date = whole;
    if (!has_day(&whole))
        return GALLEY_DATE_NONE;
    self->date = date_of(self);
    return is_unsure ? GALLEY_DATE_AMBIGUOUS : GALLEY_DATE_READ;
}

/* Is there a digit behind the word that ends here? */
static bool has_number_behind(galley_text text, size_t at) {
    uint32_t character;
    while (galley_utf8_next(text, &at, &character)) {
        if (digit_value(character) >= 0)
            return true;
        if (!galley_is_space(character) && character != '.')
            return false;
    }
    return false;
}

/* The next place where a date may begin: a number, or a word with a number behind it. *at moves behind that. */
static bool find_start(galley_text text, size_t *at, size_t *start) {
    bool in_word = false, in_number = false;
    size_t before;
    for (uint32_t character; before = *at, galley_utf8_next(text, at, &character);) {
        bool is_digit = digit_value(character) >= 0, is_letter = !is_digit && galley_is_letter(character);
        if (in_number && !is_digit)
            break;
        if (in_word && !is_letter && has_number_behind(text, before))
            break;
        if ((is_digit && !in_number) || (is_letter && !in_word))
            *start = before;
        in_number = is_digit;
        in_word = is_letter;
    }
    *at = before;
    return in_number || (in_word && has_number_behind(text, before));
}

/* A number that is the whole text: seconds or milliseconds since 1970. */
static bool read_seconds(reader *self, galley_text text) {
    const piece *number = &self->pieces.list[0];
    bool is_all = self->pieces.count == 1 && galley_trim(text).len == number->end - number->start;
    if (!is_all || (number->digits != 10 && number->digits != 13))
        return false;
    int64_t seconds = number->digits == 13 ? number->value / 1000 : number->value;
    galley_date date = galley_date_of_day(seconds / SECONDS_OF_DAY);
    int64_t clock = seconds % SECONDS_OF_DAY;
    date.hour = (int)(clock / 3600);
    date.minute = (int)(clock / 60 % 60);
    date.second = (int)(clock % 60);
    date.zone = 0;
    date.is_utc = true;
    self->date = date;
    return date.year >= self->first_year && date.year <= self->last_year;
}

galley_date_result galley_date_find(const galley_calendar *calendar, galley_text text, const galley_date_hints *hints,
                                    galley_arena *scratch, galley_date *date, galley_text *where) {
    reader self;
    size_t start = 0, end = 0;
    for (size_t at = 0; find_start(text, &at, &start);) {
        reader_start(&self, hints, true);
        pieces_cut(&self.pieces, text, start, FIND_PIECES, calendar, hints->lang, scratch);
        galley_date_result result = find_from(&self, &start, &end);
        if (result == GALLEY_DATE_NONE && read_seconds(&self, text)) {
            result = GALLEY_DATE_READ;
            end = self.pieces.list[0].end;
        }
        if (result == GALLEY_DATE_NONE)
            continue;
        if (result == GALLEY_DATE_READ)
            *date = self.date;
        if (where)
            *where = galley_text_part(text.ptr + start, end - start);
        return result;
    }
    return GALLEY_DATE_NONE;
}
