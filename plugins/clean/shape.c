/* Tells the story's lines from the page's by their shape, and by what stands around them.
 *
 * As jusText (Pomikálek 2011) and boilerplate detection by shallow features (Kohlschütter, Fankhauser, Nejdl 2010): how
 * long a line is, how it ends, how many of its words are small and short (which in most languages are those that carry
 * no subject; so no word lists are needed), what is near. Beside these: does it speak of what the story speaks of, that
 * is, are its longer words in the prose of the page. What differs: the features are weighed by boosted trees (Friedman
 * 2001), which learn.py learns. All is linear in the page and in whole numbers, so that it is the same everywhere. */
#include "shape.h"

#include "../boosting/features.h"
#include "../boosting/trees.h"
#include "wording.h"

#include <galley/base.h>

enum {
    NEAR_LINES = 3,
    FAR_LINES = 10,
    MAIN_GAP = 6,
    LONGER_WORD = 4,
    TRIES_MAX = 32,
    WORDED_BYTES = 600, /* so much of a line is looked at for words that are listed */
    PERIOD_MAX = 6,
    USUAL_WORDING = 170 /* of the prose of three pages in four that were learned from, more */
};

/* A longer word of the page's prose. */
typedef struct topic {
    uint32_t hash;  /* 0: the place is free */
    uint32_t last;  /* the line where it was met last, + 1 */
    uint16_t lines; /* of prose that have it */
    bool is_main, is_title;
} topic;

/* What is needed of a line while the page is read. */
typedef struct look {
    size_t width; /* characters; one that is a word counts for three */
    size_t topic, jargon, wording;
    uint8_t look; /* length, end and beginning, roughly: what lines of one list share */
    bool is_known, is_sentence;
    uint64_t hash, prefix;
} look;

/* What is known of the page as a whole. */
typedef struct whole {
    size_t prose, known, width;       /* lines of prose, known furniture; characters in prose */
    size_t first_prose, behind_prose; /* behind_prose 0: none */
    size_t main_start, main_end;      /* the densest part: prose without long gaps */
    size_t title;                     /* the last line that repeats the title; count: none */
} whole;

typedef struct reading {
    const line *lines;
    const phrases *known;
    size_t count;
    look *looks;
    shape *shapes;
    topic *topics;
    size_t mask;
    whole page;
} reading;

static void set(shape *one, shape_feature feature, size_t value) {
    one->values[feature] = feature_of(value);
}

/* ---- A line by itself ------------------------------------------------------------------------------------------ */

typedef struct tally {
    size_t width, words, capitals, small, briefs, digits, letters;
    size_t uppers, joints, alien; /* letters: upper case; a capital behind a small one; of no alphabet with cases */
    uint32_t first, last;         /* characters */
    uint16_t signs;               /* a bit a sign */
} tally;

enum { SIGN_BAR, SIGN_ARROW, SIGN_AT, SIGN_MONEY, SIGN_COLON, SIGN_BULLET, SIGN_QUOTE, SIGN_SLASH, SIGN_BRACKET };

static uint16_t sign_of(uint32_t character) {
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
        return 1U << SIGN_AT;
    case '/':
        return 1U << SIGN_SLASH;
    case '(':
    case '[':
        return 1U << SIGN_BRACKET;
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
    uint32_t character, before = 0;
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
        bool is_upper = is_letter && galley_is_upper(character);
        all.uppers += is_upper;
        all.joints += is_upper && galley_is_lower(before);
        all.alien += is_letter && !is_upper && !galley_is_lower(character);
        before = is_letter ? character : 0;
        if (!is_letter && !is_digit)
            continue;
        if (in_word++ == 0) {
            is_small = galley_is_lower(character) || is_whole;
            all.capitals += is_upper;
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

/* Words of the line that are listed. */
typedef struct worded {
    size_t words, jargon, address, trade, photo, months;
} worded;

static worded count_listed(galley_text folded, const phrases *known) {
    worded all = {0};
    for (size_t at = 0; at < folded.len; all.words++) {
        const char *space = memchr(folded.ptr + at, ' ', folded.len - at);
        size_t end = space ? (size_t)(space - folded.ptr) : folded.len;
        galley_text word = galley_text_part(folded.ptr + at, end - at);
        all.jargon += phrases_lists(known, JARGON_WORD, word);
        all.address += phrases_lists(known, ADDRESS, word);
        all.trade += phrases_lists(known, TRADE, word);
        all.photo += phrases_lists(known, PHOTO, word);
        all.months += phrases_lists(known, MONTH, word);
        at = end + 1;
    }
    return all;
}

/* "https://…", "www.", "t.co/…": a dot or two slashes between letters. */
static bool has_link(galley_text text) {
    for (size_t i = 1; i + 1 < text.len; i++) {
        char mark = text.ptr[i];
        if (mark == '/' && text.ptr[i - 1] == '/')
            return true;
        bool is_inside =
            galley_is_lower((unsigned char)text.ptr[i - 1]) && galley_is_lower((unsigned char)text.ptr[i + 1]);
        if (mark == '.' && is_inside)
            return true;
    }
    return false;
}

galley_text shape_words(galley_text text, galley_arena *arena) {
    return galley_fold(galley_text_part(text.ptr, text.len < WORDED_BYTES ? text.len : WORDED_BYTES), arena);
}

static void read_line(reading *self, size_t index, galley_arena *arena) {
    const line *one = &self->lines[index];
    look *seen = &self->looks[index];
    shape *out = &self->shapes[index];
    tally all = count_characters(one->text);
    uint8_t end = end_of(one->text, all.last);
    seen->width = all.width;
    seen->is_known = is_known(one);
    seen->is_sentence = end == ENDS_SENTENCE || end == ENDS_QUOTED;
    seen->hash = galley_hash64(one->text, 0);
    seen->prefix = galley_hash64(prefix_of(one->text), 1);
    galley_text folded = shape_words(one->text, arena);
    worded listed = count_listed(folded, self->known);
    seen->wording = wording_of(folded);
    seen->jargon = share(listed.jargon, listed.words);
    seen->look = (uint8_t)(roughly(all.width) / 2 * 16 + (end == ENDS_DIGIT) * 8U + (end <= ENDS_QUOTED) * 4U +
                           (start_of(all.first) < 2 ? start_of(all.first) : 2));
    set(out, WIDTH, roughly(all.width));
    set(out, WORD_COUNT, roughly(all.words));
    set(out, END, end);
    set(out, START, start_of(all.first));
    set(out, CAPITALS, share(all.capitals, all.words));
    set(out, SMALL, share(all.small, all.words));
    set(out, BRIEF, share(all.briefs, all.words));
    set(out, DIGITS, share(all.digits, all.width));
    set(out, ARROWS, all.signs & (1U << SIGN_BAR | 1U << SIGN_ARROW | 1U << SIGN_BULLET) ? 1 : 0);
    set(out, SIGNS, all.signs & (1U << SIGN_AT | 1U << SIGN_MONEY | 1U << SIGN_SLASH) ? 1 : 0);
    set(out, HANDLE, all.signs >> SIGN_AT & 1U);
    set(out, MONEY, all.signs >> SIGN_MONEY & 1U);
    set(out, SLASH, all.signs >> SIGN_SLASH & 1U);
    set(out, BAR, all.signs & (1U << SIGN_BAR | 1U << SIGN_BULLET) ? 1 : 0);
    set(out, BRACKET, (all.signs >> SIGN_BRACKET & 1U) + (all.last == ')' || all.last == ']'));
    set(out, UPPER, share(all.uppers, all.letters));
    set(out, JOINTS, roughly(all.joints));
    set(out, ALIEN, share(all.alien, all.letters));
    set(out, MARK, all.last == '?' ? 1 : all.last == '!' ? 2 : 0);
    set(out, LINK, has_link(one->text));
    set(out, ADDRESSED, share(listed.address, listed.words));
    set(out, ADDRESSES, listed.address);
    set(out, TRADES, listed.trade);
    set(out, TRADE_SHARE, share(listed.trade, listed.words));
    set(out, PHOTO_WORDS, listed.photo);
    set(out, MONTHS, listed.months);
    set(out, JARGONS, listed.jargon);
    set(out, COLON, all.signs >> SIGN_COLON & 1U);
    set(out, QUOTED, all.signs >> SIGN_QUOTE & 1U);
    set(out, KIND, kind_of(one));
    set(out, GONE, one->is_gone);
    set(out, GAP, one->breaks);
    set(out, JARGON, seen->jargon);
}

/* ---- The whole page ---------------------------------------------------------------------------------------------- */

static void read_whole(reading *self) {
    whole *page = &self->page;
    size_t start = 0, width = 0, best = 0, last = 0;
    *page = (whole){.first_prose = self->count, .title = self->count};
    for (size_t i = 0; i < self->count; i++) {
        page->known += self->looks[i].is_known;
        page->title = self->lines[i].kind == TITLE ? i : page->title;
        if (!self->lines[i].is_prose)
            continue;
        page->prose++;
        page->width += self->looks[i].width;
        page->first_prose = page->prose == 1 ? i : page->first_prose;
        page->behind_prose = i + 1;
        if (width == 0 || i > last + MAIN_GAP) {
            start = i;
            width = 0;
        }
        width += self->looks[i].width;
        last = i;
        if (width > best) {
            best = width;
            page->main_start = start;
            page->main_end = i + 1;
        }
    }
}

/* In a language that was not learned all words say little. Where those of the prose do, all lines are raised by as much as
 * it lacks. */
static void read_wording(reading *self) {
    size_t sum = 0, prose = self->page.prose;
    for (size_t i = 0; i < self->count; i++)
        sum += self->lines[i].is_prose ? self->looks[i].wording : 0;
    size_t raise = prose > 0 && sum / prose < USUAL_WORDING ? USUAL_WORDING - sum / prose : 0;
    for (size_t i = 0; i < self->count; i++) {
        self->looks[i].wording = feature_of(self->looks[i].wording + raise);
        set(&self->shapes[i], WORDING, self->looks[i].wording);
    }
}

/* ---- What the page speaks of ------------------------------------------------------------------------------------- */

static bool is_word_byte(unsigned char byte) {
    return byte >= 0x80 || (byte >= '0' && byte <= '9') || ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z');
}

/* The hash of the next longer word (FNV-1a, Fowler, Noll, Vo 1991, over small letters); 0 at the end. */
static uint32_t next_topic(galley_text text, size_t *at) {
    while (*at < text.len) {
        uint32_t hash = 2166136261U;
        size_t start = *at;
        for (; *at < text.len && is_word_byte((unsigned char)text.ptr[*at]); (*at)++) {
            unsigned char byte = (unsigned char)text.ptr[*at];
            hash = (hash ^ (byte < 0x80 ? byte | 0x20U : byte)) * 16777619U;
        }
        if (*at - start >= LONGER_WORD)
            return hash ? hash : 1;
        *at += *at == start;
    }
    return 0;
}

/* The word's place; one that is taken by another word if there is none near: words chosen to collide cost no more. */
static topic *find_topic(const reading *self, uint32_t hash) {
    size_t at = (hash ^ hash >> 15) & self->mask;
    for (int tries = 0; tries < TRIES_MAX && self->topics[at].hash && self->topics[at].hash != hash; tries++)
        at = (at + 1) & self->mask;
    return &self->topics[at];
}

static size_t count_topics(galley_text text) {
    size_t count = 0;
    for (size_t at = 0; next_topic(text, &at);)
        count++;
    return count;
}

static void learn_topics(reading *self, galley_text title, galley_arena *arena) {
    size_t count = count_topics(title);
    for (size_t i = 0; i < self->count; i++)
        count += self->lines[i].is_prose ? count_topics(self->lines[i].text) : 0;
    for (self->mask = 63; self->mask < 2 * count;)
        self->mask = self->mask * 2 + 1;
    self->topics = galley_arena_alloc(arena, (self->mask + 1) * sizeof *self->topics);
    memset(self->topics, 0, (self->mask + 1) * sizeof *self->topics);
    for (size_t at = 0, hash; (hash = next_topic(title, &at)) != 0;)
        *find_topic(self, (uint32_t)hash) = (topic){.hash = (uint32_t)hash, .is_title = true};
    for (size_t i = 0; i < self->count; i++) {
        bool is_main = i >= self->page.main_start && i < self->page.main_end;
        if (!self->lines[i].is_prose)
            continue;
        for (size_t at = 0, hash; (hash = next_topic(self->lines[i].text, &at)) != 0;) {
            topic *found = find_topic(self, (uint32_t)hash);
            found->hash = (uint32_t)hash;
            found->lines = (uint16_t)(found->lines + (found->last != i + 1 && found->lines < UINT16_MAX));
            found->last = (uint32_t)i + 1;
            found->is_main = found->is_main || is_main;
        }
    }
}

static void read_topics(reading *self, galley_text title, galley_arena *arena) {
    learn_topics(self, title, arena);
    for (size_t i = 0; i < self->count; i++) {
        size_t words = 0, shared = 0, main = 0, titled = 0, own = self->lines[i].is_prose;
        for (size_t at = 0, hash; (hash = next_topic(self->lines[i].text, &at)) != 0; words++) {
            const topic *found = find_topic(self, (uint32_t)hash);
            shared += found->lines > own;
            main += found->lines > own && found->is_main;
            titled += found->is_title;
        }
        shape *out = &self->shapes[i];
        self->looks[i].topic = share(shared, words);
        set(out, TOPIC, self->looks[i].topic);
        set(out, TOPIC_WORDS, roughly(words));
        set(out, MAIN_TOPIC, share(main, words));
        set(out, TITLE_TOPIC, share(titled, words));
    }
}

/* ---- A line among others --------------------------------------------------------------------------------------- */

/* A neighbour's feature + 1; 0 beyond the page. An index below 0 wraps around, and is not below count. */
static size_t neighbour(const reading *self, size_t index, shape_feature feature) {
    return index < self->count ? self->shapes[index].values[feature] + 1U : 0;
}

static void read_neighbours(reading *self) {
    static const struct look_at {
        shape_feature to, from;
        int away;
    } looks[] = {{WIDTH_UP, WIDTH, -1},     {WIDTH_UP_2, WIDTH, -2},     {WIDTH_DOWN, WIDTH, 1},
                 {WIDTH_DOWN_2, WIDTH, 2},  {END_UP, END, -1},           {END_DOWN, END, 1},
                 {KIND_UP, KIND, -1},       {KIND_UP_2, KIND, -2},       {KIND_DOWN, KIND, 1},
                 {KIND_DOWN_2, KIND, 2},    {BRIEF_UP, BRIEF, -1},       {BRIEF_DOWN, BRIEF, 1},
                 {TOPIC_UP, TOPIC, -1},     {TOPIC_DOWN, TOPIC, 1},      {JARGON_UP, JARGON, -1},
                 {JARGON_DOWN, JARGON, 1},  {CAPITALS_UP, CAPITALS, -1}, {CAPITALS_DOWN, CAPITALS, 1},
                 {WORDING_UP, WORDING, -1}, {WORDING_DOWN, WORDING, 1}};
    for (size_t i = 0; i < self->count; i++) {
        for (size_t each = 0; each < sizeof looks / sizeof *looks; each++)
            set(&self->shapes[i], looks[each].to, neighbour(self, i + (size_t)looks[each].away, looks[each].from));
        size_t same = i > 0 && self->looks[i - 1].prefix == self->looks[i].prefix;
        same += i + 1 < self->count && self->looks[i + 1].prefix == self->looks[i].prefix;
        set(&self->shapes[i], PREFIX, same);
    }
}

/* Sums over some lines. */
typedef struct sums {
    size_t lines, prose, known, topic, width, sentences, repeats, jargon, gone, wording;
} sums;

/* Adds a line, or takes it off (the sums wrap around and back). */
static void sum_line(const reading *self, size_t index, sums *all, size_t sign) {
    const look *seen = &self->looks[index];
    all->lines += sign;
    all->prose += sign * self->lines[index].is_prose;
    all->gone += sign * self->lines[index].is_gone;
    all->known += sign * seen->is_known;
    all->topic += sign * seen->topic;
    all->width += sign * seen->width;
    all->sentences += sign * seen->is_sentence;
    all->jargon += sign * seen->jargon;
    all->wording += sign * seen->wording;
    all->repeats += sign * (self->shapes[index].values[REPEATS] > 1);
}

/* The lines from `radius` before to `radius` behind. Their features stand in the order prose, known, topic, width. */
static void read_window(reading *self, size_t radius, shape_feature first) {
    sums all = {0};
    for (size_t i = 0; i < self->count + radius; i++) {
        if (i < self->count)
            sum_line(self, i, &all, 1);
        if (i > 2 * radius)
            sum_line(self, i - 2 * radius - 1, &all, (size_t)-1);
        if (i < radius)
            continue;
        shape *out = &self->shapes[i - radius];
        set(out, radius == NEAR_LINES ? GONE_NEAR : GONE_FAR, all.gone);
        set(out, radius == NEAR_LINES ? WORDING_NEAR : WORDING_FAR, all.wording / all.lines);
        set(out, first, all.prose);
        set(out, first + 1, all.known);
        set(out, first + 2, all.topic / all.lines);
        set(out, first + 3, roughly(all.width / all.lines));
    }
}

/* Lines without prose among them: a heading, a list, a table, a menu. */
static void read_runs(reading *self) {
    for (size_t start = 0, end; start < self->count; start = end) {
        sums all = {0};
        for (end = start; end < self->count && !self->lines[end].is_prose; end++)
            sum_line(self, end, &all, 1);
        for (size_t i = start; i < end; i++) {
            shape *out = &self->shapes[i];
            set(out, RUN_LENGTH, roughly(all.lines));
            set(out, RUN_WIDTH, roughly(all.width / all.lines));
            set(out, RUN_SENTENCES, share(all.sentences, all.lines));
            set(out, RUN_KNOWN, share(all.known, all.lines));
            set(out, RUN_GONE, share(all.gone, all.lines));
            set(out, RUN_REPEATS, share(all.repeats, all.lines));
            set(out, RUN_TOPIC, all.topic / all.lines);
            set(out, RUN_JARGON, all.jargon / all.lines);
            set(out, RUN_WORDING, all.wording / all.lines);
            set(out, RUN_ABOVE, roughly(i - start));
            set(out, RUN_BELOW, roughly(end - i - 1));
        }
        end += end == start;
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
                set(&self->shapes[i], REPEATS, roughly(times[table[at] - 1]));
        }
}

/* The best period of a list: of the lines near, how many look as the one `period` further does, at the best period. */
static void read_periods(reading *self) {
    for (size_t i = 0; i < self->count; i++) {
        size_t best = 0, best_period = 0, first = i > FAR_LINES ? i - FAR_LINES : 0;
        size_t end = i + FAR_LINES < self->count ? i + FAR_LINES : self->count;
        for (size_t period = 1; period <= PERIOD_MAX && period < end - first; period++) {
            size_t same = 0;
            for (size_t at = first; at + period < end; at++)
                same += self->looks[at].look == self->looks[at + period].look;
            same = same * 16 / (end - first - period);
            best_period = same > best ? period : best_period;
            best = same > best ? same : best;
        }
        set(&self->shapes[i], PERIODIC, best);
        set(&self->shapes[i], PERIOD, best_period);
    }
}

/* ---- A line on its page ---------------------------------------------------------------------------------------- */

static size_t place_of(size_t index, size_t start, size_t end) {
    return index < start ? 0 : index < end ? 1 : 2;
}

/* Lines since the one at `index` - 1; 0: there was none. */
static size_t since(size_t index, size_t i) {
    return index == 0 ? 0 : roughly(i + 2 - index);
}

static void read_downwards(reading *self) {
    const whole *page = &self->page;
    size_t width = 0, list = 0, form = 0, copyright = 0, title = 0, prose = 0;
    for (size_t i = 0; i < self->count; i++) {
        const line *one = &self->lines[i];
        shape *out = &self->shapes[i];
        set(out, PLACE, page->prose == 0 ? 1 : place_of(i, page->first_prose, page->behind_prose));
        set(out, MAIN_PLACE, page->prose == 0 ? 3 : place_of(i, page->main_start, page->main_end));
        set(out, SHARE_ABOVE, page->width ? width * 20 / page->width : 0);
        set(out, PROSE_UP, since(prose, i));
        set(out, UNDER_LIST, since(list, i));
        set(out, UNDER_FORM, since(form, i));
        set(out, UNDER_COPYRIGHT, since(copyright, i));
        set(out, UNDER_TITLE, since(title, i));
        set(out, PAGE_PROSE, roughly(page->prose));
        set(out, PAGE_KNOWN, roughly(page->known));
        set(out, PAGE_LINES, roughly(self->count));
        set(out, PAGE_SHARE, share(page->known, self->count));
        width += one->is_prose ? self->looks[i].width : 0;
        prose = one->is_prose ? i + 1 : prose;
        list = one->kind == LINK_LIST ? i + 1 : list;
        form = one->kind == COMMENTS && i > page->main_start ? i + 1 : form;
        copyright = one->kind == COPYRIGHT && i > page->main_start ? i + 1 : copyright;
        title = one->kind == TITLE ? i + 1 : title;
    }
}

static void read_upwards(reading *self) {
    size_t below = self->count;
    for (size_t i = self->count; i > 0; i--) {
        set(&self->shapes[i - 1], PROSE_DOWN, below == self->count ? 0 : roughly(below - (i - 1)));
        below = self->lines[i - 1].is_prose ? i - 1 : below;
    }
}

/* ---- Deciding -------------------------------------------------------------------------------------------------- */

static const tree trees[] = {
#include "trees.inc"
};

/* Whatever its shape, a paragraph of the main part stays, and a sentence right below a line that stays: the story's last
 * ones, between a paragraph and the furniture, look like a page's. */
static void judge(reading *self) {
    bool is_below_kept = false;
    for (size_t i = 0; i < self->count; i++) {
        const line *one = &self->lines[i];
        shape *out = &self->shapes[i];
        bool is_safe =
            (one->is_prose && out->values[MAIN_PLACE] == 1) || (is_below_kept && line_ends_sentence(one->text));
        out->is_furniture = !is_safe && trees_sum(trees, sizeof trees / sizeof *trees, out->values) < 0;
        is_below_kept = !one->is_gone && !out->is_furniture;
    }
}

shape *shapes_read(const line *lines, size_t count, galley_text title, const phrases *known, galley_arena *arena) {
    reading self = {.lines = lines, .known = known, .count = count};
    self.looks = galley_arena_alloc(arena, count * sizeof *self.looks);
    self.shapes = galley_arena_alloc(arena, count * sizeof *self.shapes);
    memset(self.shapes, 0, count * sizeof *self.shapes);
    for (size_t i = 0; i < count; i++)
        read_line(&self, i, arena);
    read_whole(&self);
    read_wording(&self);
    read_repeats(&self, arena);
    read_topics(&self, title, arena);
    read_neighbours(&self);
    read_periods(&self);
    read_window(&self, NEAR_LINES, NEAR_PROSE);
    read_window(&self, FAR_LINES, FAR_PROSE);
    read_runs(&self);
    read_downwards(&self);
    read_upwards(&self);
    judge(&self);
    return self.shapes;
}

bool shape_is_furniture(const shape *one) {
    return one->is_furniture;
}
