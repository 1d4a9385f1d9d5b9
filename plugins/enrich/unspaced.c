/* Where no spaces say what a word is, a run of characters that comes again is one if it keeps different company on
 * both sides (accessor variety: Feng, Chen, Deng and Zheng 2004). Runs grow by a character as long as both their
 * shorter halves come again (Agrawal and Srikant 1994), so that the work is linear in the text. What differs: hardly
 * any text of one article has enough of each word for a threshold on variety, so two neighbours are enough, and
 * characters that are words of grammar (unspaced.inc), Hiragana and broken syllables part runs. */
#include "unspaced.h"

#include <math.h>
#include <stdlib.h>

#include "unspaced.inc"

enum {
    FEWEST_SEEN = 2,
    SHORTEST_HAN = 2,
    SHORTEST_SYLLABIC = 4,
    SAFE_SYLLABIC = 6 /* characters, in Thai and its kin */
};
enum { PARTS = 0, INNER = 1, FIRST = 2, LAST = 4, ANYWHERE = INNER | FIRST | LAST }; /* of a keyword */
enum {
    FIRST_HAN = 0x4E00,
    FIRST_HIRAGANA = 0x3041,
    LAST_HIRAGANA = 0x309F,
    FIRST_KATAKANA = 0x30A0,
    LAST_KATAKANA = 0x30FF
};

typedef struct character {
    uint64_t hash; /* of the run that begins here */
    uint32_t code; /* its first code point */
    uint32_t mark; /* tells it from others, with the marks on it */
    uint8_t kind;
    bool is_joined;     /* to the one before */
    bool is_seen;       /* the run that begins here comes again */
    bool opens, closes; /* may a word begin or end here? */
} character;

typedef struct slot {
    uint64_t hash;
    uint32_t count, first, left, right;
    bool has_lefts, has_rights; /* more than one */
    bool is_whole;              /* where it is first seen, or else nowhere, no word is cut */
} slot;

void unspaced_clear(unspaced *self) {
    galley_buffer_clear(&self->characters);
    galley_buffer_clear(&self->slots);
    galley_buffer_clear(&self->items);
}

/* ---- Characters ------------------------------------------------------------------------------------------------ */

static void take_away(unspaced *self, const char *characters, uint8_t kinds) {
    galley_text all = galley_text_of(characters);
    uint32_t code;
    for (size_t at = 0; galley_utf8_next(all, &at, &code);)
        if (code >= FIRST_HAN && code - FIRST_HAN < HAN_CHARACTERS)
            self->kinds[code - FIRST_HAN] &= (uint8_t)~kinds;
}

static void prepare(unspaced *self) {
    if (self->is_ready)
        return;
    memset(self->kinds, ANYWHERE, sizeof self->kinds);
    take_away(self, never_first, FIRST);
    take_away(self, never_last, LAST);
    take_away(self, loose_characters, ANYWHERE);
    self->is_ready = true;
}

static bool is_han(uint32_t code) {
    return code >= FIRST_HAN && code - FIRST_HAN < HAN_CHARACTERS;
}

static bool is_syllabic(uint32_t code) {
    return code >= 0xE00 && code < 0x1800; /* Thai, Lao, Myanmar, Khmer */
}

static uint8_t kind_of(const unspaced *self, uint32_t code) {
    if (is_han(code))
        return self->kinds[code - FIRST_HAN];
    return code >= FIRST_HIRAGANA && code <= LAST_HIRAGANA ? PARTS : ANYWHERE;
}

/* A vowel or mark that belongs to the consonant before it, and one that belongs to that behind. */
static bool hangs_on(uint32_t code) {
    bool is_thai_vowel = (code >= 0xE30 && code <= 0xE3A) || (code >= 0xE45 && code <= 0xE4E);
    bool is_lao_vowel = (code >= 0xEB0 && code <= 0xEBC) || (code >= 0xEC8 && code <= 0xECD);
    bool is_other = (code >= 0x102B && code <= 0x103E) || (code >= 0x17B6 && code <= 0x17D3);
    return is_thai_vowel || is_lao_vowel || is_other || (code >= 0x30FB && code <= 0x30FE);
}

static bool hangs_forward(uint32_t code) {
    return (code >= 0xE40 && code <= 0xE44) || (code >= 0xEC0 && code <= 0xEC4) || code == 0x17D2;
}

static void *room_for(galley_buffer *buffer, size_t count, size_t size) {
    buffer->len = 0;
    return memset(galley_buffer_reserve(buffer, count * size + 1), 0, count * size + 1);
}

static uint64_t mixed(uint64_t hash, uint32_t code) {
    return ((hash << 21 | hash >> 43) ^ code) * UINT64_C(0x9E3779B97F4A7C15);
}

static bool is_katakana(uint32_t code) {
    return code >= FIRST_KATAKANA && code <= LAST_KATAKANA;
}

/* A word in Katakana is not cut: a run of them begins and ends one. */
static void set_ends(character *all, size_t at) {
    character *each = &all[at], *next = &all[at + 1];
    bool is_cut_before =
        hangs_on(each->code) || (each->is_joined && is_katakana(each->code) && is_katakana(each[-1].code));
    bool is_cut_behind = hangs_forward(each->code) || (next->is_joined && hangs_on(next->code)) ||
                         (next->is_joined && is_katakana(each->code) && is_katakana(next->code));
    each->opens = (each->kind & FIRST) && !is_cut_before;
    each->closes = (each->kind & LAST) && !is_cut_behind;
}

/* How many characters the word of grammar at `at` has; 0: none stands there. */
static size_t match_thai_word(const reading *text, const character *all, size_t at) {
    for (size_t i = 0; i < sizeof thai_words / sizeof *thai_words; i++) {
        size_t wanted = strlen(thai_words[i]), len = 0, length = 0;
        for (; len < wanted && (length == 0 || all[at + length].is_joined); length++) {
            galley_text whole = reading_token(text, at + length)->whole;
            if (whole.len > wanted - len || memcmp(whole.ptr, thai_words[i] + len, whole.len) != 0)
                break;
            len += whole.len;
        }
        if (len == wanted)
            return length;
    }
    return 0;
}

static void part_thai_words(const reading *text, character *all) {
    for (size_t i = 0; i < text->token_count; i++) {
        size_t length = is_syllabic(all[i].code) ? match_thai_word(text, all, i) : 0;
        for (size_t in = 0; in < length; in++)
            all[i + in].kind = PARTS;
        i += length > 0 ? length - 1 : 0;
    }
}

static character *read_characters(unspaced *self, const reading *text) {
    character *all = room_for(&self->characters, text->token_count + 1, sizeof *all);
    for (size_t i = 0; i < text->token_count; i++) {
        const token *each = reading_token(text, i);
        if (!each->is_ideograph)
            continue;
        size_t at = 0;
        galley_utf8_next(each->whole, &at, &all[i].code);
        all[i].kind = kind_of(self, all[i].code);
        all[i].mark = (uint32_t)galley_hash64(each->whole, 0) | 1;
        all[i].hash = mixed(0, all[i].mark);
        all[i].is_joined = i > 0 && each->gap == GAP_NOTHING && all[i - 1].code > 0;
    }
    part_thai_words(text, all);
    for (size_t i = 0; i < text->token_count; i++) {
        all[i].is_seen = all[i].kind != PARTS;
        set_ends(all, i);
    }
    return all;
}

/* ---- Runs ------------------------------------------------------------------------------------------------------ */

static slot *find_slot(slot *slots, size_t mask, uint64_t hash) {
    size_t at = (size_t)(hash >> 32) & mask;
    while (slots[at].count > 0 && slots[at].hash != hash)
        at = (at + 1) & mask;
    return &slots[at];
}

/* Company: the ends of sentences are always another one. */
static void note_company(slot *found, const character *all, size_t first, size_t length) {
    const character *behind = &all[first + length];
    uint32_t left = all[first].is_joined && all[first - 1].kind != PARTS ? all[first - 1].mark : 0;
    uint32_t right = behind->is_joined && behind->kind != PARTS ? behind->mark : 0;
    found->has_lefts |= found->count > 0 && (left != found->left || left == 0);
    found->has_rights |= found->count > 0 && (right != found->right || right == 0);
    found->left = left;
    found->right = right;
}

/* Syllables that only meet twice say little where they are short. */
static bool is_long_enough(const character *first, size_t length, uint32_t count) {
    if (!is_syllabic(first->code))
        return length >= SHORTEST_HAN;
    return length >= SHORTEST_SYLLABIC && (count > FEWEST_SEEN || length >= SAFE_SYLLABIC);
}

static void add_word(unspaced *self, const reading *text, const character *all, const slot *found, size_t length) {
    bool is_word = found->has_lefts && found->has_rights && found->is_whole &&
                   is_long_enough(&all[found->first], length, found->count);
    if (!is_word)
        return;
    unspaced_word fresh = {.first = found->first, .length = (uint32_t)length, .count = found->count};
    double place = log(3 + (double)reading_token(text, found->first)->sentence);
    fresh.score = found->count * sqrt((double)length) / place;
    galley_buffer_add_bytes(&self->items, &fresh, sizeof fresh);
    self->count++;
}

static bool is_uncut(const character *all, size_t first, size_t length) {
    return all[first].opens && all[first + length - 1].closes;
}

/* Runs of so many characters; false if none of them comes again. */
static bool find_runs(unspaced *self, const reading *text, character *all, size_t length) {
    size_t count = text->token_count, mask = 63;
    while (mask < count * 2)
        mask = mask * 2 + 1;
    slot *slots = room_for(&self->slots, mask + 1, sizeof *slots);
    size_t last = count + 1 - length, seen = 0;
    for (size_t i = 0; i < last; i++) {
        bool may_be = all[i].is_seen && all[i + 1].is_seen && all[i + length - 1].is_joined;
        all[i].is_seen = may_be;
        if (!may_be)
            continue;
        all[i].hash = mixed(all[i].hash, all[i + length - 1].mark);
        slot *found = find_slot(slots, mask, all[i].hash);
        note_company(found, all, i, length);
        bool is_first = found->count++ == 0, is_whole = is_uncut(all, i, length);
        found->hash = all[i].hash;
        if (is_first || (is_whole && !found->is_whole))
            found->first = (uint32_t)i;
        found->is_whole |= is_whole;
    }
    for (size_t i = last; i < count; i++)
        all[i].is_seen = false;
    for (size_t i = 0; i < last; i++) {
        const slot *found = all[i].is_seen ? find_slot(slots, mask, all[i].hash) : NULL;
        all[i].is_seen = found && found->count >= FEWEST_SEEN;
        seen += all[i].is_seen;
        if (all[i].is_seen && found->first == i)
            add_word(self, text, all, found, length);
    }
    return seen > 0;
}

static int compare_words(const void *a, const void *b) {
    const unspaced_word *left = a, *right = b;
    if (left->score != right->score)
        return left->score > right->score ? -1 : 1;
    if (left->first != right->first)
        return left->first < right->first ? -1 : 1;
    return left->length > right->length ? -1 : left->length < right->length;
}

void unspaced_find(unspaced *self, const reading *text) {
    self->items.len = self->count = 0;
    prepare(self);
    character *all = read_characters(self, text);
    for (size_t length = 2; length <= UNSPACED_LONGEST && length <= text->token_count; length++)
        if (!find_runs(self, text, all, length))
            break;
    if (self->count > 1)
        qsort(self->items.ptr, self->count, sizeof(unspaced_word), compare_words);
}
