/* What one line is, looked at by itself: a phrase of phrases.inc, a date, a breadcrumb, a byline, a caption's credit.
 *
 * Nothing here is a pattern over characters. A line is folded to words ("#" for a number), and those are looked up: all
 * of them, the first few, the last few, those before the first colon. A line that is long is never looked at, and one
 * that could be a sentence of the story only for phrases that no story has. */
#include "recognise.h"

enum {
    LINE_MAX_BYTES = 300,  /* a longer line is never furniture, but one about cookies */
    LINE_MAX_WORDS = 64,   /* neither one with more words */
    PHRASE_MAX_WORDS = 14, /* of the longest phrase */
    EDGE_MAX_WORDS = 8,    /* of the longest phrase that a line begins or ends with */
    JOINED_MIN_BYTES = 60,
    SENTENCE_MIN_BYTES = 100,
    PARAGRAPH_MIN_BYTES = 200,
    DATE_MAX_WORDS = 18,
    DATE_MAX_BYTES = 60,
    PLACE_MAX_WORDS = 4,
    BYLINE_MAX_WORDS = 12,
    BREADCRUMB_MAX_BYTES = 150,
    CONSENT_MAX_BYTES = 600, /* a notice about cookies is longer than all else */
    CONSENT_WORDS = 2,
    SIGNATURE_MAX_BYTES = 60,
    CREDIT_MIN_WORDS = 2
};

/* How far a phrase may stand for the line it begins or ends. */
static const struct reach {
    size_t max_bytes;
    bool may_be_sentence; /* also if the line ends as a sentence does */
} reaches[STORY] = {
    [SHARING] = {120, false},    [SUBSCRIBING] = {220, true},  [COMMENTS] = {200, true},  [RELATED] = {160, false},
    [READING_TIME] = {60, true}, [ADVERTISING] = {120, false}, [COPYRIGHT] = {200, true}, [CREDITS] = {250, false},
    [NOTICES] = {250, true},     [NAVIGATION] = {80, false},   [LINK_LIST] = {36, false},
};

/* A line as words: the first `count` of them end at ends[0], ends[1], … */
typedef struct word_line {
    galley_text text;
    size_t ends[LINE_MAX_WORDS];
    size_t count;
} word_line;

/* ---- Words ----------------------------------------------------------------------------------------------------- */

static bool is_number(galley_text word) {
    for (size_t i = 0; i < word.len; i++)
        if (word.ptr[i] < '0' || word.ptr[i] > '9')
            return false;
    return word.len > 0;
}

static galley_text word_at(const word_line *words, size_t index) {
    size_t start = index ? words->ends[index - 1] + 1 : 0;
    return galley_text_part(words->text.ptr + start, words->ends[index] - start);
}

static galley_text words_from(const word_line *words, size_t index) {
    size_t start = index ? words->ends[index - 1] + 1 : 0;
    return galley_text_part(words->text.ptr + start, words->text.len - start);
}

static galley_text words_up_to(const word_line *words, size_t count) {
    return galley_text_part(words->text.ptr, words->ends[count - 1]);
}

/* Cuts folded text at its spaces, numbers made "#". False if there are too many words to be furniture. */
static bool read_words(galley_text folded, word_line *words, galley_arena *arena) {
    char *out = galley_arena_alloc(arena, folded.len + 1);
    *words = (word_line){.text = {out, 0}};
    for (size_t at = 0; at < folded.len;) {
        if (words->count == LINE_MAX_WORDS)
            return false;
        const char *space = memchr(folded.ptr + at, ' ', folded.len - at);
        size_t end = space ? (size_t)(space - folded.ptr) : folded.len;
        galley_text word = galley_text_part(folded.ptr + at, end - at);
        if (is_number(word))
            word = galley_text_of("#");
        if (words->count > 0)
            out[words->text.len++] = ' ';
        memcpy(out + words->text.len, word.ptr, word.len);
        words->text.len += word.len;
        words->ends[words->count++] = words->text.len;
        at = end + 1;
    }
    return true;
}

/* ---- How a line begins and ends -------------------------------------------------------------------------------- */

static uint32_t first_character(galley_text text) {
    size_t at = 0;
    uint32_t character = 0;
    galley_utf8_next(text, &at, &character);
    return character;
}

/* The last character, *text cut before it; 0 if there is none. */
static uint32_t take_last_character(galley_text *text) {
    size_t start = text->len, at;
    uint32_t character = 0;
    while (start > 0 && ((unsigned char)text->ptr[--start] & 0xC0) == 0x80)
        ;
    at = start;
    galley_utf8_next(*text, &at, &character);
    text->len = start;
    return character;
}

static bool is_closing(uint32_t character) {
    return character == '"' || character == '\'' || character == ')' || character == ']' || character == 0xBB ||
           character == 0x2019 || character == 0x201D || character == 0x203A || character == 0x300D ||
           galley_is_space(character);
}

static bool is_quote(uint32_t character) {
    return character == '"' || character == 0xAB || character == 0xBB || character == 0x201C || character == 0x201D ||
           character == 0x201E;
}

static bool is_sentence_mark(uint32_t character) {
    return character == '.' || character == '!' || character == '?' || character == 0x2026 || character == 0x3002 ||
           character == 0xFF01 || character == 0xFF1F || character == 0x61F || character == 0x6D4 || character == 0x964;
}

/* The last character that is no quote or bracket closing. */
static uint32_t last_mark(galley_text text) {
    uint32_t character = take_last_character(&text);
    while (character && is_closing(character))
        character = take_last_character(&text);
    return character;
}

bool line_ends_sentence(galley_text text) {
    return is_sentence_mark(last_mark(text));
}

bool line_ends_statement(galley_text text) {
    uint32_t mark = last_mark(text);
    return mark == '.' || mark == 0x2026 || mark == 0x3002;
}

bool line_begins_small(galley_text text) {
    size_t at = 0;
    uint32_t first = 0, second = 0;
    galley_utf8_next(text, &at, &first);
    galley_utf8_next(text, &at, &second);
    return galley_is_lower(first) && (galley_is_lower(second) || galley_is_space(second));
}

bool line_is_label(const line *one, size_t bytes) {
    if (one->text.len >= bytes)
        return false;
    uint32_t mark = last_mark(one->text);
    return !is_sentence_mark(mark) && mark != ':' && mark != ';' && mark != ',';
}

/* ---- Phrases --------------------------------------------------------------------------------------------------- */

static phrase_kind reaching(phrase_kind kind, galley_text text) {
    if (kind >= STORY || text.len > reaches[kind].max_bytes)
        return STORY;
    return reaches[kind].may_be_sentence || !line_ends_sentence(text) ? kind : STORY;
}

/* "Kijk: het is simpel." is what somebody says: a link to another article begins as a title does. And a long sentence
 * behind "Foto: …" is no credit. */
static bool is_statement(galley_text text, galley_text behind, phrase_kind kind) {
    if (last_mark(text) != '.')
        return false;
    bool is_quote = kind == RELATED && galley_is_lower(first_character(galley_trim(behind)));
    return is_quote || (kind == CREDITS && text.len >= SENTENCE_MIN_BYTES);
}

static phrase_kind find_label(galley_text text, const phrases *known, galley_arena *arena) {
    const char *colon = memchr(text.ptr, ':', text.len);
    if (!colon)
        return STORY;
    size_t len = (size_t)(colon - text.ptr);
    galley_text behind = galley_text_part(colon + 1, text.len - len - 1);
    phrase_kind kind = phrases_find(known, LABEL, galley_fold(galley_text_part(text.ptr, len), arena));
    if (kind >= STORY || text.len > reaches[kind].max_bytes)
        return STORY;
    return is_statement(text, behind, kind) ? STORY : kind;
}

/* Is the last word set off by a sign, as an agency's name is: "EPA/ANP", "(Archivo)", "– Belga"? Behind words only, or a
 * comma, it is a part of what they say. */
static bool is_last_set_off(galley_text text) {
    uint32_t character = take_last_character(&text);
    while (text.len > 0 && is_closing(character))
        character = take_last_character(&text);
    while (text.len > 0 && (galley_is_letter(character) || galley_is_digit(character)))
        character = take_last_character(&text);
    while (text.len > 0 && galley_is_space(character))
        character = take_last_character(&text);
    return !galley_is_letter(character) && !galley_is_digit(character) && character != ',';
}

/* "That is all.Photo © AFP": a paragraph and a credit that lost what stood between them. */
static bool is_joined(galley_text text) {
    size_t at = 0;
    uint32_t character, before = 0, two_before = 0;
    while (text.len >= JOINED_MIN_BYTES && galley_utf8_next(text, &at, &character)) {
        bool is_end = is_sentence_mark(before) && (galley_is_lower(two_before) || !galley_is_letter(two_before));
        if (is_end && galley_is_upper(character))
            return true;
        two_before = before;
        before = character;
    }
    return false;
}

static phrase_kind find_edge(galley_text text, const word_line *words, const phrases *known) {
    phrase_kind kind = STORY;
    size_t most = words->count < EDGE_MAX_WORDS ? words->count : EDGE_MAX_WORDS;
    for (size_t count = most; count > 0 && kind == STORY; count--)
        kind = reaching(phrases_find(known, LINE_START, words_up_to(words, count)), text);
    size_t least = most > 0 && !is_last_set_off(text) ? 2 : 1;
    for (size_t count = most; count >= least && kind == STORY; count--)
        kind = reaching(phrases_find(known, LINE_END, words_from(words, words->count - count)), text);
    return kind == CREDITS && is_joined(text) ? STORY : kind;
}

/* What one word on a button says, people say too, and then with a full stop: "Akkoord." */
static phrase_kind doubt_utterance(phrase_kind kind, galley_text text, const word_line *words) {
    return kind < STORY && words->count == 1 && line_ends_sentence(text) ? SECTION : kind;
}

static phrase_kind find_phrase(galley_text text, const word_line *words, const phrases *known, galley_arena *arena) {
    phrase_kind kind = STORY;
    if (words->count <= PHRASE_MAX_WORDS && last_mark(text) != '?') /* "Comment ?" is what somebody asks */
        kind = doubt_utterance(phrases_find(known, WHOLE_LINE, words->text), text, words);
    uint32_t first = first_character(text);
    if (kind != STORY || galley_is_lower(first) || is_quote(first)) /* the rest of a sentence, or what somebody says */
        return kind;
    kind = find_label(text, known, arena);
    return kind == STORY ? find_edge(text, words, known) : kind;
}

/* ---- Dates ----------------------------------------------------------------------------------------------------- */

/* "2023", "3rd", "20h30", "5pm": a number with at most two letters behind it, or in it. */
static bool has_digits(galley_text word, bool *is_year) {
    size_t letters = 0;
    for (size_t i = 0; i < word.len; i++)
        letters += word.ptr[i] < '0' || word.ptr[i] > '9';
    *is_year = letters == 0 && word.len == 4 && (memcmp(word.ptr, "19", 2) == 0 || memcmp(word.ptr, "20", 2) == 0);
    return word.len > letters && word.len <= 6 && letters <= 2 && word.ptr[0] >= '0' && word.ptr[0] <= '9';
}

/* Does the line say a date or a time and nothing else? A month and a number; or three numbers, one of them a year; or a
 * number and "ago". `folded` still has its numbers. */
static bool is_date(galley_text folded, const phrases *known) {
    size_t numbers = 0, months = 0, short_months = 0, years = 0, count = 0;
    bool is_ago = false;
    for (size_t at = 0; at < folded.len; count++) {
        const char *space = memchr(folded.ptr + at, ' ', folded.len - at);
        size_t end = space ? (size_t)(space - folded.ptr) : folded.len;
        galley_text word = galley_text_part(folded.ptr + at, end - at);
        bool is_year = false, is_ago_word = phrases_lists(known, AGO, word);
        if (has_digits(word, &is_year))
            numbers++;
        else if (phrases_lists(known, MONTH, word))
            months++;
        else if (phrases_lists(known, SHORT_MONTH, word))
            short_months++;
        else if (!is_ago_word && !phrases_lists(known, DATE_WORD, word))
            return false;
        is_ago = is_ago || is_ago_word;
        years += is_year;
        at = end + 1;
    }
    months += years > 0 ? short_months : 0;
    return numbers > 0 && count <= DATE_MAX_WORDS && (months > 0 || is_ago || (numbers >= 3 && years > 0));
}

/* A date that is one as a whole, in any language: "2024年3月6日", "18.abr.2024". */
static bool reads_as_date(galley_text text, const phrases *known, galley_arena *arena) {
    static const galley_date_hints hints = {.first_year = 1900, .last_year = 2099};
    bool has_digit = false;
    galley_date date;
    for (size_t i = 0; i < text.len && text.len <= DATE_MAX_BYTES && !has_digit; i++)
        has_digit = text.ptr[i] >= '0' && text.ptr[i] <= '9';
    if (!has_digit)
        return false;
    galley_date_result result = galley_date_read(phrases_calendar(known), text, &hints, arena, &date);
    return result == GALLEY_DATE_READ || result == GALLEY_DATE_AMBIGUOUS;
}

static bool is_any_date(galley_text text, const phrases *known, galley_arena *arena) {
    return is_date(galley_fold(text, arena), known) || reads_as_date(text, known, arena);
}

/* "15 octobre 1958." begins a story; "5 p.m." does not. */
static bool is_date_sentence(galley_text text) {
    bool is_hour = text.len > 2 && (text.ptr[text.len - 2] | 0x20) == 'm';
    return line_ends_sentence(text) && !is_hour;
}

/* ---- Breadcrumbs, bylines, captions ---------------------------------------------------------------------------- */

static bool is_crumb_mark(uint32_t character) {
    return character == '/' || character == '>' || character == '|' || character == 0xBB || character == 0x203A ||
           character == 0x2192;
}

/* "Home / Tech / Phones": words that mean the front page before the first mark; or a section's name and an
 * arrow; or two arrows. Where quotes open as « they close as », which is then no arrow. */
static bool is_breadcrumb(galley_text text, const phrases *known, galley_arena *arena) {
    size_t at = 0, first_end = 0, marks = 0, arrows = 0;
    uint32_t character;
    bool is_small = galley_is_lower(first_character(text)); /* "a > 10 and b > 3" is no path, "home > a > b" is one */
    if (text.len > BREADCRUMB_MAX_BYTES || line_ends_sentence(text))
        return false;
    for (size_t start = 0; galley_utf8_next(text, &at, &character); start = at) {
        if (character == 0xAB)
            return false;
        if (!is_crumb_mark(character) || start == 0)
            continue;
        bool is_spaced = text.ptr[start - 1] == ' ' && at < text.len && text.ptr[at] == ' ';
        first_end = marks++ == 0 ? start : first_end;
        arrows += is_spaced && (character == '>' || character == 0xBB || character == 0x203A || character == 0x2192);
    }
    if (marks == 0 || at == first_end)
        return false;
    galley_text first = galley_fold(galley_text_part(text.ptr, first_end), arena);
    bool is_section = phrases_find(known, WHOLE_LINE, first) == SECTION;
    return (arrows >= 2 && !is_small) || (arrows > 0 && is_section) || phrases_lists(known, HOME, first);
}

/* Every word of a name begins with a capital, or is a sign, or one of the small words; and a date may follow. */
static bool is_name_word(galley_text word, const phrases *known, galley_arena *arena) {
    static const phrase_kind others[] = {NAME_WORD, BY, DATE_WORD, MONTH};
    bool is_word = !galley_is_lower(first_character(word));
    galley_text folded = is_word ? word : galley_fold(word, arena);
    for (size_t i = 0; i < sizeof others / sizeof *others && !is_word; i++)
        is_word = phrases_lists(known, others[i], folded);
    return is_word;
}

/* One to four words of a name. */
static bool is_short_name(galley_text text, const phrases *known, galley_arena *arena) {
    size_t words = 0;
    for (size_t at = 0; at < text.len; words++) {
        const char *space = memchr(text.ptr + at, ' ', text.len - at);
        size_t end = space ? (size_t)(space - text.ptr) : text.len;
        if (!is_name_word(galley_text_part(text.ptr + at, end - at), known, arena))
            return false;
        at = end + 1;
    }
    return words > 0 && words <= PLACE_MAX_WORDS && galley_is_upper(first_character(text));
}

/* "Lyon - 14 May 2024", "14 May 2024 | Jane Doe": a date beside a name, with a sign between them. */
static bool is_named_date(galley_text text, const phrases *known, galley_arena *arena) {
    static const char *const signs[] = {" - ", " – ", " — ", " | ", " • ", " · "};
    for (size_t i = 0; i < sizeof signs / sizeof *signs && text.len <= 2 * DATE_MAX_BYTES; i++) {
        size_t len = strlen(signs[i]), at = 1;
        while (at + len < text.len && memcmp(text.ptr + at, signs[i], len) != 0)
            at++;
        if (at + len >= text.len)
            continue;
        galley_text left = galley_text_part(text.ptr, at);
        galley_text right = galley_text_part(text.ptr + at + len, text.len - at - len);
        if ((is_short_name(left, known, arena) && is_any_date(right, known, arena)) ||
            (is_short_name(right, known, arena) && is_any_date(left, known, arena)))
            return true;
    }
    return false;
}

/* "By Jane Doe and John Roe" */
static bool is_signed_by(galley_text text, const word_line *words, const phrases *known, galley_arena *arena) {
    if (words->count < 2 || words->count > BYLINE_MAX_WORDS || line_ends_sentence(text))
        return false;
    bool is_by = phrases_lists(known, BY, words_up_to(words, 1)) ||
                 (words->count > 2 && phrases_lists(known, BY, words_up_to(words, 2)));
    size_t names = 0;
    for (size_t at = 0; is_by && at < text.len;) {
        const char *space = memchr(text.ptr + at, ' ', text.len - at);
        size_t end = space ? (size_t)(space - text.ptr) : text.len;
        galley_text word = galley_text_part(text.ptr + at, end - at);
        names += at > 0 && galley_is_upper(first_character(word));
        is_by = at == 0 || end == at || is_name_word(word, known, arena);
        at = end + 1;
    }
    return is_by && names > 0;
}

/* Also behind a date: "March 6, 2024 by Jane Doe" */
static bool is_byline(galley_text text, const word_line *words, const phrases *known, galley_arena *arena) {
    if (is_signed_by(text, words, known, arena))
        return true;
    for (size_t at = 0; at < text.len && words->count <= DATE_MAX_WORDS;) {
        const char *space = memchr(text.ptr + at, ' ', text.len - at);
        size_t end = space ? (size_t)(space - text.ptr) : text.len;
        galley_text word = galley_text_part(text.ptr + at, end - at), rest = galley_text_part(word.ptr, text.len - at);
        word_line behind;
        if (at > 0 && phrases_lists(known, BY, galley_fold(word, arena)))
            return is_any_date(galley_text_part(text.ptr, at), known, arena) &&
                   read_words(galley_fold(rest, arena), &behind, arena) && is_signed_by(rest, &behind, known, arena);
        at = end + 1;
    }
    return false;
}

/* "A demonstrator in Lyon. © Jane Doe/AFP" */
static bool is_signed_caption(galley_text text, const phrases *known, galley_arena *arena) {
    size_t sign = text.len;
    while (sign > 1 && memcmp(text.ptr + sign - 2, "\u00A9", 2) != 0)
        sign--;
    galley_text names = galley_trim(galley_text_part(text.ptr + sign, text.len - sign));
    bool is_signed = sign > 2 && names.len > 0 && names.len <= SIGNATURE_MAX_BYTES;
    for (size_t at = 0; is_signed && at < names.len;) {
        const char *space = memchr(names.ptr + at, ' ', names.len - at);
        size_t end = space ? (size_t)(space - names.ptr) : names.len;
        galley_text word = galley_text_part(names.ptr + at, end - at);
        is_signed = is_name_word(word, known, arena) || phrases_lists(known, SOURCE, galley_fold(word, arena));
        at = end + 1;
    }
    return is_signed && text.len <= reaches[CREDITS].max_bytes;
}

static bool has_cookie(galley_text text) {
    for (size_t at = 0; at + 6 <= text.len; at++)
        if ((text.ptr[at] | 0x20) == 'c' && memcmp(text.ptr + at + 1, "ookie", 5) == 0)
            return true;
    return false;
}

static bool has_quote(galley_text text) {
    size_t at = 0;
    for (uint32_t character; galley_utf8_next(text, &at, &character);)
        if (is_quote(character))
            return true;
    return false;
}

/* "We use cookies so that you …": the page speaks of itself, and to the reader. No story does, but one that quotes. */
static bool is_consent(galley_text text, const phrases *known, galley_arena *arena) {
    if (text.len > CONSENT_MAX_BYTES || !has_cookie(text) || has_quote(text))
        return false;
    galley_text folded = galley_fold(text, arena);
    size_t we = 0, address = 0, consent = 0, before = 0;
    for (size_t at = 0; at < folded.len;) {
        const char *space = memchr(folded.ptr + at, ' ', folded.len - at);
        size_t end = space ? (size_t)(space - folded.ptr) : folded.len;
        galley_text word = galley_text_part(folded.ptr + at, end - at);
        bool is_we = phrases_lists(known, WE, word) ||
                     phrases_lists(known, WE, galley_text_part(folded.ptr + before, end - before));
        we += is_we;
        address += !is_we && phrases_lists(known, ADDRESS, word);
        consent += phrases_lists(known, CONSENT, word);
        before = at;
        at = end + 1;
    }
    return we > 0 && consent > 0 && we + address >= CONSENT_WORDS; /* else they are eaten */
}

/* A caption: "A demonstrator in Lyon. (Photo Jane Doe/AFP)". The bracket must be the very end. */
static bool is_caption(galley_text text, const phrases *known, galley_arena *arena) {
    size_t open = text.len;
    if (text.ptr[text.len - 1] != ')')
        return false;
    while (open > 0 && text.ptr[open - 1] != '(')
        open--;
    word_line words;
    galley_text credit = galley_fold(galley_text_part(text.ptr + open, text.len - open), arena);
    if (open == 0 || !read_words(credit, &words, arena) || words.count < CREDIT_MIN_WORDS)
        return false;
    for (size_t count = 1; count <= 3 && count <= words.count; count++)
        if (phrases_lists(known, PHOTO, words_up_to(&words, count)))
            return true;
    return false;
}

static bool is_copyright(galley_text text) {
    bool is_signed = first_character(text) == 0xA9 || (text.len > 3 && memcmp(text.ptr, "(c)", 3) == 0);
    return is_signed && text.len <= reaches[COPYRIGHT].max_bytes;
}

/* ---- A line ---------------------------------------------------------------------------------------------------- */

/* "29%." ends a sentence that was cut; signs alone are no sentence. */
static bool is_number_line(galley_text text, const word_line *words) {
    if (words->count > 0 && line_ends_sentence(text))
        return false;
    for (size_t i = 0; i < words->count; i++)
        if (!galley_text_is(word_at(words, i), "#"))
            return false;
    return true;
}

static phrase_kind recognise(line *found, galley_text title, const phrases *known, galley_arena *arena) {
    galley_text text = found->text;
    galley_text folded = galley_fold(text, arena);
    word_line words;
    if (title.len > 0 && galley_text_equal(folded, title))
        return TITLE;
    if (!read_words(folded, &words, arena))
        return STORY;
    if (is_any_date(text, known, arena) && !is_date_sentence(text))
        return DATE;
    if (is_number_line(text, &words))
        return NUMBER;
    if (is_copyright(text))
        return COPYRIGHT;
    phrase_kind kind = find_phrase(text, &words, known, arena);
    if (kind != STORY)
        return kind;
    if (is_byline(text, &words, known, arena))
        return BYLINE;
    if (is_named_date(text, known, arena))
        return DATE;
    if (is_breadcrumb(text, known, arena))
        return BREADCRUMB;
    bool is_credited = is_caption(text, known, arena) || is_signed_caption(text, known, arena);
    return is_credited && !is_joined(text) ? CREDITS : STORY;
}

static bool is_switched_on(phrase_kind kind, const bool is_on[RULE_COUNT]) {
    if (kind == LINK_LIST)
        return is_on[RELATED];
    return kind < RULE_COUNT ? is_on[kind] : is_on[NEIGHBOUR];
}

void recognise_line(line *found, galley_text title, const phrases *known, const bool is_on[RULE_COUNT],
                    galley_arena *arena) {
    size_t len = found->text.len;
    found->kind = len <= LINE_MAX_BYTES ? recognise(found, title, known, arena) : STORY;
    if (found->kind == STORY && is_consent(found->text, known, arena))
        found->kind = NOTICES;
    if (!is_switched_on(found->kind, is_on))
        found->kind = STORY;
    found->is_prose = found->kind >= SECTION &&
                      (len >= PARAGRAPH_MIN_BYTES || (len >= SENTENCE_MIN_BYTES && line_ends_sentence(found->text)));
}
