/* The tables of calendar.inc, folded: a hash table of all words (a word of several languages is one entry, which
 * knows all that it means), and the names of months in order, to find what a word abbreviates. */
#include "text/calendar.h"

#include "base/memory.h"

#include <galley/text.h>
#include <stdlib.h>

enum { SLOTS = 4096, ABBREVIATION_LETTERS = 3, MONTHS = 12 };

#define LANGUAGE(name, months, days, fillers) {name, months, days, fillers},
#define MONTH_IN(name, number, word)
#define UNIT(word, unit)
#define ZONE(word, minutes)
#define ERA(word, year)
#define ORDER(languages, regions, full, of_two_digits)
static const struct language {
    const char *name, *months, *days, *fillers;
} languages[] = {
#include "calendar.inc"
};
#undef LANGUAGE
#undef MONTH_IN
#define LANGUAGE(name, months, days, fillers)
#define MONTH_IN(name, number, word) {name, word, number},
static const struct {
    const char *language, *word;
    uint8_t month;
} months_in[] = {
#include "calendar.inc"
};
#undef MONTH_IN
#undef UNIT
#define MONTH_IN(name, number, word)
#define UNIT(word, unit) {word, unit},
static const struct {
    const char *word;
    unit unit;
} units[] = {
#include "calendar.inc"
};
#undef UNIT
#undef ZONE
#define UNIT(word, unit)
#define ZONE(word, minutes) {word, minutes},
static const struct {
    const char *word;
    int16_t minutes;
} zones[] = {
#include "calendar.inc"
};
#undef ZONE
#undef ERA
#define ZONE(word, minutes)
#define ERA(word, year) {word, year},
static const struct {
    const char *word;
    int16_t year;
} eras[] = {
#include "calendar.inc"
};
#undef ERA
#undef ORDER
#define ERA(word, year)
#define ORDER(languages, regions, full, of_two_digits) {languages, regions, full, of_two_digits},
static const struct {
    const char *languages, *regions;
    galley_date_order full, of_two_digits;
} orders[] = {
#include "calendar.inc"
};
#undef LANGUAGE
#undef MONTH_IN
#undef UNIT
#undef ZONE
#undef ERA
#undef ORDER

#define COUNT(table) (sizeof(table) / sizeof *(table)) /* a macro, since the size of an array is lost in a call */

typedef struct entry {
    uint64_t hash; /* 0: the slot is free */
    meaning meaning;
} entry;

typedef struct month_name {
    galley_text folded;
    uint8_t month;
} month_name;

struct galley_calendar {
    galley_arena *arena;
    entry entries[SLOTS];
    size_t count; /* of names */
    month_name names[SLOTS];
};

/* ---- Tags ------------------------------------------------------------------------------------------------------ */

static char lower_ascii(char byte) {
    return (char)(byte >= 'A' && byte <= 'Z' ? byte + 0x20 : byte);
}

/* Is this subtag one of those in the list, which has spaces between them? */
static bool lists(const char *list, const char *subtag, size_t len) {
    while (*list) {
        size_t item = strcspn(list, " "), same = 0;
        while (same < item && same < len && list[same] == lower_ascii(subtag[same]))
            same++;
        if (same == item && same == len)
            return true;
        list += item + (list[item] == ' ');
    }
    return false;
}

static bool is_language(const char *languages_listed, const char *tag) {
    return tag && lists(languages_listed, tag, strcspn(tag, "-_"));
}

galley_date_order calendar_order(const char *lang, bool is_short) {
    for (size_t i = 0; i < COUNT(orders); i++) {
        if (!is_language(orders[i].languages, lang))
            continue;
        const char *region = lang + strcspn(lang, "-_");
        region += *region != '\0';
        if (!orders[i].regions || lists(orders[i].regions, region, strcspn(region, "-_")))
            return is_short ? orders[i].of_two_digits : orders[i].full;
    }
    return GALLEY_DATE_ANY_ORDER;
}

bool calendar_is_persian(const char *lang) {
    return is_language("fa", lang);
}

/* ---- Words ----------------------------------------------------------------------------------------------------- */

static size_t find_slot(const galley_calendar *calendar, galley_text folded) {
    uint64_t hash = galley_hash64(folded, 0);
    size_t at = hash % SLOTS;
    while (calendar->entries[at].hash != 0 && calendar->entries[at].hash != hash)
        at = (at + 1) % SLOTS;
    return at;
}

/* The next of some folded words. */
static bool next_word(galley_text folded, size_t *at, galley_text *word) {
    if (*at >= folded.len)
        return false;
    const char *start = folded.ptr + *at, *space = memchr(start, ' ', folded.len - *at);
    *word = galley_text_part(start, space ? (size_t)(space - start) : folded.len - *at);
    *at += word->len + 1;
    return true;
}

static meaning *add_word(galley_calendar *calendar, galley_text folded) {
    entry *found = &calendar->entries[find_slot(calendar, folded)];
    found->hash = galley_hash64(folded, 0);
    return &found->meaning;
}

static void add_months(galley_calendar *calendar, const struct language *language) {
    const char *row = language->months;
    bool is_year_first = calendar_order(language->name, true) == GALLEY_DATE_YEAR_FIRST;
    for (int month = 1; month <= MONTHS; month++) {
        size_t len = strcspn(row, "|"), at = 0;
        galley_text folded = galley_fold(galley_text_part(row, len), calendar->arena), word;
        while (next_word(folded, &at, &word)) {
            meaning *means = add_word(calendar, word);
            means->month = (uint8_t)month;
            means->is_year_first |= is_year_first;
            means->is_buddhist = strstr(language->name, "-u-ca-buddhist");
            means->is_persian = strstr(language->name, "-u-ca-persian");
            calendar->names[calendar->count++] = (month_name){word, (uint8_t)month};
        }
        row += len + (row[len] == '|');
    }
}

static int compare_names(const void *a, const void *b) {
    const month_name *one = a, *other = b;
    size_t len = one->folded.len < other->folded.len ? one->folded.len : other->folded.len;
    int order = memcmp(one->folded.ptr, other->folded.ptr, len);
    return order != 0 ? order : (one->folded.len > other->folded.len) - (one->folded.len < other->folded.len);
}

static void add_language(galley_calendar *calendar, const struct language *language) {
    galley_text word;
    add_months(calendar, language);
    galley_text folded = galley_fold(galley_text_of(language->days), calendar->arena);
    for (size_t at = 0; next_word(folded, &at, &word);)
        add_word(calendar, word)->is_day = true;
    folded = galley_fold(galley_text_of(language->fillers), calendar->arena);
    for (size_t at = 0; next_word(folded, &at, &word);)
        add_word(calendar, word)->is_filler = true;
}

galley_calendar *galley_calendar_new(void) {
    galley_calendar *calendar = memory_zero(1, sizeof *calendar);
    calendar->arena = galley_arena_new();
    for (size_t i = 0; i < COUNT(languages); i++)
        add_language(calendar, &languages[i]);
    for (size_t i = 0; i < COUNT(units); i++)
        add_word(calendar, galley_fold(galley_text_of(units[i].word), calendar->arena))->unit = units[i].unit;
    for (size_t i = 0; i < COUNT(zones); i++) {
        meaning *means = add_word(calendar, galley_fold(galley_text_of(zones[i].word), calendar->arena));
        means->is_zone = true;
        means->zone = zones[i].minutes;
    }
    for (size_t i = 0; i < COUNT(eras); i++)
        add_word(calendar, galley_fold(galley_text_of(eras[i].word), calendar->arena))->era = eras[i].year;
    qsort(calendar->names, calendar->count, sizeof *calendar->names, compare_names);
    return calendar;
}

void galley_calendar_free(galley_calendar *calendar) {
    if (!calendar)
        return;
    galley_arena_free(calendar->arena);
    free(calendar);
}

meaning calendar_meaning(const galley_calendar *calendar, galley_text folded, const char *lang) {
    meaning found = calendar->entries[find_slot(calendar, folded)].meaning;
    for (size_t i = 0; i < COUNT(months_in); i++)
        if (is_language(months_in[i].language, lang) && galley_text_is(folded, months_in[i].word))
            found.month = months_in[i].month;
    return found;
}

static bool has_start(galley_text text, galley_text start) {
    return text.len >= start.len && memcmp(text.ptr, start.ptr, start.len) == 0;
}

int calendar_abbreviated(const galley_calendar *calendar, galley_text folded) {
    if (galley_utf8_count(folded) < ABBREVIATION_LETTERS)
        return 0;
    month_name wanted = {.folded = folded};
    size_t low = 0, high = calendar->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_names(&calendar->names[middle], &wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    int month = 0;
    for (; low < calendar->count && has_start(calendar->names[low].folded, folded); low++) {
        if (month != 0 && month != calendar->names[low].month)
            return 0;
        month = calendar->names[low].month;
    }
    return month;
}

galley_calendar_kind galley_calendar_word(const galley_calendar *calendar, galley_text folded) {
    meaning means = calendar->entries[find_slot(calendar, folded)].meaning;
    if (means.month != 0)
        return GALLEY_CALENDAR_MONTH;
    bool is_filler = means.is_filler || means.unit == UNIT_O_CLOCK;
    return means.is_day ? GALLEY_CALENDAR_DAY : is_filler ? GALLEY_CALENDAR_FILLER : GALLEY_CALENDAR_NOTHING;
}
