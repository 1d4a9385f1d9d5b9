/* The tables of calendar.inc, folded and hashed. A name that several languages share is one entry. */
#include "calendar.h"

#include <stdlib.h>

#include "calendar.inc"

enum { SLOTS = 2048, COUNT_OF_MONTHS = sizeof months / sizeof *months, COUNT_OF_DAYS = sizeof days / sizeof *days };

typedef struct entry {
    uint64_t hash;
    calendar_kind kind; /* CALENDAR_NOTHING: the slot is free */
    int month;
} entry;

struct calendar {
    entry entries[SLOTS];
};

static size_t find_slot(const calendar *names, uint64_t hash) {
    size_t at = hash % SLOTS;
    while (names->entries[at].kind != CALENDAR_NOTHING && names->entries[at].hash != hash)
        at = (at + 1) % SLOTS;
    return at;
}

/* What is there already stays: months go in first, and a filler that is a day's abbreviation too does no harm. */
static void add_names(calendar *names, galley_text text, calendar_kind kind, int month, galley_arena *arena) {
    galley_text folded = galley_fold(text, arena), word;
    for (size_t at = 0; galley_word_next(folded, &at, &word);) {
        uint64_t hash = galley_hash64(word, 0);
        entry *found = &names->entries[find_slot(names, hash)];
        if (found->kind == CALENDAR_NOTHING)
            *found = (entry){.hash = hash, .kind = kind, .month = month};
    }
}

static void add_months(calendar *names, const char *row, galley_arena *arena) {
    for (int month = 1; *row; month++) {
        size_t len = strcspn(row, "|");
        add_names(names, galley_text_part(row, len), CALENDAR_MONTH, month, arena);
        row += len + (row[len] == '|');
    }
}

calendar *calendar_new(void) {
    calendar *names = calloc(1, sizeof *names);
    if (!names)
        return NULL;
    galley_arena *arena = galley_arena_new();
    for (size_t i = 0; i < COUNT_OF_MONTHS; i++)
        add_months(names, months[i], arena);
    for (size_t i = 0; i < COUNT_OF_DAYS; i++)
        add_names(names, galley_text_of(days[i]), CALENDAR_DAY, 0, arena);
    add_names(names, galley_text_of(fillers), CALENDAR_FILLER, 0, arena);
    galley_arena_free(arena);
    return names;
}

void calendar_free(calendar *names) {
    free(names);
}

calendar_kind calendar_find(const calendar *names, galley_text folded, int *month) {
    const entry *found = &names->entries[find_slot(names, galley_hash64(folded, 0))];
    *month = found->month;
    return found->kind;
}

bool calendar_zone(galley_text folded, int *minutes) {
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        if (galley_text_is(folded, zones[i].name)) {
            *minutes = zones[i].minutes;
            return true;
        }
    }
    return false;
}

/* ---- The order of numbers -------------------------------------------------------------------------------------- */

static char lower_ascii(char byte) {
    return (char)(byte >= 'A' && byte <= 'Z' ? byte + 0x20 : byte);
}

/* Is this subtag one of those in the list, which has spaces between them? */
static bool lists(const char *list, const char *subtag, size_t len) {
    while (*list) {
        size_t item = strcspn(list, " "), same = 0;
        while (same < item && same < len && lower_ascii(list[same]) == lower_ascii(subtag[same]))
            same++;
        if (same == item && same == len)
            return true;
        list += item + (list[item] == ' ');
    }
    return false;
}

numeric_order calendar_order(const char *lang) {
    if (!lang)
        return ORDER_UNKNOWN;
    size_t language = strcspn(lang, "-_");
    if (lists(day_first_languages, lang, language))
        return ORDER_DAY_FIRST;
    if (!lists("en", lang, language) || !lang[language])
        return ORDER_UNKNOWN;
    const char *region = lang + language + 1;
    size_t len = strcspn(region, "-_");
    if (lists(day_first_regions, region, len))
        return ORDER_DAY_FIRST;
    return lists(month_first_regions, region, len) ? ORDER_MONTH_FIRST : ORDER_UNKNOWN;
}
