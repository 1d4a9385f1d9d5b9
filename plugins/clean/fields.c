/* Reads fields of the article from lines of furniture. Only what is certain: else the field stays absent. */
#include "fields.h"

#include <galley/base.h>

enum {
    LABEL_MAX_BYTES = 40,
    DATELINE_MAX_BYTES = 70,
    AUTHOR_MAX_WORDS = 9,
    SOURCE_MAX_BYTES = 50,
    SOURCE_MIN_BYTES = 3
};

/* The next word of folded text. */
static bool next_word(galley_text folded, size_t *at, galley_text *word) {
    if (*at >= folded.len)
        return false;
    const char *space = memchr(folded.ptr + *at, ' ', folded.len - *at);
    size_t end = space ? (size_t)(space - folded.ptr) : folded.len;
    *word = galley_text_part(folded.ptr + *at, end - *at);
    *at = end + 1;
    return true;
}

/* ---- Dates ------------------------------------------------------------------------------------------------------- */

/* "12.02.2024": who writes points writes the day first. */
static bool has_points(galley_text date) {
    size_t points = 0;
    for (size_t i = 1; i + 1 < date.len; i++) {
        bool is_between =
            date.ptr[i - 1] >= '0' && date.ptr[i - 1] <= '9' && date.ptr[i + 1] >= '0' && date.ptr[i + 1] <= '9';
        if (is_between && (date.ptr[i] == '/' || date.ptr[i] == '-'))
            return false;
        points += is_between && date.ptr[i] == '.';
    }
    return points >= 2;
}

galley_text date_of_line(galley_text text, const phrases *known, galley_arena *arena) {
    const galley_calendar *calendar = phrases_calendar(known);
    galley_date_hints hints = {.first_year = 1900, .last_year = 2099};
    galley_date date;
    galley_text where;
    galley_date_result result = galley_date_find(calendar, text, &hints, arena, &date, &where);
    if (result == GALLEY_DATE_AMBIGUOUS) {
        hints.order = GALLEY_DATE_DAY_FIRST;
        result = galley_date_find(calendar, text, &hints, arena, &date, &where);
        if (result == GALLEY_DATE_READ && !has_points(where))
            result = GALLEY_DATE_AMBIGUOUS;
    }
    if (result != GALLEY_DATE_READ)
        return galley_text_of(NULL);
    return galley_arena_printf(arena, "%04d-%02d-%02d", date.year, date.month, date.day);
}

/* "18", "1st", "1er", "2020". */
static bool is_number(galley_text word) {
    size_t at = 0;
    while (at < word.len && at < 5 && word.ptr[at] >= '0' && word.ptr[at] <= '9')
        at++;
    bool is_ordinal = at > 0 && at <= 2 && word.len == at + 2 && word.ptr[at] >= 'a' && word.ptr[at] <= 'z' &&
                      word.ptr[at + 1] >= 'a' && word.ptr[at + 1] <= 'z';
    return at > 0 && (at == word.len || is_ordinal);
}

/* Where in the text the first word of a kind stands from `start` on; its length if there is none. */
static size_t find_listed(galley_text text, size_t start, phrase_kind kind, const phrases *known, galley_arena *arena) {
    galley_text word;
    for (size_t at = start; next_word(text, &at, &word);) {
        galley_text folded = galley_fold(word, arena);
        if (folded.len > 0 && phrases_lists(known, kind, folded))
            return (size_t)(word.ptr - text.ptr);
    }
    return text.len;
}

galley_text publication_of_line(galley_text text, const phrases *known, bool *is_update, galley_arena *arena) {
    size_t update = find_listed(text, 0, UPDATE, known, arena);
    size_t publish = find_listed(text, update, PUBLISH, known, arena);
    galley_text date = date_of_line(galley_text_part(text.ptr, update), known, arena);
    if (date.len == 0 && publish < text.len)
        date = date_of_line(galley_text_part(text.ptr + publish, text.len - publish), known, arena);
    *is_update = date.len == 0 && update < text.len;
    return *is_update ? date_of_line(text, known, arena) : date;
}

bool line_announces_update(galley_text text, const phrases *known, galley_arena *arena) {
    return text.len <= LABEL_MAX_BYTES && find_listed(text, 0, UPDATE, known, arena) < text.len &&
           date_of_line(text, known, arena).len == 0;
}

/* ---- Authors ----------------------------------------------------------------------------------------------------- */

/* Ends a name: what separates it from a date or a place of work. */
static bool ends_names(galley_text word) {
    char last = word.ptr[word.len - 1];
    return last == ',' || last == ';' || last == '|' || last == '/';
}

static bool begins_with_digit(galley_text text) {
    return text.len > 0 && text.ptr[0] >= '0' && text.ptr[0] <= '9';
}

/* A month's name beside a number; Marco and April are also people's. */
static bool is_month(galley_text text, size_t at, galley_text folded, const phrases *known) {
    return phrases_lists(known, MONTH, folded) &&
           begins_with_digit(galley_trim(galley_text_part(text.ptr + at, at < text.len ? text.len - at : 0)));
}

/* "March 6, 2024 by Jane Doe": from "by" on; the text itself if no number stands before such a word. */
static galley_text skip_date(galley_text text, const phrases *known, galley_arena *arena) {
    galley_text word, before = {0};
    for (size_t at = 0; next_word(text, &at, &word); before = word)
        if (begins_with_digit(before) && phrases_lists(known, BY, galley_fold(word, arena)))
            return galley_text_part(word.ptr, text.len - (size_t)(word.ptr - text.ptr));
    return text;
}

/* Only what follows the words for "by" up to the first word of a date or number. */
galley_text author_of_line(galley_text line, const phrases *known, galley_arena *arena) {
    galley_text text = skip_date(line, known, arena);
    size_t start = 0, end = 0, words = 0, at = 0;
    galley_text word;
    while (next_word(text, &at, &word)) {
        galley_text folded = galley_fold(word, arena);
        bool is_by =
            phrases_lists(known, BY, folded) ||
            phrases_lists(known, BY,
                          galley_fold(galley_text_part(text.ptr, (size_t)(word.ptr - text.ptr) + word.len), arena));
        if ((words == 0 && folded.len == 0) || (words <= 1 && is_by)) { /* "Story by" is two words */
            start = end = at < text.len ? at : text.len;
            words = 0;
            continue;
        }
        bool is_joint = phrases_lists(known, NAME_WORD, folded);
        bool is_date = !is_joint && (phrases_lists(known, DATE_WORD, folded) || is_month(text, at, folded, known));
        if (folded.len == 0 || is_date || is_number(folded) || word.ptr[0] == '(')
            break;
        end = (size_t)(word.ptr - text.ptr) + word.len;
        words++;
        if (ends_names(word))
            break;
    }
    galley_text names = galley_trim(galley_text_part(text.ptr + start, end > start ? end - start : 0));
    while (names.len > 0 && ends_names(names))
        names = galley_trim(galley_text_part(names.ptr, names.len - 1));
    return start > 0 && words >= 2 && words <= AUTHOR_MAX_WORDS ? names : galley_text_part(text.ptr, 0);
}

/* ---- Paths and sources ------------------------------------------------------------------------------------------- */

galley_text last_crumb(galley_text text) {
    static const char *const marks[] = {" / ", " > ", " | ", " » ", " › ", " → "};
    size_t start = 0;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t len = strlen(marks[i]);
        for (size_t at = text.len; at >= len && at - len >= start; at--)
            if (memcmp(text.ptr + at - len, marks[i], len) == 0) {
                start = at;
                break;
            }
    }
    return galley_text_part(text.ptr + start, start > 0 ? text.len - start : 0);
}

/* "le monde" is the host www.lemonde.fr, and "bbc news" bbc.co.uk is not: the whole name must be a part of the host. */
static bool is_in_host(galley_text name, galley_text url) {
    char joined[SOURCE_MAX_BYTES + 1];
    size_t len = 0, start = 0, part = 0;
    for (size_t i = 0; i < name.len && len < SOURCE_MAX_BYTES; i++)
        if (name.ptr[i] != ' ')
            joined[len++] = name.ptr[i];
    for (size_t i = 0; i + 2 < url.len && start == 0; i++)
        start = memcmp(url.ptr + i, "://", 3) == 0 ? i + 3 : 0;
    for (size_t i = start; start > 0 && i <= url.len; i++) {
        bool is_end = i == url.len || url.ptr[i] == '/';
        if (!is_end && url.ptr[i] != '.')
            continue;
        size_t begin = part > start ? part : start;
        if (len >= SOURCE_MIN_BYTES && i - begin == len && memcmp(url.ptr + begin, joined, len) == 0)
            return true;
        part = i + 1;
        if (is_end)
            break;
    }
    return false;
}

galley_text source_of_line(galley_text text, galley_text url, const phrases *known, galley_arena *arena) {
    static const char edges[] = "()[]-. ";
    if (text.len > SOURCE_MAX_BYTES)
        return galley_text_part(text.ptr, 0);
    while (text.len > 0 && strchr(edges, text.ptr[0]))
        text = galley_text_part(text.ptr + 1, text.len - 1);
    while (text.len > 0 && strchr(edges, text.ptr[text.len - 1]))
        text = galley_text_part(text.ptr, text.len - 1);
    galley_text folded = galley_fold(text, arena);
    bool is_source = folded.len > 0 && (phrases_lists(known, SOURCE, folded) || is_in_host(folded, url));
    return is_source ? text : galley_text_part(text.ptr, 0);
}

/* "Source: Reuters" */
galley_text source_behind_label(galley_text text, galley_text url, const phrases *known, galley_arena *arena) {
    const char *colon = memchr(text.ptr, ':', text.len);
    size_t len = colon ? (size_t)(colon - text.ptr) : 0;
    if (len == 0 || !phrases_lists(known, SOURCE_WORD, galley_fold(galley_text_part(text.ptr, len), arena)))
        return galley_text_part(text.ptr, 0);
    return source_of_line(galley_trim(galley_text_part(colon + 1, text.len - len - 1)), url, known, arena);
}

/* ---- Datelines --------------------------------------------------------------------------------------------------- */

static bool begins_with(galley_text text, const char *start) {
    size_t len = strlen(start);
    return text.len >= len && memcmp(text.ptr, start, len) == 0;
}

static bool begins_with_dash(galley_text text) {
    static const char *const marks[] = {"-", "–", "—", ":", ".-", ".–", ".—"};
    text = galley_trim(text);
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (begins_with(text, marks[i]))
            return true;
    return false;
}

galley_text agency_of_dateline(galley_text text, galley_text *before, const phrases *known, galley_arena *arena) {
    galley_text head = galley_text_part(text.ptr, text.len < DATELINE_MAX_BYTES ? text.len : DATELINE_MAX_BYTES);
    const char *open = memchr(head.ptr, '(', head.len);
    const char *close = open ? memchr(open, ')', (size_t)(head.ptr + head.len - open)) : NULL;
    *before = galley_text_part(text.ptr, 0);
    if (!close)
        return *before;
    galley_text agency = galley_text_part(open + 1, (size_t)(close - open - 1));
    galley_text behind = galley_text_part(close + 1, (size_t)(text.ptr + text.len - close - 1));
    if (!begins_with_dash(behind) || !phrases_lists(known, SOURCE, galley_fold(agency, arena)))
        return *before;
    before->len = (size_t)(open - text.ptr);
    return agency;
}
