/* Each date comes with a rank, and the lowest rank wins, the first among equals. What words before a date say of it
 * counts more: a change is no publication. Of one instant that the page tells twice, in universal time and in its
 * own, its own is the day of publication. */
#include "published.h"

#include "words.h"

enum {
    FIRST_YEAR = 1990,
    LAST_YEAR = 2099,
    TOLD_TO_MACHINES = 50,              /* ranks below are of JSON-LD and <meta> */
    LAST_CHANGE = PUBLISHED_CHANGE + 2, /* that is the article's */
    TEXT_BYTES = 300,                   /* of a text or attribute that may begin with a date */
    LABEL_BYTES = 60,                   /* before a date, that may say what it is of */
    DATES_OF_LINE = 4,
    EAST_FROM = 10, /* from this hour of universal time on it is the next day somewhere, */
    WEST_TO = 12,   /* and up to this one the day before */
    SHIFT_MINUTES_MAX = 14 * 60,
    ZONE_STEP_MINUTES = 15,
    ROUND_MINUTES = 5 /* many stories are published at such */
};

typedef enum label { NO_LABEL, PUBLISHED, CHANGED, OTHER } label;

#define LABEL(meaning, words) {meaning, words},
static const struct {
    label meaning;
    const char *words;
} labels[] = {
#include "date_labels.inc"
};
#undef LABEL

void published_init(published *self, const galley_calendar *calendar, galley_arena *scratch) {
    *self = (published){.calendar = calendar, .scratch = scratch, .rank = PUBLISHED_UNKNOWN};
    published_set_lang(self, galley_text_of(NULL), galley_text_of(NULL));
}

/* Hosts of English that puts the day first. */
static bool is_day_first_host(galley_text address) {
    static const char *const ends[] = {".uk/", ".ie/", ".au/", ".nz/", ".in/", ".za/",
                                       ".ng/", ".ke/", ".sg/", ".my/", ".pk/", NULL};
    for (const char *const *end = ends; *end; end++)
        if (text_holds(address, *end))
            return true;
    return false;
}

/* Months come first in American English, and in English of no known country. */
void published_set_lang(published *self, galley_text lang, galley_text address) {
    bool is_month_first = text_same(lang, "en") && !is_day_first_host(address);
    self->hints = (galley_date_hints){.lang = lang.ptr,
                                      .order = is_month_first ? GALLEY_DATE_MONTH_FIRST : GALLEY_DATE_DAY_FIRST,
                                      .first_year = FIRST_YEAR,
                                      .last_year = LAST_YEAR};
}

/* ---- Labels ---------------------------------------------------------------------------------------------------- */

/* Of a script without spaces; Korean has some, and joins these words too. */
static bool is_ideographic(galley_text words) {
    return (unsigned char)words.ptr[0] >= 0xE3; /* the first byte of U+3000 and all above */
}

/* Behind where these words stand in the folded text for the last time; 0: nowhere. With - they may begin others. */
static size_t find_words(galley_text folded, galley_text words) {
    bool is_start = words.len > 0 && words.ptr[words.len - 1] == '-';
    words.len -= is_start;
    for (size_t at = folded.len + 1; words.len > 0 && words.len <= folded.len && at-- > 0;) {
        size_t end = at + words.len;
        if (end > folded.len || memcmp(folded.ptr + at, words.ptr, words.len) != 0)
            continue;
        bool begins = at == 0 || folded.ptr[at - 1] == ' ' || is_ideographic(words);
        if (begins && (is_start || end == folded.len || folded.ptr[end] == ' '))
            return at + 1;
    }
    return 0;
}

/* The label that stands last before a date. What has a number in it is the label of that. */
static label label_of(const published *self, galley_text before) {
    if (text_has_digit(before))
        return NO_LABEL;
    if (before.len > LABEL_BYTES) {
        size_t start = before.len - LABEL_BYTES;
        while (start < before.len && ((unsigned char)before.ptr[start] & 0xC0) == 0x80)
            start++;
        before = galley_text_part(before.ptr + start, before.len - start);
    }
    galley_text folded = galley_fold(before, self->scratch);
    size_t last = 0;
    label found = NO_LABEL;
    for (size_t i = 0; folded.len > 0 && i < sizeof labels / sizeof *labels; i++) {
        for (const char *words = labels[i].words; *words;) {
            size_t len = strcspn(words, "|"), at = find_words(folded, galley_trim(galley_text_part(words, len)));
            if (at > last) {
                last = at;
                found = labels[i].meaning;
            }
            words += len + (words[len] == '|');
        }
    }
    return found;
}

/* ---- Dates ----------------------------------------------------------------------------------------------------- */

static void add_instant(published *self, const galley_date *date, int rank) {
    if (date->hour == GALLEY_DATE_UNTOLD || self->instant_count == PUBLISHED_INSTANTS)
        return;
    self->instants[self->instant_count].date = *date;
    self->instants[self->instant_count++].rank = rank;
}

static void offer_date(published *self, const galley_date *date, int rank) {
    add_instant(self, date, rank);
    if (rank >= self->rank)
        return;
    self->rank = rank;
    self->date = *date;
}

static bool find_date(const published *self, const galley_date_hints *hints, galley_text text, galley_date *date,
                      galley_text *where) {
    return galley_date_find(self->calendar, text, hints, self->scratch, date, where) == GALLEY_DATE_READ;
}

bool published_find(const published *self, galley_text text, galley_text *where) {
    galley_date date;
    return find_date(self, &self->hints, galley_utf8_cut(text, TEXT_BYTES), &date, where);
}

bool published_is_label(const published *self, galley_text text) {
    return text.len > 0 && text.len <= LABEL_BYTES && label_of(self, text) != NO_LABEL;
}

static bool has_other_day(const galley_date *a, const galley_date *b) {
    return galley_date_day_number(a) != galley_date_day_number(b);
}

static galley_text start_of(galley_text text) {
    return galley_utf8_cut(galley_trim(text), TEXT_BYTES);
}

void published_offer(published *self, galley_text value, int rank) {
    galley_date date;
    if (!find_date(self, &self->hints, start_of(value), &date, NULL))
        return;
    offer_date(self, &date, rank);
    if (rank <= LAST_CHANGE && self->told_count < PUBLISHED_DAYS)
        self->told[self->told_count++] = galley_date_day_number(&date);
}

/* The label of a date that stands in a text: before it there, or in the text before, or behind it. */
static label label_beside(const published *self, galley_text text, galley_text date, galley_text before) {
    galley_text start = galley_text_part(text.ptr, (size_t)(date.ptr - text.ptr));
    label found = label_of(self, galley_trim(start).len > 0 ? start : before);
    const char *end = date.ptr + date.len;
    galley_text behind = galley_text_part(end, (size_t)(text.ptr + text.len - end));
    return found == NO_LABEL && behind.len <= LABEL_BYTES ? label_of(self, behind) : found;
}

/* A rank that a label makes better or worse. */
static int labelled_rank(label label, int rank) {
    int least = label == CHANGED ? PUBLISHED_CHANGE : label == OTHER ? PUBLISHED_OTHER : 0;
    return rank < least ? least : label == PUBLISHED ? rank - PUBLISHED_LABEL : rank;
}

void published_read(published *self, galley_text text, galley_text before, int rank) {
    galley_text rest = start_of(text), where;
    galley_date date;
    for (int i = 0; i < DATES_OF_LINE && rank - PUBLISHED_LABEL <= self->rank &&
                    find_date(self, &self->hints, rest, &date, &where);
         i++) {
        galley_text label_text = galley_text_part(rest.ptr, (size_t)(where.ptr - rest.ptr));
        label label = label_of(self, label_text);
        if (label == NO_LABEL && i == 0 && galley_trim(label_text).len == 0)
            label = label_of(self, before);
        offer_date(self, &date, labelled_rank(label, rank + i));
        const char *end = rest.ptr + rest.len;
        rest = galley_text_part(where.ptr + where.len, (size_t)(end - where.ptr) - where.len);
    }
}

/* The date of an element: its attribute's, unless its text certainly says another day. */
static bool date_of_element(const published *self, galley_text attribute, galley_text text, galley_date *date,
                            galley_text *where) {
    galley_date_hints certain = self->hints;
    galley_date shown;
    certain.order = GALLEY_DATE_ANY_ORDER;
    bool is_told = find_date(self, &self->hints, start_of(attribute), date, NULL);
    if (!is_told)
        return find_date(self, &self->hints, text, date, where);
    if (find_date(self, &certain, text, &shown, where) && has_other_day(date, &shown))
        *date = shown;
    return true;
}

void published_offer_element(published *self, galley_text attribute, galley_text text, galley_text before, int rank,
                             published_shown shown) {
    bool is_shown = shown != NOT_SHOWN;
    galley_date date;
    galley_text where = galley_text_part(text.ptr, 0);
    if (!is_shown && rank >= self->rank) {
        if (self->instant_count < PUBLISHED_INSTANTS && find_date(self, &self->hints, start_of(attribute), &date, NULL))
            add_instant(self, &date, rank);
        return;
    }
    text = start_of(text);
    where.ptr = text.ptr;
    if (!date_of_element(self, attribute, text, &date, &where))
        return;
    label label = label_beside(self, text, where, before);
    bool is_other = label == CHANGED || label == OTHER;
    if (is_shown && !is_other && self->shown_count < PUBLISHED_SHOWN) {
        self->shown[self->shown_count].date = date;
        self->shown[self->shown_count++].is_called_published = label == PUBLISHED || shown == SHOWN_AS_PUBLISHED;
    }
    offer_date(self, &date, labelled_rank(label, rank));
    const char *end = where.ptr + where.len;
    if (is_other) /* there may be more in it */
        published_read(self, galley_text_part(end, (size_t)(text.ptr + text.len - end)), galley_text_of(NULL), rank);
}

/* ---- Decision -------------------------------------------------------------------------------------------------- */

static int64_t minutes_of(const galley_date *date) {
    return galley_date_day_number(date) * 24 * 60 + date->hour * 60 + date->minute;
}

static bool is_universal(const galley_date *date) {
    return date->hour != GALLEY_DATE_UNTOLD && (date->is_utc || date->zone == 0);
}

static bool has_zone(const galley_date *date) {
    return date->is_utc || date->zone != GALLEY_DATE_NO_ZONE;
}

/* Does a time without a zone agree with one that has one so well that it is no chance? */
static bool agrees(const galley_date *local, const galley_date *universal) {
    if (local->second == GALLEY_DATE_UNTOLD)
        return local->minute % ROUND_MINUTES != 0;
    return local->second > 0 && local->second == universal->second;
}

/* Is `local` the same instant as this one in universal time? */
static bool is_local_time_of(const galley_date *local, const galley_date *universal) {
    int64_t shift = minutes_of(local) - minutes_of(universal);
    if (has_zone(local))
        return !is_universal(local) && shift == local->zone && local->second == universal->second;
    return agrees(local, universal) && shift % ZONE_STEP_MINUTES == 0 && shift >= -SHIFT_MINUTES_MAX &&
           shift <= SHIFT_MINUTES_MAX;
}

/* The universal time, as it was where the local one is from. */
static galley_date to_local(const galley_date *universal, const galley_date *local) {
    galley_date date = *local;
    date.second = universal->second;
    date.fraction_digits = universal->fraction_digits;
    date.nanosecond = universal->nanosecond;
    date.zone = (int)(minutes_of(local) - minutes_of(universal));
    date.is_utc = date.zone == 0;
    return date;
}

/* Of a day that is shown without a time, the time that machines are told of it; of a time without a zone, the one
 * with. */
static void use_time(published *self) {
    int best = TOLD_TO_MACHINES;
    galley_date day = self->date;
    bool has_time = day.hour != GALLEY_DATE_UNTOLD;
    for (size_t i = 0; i < self->instant_count; i++) {
        const galley_date *told = &self->instants[i].date;
        bool is_same = has_time ? has_zone(told) && minutes_of(told) == minutes_of(&day) : !has_other_day(told, &day);
        if (!is_same || self->instants[i].rank >= best)
            continue;
        best = self->instants[i].rank;
        self->date = *told;
    }
}

/* Of one instant that is told twice, what it was where the story was published. */
static void use_local_time(published *self) {
    for (size_t i = 0; i < self->instant_count; i++) {
        const galley_date *other = &self->instants[i].date;
        if (is_universal(&self->date) && is_local_time_of(other, &self->date))
            self->date = to_local(&self->date, other);
        else if (!has_zone(&self->date) && is_universal(other) && is_local_time_of(&self->date, other))
            self->date = to_local(other, &self->date);
    }
}

/* May the day that is shown be that of the instant that is told, where the story was published? */
static bool is_neighbour(const galley_date *shown, const galley_date *told) {
    int64_t days = galley_date_day_number(shown) - galley_date_day_number(told);
    return is_universal(told) && ((days == 1 && told->hour >= EAST_FROM) || (days == -1 && told->hour < WEST_TO));
}

/* What is shown at the heading is what the reader is told, and comes before what machines are told: if they are told
 * that day too, as one of a change perhaps. Else it may be today's date, or another story's. */
static void use_shown(published *self) {
    for (size_t i = 0; i < self->shown_count; i++) {
        const galley_date *date = &self->shown[i].date;
        bool is_confirmed = self->shown[i].is_called_published || is_neighbour(date, &self->date);
        for (size_t day = 0; day < self->told_count && !is_confirmed; day++)
            is_confirmed = self->told[day] == galley_date_day_number(date);
        if (!is_confirmed)
            continue;
        self->date = *date;
        return;
    }
}

/* A date in universal time, and the day before in the address: it was still that day where the story was published. */
static void use_address(published *self, galley_text url, int rank) {
    galley_date date;
    if (!galley_date_in_url(url, &date))
        return;
    bool is_day_before = self->rank < PUBLISHED_UNKNOWN && is_universal(&self->date) &&
                         galley_date_day_number(&self->date) == galley_date_day_number(&date) + 1;
    if (!is_day_before && rank >= self->rank)
        return;
    self->rank = rank;
    self->date = date;
}

galley_text published_decide(published *self, galley_text url, int address_rank, galley_arena *arena) {
    char iso[GALLEY_DATE_BYTES];
    bool is_found = self->rank < PUBLISHED_UNKNOWN;
    if (is_found && self->rank < TOLD_TO_MACHINES)
        use_shown(self);
    if (is_found && !has_zone(&self->date))
        use_time(self);
    if (is_found && self->date.hour != GALLEY_DATE_UNTOLD)
        use_local_time(self);
    use_address(self, url, address_rank);
    if (self->rank == PUBLISHED_UNKNOWN)
        return galley_text_of(NULL);
    return galley_arena_copy(arena, galley_text_part(iso, galley_date_write(&self->date, iso)));
}
