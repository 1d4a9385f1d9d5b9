/* Tells the story's lines from the page's by their shape, and by what stands around them.
 *
 * As jusText (Pomikálek 2011) and boilerplate detection by shallow features (Kohlschütter, Fankhauser, Nejdl 2010): how
 * long a line is, how it ends, how many of its words are small and short (which in most languages are those that carry
 * no subject; so no word lists are needed), what is near. What differs: the weights are learned (learn.py), and the
 * lines are not decided one by one but together, as a chain in which a change from story to furniture has its price
 * (a conditional random field, Lafferty, McCallum, Pereira 2001; the best labels by Viterbi 1967). All is linear in the
 * page, and in whole numbers, so that it is the same everywhere. */
#include "shape.h"

enum { LENGTHS = 12, ENDS = 6, KINDS = 24, NEAR_LINES = 3, FAR_LINES = 8, MAIN_GAP = 6 };

/* What a line looks like by itself. */
typedef struct look {
    size_t width;    /* characters; one that is a word counts for three */
    uint8_t length;  /* of LENGTHS */
    uint8_t coarse;  /* length, of five */
    uint8_t end;     /* of ENDS */
    uint8_t summary; /* coarse length and kind of end, of 18 */
    bool is_known;   /* some furniture that has a name */
    uint64_t hash, prefix;
} look;

typedef struct reading {
    const line *lines;
    size_t count;
    look *looks;
    shape *shapes;
} reading;

static const uint16_t sizes[] = {
#define GROUP(name, values) [name] = (values),
#include "groups.inc"
#undef GROUP
};

size_t shape_group_values(shape_group group) {
    return sizes[group];
}

static void set(shape *one, shape_group group, size_t value) {
    one->values[group] = (uint8_t)value;
}

/* In which of the ranges that begin at the limits is the value? 0 below the first. */
static size_t range_of(size_t value, const uint16_t *limits, size_t count) {
    size_t range = 0;
    while (range < count && value >= limits[range])
        range++;
    return range;
}

/* A macro, since the number of limits is the array's. */
#define RANGE(value, ...)                                                                                              \
    range_of(value, (const uint16_t[]){__VA_ARGS__}, sizeof((const uint16_t[]){__VA_ARGS__}) / sizeof(uint16_t))

/* ---- A line by itself ------------------------------------------------------------------------------------------ */

typedef struct tally {
    size_t width, words, capitals, small, briefs, digits, letters;
    uint32_t first, last; /* characters */
    uint8_t signs;        /* a bit a sign */
} tally;

enum { SIGN_BAR, SIGN_ARROW, SIGN_AT, SIGN_MONEY, SIGN_COLON, SIGN_BULLET, SIGN_QUOTE };

static uint8_t sign_of(uint32_t character) {
    switch (character) {
    case '|':
        return 1U << SIGN_BAR;
    case '>':
    case 0xBB:
    case 0x203A:
    case 0x2192:
        return 1U << SIGN_ARROW;
    case '@':
    case '#':
    case '/':
        return 1U << SIGN_AT;
    case '$':
    case 0x20AC:
    case 0xA3:
        return 1U << SIGN_MONEY;
    case ':':
        return 1U << SIGN_COLON;
    case 0x2022:
    case 0xB7:
        return 1U << SIGN_BULLET;
    case '"':
    case 0xAB:
    case 0x201C:
    case 0x201E:
        return 1U << SIGN_QUOTE;
    default:
        return 0;
    }
}

/* A word is letters and digits up to the next other sign; an apostrophe ends one. */
static tally count_characters(galley_text text) {
    tally all = {0};
    size_t at = 0, letters = 0, in_word = 0;
    bool is_small = false;
    uint32_t character;
    for (bool is_more = true; is_more;) {
        is_more = galley_utf8_next(text, &at, &character);
        bool is_digit = is_more && galley_is_digit(character), is_letter = is_more && galley_is_letter(character);
        bool is_whole = is_letter && galley_is_ideograph(character);
        if (in_word > 0 && (is_whole || (!is_letter && !is_digit))) {
            all.words++;
            all.small += is_small;
            all.briefs += is_small && letters <= 3;
            in_word = letters = 0;
        }
        if (!is_more)
            break;
        all.width += is_whole ? 3 : 1;
        all.first = all.first ? all.first : character;
        all.last = galley_is_space(character) ? all.last : character;
        all.signs |= sign_of(character);
        all.digits += is_digit;
        if (!is_letter && !is_digit)
            continue;
        if (in_word++ == 0) {
            is_small = galley_is_lower(character) || is_whole;
            all.capitals += galley_is_upper(character);
        }
        letters += is_letter;
        all.letters += is_letter;
    }
    return all;
}

enum { ENDS_SENTENCE, ENDS_QUOTED, ENDS_PART, ENDS_DOTS, ENDS_DIGIT, ENDS_OTHERWISE };

static uint8_t end_of(galley_text text, uint32_t last) {
    if (last == 0x2026 || (text.len > 3 && memcmp(text.ptr + text.len - 3, "...", 3) == 0))
        return ENDS_DOTS;
    if (last == ':' || last == ',' || last == ';')
        return ENDS_PART;
    if (galley_is_digit(last))
        return ENDS_DIGIT;
    if (!line_ends_sentence(text))
        return ENDS_OTHERWISE;
    return galley_is_punctuation(last) && last != '.' && last != '!' && last != '?' ? ENDS_QUOTED : ENDS_SENTENCE;
}

static size_t start_of(uint32_t first) {
    if (galley_is_upper(first))
        return 0;
    if (galley_is_lower(first))
        return 1;
    if (galley_is_digit(first))
        return 2;
    if (first == '"' || first == 0xAB || first == 0x201C || first == 0x201E || first == 0x2018)
        return 3;
    if (first == '-' || first == 0x2013 || first == 0x2014 || first == 0x2022 || first == '*' || first == 0xB7)
        return 4;
    return galley_is_letter(first) ? 5 : 6;
}

static size_t fifth(size_t part, size_t whole) {
    return whole == 0 ? 0 : part * 4 / whole < 4 ? part * 4 / whole : 4;
}

static bool is_known(const line *one) {
    return one->kind < RULE_COUNT || one->kind == LINK_LIST;
}

static size_t kind_of(const line *one) {
    return one->kind <= STORY ? (size_t)one->kind : STORY;
}

/* The first two words. */
static galley_text prefix_of(galley_text text) {
    size_t at = 0;
    for (int spaces = 0; at < text.len; at++)
        if (text.ptr[at] == ' ' && ++spaces == 2)
            break;
    return galley_text_part(text.ptr, at);
}

static void read_line(reading *self, size_t index) {
    const line *one = &self->lines[index];
    look *seen = &self->looks[index];
    shape *out = &self->shapes[index];
    tally all = count_characters(one->text);
    seen->width = all.width;
    seen->length = (uint8_t)RANGE(all.width, 6, 12, 20, 30, 45, 60, 80, 110, 150, 220, 400);
    seen->coarse = (uint8_t)RANGE(all.width, 20, 45, 80, 150);
    seen->end = end_of(one->text, all.last);
    seen->is_known = is_known(one);
    size_t kind_of_end = seen->end <= ENDS_QUOTED ? 0 : seen->end <= ENDS_DOTS ? 1 : 2;
    seen->summary = (uint8_t)(seen->is_known ? 15 + (one->kind == LINK_LIST) : (seen->coarse * 3U) + kind_of_end);
    seen->hash = galley_hash64(one->text, 0);
    seen->prefix = galley_hash64(prefix_of(one->text), 1);
    size_t capitals = fifth(all.capitals, all.words), briefs = fifth(all.briefs * 2, all.words);
    set(out, OWN_LENGTH, seen->length);
    set(out, OWN_WORDS, RANGE(all.words, 1, 2, 3, 5, 8, 12, 20));
    set(out, OWN_END, seen->end);
    set(out, OWN_START, start_of(all.first));
    set(out, OWN_CAPITALS, capitals);
    set(out, OWN_SMALL, fifth(all.small, all.words));
    set(out, OWN_SHORT, briefs);
    set(out, OWN_DIGITS, all.digits == 0 ? 0 : all.letters == 0 ? 1 : all.digits * 4 > all.letters ? 2 : 3);
    size_t sign = 0;
    while (sign < 7 && !(all.signs >> sign & 1U))
        sign++;
    set(out, OWN_SIGNS, sign);
    set(out, OWN_KIND, kind_of(one));
    set(out, LENGTH_AND_END, seen->length * (size_t)ENDS + seen->end);
    set(out, LENGTH_AND_CAPITALS, seen->length * 5U + capitals);
    set(out, LENGTH_AND_SHORT, seen->length * 5U + briefs);
    set(out, GAP_BEFORE, seen->coarse * 3U + (one->breaks > 2 ? 2 : one->breaks > 1));
}

/* ---- A line among others --------------------------------------------------------------------------------------- */

static size_t summary_at(const reading *self, size_t index) {
    return index < self->count ? self->looks[index].summary : 17; /* below 0 wraps around, and is not below count */
}

static size_t known_at(const reading *self, size_t index) {
    return index < self->count ? self->looks[index].is_known : 0;
}

/* A neighbour's summary, of four: prose, furniture, a label, a part of something. */
static size_t side_of(size_t summary) {
    if (summary >= 12)
        return summary >= 15;
    return summary % 3 == 2 ? 2 : 3;
}

static void read_neighbours(reading *self) {
    for (size_t i = 0; i < self->count; i++) {
        shape *out = &self->shapes[i];
        size_t before = summary_at(self, i - 1), behind = summary_at(self, i + 1);
        set(out, BEFORE, before);
        set(out, BEFORE_2, summary_at(self, i - 2));
        set(out, BEHIND, behind);
        set(out, BEHIND_2, summary_at(self, i + 2));
        set(out, BETWEEN, self->looks[i].coarse * 16U + side_of(before) * 4U + side_of(behind));
        set(out, KNOWN_BEFORE, known_at(self, i - 1) * 2 + known_at(self, i - 2));
        set(out, KNOWN_BEHIND, known_at(self, i + 1) * 2 + known_at(self, i + 2));
        size_t same = (i > 0 && self->looks[i - 1].prefix == self->looks[i].prefix);
        same += i + 1 < self->count && self->looks[i + 1].prefix == self->looks[i].prefix;
        set(out, OWN_PREFIX, same);
    }
}

/* How much of something is in the lines from `radius` before to `radius` behind. */
static void read_window(reading *self, size_t radius, shape_group prose_group, shape_group known_group) {
    size_t prose = 0, known = 0;
    for (size_t i = 0; i < self->count + radius; i++) {
        if (i < self->count) {
            prose += self->lines[i].is_prose;
            known += self->looks[i].is_known;
        }
        if (i > 2 * radius) {
            prose -= self->lines[i - 2 * radius - 1].is_prose;
            known -= self->looks[i - 2 * radius - 1].is_known;
        }
        if (i < radius)
            continue;
        look *seen = &self->looks[i - radius];
        set(&self->shapes[i - radius], prose_group, seen->coarse * 6U + RANGE(prose, 1, 2, 3, 5, 8));
        set(&self->shapes[i - radius], known_group, seen->coarse * 6U + RANGE(known, 1, 2, 3, 5, 8));
    }
}

/* How often the same line stands on the page: by a table of hashes. */
static void read_repeats(reading *self, galley_arena *arena) {
    size_t mask = 15;
    while (mask < 2 * self->count)
        mask = mask * 2 + 1;
    uint32_t *table = galley_arena_alloc(arena, (mask + 1) * sizeof *table);
    uint32_t *times = galley_arena_alloc(arena, self->count * sizeof *times);
    memset(table, 0, (mask + 1) * sizeof *table);
    memset(times, 0, self->count * sizeof *times);
    for (int round = 0; round < 2; round++)
        for (size_t i = 0; i < self->count; i++) {
            size_t at = self->looks[i].hash & mask;
            while (table[at] && self->looks[table[at] - 1].hash != self->looks[i].hash)
                at = (at + 1) & mask;
            if (!table[at])
                table[at] = (uint32_t)i + 1;
            if (round == 0)
                times[table[at] - 1]++;
            else
                set(&self->shapes[i], OWN_REPEATS, RANGE(times[table[at] - 1], 2, 3));
        }
}

/* ---- A line among short ones ------------------------------------------------------------------------------------- */

/* Lines without prose among them: a heading, a list, a table, a menu. */
typedef struct run {
    size_t start, end;
    size_t width, sentences, known, repeats;
} run;

static run read_run(const reading *self, size_t start) {
    run lines = {.start = start, .end = start};
    for (; lines.end < self->count && !self->lines[lines.end].is_prose; lines.end++) {
        const look *seen = &self->looks[lines.end];
        lines.width += seen->width;
        lines.sentences += seen->end == ENDS_SENTENCE || seen->end == ENDS_QUOTED;
        lines.known += seen->is_known;
        lines.repeats += self->shapes[lines.end].values[OWN_REPEATS] > 0;
    }
    return lines;
}

static void set_run(reading *self, const run *lines, size_t index, size_t known) {
    shape *out = &self->shapes[index];
    size_t count = lines->end - lines->start, coarse = self->looks[index].coarse;
    size_t length = RANGE(count, 1, 2, 3, 4, 6, 10, 20); /* 0: the line is prose */
    size_t place = self->shapes[index].values[LENGTH_AND_MAIN] % 4U;
    size_t mean = count ? RANGE(lines->width / count, 15, 30, 50, 80) : 0;
    set(out, RUN_LENGTH_AND_PLACE, (length * 5 + coarse) * 4 + place);
    set(out, RUN_LENGTH_AND_KNOWN, (length * 5 + coarse) * 6 + known);
    set(out, RUN_WIDTH, (length * 5 + mean) * 5 + coarse);
    set(out, RUN_SENTENCES, (length * 5 + fifth(lines->sentences, count)) * 5 + coarse);
    set(out, RUN_FURNITURE, (length * 5 + fifth(lines->known, count)) * 5 + coarse);
    size_t behind = index - lines->start, ahead = lines->end - index;
    size_t edge = count == 0 ? 8 : behind < 3 && behind < ahead ? behind : ahead < 4 ? 2 + ahead : 7;
    set(out, RUN_EDGE, edge * 5 + coarse);
}

static void read_runs(reading *self) {
    size_t known = 0;
    for (size_t i = 0; i < self->count; i++)
        known += self->looks[i].is_known;
    known = RANGE(known, 1, 2, 4, 8, 16);
    for (size_t i = 0; i < self->count; i++) {
        run lines = read_run(self, i);
        for (size_t each = i; each < lines.end; each++)
            set_run(self, &lines, each, known);
        i = lines.end > i ? lines.end - 1 : i;
        if (lines.end == lines.start)
            set_run(self, &lines, i, known);
    }
    for (size_t i = 0; i < self->count; i++) {
        const look *seen = &self->looks[i];
        uint8_t *values = self->shapes[i].values;
        size_t place = values[LENGTH_AND_MAIN] % 4U;
        set(&self->shapes[i], REPEATS_AND_END, (values[OWN_REPEATS] * 5U + seen->coarse) * 6U + seen->end);
        set(&self->shapes[i], KIND_AND_KNOWN, kind_of(&self->lines[i]) * 6 + known);
        set(&self->shapes[i], MAIN_AND_SUMMARY, seen->summary * 4U + place);
        set(&self->shapes[i], MAIN_AND_KNOWN, (place * 5U + seen->coarse) * 6U + known);
    }
}

/* ---- A line on its page ---------------------------------------------------------------------------------------- */

typedef struct whole {
    size_t prose, known, width;       /* lines of prose, known furniture; characters in prose */
    size_t first_prose, behind_prose; /* behind_prose 0: none */
    size_t main_start, main_end;      /* the densest part: prose without long gaps */
    size_t title;                     /* the last line that repeats the title; count: none */
} whole;

static whole read_whole(const reading *self) {
    whole page = {.first_prose = self->count, .title = self->count};
    size_t start = 0, width = 0, best = 0, last = 0;
    for (size_t i = 0; i < self->count; i++) {
        page.known += self->looks[i].is_known;
        page.title = self->lines[i].kind == TITLE ? i : page.title;
        if (!self->lines[i].is_prose)
            continue;
        page.prose++;
        page.width += self->looks[i].width;
        page.first_prose = page.prose == 1 ? i : page.first_prose;
        page.behind_prose = i + 1;
        if (width == 0 || i > last + MAIN_GAP) {
            start = i;
            width = 0;
        }
        width += self->looks[i].width;
        last = i;
        if (width > best) {
            best = width;
            page.main_start = start;
            page.main_end = i + 1;
        }
    }
    return page;
}

static size_t place_of(size_t index, size_t start, size_t end) {
    return index < start ? 0 : index < end ? 1 : 2;
}

static size_t share_of(size_t part, size_t whole) {
    if (part == 0)
        return 0;
    return part >= whole ? 6 : 1 + RANGE(part * 100 / whole, 10, 30, 70, 90);
}

static void read_page(reading *self) {
    whole page = read_whole(self);
    size_t width = 0, list = 0, comments = 0, copyright = 0, above = 0;
    size_t prose = RANGE(page.prose, 1, 3, 6, 11, 21), known = RANGE(page.known, 1, 2, 4, 8, 16);
    size_t lines = RANGE(self->count, 10, 30, 80, 200);
    for (size_t i = 0; i < self->count; i++) {
        const line *one = &self->lines[i];
        const look *seen = &self->looks[i];
        shape *out = &self->shapes[i];
        size_t coarse = seen->coarse;
        size_t place = page.prose == 0 ? 1 : place_of(i, page.first_prose, page.behind_prose);
        size_t in_main = page.prose == 0 ? 3 : place_of(i, page.main_start, page.main_end);
        width += one->is_prose ? seen->width : 0;
        set(out, LENGTH_AND_PLACE, seen->length * 3U + place);
        set(out, LENGTH_AND_MAIN, seen->length * 4U + in_main);
        set(out, KIND_AND_PLACE, kind_of(one) * 4 + in_main);
        set(out, PROSE_ABOVE, coarse * 7 + (above == 0 ? 6 : RANGE(i + 1 - above, 2, 3, 4, 7, 12)));
        set(out, SHARE_ABOVE, coarse * 7 + share_of(width, page.width));
        set(out, UNDER_LIST, coarse * 5 + (list == 0 ? 4 : RANGE(i + 1 - list, 4, 9, 20)));
        set(out, UNDER_COMMENTS, coarse * 2 + (comments > 0));
        set(out, UNDER_COPYRIGHT, coarse * 2 + (copyright > 0));
        set(out, TITLE_PLACE,
            coarse * 4 + (page.title == self->count ? 0
                          : i < page.title          ? 1
                          : i < page.title + 6      ? 2
                                                    : 3));
        set(out, PAGE_PROSE, coarse * 6 + prose);
        set(out, PAGE_KNOWN, coarse * 6 + known);
        set(out, PAGE_LINES, coarse * 5 + lines);
        above = one->is_prose ? i + 1 : above;
        list = one->kind == LINK_LIST ? i + 1 : list;
        comments = one->kind == COMMENTS && i > page.main_start ? i + 1 : comments;
        copyright = one->kind == COPYRIGHT && i > page.main_start ? i + 1 : copyright;
    }
    size_t below = self->count;
    for (size_t i = self->count; i > 0; i--) {
        size_t away = below == self->count ? 6 : RANGE(below - (i - 1), 2, 3, 4, 7, 12);
        set(&self->shapes[i - 1], PROSE_BELOW, self->looks[i - 1].coarse * 7U + away);
        below = self->lines[i - 1].is_prose ? i - 1 : below;
    }
}

shape *shapes_read(const line *lines, size_t count, galley_arena *arena) {
    reading self = {.lines = lines, .count = count};
    self.looks = galley_arena_alloc(arena, count * sizeof *self.looks);
    self.shapes = galley_arena_alloc(arena, count * sizeof *self.shapes);
    memset(self.shapes, 0, count * sizeof *self.shapes);
    for (size_t i = 0; i < count; i++)
        read_line(&self, i);
    read_neighbours(&self);
    read_window(&self, NEAR_LINES, NEAR_PROSE, NEAR_KNOWN);
    read_window(&self, FAR_LINES, FAR_PROSE, FAR_KNOWN);
    read_repeats(&self, arena);
    read_page(&self);
    read_runs(&self);
    return self.shapes;
}

/* ---- Deciding -------------------------------------------------------------------------------------------------- */

/* What each value speaks for: above 0 the story, below 0 furniture. */
static const int16_t weights[] = {
#include "weights.inc"
};

/* The price of a change, from story to furniture and back. */
enum {
#include "prices.inc"
};

void shapes_decide(const shape *shapes, size_t count, bool *is_furniture, galley_arena *arena) {
    uint8_t *came = galley_arena_alloc(arena, count + 1); /* bit 0: story came from furniture; bit 1: the other way */
    int64_t story = 0, furniture = 0;                     /* the best sum that ends so */
    for (size_t i = 0; i < count; i++) {
        int64_t score = BIAS;
        for (size_t group = 0, row = 0; group < GROUP_COUNT; row += sizes[group++])
            score += weights[row + shapes[i].values[group]];
        int64_t to_story = furniture - TO_STORY, to_furniture = story - TO_FURNITURE;
        came[i] = (uint8_t)((i > 0 && to_story > story) | (i > 0 && to_furniture > furniture) << 1);
        int64_t stays = story;
        story = (came[i] & 1 ? to_story : story) + score;
        furniture = came[i] & 2 ? stays - TO_FURNITURE : furniture;
    }
    bool is_page = furniture > story;
    for (size_t i = count; i > 0; i--) {
        is_furniture[i - 1] = is_page;
        is_page = is_page ? !(came[i - 1] & 2) : came[i - 1] & 1;
    }
}
