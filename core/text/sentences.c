/* Sentences, by rules and a table of abbreviations; no model. At each mark that may end one, what stands before and
 * behind decides: a lower-case word behind ends nothing, an abbreviation before ends it or not by its kind
 * (abbreviations.inc), and closing quotes and brackets go with the sentence that they close.
 *
 * Looking back is bounded (LONGEST_TOKEN), looking ahead stops at the first character that says something, so the time
 * is linear in the text. */
#include "base/utf8.h"
#include "text/characters.h"

enum { LONGEST_TOKEN = 24, LONGEST_LISTED = 12, LONGEST_ADDRESS = 64, LONGER_THAN_ORDINAL = 3 }; /* bytes */

/* ---- The table ------------------------------------------------------------------------------------------------- */

typedef enum word_kind {
    UNLISTED,
    ALWAYS_INSIDE,
    BEFORE_NUMBER,
    EITHER,
    AFTER_ORDINAL,
    SENTENCE_OPENER,
    ARTICLE,
} word_kind;

typedef struct word_row {
    const char *languages; /* primary subtags of BCP 47, with spaces between */
    word_kind kind;
    const char *words; /* with spaces between */
} word_row;

static const word_row rows[] = {
#include "text/abbreviations.inc"
};
enum { ROWS = sizeof rows / sizeof *rows };

/* The word has no NUL in it. Looks for its first byte, which strchr finds many bytes at a time. */
static bool lists_word(const char *words, galley_text word) {
    if (word.len == 0)
        return false;
    for (const char *at = words; (at = strchr(at, word.ptr[0])); at++) {
        bool is_start = at == words || at[-1] == ' ';
        if (is_start && strncmp(at, word.ptr, word.len) == 0 && (at[word.len] == ' ' || at[word.len] == '\0'))
            return true;
    }
    return false;
}

/* The primary subtag of a language tag. */
static galley_text primary_subtag(const char *tag) {
    galley_text subtag = galley_text_of(tag);
    for (size_t i = 0; i < subtag.len; i++)
        if (subtag.ptr[i] == '-' || subtag.ptr[i] == '_' || subtag.ptr[i] == ' ')
            subtag.len = i;
    return subtag;
}

/* The rows of a language: of this one, or of all if it is none that the table knows. */
typedef struct language {
    galley_text subtag;
    bool is_known;
} language;

static language find_language(const char *tag) {
    language found = {.subtag = primary_subtag(tag)};
    for (size_t i = 0; i < ROWS && !found.is_known && found.subtag.len > 0; i++)
        found.is_known = lists_word(rows[i].languages, found.subtag);
    return found;
}

static bool is_listed(language lang, word_kind kind, galley_text word) {
    for (size_t i = 0; i < ROWS; i++)
        if (rows[i].kind == kind && (!lang.is_known || lists_word(rows[i].languages, lang.subtag)) &&
            lists_word(rows[i].words, word))
            return true;
    return false;
}

static bool has_row(language lang, word_kind kind) {
    for (size_t i = 0; i < ROWS; i++)
        if (rows[i].kind == kind && lists_word(rows[i].languages, lang.subtag))
            return true;
    return false;
}

/* A word as it stands and with its first letter in lower case. */
typedef struct two_forms {
    galley_text as_is, lower;
    char bytes[LONGEST_LISTED + 4];
} two_forms;

static void make_two_forms(galley_text word, two_forms *forms) {
    size_t first_len, len = galley_utf8_put(forms->bytes, galley_to_lower(utf8_peek(word, 0, &first_len)));
    memcpy(forms->bytes + len, word.ptr + first_len, word.len - first_len);
    forms->as_is = word;
    forms->lower = galley_text_part(forms->bytes, len + word.len - first_len);
}

static bool is_one_character(galley_text token) {
    size_t len;
    return token.len > 0 && (utf8_peek(token, 0, &len), len == token.len);
}

static word_kind abbreviation_kind(language lang, galley_text word) {
    if (word.len == 0 || word.len > LONGEST_LISTED)
        return UNLISTED;
    two_forms forms;
    make_two_forms(word, &forms);
    /* a single capital is an initial, whatever its small letter stands for */
    bool has_lower = !is_one_character(word) && !galley_text_equal(forms.as_is, forms.lower);
    for (size_t i = 0; i < ROWS; i++) {
        word_kind kind = rows[i].kind;
        bool is_abbreviation = kind == ALWAYS_INSIDE || kind == BEFORE_NUMBER || kind == EITHER;
        if (!is_abbreviation || (lang.is_known && !lists_word(rows[i].languages, lang.subtag)))
            continue;
        if (lists_word(rows[i].words, forms.as_is) || (has_lower && lists_word(rows[i].words, forms.lower)))
            return kind;
    }
    return UNLISTED;
}

/* ---- Marks ----------------------------------------------------------------------------------------------------- */

typedef enum mark {
    NO_MARK,
    POINT,
    ELLIPSIS,
    EXCLAMATION, /* and question */
    FULL_STOP,   /* of a script in which it is nothing but that */
    LINE_END,
} mark;

static mark mark_of(uint32_t character) {
    switch (character) {
    case '.':
        return POINT;
    case 0x2026: /* … */
        return ELLIPSIS;
    case '!':
    case '?':
    case 0x203C: /* double and mixed forms */
    case 0x203D:
    case 0x2047:
    case 0x2048:
    case 0x2049:
        return EXCLAMATION;
    case 0x0589: /* Armenian */
    case 0x061F: /* Arabic */
    case 0x06D4:
    case 0x0964: /* danda, double danda */
    case 0x0965:
    case 0x104A: /* Myanmar */
    case 0x104B:
    case 0x1362: /* Ethiopic */
    case 0x1367:
    case 0x17D4: /* Khmer */
    case 0x17D5:
    case 0x3002: /* ideographic, also full-width and half-width */
    case 0xFF01:
    case 0xFF1F:
    case 0xFF61:
        return FULL_STOP;
    case '\n':
    case '\r':
    case 0x2028:
    case 0x2029:
        return LINE_END;
    default:
        return NO_MARK;
    }
}

/* The bytes with which a mark begins, the straight quote, and the Greek question mark. */
static const bool stops[256] = {['\n'] = true, ['\r'] = true, ['.'] = true,  ['!'] = true,  ['?'] = true,
                                ['"'] = true,  [';'] = true,  [0xD6] = true, [0xD8] = true, [0xDB] = true,
                                [0xE0] = true, [0xE1] = true, [0xE2] = true, [0xE3] = true, [0xEF] = true};

static bool is_bracket_open(uint32_t character) {
    return character == '(' || character == '[' || character == '{' || character == 0xFF08;
}

static bool is_bracket_closed(uint32_t character) {
    switch (character) {
    case ')':
    case ']':
    case '}':
    case 0x3009: /* corner brackets and their kin, full-width parenthesis */
    case 0x300B:
    case 0x300D:
    case 0x300F:
    case 0x3011:
    case 0x3015:
    case 0xFF09:
        return true;
    default:
        return false;
    }
}

/* Quotes open in one language and close in another. */
static bool is_quote(uint32_t character) {
    return character == '"' || character == '\'' || character == 0xAB || character == 0xBB ||
           (character >= 0x2018 && character <= 0x201F) || character == 0x2039 || character == 0x203A;
}

static bool is_dash(uint32_t character) {
    return character == '-' || (character >= 0x2010 && character <= 0x2015) || character == 0x2022;
}

static bool is_word(uint32_t character) {
    return galley_is_letter(character) || galley_is_digit(character);
}

static bool is_space_in_line(uint32_t character) {
    return galley_is_space(character) && mark_of(character) != LINE_END;
}

/* ---- What stands before ---------------------------------------------------------------------------------------- */

/* A sentence in the making. */
typedef struct scan {
    galley_text text;
    const char *lang;
    size_t start;
    size_t seen;   /* up to here it is known whether there is a word */
    bool has_word; /* a letter or digit */
    size_t cased;  /* up to here it is known whether there is a capital */
    bool has_upper;
    bool is_quote_open; /* an odd number of straight quotes so far */
    size_t ticked;      /* up to here it is known whether `` waits for its '' */
    bool is_tick_open;
} scan;

static bool has_word_before(scan *sentence, size_t end) {
    while (!sentence->has_word && sentence->seen < end) {
        size_t len;
        sentence->has_word = is_word(utf8_peek(sentence->text, sentence->seen, &len));
        sentence->seen += len;
    }
    return sentence->has_word;
}

static bool has_upper_before(scan *sentence, size_t end) {
    while (!sentence->has_upper && sentence->cased < end) {
        size_t len;
        sentence->has_upper = galley_is_upper(utf8_peek(sentence->text, sentence->cased, &len));
        sentence->cased += len;
    }
    return sentence->has_upper;
}

/* Does `` wait for its ''? So tokenised text has its quotes. */
static bool is_tick_open_before(scan *sentence, size_t end) {
    const char *text = sentence->text.ptr;
    for (; sentence->ticked + 1 < end; sentence->ticked++) {
        size_t at = sentence->ticked;
        if ((text[at] == '`' || text[at] == '\'') && text[at] == text[at + 1])
            sentence->is_tick_open = text[at] == '`';
    }
    return sentence->is_tick_open;
}

/* The letters, digits and inner points that end at `end`; empty if there are none, or too many for an abbreviation. */
static galley_text token_before(const scan *sentence, size_t end) {
    size_t start = end, len;
    while (start > sentence->start && end - start <= LONGEST_TOKEN) {
        uint32_t character = utf8_peek_back(sentence->text, start, &len);
        if (character != '.' && !is_word(character))
            break;
        start -= len;
    }
    return galley_text_part(sentence->text.ptr + start, end - start <= LONGEST_TOKEN ? end - start : 0);
}

/* Is the word that ends at `end` in lower case, of two letters at least? */
static bool is_lower_word_before(const scan *sentence, size_t end) {
    size_t start = end, len;
    int letters = 0;
    for (; start > sentence->start && letters < LONGEST_TOKEN; start -= len, letters++) {
        uint32_t character = utf8_peek_back(sentence->text, start, &len);
        if (!galley_is_letter(character))
            break;
        if (!galley_is_lower(character) && !is_mark(character))
            return false;
    }
    return letters >= 2;
}

/* A sign that what it stands in, without a space, is an address or a file name: @ _ = // and a point before a
 * letter. */
static bool is_address_sign(galley_text text, size_t at) {
    char byte = text.ptr[at], behind = at + 1 < text.len ? text.ptr[at + 1] : ' ';
    return byte == '@' || byte == '_' || byte == '=' || (byte == '/' && behind == '/') ||
           (byte == '.' && behind >= 'a' && behind <= 'z');
}

static bool is_ascii_space(char byte) {
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

/* Does the mark at `mark_at`, with no space on either side, stand in an address or a file name? */
static bool is_in_address(const scan *sentence, size_t mark_at, size_t behind) {
    galley_text text = sentence->text;
    for (size_t at = mark_at; at > sentence->start && mark_at - at < LONGEST_ADDRESS; at--) {
        if (is_ascii_space(text.ptr[at - 1]))
            break;
        if (is_address_sign(text, at - 1))
            return true;
    }
    for (size_t at = behind; at < text.len && at - behind < LONGEST_ADDRESS && !is_ascii_space(text.ptr[at]); at++)
        if (is_address_sign(text, at))
            return true;
    return false;
}

/* "U.S", "a.m", "J.-C": single letters with points between. */
static bool is_acronym(galley_text token) {
    size_t at = 0, letters = 0;
    uint32_t character;
    while (galley_utf8_next(token, &at, &character)) {
        if (!galley_is_letter(character))
            return false;
        letters++;
        if (at < token.len && token.ptr[at++] != '.')
            return false;
    }
    return letters > 1;
}

static bool is_number(galley_text token) {
    for (size_t i = 0; i < token.len; i++)
        if (token.ptr[i] < '0' || token.ptr[i] > '9')
            return false;
    return token.len > 0;
}

static bool is_roman_numeral(galley_text token) {
    for (size_t i = 0; i < token.len; i++)
        if (!strchr("IVXLCDM", token.ptr[i]) || token.ptr[i] == '\0')
            return false;
    return token.len > 0;
}

/* ---- What stands behind ---------------------------------------------------------------------------------------- */

typedef enum behind_kind {
    LINE_ENDS,
    LOWER,
    UPPER,
    NUMBER,
    CONTINUES, /* a comma, a closing bracket, another mark: no sentence begins so */
    OTHER,
} behind_kind;

typedef struct behind {
    behind_kind kind;
    galley_text word; /* the letters, with an apostrophe behind them as a straight one */
    char bytes[LONGEST_TOKEN + 8];
} behind;

static void read_word(galley_text text, size_t at, behind *found) {
    size_t len = 0, used = 0;
    for (uint32_t character; at < text.len && used <= LONGEST_TOKEN; at += len) {
        character = utf8_peek(text, at, &len);
        if (character == '\'' || character == 0x2019) {
            found->bytes[used++] = '\'';
            break;
        }
        if (!galley_is_letter(character))
            break;
        memcpy(found->bytes + used, text.ptr + at, len);
        used += len;
    }
    found->word = galley_text_part(found->bytes, used);
}

static bool is_upper_at(galley_text text, size_t at) {
    size_t len;
    return at < text.len && galley_is_upper(utf8_peek(text, at, &len));
}

static behind_kind kind_behind(galley_text text, size_t at) {
    size_t len;
    uint32_t character = utf8_peek(text, at, &len);
    if (mark_of(character) != NO_MARK)
        return mark_of(character) == LINE_END ? LINE_ENDS : CONTINUES;
    if (galley_is_lower(character))
        return is_upper_at(text, at + len) ? UPPER : LOWER; /* iPhone, eBay */
    if (galley_is_upper(character))
        return UPPER;
    if (galley_is_digit(character))
        return NUMBER;
    bool continues = character < 0x80 && character && strchr(",;:&/%", (int)character);
    return continues || is_bracket_closed(character) ? CONTINUES : OTHER;
}

/* Looks behind spaces, opening quotes and brackets, and dashes. `found` is filled in place, since its word points into
 * it. */
static void look_behind(galley_text text, size_t at, behind *found) {
    size_t len;
    for (uint32_t character; at < text.len; at += len) {
        character = utf8_peek(text, at, &len);
        bool leads = is_space_in_line(character) || is_quote(character) || is_bracket_open(character) ||
                     is_dash(character) || character == 0xBF || character == 0xA1;
        if (!leads)
            break;
    }
    found->kind = at < text.len ? kind_behind(text, at) : LINE_ENDS;
    found->word = galley_text_part(found->bytes, 0);
    if (found->kind == UPPER)
        read_word(text, at, found);
}

/* ---- Decisions ------------------------------------------------------------------------------------------------- */

/* Does an ordinal number with a point ("3.", "II.") go on to the word behind? */
static bool is_ordinal(language lang, galley_text token, const behind *next) {
    if (next->kind != UPPER || !((is_number(token) && token.len <= 2) || is_roman_numeral(token)))
        return false;
    if (is_listed(lang, AFTER_ORDINAL, next->word))
        return true;
    return lang.is_known && is_number(token) && has_row(lang, AFTER_ORDINAL) &&
           !is_listed(lang, SENTENCE_OPENER, next->word);
}

/* "1. The first", "a. The first": what begins a sentence counts it. */
static bool is_enumerator(const scan *sentence, galley_text token) {
    bool is_first = token.ptr == sentence->text.ptr + sentence->start;
    return is_first && ((is_number(token) && token.len <= 3) || is_one_character(token));
}

/* An abbreviation's kind; in a sentence without a capital that of its capitalised form too ("nov. 2012"). */
static word_kind listed_kind(scan *sentence, language lang, galley_text token) {
    word_kind kind = abbreviation_kind(lang, token);
    bool is_lower = token.len > 0 && token.len <= LONGEST_LISTED && token.ptr[0] >= 'a' && token.ptr[0] <= 'z';
    if (kind != UNLISTED || !is_lower || has_upper_before(sentence, (size_t)(token.ptr - sentence->text.ptr)))
        return kind;
    char capitalised[LONGEST_LISTED];
    memcpy(capitalised, token.ptr, token.len);
    capitalised[0] -= 'a' - 'A';
    return abbreviation_kind(lang, galley_text_part(capitalised, token.len));
}

static bool is_abbreviated(scan *sentence, galley_text token) {
    return is_one_character(token) || is_acronym(token) ||
           listed_kind(sentence, find_language(sentence->lang), token) != UNLISTED;
}

/* Does the point behind this token end a sentence, when what is behind it could begin one? */
static bool point_ends(scan *sentence, galley_text token, const behind *next) {
    if (token.len == 0)
        return true;
    if (is_enumerator(sentence, token))
        return false;
    size_t len;
    language lang = find_language(sentence->lang);
    bool is_initial = is_one_character(token) && galley_is_upper(utf8_peek(token, 0, &len));
    word_kind kind = is_initial || is_acronym(token) ? EITHER : UNLISTED;
    word_kind listed = listed_kind(sentence, lang, token);
    switch (listed != UNLISTED ? listed : kind) {
    case ALWAYS_INSIDE:
        return false;
    case BEFORE_NUMBER:
        return next->kind != NUMBER;
    case EITHER:
        return next->kind != NUMBER && (next->kind != UPPER || is_listed(lang, SENTENCE_OPENER, next->word));
    default:
        return !is_ordinal(lang, token, next);
    }
}

/* Marks that stand together, "?!" or "...", count as one. */
static mark read_marks(galley_text text, size_t *at, mark first) {
    mark together = first;
    size_t len;
    while (*at < text.len) {
        mark next = mark_of(utf8_peek(text, *at, &len));
        if (next == NO_MARK || next == LINE_END)
            break;
        if (next == EXCLAMATION || next == FULL_STOP)
            together = next;
        else if (together == POINT)
            together = ELLIPSIS;
        *at += len;
    }
    return together;
}

static bool is_word_at(galley_text text, size_t at) {
    size_t len;
    return at < text.len && is_word(utf8_peek(text, at, &len));
}

/* A quote closes unless it stands right before a word; a straight one that is open closes there too. "« " opens in
 * French, which puts a space inside its quotes, and closes where they are »so« written. */
static bool is_closing_quote(const scan *sentence, size_t at, uint32_t character, size_t len, bool is_quote_open) {
    if (!is_quote(character))
        return false;
    if (character == 0xAB && galley_text_is(primary_subtag(sentence->lang), "fr"))
        return false;
    return !is_word_at(sentence->text, at + len) || (character == '"' && is_quote_open);
}

/* Does what closes also do so behind a space? "»", and the other half of a straight quote or of `` that is open. */
static bool closes_behind_space(scan *sentence, size_t at, uint32_t character, bool is_quote_open) {
    galley_text text = sentence->text;
    if (character == '\'')
        return at + 1 < text.len && text.ptr[at + 1] == '\'' && is_tick_open_before(sentence, at);
    return character == 0xBB || (character == '"' && is_quote_open);
}

/* The closing quotes and brackets behind `at`. */
static size_t skip_closers(scan *sentence, size_t at) {
    galley_text text = sentence->text;
    bool is_quote_open = sentence->is_quote_open;
    size_t end = at, len;
    while (at < text.len) {
        uint32_t character = utf8_peek(text, at, &len);
        bool closes = is_bracket_closed(character) || is_closing_quote(sentence, at, character, len, is_quote_open);
        bool is_behind_space = at > end;
        if (closes && is_behind_space)
            closes = !is_word_at(text, at + len) && closes_behind_space(sentence, at, character, is_quote_open);
        if (closes)
            end = at + len;
        else if (!is_space_in_line(character))
            break;
        if (closes && character == '"')
            is_quote_open = false;
        at += len;
    }
    return end;
}

/* Where the word begins that stands behind `at` and perhaps one opening quote or bracket; the text's end if none. */
static size_t find_word_behind(galley_text text, size_t at) {
    size_t len;
    uint32_t character = at < text.len ? utf8_peek(text, at, &len) : 0;
    if (is_quote(character) || is_bracket_open(character)) {
        at += len;
        while (at < text.len && is_space_in_line(utf8_peek(text, at, &len)))
            at += len;
    }
    return is_word_at(text, at) ? at : text.len;
}

/* "Le", "L'", "À ", "M. ": a capital with small letters behind it, or by itself. */
static bool is_capitalised_at(galley_text text, size_t at) {
    size_t len;
    if (at >= text.len || !galley_is_upper(utf8_peek(text, at, &len)))
        return false;
    at += len;
    if (at == text.len)
        return true;
    uint32_t second = utf8_peek(text, at, &len);
    bool is_initial = second == '.' && at + 1 < text.len && text.ptr[at + 1] == ' ';
    return is_initial || galley_is_lower(second) || is_space_in_line(second) || is_quote(second);
}

/* Before the closing quotes, brackets and spaces in front of `at`. */
static size_t skip_closers_back(const scan *sentence, size_t at) {
    size_t len;
    while (at > sentence->start) {
        uint32_t character = utf8_peek_back(sentence->text, at, &len);
        if (!is_quote(character) && !is_bracket_closed(character) && !is_space_in_line(character))
            break;
        at -= len;
    }
    return at;
}

/* A capital and small letters, `shortest` letters or more. */
static bool is_capitalised(galley_text word, size_t shortest) {
    size_t at = 0, letters = 0;
    uint32_t character;
    while (galley_utf8_next(word, &at, &character))
        if (++letters == 1 ? !galley_is_upper(character) : !galley_is_lower(character))
            return false;
    return letters >= shortest;
}

/* "mardi.Le gouvernement": a lower-case word or something closed, marks, and at once a capitalised word; or any word,
 * if the one behind is known to begin sentences ("ONU.Il a dit"), or both are too long for an abbreviation or the end
 * of an address ("Macron.Quatre ans"), or a year stands before ("2017.Personne"). */
static bool is_space_missing(const scan *sentence, size_t mark_at, size_t behind_marks) {
    size_t at = find_word_behind(sentence->text, behind_marks), before = skip_closers_back(sentence, mark_at);
    if (!is_capitalised_at(sentence->text, at) || is_in_address(sentence, mark_at, at))
        return false;
    if (before < mark_at || is_lower_word_before(sentence, before))
        return true;
    behind next;
    read_word(sentence->text, at, &next);
    galley_text token = token_before(sentence, before);
    if (is_capitalised(token, 4) && is_capitalised(next.word, 4))
        return true;
    if (is_number(token) && token.len >= LONGER_THAN_ORDINAL && is_capitalised(next.word, 2))
        return true;
    language lang = find_language(sentence->lang);
    return token.len > 1 && (is_listed(lang, SENTENCE_OPENER, next.word) || is_listed(lang, ARTICLE, next.word));
}

static bool is_in_brackets_alone(const scan *sentence, size_t mark_at, size_t marks_end) {
    size_t len;
    galley_text text = sentence->text;
    return mark_at > sentence->start && is_bracket_open(utf8_peek_back(text, mark_at, &len)) && marks_end < text.len &&
           is_bracket_closed(utf8_peek(text, marks_end, &len));
}

/* White space, or a dash before one (".- Paris"), or nothing. */
static bool is_space_or_dash_at(galley_text text, size_t at) {
    size_t len;
    if (at == text.len)
        return true;
    uint32_t character = utf8_peek(text, at, &len);
    if (is_dash(character) && at + len < text.len)
        character = utf8_peek(text, at + len, &len);
    return galley_is_space(character);
}

/* In text that is all lower case a small letter behind a mark may begin a sentence. It is such text if there is no
 * capital in the sentence so far; closing quotes behind the mark make it doubtful, unless the mark stands apart as
 * tokens do. */
static bool may_begin_lower(scan *sentence, size_t mark_at, mark kind, bool has_closers) {
    size_t len;
    bool is_apart = mark_at > sentence->start && is_space_in_line(utf8_peek_back(sentence->text, mark_at, &len));
    bool ends = kind == EXCLAMATION || (kind == POINT && !is_abbreviated(sentence, token_before(sentence, mark_at)));
    return ends && (is_apart || !has_closers) && !has_upper_before(sentence, mark_at);
}

/* Does the sentence end with the mark at `at`? *at moves behind the marks, and behind what closes if it does. */
static bool ends_at(scan *sentence, size_t *at, size_t mark_len, mark first) {
    galley_text text = sentence->text;
    size_t mark_at = *at;
    *at += mark_len;
    mark kind = read_marks(text, at, first);
    if (!has_word_before(sentence, mark_at) || is_in_brackets_alone(sentence, mark_at, *at))
        return false;
    size_t end = skip_closers(sentence, *at);
    bool is_spaced = is_space_or_dash_at(text, end);
    if (!is_spaced && kind != FULL_STOP) {
        if (!is_space_missing(sentence, mark_at, end))
            return false;
    } else if (kind != FULL_STOP) {
        behind next;
        look_behind(text, end, &next);
        if (next.kind == LOWER && may_begin_lower(sentence, mark_at, kind, end > *at))
            next.kind = OTHER;
        if (next.kind == LOWER || next.kind == CONTINUES || (kind == ELLIPSIS && next.kind == NUMBER))
            return false;
        if (kind == POINT && next.kind != LINE_ENDS && end == *at &&
            !point_ends(sentence, token_before(sentence, mark_at), &next))
            return false;
    }
    *at = end;
    return true;
}

/* A semicolon behind a Greek letter asks a question. */
static bool is_greek_question(const scan *sentence, size_t at) {
    size_t len;
    uint32_t before = at > sentence->start ? utf8_peek_back(sentence->text, at, &len) : 0;
    return (before >= 0x370 && before <= 0x3FF) || (before >= 0x1F00 && before <= 0x1FFF);
}

static size_t find_end(scan *sentence) {
    galley_text text = sentence->text;
    size_t at = sentence->start, len;
    while (at < text.len) {
        if (!stops[(unsigned char)text.ptr[at]]) {
            at++;
            continue;
        }
        uint32_t character = utf8_peek(text, at, &len);
        mark found = mark_of(character);
        if (character == ';' && is_greek_question(sentence, at))
            found = EXCLAMATION;
        if (character == '"')
            sentence->is_quote_open = !sentence->is_quote_open;
        if (found == LINE_END)
            return at;
        if (found == NO_MARK)
            at += len;
        else if (ends_at(sentence, &at, len, found))
            return at;
    }
    return at;
}

bool galley_sentence_next(galley_text text, size_t *at, galley_text *sentence, const char *lang) {
    size_t start = *at, len;
    while (start < text.len && galley_is_space(utf8_peek(text, start, &len)))
        start += len;
    *at = start;
    if (start >= text.len)
        return false;
    scan found = {.text = text, .lang = lang, .start = start, .seen = start, .cased = start, .ticked = start};
    *at = find_end(&found);
    *sentence = galley_trim(galley_text_part(text.ptr + start, *at - start));
    return true;
}
