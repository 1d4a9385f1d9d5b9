/* Cuts a text into numbers, words and signs, and looks words up: whole, without the dots inside it ("p.m."), and up
 * to the unit that it begins with where a script has no spaces. Each character is looked at a bounded number of
 * times. */
#include "text/date_pieces.h"

#include <galley/text.h>

enum {
    WORD_BYTES_MAX = 60,  /* a longer one is no word of a date */
    DOTTED_BYTES_MAX = 6, /* of each part of "p.m.", "มี.ค." */
    FIRST_OF_EAST_ASIA = 0x2E80
};

int digit_value(uint32_t character) {
    static const uint32_t zeros[] = {0x660, 0x6F0, 0x966, 0x9E6, 0xE50, 0xFF10};
    if (character < 0x80)
        return character >= '0' && character <= '9' ? (int)(character - '0') : -1;
    for (size_t i = 0; i < sizeof zeros / sizeof *zeros; i++)
        if (character >= zeros[i] && character <= zeros[i] + 9)
            return (int)(character - zeros[i]);
    return -1;
}

static void read_number(piece *number, galley_text text, size_t start) {
    uint32_t character;
    number->kind = PIECE_NUMBER;
    for (size_t at = start; galley_utf8_next(text, &at, &character) && digit_value(character) >= 0; number->end = at)
        if (++number->digits <= NUMBER_DIGITS_MAX)
            number->value = number->value * 10 + digit_value(character);
    if (number->digits > NUMBER_DIGITS_MAX)
        number->value = -1;
}

static size_t find_word_end(galley_text text, size_t start) {
    size_t end = start;
    uint32_t character;
    for (size_t at = start; galley_utf8_next(text, &at, &character) && galley_is_letter(character);)
        end = at;
    return end;
}

static bool means_something(const meaning *means) {
    return means->month || means->is_day || means->is_filler || means->is_zone || means->unit || means->era;
}

/* What a word means; dots inside it do not count. */
static meaning find_meaning(galley_text word, const galley_calendar *calendar, const char *lang,
                            galley_arena *scratch) {
    char joined[WORD_BYTES_MAX];
    size_t len = 0;
    if (word.len > WORD_BYTES_MAX)
        return (meaning){0};
    galley_text folded = galley_fold(word, scratch);
    for (size_t i = 0; i < folded.len && len < WORD_BYTES_MAX; i++)
        if (folded.ptr[i] != ' ')
            joined[len++] = folded.ptr[i];
    folded = galley_text_part(joined, len);
    meaning means = calendar_meaning(calendar, folded, lang);
    if (!means_something(&means))
        means.month = (uint8_t)calendar_abbreviated(calendar, folded);
    return means;
}

/* Where a word with dots in it ends, "p.m"; `end` if it has none. */
static size_t find_dotted_end(galley_text text, size_t start, size_t end) {
    size_t from = start;
    while (end - from <= DOTTED_BYTES_MAX && end < text.len && text.ptr[end] == '.') {
        size_t next = find_word_end(text, end + 1);
        if (next == end + 1 || next - end - 1 > DOTTED_BYTES_MAX)
            return end;
        from = end + 1;
        end = next;
    }
    return end;
}

/* In East Asia a unit stands between its number and the next word: 日 in "12日星期二". */
static size_t find_unit_end(galley_text text, size_t start) {
    size_t at = start;
    uint32_t character;
    return galley_utf8_next(text, &at, &character) && character >= FIRST_OF_EAST_ASIA ? at : start;
}

typedef struct cutter {
    galley_text text;
    const galley_calendar *calendar;
    const char *lang;
    galley_arena *scratch;
} cutter;

static meaning meaning_of(const cutter *self, size_t start, size_t end) {
    return find_meaning(galley_text_part(self->text.ptr + start, end - start), self->calendar, self->lang,
                        self->scratch);
}

static void read_word(const cutter *self, piece *word, bool is_behind_number) {
    size_t start = word->start, end = find_word_end(self->text, start), dotted, unit_end;
    word->kind = PIECE_WORD;
    word->end = end;
    if (is_behind_number && (unit_end = find_unit_end(self->text, start)) > start) {
        word->meaning = meaning_of(self, start, unit_end);
        word->end = word->meaning.unit ? unit_end : end;
        if (word->meaning.unit)
            return;
    }
    word->meaning = meaning_of(self, start, end);
    if (word->meaning.unit == UNIT_FIRST_WORD) {
        word->end = find_word_end(self->text, end + 1);
        word->meaning = meaning_of(self, start, word->end);
        return;
    }
    dotted = find_dotted_end(self->text, start, end);
    meaning of_dotted = dotted > end ? meaning_of(self, start, dotted) : (meaning){0};
    if (means_something(&of_dotted)) {
        word->meaning = of_dotted;
        word->end = dotted;
    }
}

static void read_piece(const cutter *self, piece *next, const piece *before, uint32_t character) {
    bool is_behind_number = before && before->kind == PIECE_NUMBER && next->is_attached;
    if (digit_value(character) >= 0) {
        read_number(next, self->text, next->start);
    } else if (galley_is_letter(character)) {
        read_word(self, next, is_behind_number);
    } else {
        next->kind = PIECE_SIGN;
        next->sign = character;
    }
}

void pieces_cut(pieces *self, galley_text text, size_t at, size_t most, const galley_calendar *calendar,
                const char *lang, galley_arena *scratch) {
    cutter cutter = {text, calendar, lang, scratch};
    bool is_attached = false;
    size_t start = at;
    self->count = 0;
    self->is_all = true;
    for (uint32_t character; start = at, galley_utf8_next(text, &at, &character);) {
        if (galley_is_space(character)) {
            is_attached = false;
            continue;
        }
        if (self->count == most) {
            self->is_all = false;
            break;
        }
        piece *next = &self->list[self->count++];
        *next = (piece){.start = start, .end = at, .is_attached = is_attached};
        read_piece(&cutter, next, self->count > 1 ? next - 1 : NULL, character);
        at = next->end;
        is_attached = true;
    }
    for (size_t i = 0; i < PIECES_AHEAD; i++)
        self->list[self->count + i] = (piece){.kind = PIECE_END, .start = text.len, .end = text.len};
}
