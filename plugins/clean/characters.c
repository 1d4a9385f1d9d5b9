/* Cleans a text character by character. Nearly all texts are clean already, so each step first looks for the first place
 * that wants a change, eight bytes at a time, and copies nothing if there is none.
 *
 * Entities come first, then the characters that they gave are looked at like all others: "&nbsp;" is a space in the end,
 * "&shy;" nothing. They are decoded once: "&amp;lt;" gives "&lt;", since that is what a page showed. */
#include "characters.h"

#include "mojibake.h"
#include "typography.h"

#include <galley/base.h>

enum {
    ENTITY_MAX_BYTES = 10, /* "&thetasym;", "&#1114111;" */
    LINE_SEPARATOR = 0x2028,
    PARAGRAPH_SEPARATOR = 0x2029
};

/* ---- Eight bytes at a time ------------------------------------------------------------------------------------- */

#define EVERY_BYTE(byte) (UINT64_C(0x0101010101010101) * (byte)) /* a macro, since constants need one */

static inline uint64_t load(const char *bytes) {
    uint64_t eight;
    memcpy(&eight, bytes, sizeof eight);
    return eight;
}

/* The top bit of each byte that may be `byte`. One above such a byte may be marked too: good for "is there any". */
static inline uint64_t bytes_like(uint64_t eight, unsigned char byte) {
    uint64_t difference = eight ^ EVERY_BYTE(byte);
    return (difference - EVERY_BYTE(1)) & ~difference & EVERY_BYTE(0x80);
}

/* Bytes below space, and those that are not ASCII. */
static inline uint64_t odd_bytes(uint64_t eight) {
    return ((eight - EVERY_BYTE(0x20)) | eight | (eight + EVERY_BYTE(1))) & EVERY_BYTE(0x80);
}

/* ---- Entities -------------------------------------------------------------------------------------------------- */

typedef struct entity {
    char name[9];
    uint32_t character;
} entity;

static const entity entities[] = {
#include "entities.inc"
};

/* What browsers make of U+0080 to U+009F, which no page means: Windows-1252. 0 where that has nothing. */
static const uint16_t windows_1252[32] = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                          0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                          0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                          0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

static uint32_t from_windows(uint32_t character) {
    bool is_control = character >= 0x80 && character < 0xA0 && windows_1252[character - 0x80] != 0;
    return is_control ? windows_1252[character - 0x80] : character;
}

static uint32_t find_named(galley_text name) {
    size_t low = 0, high = sizeof entities / sizeof *entities;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        galley_text known = galley_text_of(entities[middle].name);
        int order = memcmp(known.ptr, name.ptr, known.len < name.len ? known.len : name.len);
        if (order == 0 && known.len == name.len)
            return entities[middle].character;
        if (order < 0 || (order == 0 && known.len < name.len))
            low = middle + 1;
        else
            high = middle;
    }
    return 0;
}

static int digit_value(char digit, unsigned base) {
    int value = -1;
    if (digit >= '0' && digit <= '9')
        value = digit - '0';
    else if (base == 16 && (digit | 0x20) >= 'a' && (digit | 0x20) <= 'f')
        value = (digit | 0x20) - 'a' + 10;
    return value;
}

/* "8217" or "x2019", without "&#" and ";". 0 if that is no character. */
static uint32_t read_numbered(galley_text digits) {
    unsigned base = digits.len > 0 && (digits.ptr[0] | 0x20) == 'x' ? 16 : 10;
    uint32_t character = 0;
    for (size_t i = base == 16; i < digits.len; i++) {
        int value = digit_value(digits.ptr[i], base);
        if (value < 0)
            return 0;
        character = character * base + (uint32_t)value; /* at most 7 digits: no overflow */
    }
    bool is_character = character <= 0x10FFFF && !(character >= 0xD800 && character <= 0xDFFF);
    return is_character ? from_windows(character) : 0;
}

/* The character that the entity at `at` means, and its length with & and ;. 0 if there is no certain one. */
static uint32_t read_one_entity(galley_text text, size_t at, size_t *len) {
    *len = 0;
    size_t most = text.len - at < ENTITY_MAX_BYTES ? text.len - at : ENTITY_MAX_BYTES;
    const char *end = memchr(text.ptr + at + 1, ';', most - 1);
    if (!end)
        return 0;
    galley_text inside = galley_text_part(text.ptr + at + 1, (size_t)(end - text.ptr) - at - 1);
    *len = inside.len + 2;
    if (inside.len > 1 && inside.ptr[0] == '#')
        return read_numbered(galley_text_part(inside.ptr + 1, inside.len - 1));
    return find_named(inside);
}

/* What was escaped twice, "&amp;eacute;", is é. But not what markup is made of: who writes "&amp;lt;" may mean "&lt;". */
static uint32_t read_entity(galley_text text, size_t at, size_t *len) {
    uint32_t character = read_one_entity(text, at, len);
    if (character != '&')
        return character;
    size_t inner = 0, ampersand = at + *len - 1; /* the semicolon, read as the inner entity's & */
    uint32_t meant = read_one_entity(text, ampersand, &inner);
    if (meant == 0 || meant == '&' || meant == '<' || meant == '>' || meant == '"')
        return character;
    *len += inner - 1;
    return meant;
}

/* ---- Characters that nobody sees ------------------------------------------------------------------------------- */

/* What the character becomes: itself, another, or 0 for nothing. `before` is the one in front of it. */
static uint32_t visible(uint32_t character, uint32_t before) {
    if (character < 0x20 || character == 0x7F) /* white space among them is the next step's business */
        return character >= '\t' && character <= '\r' ? character : 0;
    if (character >= 0x80 && character < 0xA0)
        return windows_1252[character - 0x80];
    switch (character) {
    case 0x200B: /* zero width space: in Thai, Lao, Burmese and Khmer it is between words */
        return before >= 0xE00 && before < 0x1800 ? character : 0;
    case 0x200C: /* non-joiner and joiner: in Persian, in scripts of India, in emoji they are spelling */
    case 0x200D:
        return before >= 0x590 && !(before >= 0x2000 && before < 0x2190) && !galley_is_space(before) ? character : 0;
    case 0xAD:   /* soft hyphen */
    case 0x61C:  /* Arabic letter mark */
    case 0x180E: /* Mongolian vowel separator */
    case 0x200E: /* left-to-right and right-to-left marks */
    case 0x200F:
    case 0xFEFF: /* byte order mark */
    case 0xFFFC: /* object replacement */
        return 0;
    default: /* bidirectional embeddings and isolates, word joiner and invisible operators, annotation marks */
        return (character >= 0x202A && character <= 0x202E) || (character >= 0x2060 && character <= 0x206F) ||
                       (character >= 0xFFF9 && character <= 0xFFFB)
                   ? 0
                   : character;
    }
}

/* What stands at a place in the text. */
typedef struct found {
    uint32_t from, to; /* `to` 0: goes */
    size_t len;        /* bytes in the text */
    bool is_entity;
} found;

static found look_at(galley_text text, size_t at, uint32_t before, const bool is_on[CHARACTER_RULE_COUNT]) {
    found here = {0};
    size_t behind = at;
    galley_utf8_next(text, &behind, &here.from);
    here.to = here.from;
    here.len = behind - at;
    if (here.from == '&' && is_on[ENTITIES]) {
        size_t len;
        uint32_t character = read_entity(text, at, &len);
        here = character ? (found){.from = character, .to = character, .len = len, .is_entity = true} : here;
    }
    if (is_on[CONTROLS])
        here.to = visible(here.from, before);
    return here;
}

/* May the character that begins with this byte want a change? '&', ASCII controls, and first bytes of what is above. */
static inline bool may_change(unsigned char byte) {
    return byte == '&' || (byte < 0x20 && byte != '\n') || byte == 0x7F || byte == 0xC2 || byte == 0xD8 ||
           byte == 0xE1 || byte == 0xE2 || byte == 0xEF;
}

/* The next place from `at` on where a character may want a change. */
static size_t find_suspect(galley_text text, size_t at) {
    while (at < text.len) {
        while (text.len - at >= 8) {
            uint64_t eight = load(text.ptr + at);
            if ((odd_bytes(eight) | bytes_like(eight, '&')) != 0)
                break;
            at += 8;
        }
        size_t end = text.len - at > 8 ? at + 8 : text.len;
        for (; at < end; at++)
            if (may_change((unsigned char)text.ptr[at]))
                return at;
    }
    return text.len;
}

static uint32_t character_before(galley_text text, size_t at) {
    size_t start = at;
    uint32_t character = 0;
    if (at == 0)
        return 0;
    while (start > 0 && ((unsigned char)text.ptr[--start] & 0xC0) == 0x80)
        ;
    galley_utf8_next(text, &start, &character);
    return character;
}

static galley_text clean_characters(galley_text text, const bool is_on[CHARACTER_RULE_COUNT],
                                    bool has_changed[CHARACTER_RULE_COUNT], galley_arena *arena) {
    char *out = NULL;
    size_t len = 0, copied = 0;
    for (size_t at = find_suspect(text, 0); at < text.len;) {
        /* What stands before is in the text, or at the end of what was written. */
        uint32_t before =
            at > copied || !out ? character_before(text, at) : character_before(galley_text_part(out, len), len);
        found here = look_at(text, at, before, is_on);
        if (here.is_entity || here.to != here.from) {
            if (!out) /* a character of two bytes may become one of three, and none grows more */
                out = galley_arena_alloc(arena, text.len + text.len / 2 + 4);
            memcpy(out + len, text.ptr + copied, at - copied);
            len += at - copied;
            len += here.to ? galley_utf8_put(out + len, here.to) : 0;
            copied = at + here.len;
            has_changed[ENTITIES] = has_changed[ENTITIES] || here.is_entity;
            has_changed[CONTROLS] = has_changed[CONTROLS] || here.to != here.from;
        }
        at = find_suspect(text, at + here.len);
    }
    if (!out)
        return text;
    memcpy(out + len, text.ptr + copied, text.len - copied);
    return galley_text_part(out, len + text.len - copied);
}

/* ---- White space ----------------------------------------------------------------------------------------------- */

/* White space from one place on. */
typedef struct white {
    size_t end;
    size_t breaks; /* line breaks in it: LF, CR, CR LF, U+2028 and the like; U+2029 counts for two */
    bool is_plain; /* one space, or LF and nothing else */
} white;

static size_t breaks_of(uint32_t character) {
    bool is_break = (character >= '\n' && character <= '\r') || character == LINE_SEPARATOR;
    return character == PARAGRAPH_SEPARATOR ? 2 : is_break;
}

/* All white space; or, if that is not to be touched, LF alone. */
static white read_white(galley_text text, size_t start, bool is_any) {
    white run = {.end = start};
    size_t spaces = 0, feeds = 0, count = 0, at = start;
    uint32_t character, before = 0;
    while (galley_utf8_next(text, &at, &character)) {
        if (is_any ? !galley_is_space(character) : character != '\n')
            break;
        bool is_second_half = before == '\r' && character == '\n';
        run.breaks += is_second_half ? 0 : breaks_of(character);
        spaces += character == ' ';
        feeds += character == '\n';
        count++;
        before = character;
        run.end = at;
    }
    run.is_plain = feeds == count || (spaces == 1 && count == 1);
    return run;
}

/* May this byte begin white space other than the plain space? */
static inline bool may_be_white(unsigned char byte) {
    return (byte >= '\t' && byte <= '\r') || byte == 0xC2 || byte == 0xE1 || byte == 0xE2 || byte == 0xE3;
}

/* The next place from `at` on where there may be more than one plain space between two words. A single plain space in
 * front of it belongs to it. */
static size_t find_white(galley_text text, size_t at) {
    while (at < text.len) {
        while (text.len - at >= 9) {
            uint64_t spaces = bytes_like(load(text.ptr + at), ' ') & bytes_like(load(text.ptr + at + 1), ' ');
            if ((odd_bytes(load(text.ptr + at)) | spaces) != 0)
                break;
            at += 8;
        }
        size_t end = text.len - at > 8 ? at + 8 : text.len;
        for (; at < end; at++) {
            unsigned char byte = (unsigned char)text.ptr[at];
            bool is_double = byte == ' ' && (at == 0 || at + 1 == text.len || text.ptr[at + 1] == ' ');
            if (is_double || may_be_white(byte))
                return at;
        }
    }
    return text.len;
}

/* What white space becomes: line breaks, or one space, or nothing. */
typedef struct gap {
    size_t breaks;
    bool is_space;
} gap;

/* *is_clean says whether that is what stands there already. */
static gap clean_gap(galley_text text, size_t start, const white *run, bool is_title,
                     const bool is_on[CHARACTER_RULE_COUNT], bool has_changed[CHARACTER_RULE_COUNT], bool *is_clean) {
    bool is_edge = is_on[SPACES] && (start == 0 || run->end == text.len);
    bool is_joined = is_on[SPACES] && (is_title || run->breaks == 0);
    bool is_collapsed = is_on[BLANK_LINES] && run->breaks > 2 && !is_edge && !is_joined;
    bool is_spaced = is_edge || !run->is_plain || (is_joined && run->breaks > 0);
    has_changed[SPACES] = has_changed[SPACES] || is_spaced;
    has_changed[BLANK_LINES] = has_changed[BLANK_LINES] || is_collapsed;
    *is_clean = !is_spaced && !is_collapsed;
    if (is_edge || is_joined)
        return (gap){.is_space = !is_edge};
    return (gap){.breaks = is_collapsed ? 2 : run->breaks};
}

static galley_text clean_white(galley_text text, bool is_title, const bool is_on[CHARACTER_RULE_COUNT],
                               bool has_changed[CHARACTER_RULE_COUNT], galley_arena *arena) {
    char *out = NULL; /* never longer than the text: U+2029 has three bytes, and gives two */
    size_t len = 0, copied = 0;
    bool is_clean;
    size_t at = text.len > 0 && text.ptr[0] == ' ' ? 0 : find_white(text, 0);
    while (at < text.len) {
        size_t start = is_on[SPACES] && at > copied && text.ptr[at - 1] == ' ' ? at - 1 : at;
        white run = read_white(text, start, is_on[SPACES]);
        if (run.end <= at) { /* no white space after all */
            at = find_white(text, at + 1);
            continue;
        }
        gap wanted = clean_gap(text, start, &run, is_title, is_on, has_changed, &is_clean);
        if (!is_clean) {
            out = out ? out : galley_arena_alloc(arena, text.len + 1);
            memcpy(out + len, text.ptr + copied, start - copied);
            len += start - copied;
            memset(out + len, wanted.is_space ? ' ' : '\n', wanted.breaks + wanted.is_space);
            len += wanted.breaks + wanted.is_space;
            copied = run.end;
        }
        at = find_white(text, run.end);
    }
    if (!out)
        return text;
    memcpy(out + len, text.ptr + copied, text.len - copied);
    return galley_text_part(out, len + text.len - copied);
}

/* ---- All of it ------------------------------------------------------------------------------------------------- */

/* The text as the rule left it, and whether it changed anything. */
static galley_text note_change(galley_text before, galley_text after, bool *has_changed) {
    *has_changed = *has_changed || after.ptr != before.ptr;
    return after;
}

galley_text characters_clean(galley_text text, bool is_title, const bool is_on[CHARACTER_RULE_COUNT],
                             bool has_changed[CHARACTER_RULE_COUNT], galley_arena *arena) {
    if (is_on[MOJIBAKE]) /* before soft hyphens and control characters go: they are bytes of it */
        text = note_change(text, mojibake_repair(text, arena), &has_changed[MOJIBAKE]);
    if (is_on[ENTITIES] || is_on[CONTROLS])
        text = clean_characters(text, is_on, has_changed, arena);
    if (is_on[LIGATURES])
        text = note_change(text, typography_plain(text, SPELL_LIGATURES, arena), &has_changed[LIGATURES]);
    if (is_on[NFC])
        text = note_change(text, galley_nfc(text, arena), &has_changed[NFC]);
    if (is_on[SPACES] || is_on[BLANK_LINES])
        text = clean_white(text, is_title, is_on, has_changed, arena);
    if (is_on[QUOTES])
        text = note_change(text, typography_plain(text, SPELL_QUOTES, arena), &has_changed[QUOTES]);
    if (is_on[DASHES])
        text = note_change(text, typography_plain(text, SPELL_DASHES, arena), &has_changed[DASHES]);
    return text;
}
