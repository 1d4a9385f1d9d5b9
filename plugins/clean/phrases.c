/* The phrases of page furniture: the rows of phrases.inc, cut at their bars and put into one hash table. A line is looked
 * up whole, and by its first and last few words, so what a line costs does not grow with the number of phrases. */
#include "phrases.h"

#include <galley/base.h>

typedef struct phrase_row {
    phrase_kind kind;
    const char *phrases; /* between bars */
} phrase_row;

static const phrase_row rows[] = {
#include "phrases.inc"
};

/* A place in the table. A phrase in another place of the line, or a word list of another kind, is another entry. */
typedef struct entry {
    galley_text words; /* none: the place is free */
    phrase_kind kind;
    phrase_place place;
} entry;

struct phrases {
    galley_arena *arena; /* of all that is here but the calendar, itself too */
    galley_calendar *calendar;
    entry *entries;
    size_t mask;
};

enum {
    TABLE_SIZE = 1 << 15, /* a power of two, above twice the number of phrases and their words */
    JARGON_MIN_BYTES = 4,
    MONTH_MIN_BYTES = 4,
    JARGON_MAX_WORDS = 3
};

static entry *find_entry(const phrases *self, phrase_place place, phrase_kind list, galley_text words) {
    uint64_t seed = place == WORDS ? (uint64_t)list << 8 | WORDS : place;
    for (size_t at = galley_hash64(words, seed) & self->mask;; at = (at + 1) & self->mask) {
        entry *each = &self->entries[at];
        if (!each->words.ptr)
            return each;
        bool is_same_list = place != WORDS || each->kind == list;
        if (each->place == place && is_same_list && galley_text_equal(each->words, words))
            return each;
    }
}

/* Takes `mark` off the text's end, or its start, if it stands there. */
static bool take_end(galley_text *text, const char *mark) {
    size_t len = strlen(mark);
    if (text->len < len || memcmp(text->ptr + text->len - len, mark, len) != 0)
        return false;
    *text = galley_trim(galley_text_part(text->ptr, text->len - len));
    return true;
}

static bool take_start(galley_text *text, const char *mark) {
    size_t len = strlen(mark);
    if (text->len < len || memcmp(text->ptr, mark, len) != 0)
        return false;
    *text = galley_trim(galley_text_part(text->ptr + len, text->len - len));
    return true;
}

/* Where one phrase, as it is written in phrases.inc, stands in a line; leaves only its words. */
static phrase_place read_place(galley_text *phrase, phrase_kind kind) {
    if (kind >= HOME)
        return WORDS;
    if (take_start(phrase, "…"))
        return LINE_END;
    if (!take_end(phrase, "…"))
        return WHOLE_LINE;
    return take_end(phrase, ":") ? LABEL : LINE_START;
}

/* The words folded, so that phrases.inc may be written with accents; "#" stays. */
static galley_text fold_words(galley_text phrase, galley_arena *arena) {
    galley_buffer words = {0};
    for (size_t at = 0; at < phrase.len;) {
        const char *space = memchr(phrase.ptr + at, ' ', phrase.len - at);
        size_t end = space ? (size_t)(space - phrase.ptr) : phrase.len;
        galley_text word = galley_text_part(phrase.ptr + at, end - at);
        if (words.len > 0)
            galley_buffer_add_char(&words, ' ');
        galley_buffer_add(&words, galley_text_is(word, "#") ? word : galley_fold(word, arena));
        at = end + 1;
    }
    galley_text folded = galley_arena_copy(arena, galley_buffer_text(&words));
    galley_buffer_clear(&words);
    return folded;
}

/* The longer words of a short phrase are the furniture's; a long one is a sentence, with the language's own words. */
static void add_jargon(phrases *self, galley_text words) {
    size_t spaces = 0;
    for (size_t i = 0; i < words.len; i++)
        spaces += words.ptr[i] == ' ';
    if (spaces >= JARGON_MAX_WORDS)
        return;
    for (size_t at = 0; at < words.len;) {
        const char *space = memchr(words.ptr + at, ' ', words.len - at);
        size_t end = space ? (size_t)(space - words.ptr) : words.len;
        galley_text word = galley_text_part(words.ptr + at, end - at);
        entry *found = word.len >= JARGON_MIN_BYTES ? find_entry(self, WORDS, JARGON_WORD, word) : NULL;
        if (found && !found->words.ptr)
            *found = (entry){.words = word, .kind = JARGON_WORD, .place = WORDS};
        at = end + 1;
    }
}

static void add_phrase(phrases *self, phrase_kind kind, galley_text phrase) {
    phrase_place place = read_place(&phrase, kind);
    galley_text words = fold_words(phrase, self->arena);
    entry *found = find_entry(self, place, kind, words);
    if (!found->words.ptr)
        *found = (entry){.words = words, .kind = kind, .place = place};
    if (kind < SECTION)
        add_jargon(self, words);
}

static void add_row(phrases *self, const phrase_row *row) {
    const char *at = row->phrases;
    while (*at) {
        size_t len = strcspn(at, "|");
        add_phrase(self, row->kind, galley_trim(galley_text_part(at, len)));
        at += len + (at[len] == '|');
    }
}

phrases *phrases_new(void) {
    galley_arena *arena = galley_arena_new();
    phrases *self = galley_arena_alloc(arena, sizeof *self);
    entry *entries = galley_arena_alloc(arena, TABLE_SIZE * sizeof *entries);
    memset(entries, 0, TABLE_SIZE * sizeof *entries);
    *self = (phrases){.arena = arena, .calendar = galley_calendar_new(), .entries = entries, .mask = TABLE_SIZE - 1};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        add_row(self, &rows[i]);
    return self;
}

void phrases_free(phrases *self) {
    if (!self)
        return;
    galley_calendar_free(self->calendar);
    galley_arena_free(self->arena);
}

phrase_kind phrases_find(const phrases *self, phrase_place place, galley_text words) {
    const entry *found = find_entry(self, place, STORY, words);
    return found->words.ptr ? found->kind : STORY;
}

const galley_calendar *phrases_calendar(const phrases *self) {
    return self->calendar;
}

bool phrases_lists(const phrases *self, phrase_kind kind, galley_text words) {
    if (find_entry(self, WORDS, kind, words)->words.ptr)
        return true;
    galley_calendar_kind is = kind == MONTH || kind == DATE_WORD || kind == SHORT_MONTH
                                  ? galley_calendar_word(self->calendar, words)
                                  : GALLEY_CALENDAR_NOTHING;
    if (kind == DATE_WORD)
        return is == GALLEY_CALENDAR_DAY || is == GALLEY_CALENDAR_FILLER;
    return is == GALLEY_CALENDAR_MONTH && (kind == SHORT_MONTH || words.len >= MONTH_MIN_BYTES);
}
