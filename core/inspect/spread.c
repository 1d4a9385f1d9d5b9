/* Names are counted for each file by itself and added up in the order of the files, so that which ones find no room in
 * the table does not depend on threads. Days are added up from all threads at once: sums have no order. */
#include "inspect/spread.h"
#include "article/article.h"
#include "base/memory.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    NAMES_MAX = 1000,
    NAME_BYTES_MAX = 200,
    FIRST_YEAR = 1800,
    YEARS = 400,
    DAYS = YEARS * 372, /* a month has 31 here: gaps are left out when days are shown */
    DAYS_SHOWN = 92,
    MONTHS_SHOWN = 132,
};

/* Of one file. */
typedef struct names {
    galley_arena *arena;
    json_t *counts; /* source: articles */
    uint64_t without, uncounted;
} names;

typedef struct spreading {
    const rundir *run;
    names *files;
    atomic_uint_fast64_t *days, undated, unread;
} spreading;

/* ---- Sources ---- */

/* "www." says nothing. */
static galley_text host_of(galley_text url) {
    size_t start = 0;
    while (start + 3 <= url.len && memcmp(url.ptr + start, "://", 3) != 0)
        start++;
    if (start + 3 > url.len)
        return galley_text_of(NULL);
    start += 3;
    size_t end = start;
    while (end < url.len && !memchr("/:?#", url.ptr[end], 4))
        end++;
    bool has_www = end - start > 4 && memcmp(url.ptr + start, "www.", 4) == 0;
    start += has_www ? 4 : 0;
    return galley_text_part(url.ptr + start, end - start);
}

static void add_name(names *self, const char *name, size_t len, json_int_t more) {
    json_t *count = json_object_getn(self->counts, name, len);
    if (count)
        json_integer_set(count, json_integer_value(count) + more);
    else if (json_object_size(self->counts) < NAMES_MAX)
        json_object_setn_new(self->counts, name, len, json_integer(more));
    else
        self->uncounted += (uint64_t)more;
}

/* A name with a NUL ends there. */
static void count_source(names *self, galley_article *article) {
    galley_text source = article_spelling(article, "source");
    if (source.len == 0)
        source = host_of(galley_article_text(article, "url"));
    source = galley_utf8_cut(source, NAME_BYTES_MAX);
    source.len = source.len ? strnlen(source.ptr, source.len) : 0;
    if (source.len > 0)
        add_name(self, source.ptr, source.len, 1);
    else
        self->without++;
}

/* ---- Dates ---- */

/* A number of `count` digits; -1: it is none. */
static int digits(const char *at, size_t count) {
    int number = 0;
    for (size_t i = 0; i < count; i++) {
        if (at[i] < '0' || at[i] > '9')
            return -1;
        number = number * 10 + (at[i] - '0');
    }
    return number;
}

/* Its place in the table, DAYS if it has none. */
static size_t day_of(galley_text date) {
    if (date.len < 10 || date.ptr[4] != '-' || date.ptr[7] != '-')
        return DAYS;
    int year = digits(date.ptr, 4), month = digits(date.ptr + 5, 2), day = digits(date.ptr + 8, 2);
    bool is_day = year >= FIRST_YEAR && year < FIRST_YEAR + YEARS && month >= 1 && month <= 12 && day >= 1 && day <= 31;
    return is_day ? (size_t)((year - FIRST_YEAR) * 372 + (month - 1) * 31 + day - 1) : DAYS;
}

static void count_date(spreading *self, galley_article *article) {
    galley_text date = article_spelling(article, "date");
    size_t day = day_of(date);
    atomic_fetch_add(date.len == 0 ? &self->undated : day == DAYS ? &self->unread : &self->days[day], 1);
}

static sweep_step count_line(void *context, size_t file, uint64_t number, galley_text line) {
    spreading *self = context;
    names *into = &self->files[file];
    if (!into->arena)
        *into = (names){.arena = galley_arena_new(), .counts = json_object()};
    galley_arena_reset(into->arena);
    galley_article article;
    origin origin = {.shard = "", .line = number};
    if (!article_scan(&article, line, origin, &self->run->fields, into->arena, NULL))
        return SWEEP_ON;
    count_source(into, &article);
    count_date(self, &article);
    return SWEEP_ON;
}

/* ---- As JSON ---- */

typedef struct named_count {
    const char *name;
    json_int_t count;
} named_count;

static int compare_counts(const void *one, const void *other) {
    const named_count *a = one, *b = other;
    if (a->count != b->count)
        return a->count > b->count ? -1 : 1;
    return strcmp(a->name, b->name);
}

static void add_sources(json_t *object, const names *sum, size_t most) {
    size_t count = 0;
    named_count *all = memory_zero(json_object_size(sum->counts) + 1, sizeof *all);
    const char *name;
    json_t *number, *list = json_array();
    json_object_foreach(sum->counts, name, number) {
        all[count++] = (named_count){name, json_integer_value(number)};
    }
    qsort(all, count, sizeof *all, compare_counts);
    json_int_t rest = 0;
    for (size_t i = 0; i < count; i++) {
        if (i < most)
            json_array_append_new(list, json_pack("{s:s, s:I}", "source", all[i].name, "articles", all[i].count));
        else
            rest += all[i].count;
    }
    json_object_set_new(object, "sources", list);
    json_object_set_new(
        object, "others",
        json_pack("{s:I, s:I}", "sources", (json_int_t)(count > most ? count - most : 0), "articles", rest));
    json_object_set_new(object, "uncounted", json_integer((json_int_t)sum->uncounted));
    json_object_set_new(object, "without", json_integer((json_int_t)sum->without));
    free(all);
}

static size_t days_in_month(size_t year, size_t month) {
    static const size_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 1 && is_leap ? 29 : days[month];
}

/* The days from..to (in the table, `to` is in it) as one bar each `step` days: 1, 31 or 372. */
static json_t *bars_json(const spreading *self, size_t from, size_t to, size_t step) {
    json_t *bars = json_array();
    for (size_t first = from / step * step; first <= to; first += step) {
        size_t year = FIRST_YEAR + first / 372, month = first % 372 / 31, day = first % 31;
        json_int_t count = 0;
        for (size_t i = first; i < first + step; i++)
            count += (json_int_t)self->days[i];
        if (step == 1 && count == 0 && day >= days_in_month(year, month))
            continue;
        json_t *at = step == 1    ? json_sprintf("%04zu-%02zu-%02zu", year, month + 1, day + 1)
                     : step == 31 ? json_sprintf("%04zu-%02zu", year, month + 1)
                                  : json_sprintf("%04zu", year);
        json_array_append_new(bars, json_pack("{s:o, s:I}", "at", at, "articles", count));
    }
    return bars;
}

static json_t *dates_json(const spreading *self) {
    size_t from = 0, to = DAYS;
    while (from < DAYS && self->days[from] == 0)
        from++;
    while (to > from && self->days[to - 1] == 0)
        to--;
    size_t step = to - from <= DAYS_SHOWN ? 1 : to / 31 - from / 31 < MONTHS_SHOWN ? 31 : 372;
    json_t *bars = to > from ? bars_json(self, from, to - 1, step) : json_array();
    return json_pack("{s:s, s:o, s:I, s:I}", "unit",
                     step == 1    ? "day"
                     : step == 31 ? "month"
                                  : "year",
                     "bars", bars, "without", (json_int_t)self->undated, "unread", (json_int_t)self->unread);
}

static void add_file(names *sum, names *more) {
    const char *name;
    json_t *count;
    json_object_foreach(more->counts, name, count) {
        add_name(sum, name, strlen(name), json_integer_value(count));
    }
    sum->without += more->without;
    sum->uncounted += more->uncounted;
    galley_arena_free(more->arena);
    json_decref(more->counts);
}

json_t *spread_measure(const rundir *run, size_t most, problems *trouble) {
    spreading self = {.run = run};
    self.files = memory_zero(run->file_count + 1, sizeof *self.files);
    self.days = memory_zero(DAYS, sizeof *self.days);
    file_choice results = {.kinds = {[FILE_RESULTS] = true}, .stage = ALL_STAGES, .shard = NO_SHARD};
    sweep sweep = {.run = run, .choice = results, .visit = count_line, .context = &self};
    sweep_run(&sweep, trouble);
    names sum = {.counts = json_object()};
    for (size_t i = 0; i < run->file_count; i++)
        if (self.files[i].arena)
            add_file(&sum, &self.files[i]);
    json_t *object = json_object();
    add_sources(object, &sum, most);
    json_object_set_new(object, "dates", dates_json(&self));
    json_decref(sum.counts);
    free(self.files);
    free(self.days);
    return object;
}
