/* Words and lines. Words are those of UAX #29, less what is no word, and with each character of a script without spaces
 * a word by itself: no dictionaries here. */
#include "base/utf8.h"
#include "text/characters.h"

bool galley_line_next(galley_text text, size_t *at, galley_text *line) {
    if (*at >= text.len)
        return false;
    const char *start = text.ptr + *at, *end = memchr(start, '\n', text.len - *at);
    size_t len = end ? (size_t)(end - start) : text.len - *at;
    *at += end ? len + 1 : len;
    if (end && len > 0 && start[len - 1] == '\r')
        len--;
    *line = galley_text_part(start, len);
    return true;
}

/* What a character is to a word. */
typedef enum kind {
    NO_WORD,
    LETTER, /* and marks */
    DIGIT,
    UNSPACED,   /* a word by itself */
    MID_LETTER, /* joins letters: the middle dot of "col·lega" */
    MID_NUMBER, /* joins digits: the comma of "3,5" */
    MID_BOTH,   /* joins either: . and the apostrophes */
    UNSEEN,     /* joins what is around it and shows nothing: soft hyphen, joiners */
} kind;

static kind kind_of_latin(uint32_t character) {
    switch (latin_classes[character]) {
    case 'l':
    case 'u':
    case 'o':
        return LETTER;
    case 'd':
        return DIGIT;
    default:
        break;
    }
    switch (character) {
    case '.':
    case '\'':
        return MID_BOTH;
    case ',':
        return MID_NUMBER;
    case 0xB7:
        return MID_LETTER;
    case 0xAD:
        return UNSEEN;
    default:
        return NO_WORD;
    }
}

static kind kind_of(uint32_t character) {
    if (character < 0x100)
        return kind_of_latin(character);
    if (character < 0x250)
        return LETTER;
    switch (character) {
    case 0x2018: /* single quotes, the right one is the apostrophe of good typesetting */
    case 0x2019:
    case 0x2024: /* one dot leader */
    case 0xFF07: /* full-width apostrophe and stop */
    case 0xFF0E:
        return MID_BOTH;
    case 0x0387: /* Greek middle dot, Hebrew gershayim, hyphenation point */
    case 0x05F4:
    case 0x2027:
        return MID_LETTER;
    case 0x066B: /* Arabic decimal and thousands separators */
    case 0x066C:
        return MID_NUMBER;
    case 0x200C: /* zero-width non-joiner and joiner, word joiner */
    case 0x200D:
    case 0x2060:
        return UNSEEN;
    default:
        break;
    }
    if (character >= 0x2000 && character < 0x2070) /* spaces, dashes, quotes */
        return NO_WORD;
    if (galley_is_ideograph(character))
        return UNSPACED;
    if (galley_is_letter(character))
        return LETTER;
    return galley_is_digit(character) ? DIGIT : NO_WORD;
}

static inline kind peek_kind(galley_text text, size_t at, size_t *len) {
    unsigned char first = (unsigned char)text.ptr[at];
    if (first < 0x80) {
        *len = 1;
        return kind_of_latin(first);
    }
    return kind_of(utf8_peek(text, at, len));
}

static bool joins(kind middle, kind before, kind behind) {
    if (before != behind)
        return false;
    return middle == MID_BOTH || (middle == MID_LETTER && before == LETTER) ||
           (middle == MID_NUMBER && before == DIGIT);
}

/* Where the run of letters and digits ends whose first character, of `last` kind, ends at `end`. */
static size_t find_run_end(galley_text text, size_t end, kind last) {
    size_t len;
    while (end < text.len) {
        size_t behind = end;
        kind next = peek_kind(text, behind, &len);
        if (next == UNSEEN) {
            while (next == UNSEEN && (behind += len) < text.len)
                next = peek_kind(text, behind, &len);
        } else if (next == MID_LETTER || next == MID_NUMBER || next == MID_BOTH) {
            behind += len;
            if (behind == text.len || !joins(next, last, peek_kind(text, behind, &len)))
                return end;
            next = last;
        }
        if (behind == text.len || (next != LETTER && next != DIGIT))
            return end;
        last = next;
        end = behind + len;
    }
    return end;
}

static size_t find_marks_end(galley_text text, size_t end) {
    size_t len;
    while (end < text.len && is_mark(utf8_peek(text, end, &len)))
        end += len;
    return end;
}

bool galley_word_next(galley_text text, size_t *at, galley_text *word) {
    size_t start = *at, len = 0;
    kind first = NO_WORD;
    while (start < text.len) {
        first = peek_kind(text, start, &len);
        if (first == LETTER || first == DIGIT || first == UNSPACED)
            break;
        start += len;
    }
    if (start >= text.len) {
        *at = text.len;
        return false;
    }
    *at = first == UNSPACED ? find_marks_end(text, start + len) : find_run_end(text, start + len, first);
    *word = galley_text_part(text.ptr + start, *at - start);
    return true;
}
