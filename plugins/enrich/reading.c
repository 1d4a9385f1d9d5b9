/* Words and sentences are galley/text.h's; here elisions and possessives are cut off, capitals looked at, and words
 * counted as terms, which are equal when folded. */
#include "reading.h"

enum { FEWEST_SLOTS = 1024, FEWEST_SHOUTED = 4 /* words of a line */ };

/* Words that lose their end before a vowel, folded (French, Italian, Catalan): with what they mean to a name. */
static const struct {
    const char *word;
    elision kind;
} elisions[] = {
    {"d", ELISION_OF},         {"l", ELISION_THE},       {"dell", ELISION_OF},      {"all", ELISION_OTHER},
    {"dall", ELISION_OTHER},   {"nell", ELISION_OTHER},  {"sull", ELISION_OTHER},   {"un", ELISION_OTHER},
    {"quell", ELISION_OTHER},  {"quest", ELISION_OTHER}, {"c", ELISION_OTHER},      {"j", ELISION_OTHER},
    {"m", ELISION_OTHER},      {"n", ELISION_OTHER},     {"qu", ELISION_OTHER},     {"s", ELISION_OTHER},
    {"t", ELISION_OTHER},      {"jusqu", ELISION_OTHER}, {"lorsqu", ELISION_OTHER}, {"puisqu", ELISION_OTHER},
    {"quelqu", ELISION_OTHER}, {"quoiqu", ELISION_OTHER}};

void reading_clear(reading *self) {
    galley_buffer_clear(&self->token_items);
    galley_buffer_clear(&self->term_items);
    galley_buffer_clear(&self->slots);
}

/* ---- Terms ----------------------------------------------------------------------------------------------------- */

static uint32_t *find_slot(const reading *self, uint64_t hash) {
    uint32_t *slots = (uint32_t *)(void *)self->slots.ptr;
    size_t at = hash & (self->slot_count - 1);
    while (slots[at] && reading_term(self, slots[at] - 1)->hash != hash)
        at = (at + 1) & (self->slot_count - 1);
    return &slots[at];
}

static void set_slots(reading *self, size_t count) {
    self->slots.len = 0;
    memset(galley_buffer_reserve(&self->slots, count * sizeof(uint32_t)), 0, count * sizeof(uint32_t));
    self->slot_count = count;
    for (uint32_t i = 0; i < self->term_count; i++)
        *find_slot(self, reading_term(self, i)->hash) = i + 1;
}

static uint32_t find_or_add(reading *self, galley_text folded, const galley_stop_words *stop, uint32_t language) {
    uint64_t hash = galley_hash64(folded, 0);
    uint32_t *slot = find_slot(self, hash);
    if (*slot)
        return *slot - 1;
    term fresh = {.hash = hash, .folded = folded, .is_stop = galley_stop_words_has(stop, language, folded, hash)};
    galley_buffer_add_bytes(&self->term_items, &fresh, sizeof fresh);
    *slot = (uint32_t)++self->term_count;
    if (self->term_count * 2 > self->slot_count)
        set_slots(self, self->slot_count * 2);
    return (uint32_t)self->term_count - 1;
}

static void count_token(reading *self, const token *next) {
    term *found = reading_term(self, next->term);
    found->count++;
    found->uppers += next->is_upper && !next->is_shouted;
    found->capitals += next->is_capital && !next->is_opening && !next->is_shouted;
    found->lowers += !next->is_capital;
    found->sentences += found->last_sentence != next->sentence + 1;
    found->last_sentence = next->sentence + 1;
}

/* ---- Words ----------------------------------------------------------------------------------------------------- */

/* Where the first apostrophe is, and its length; the word's end if there is none. */
static size_t find_apostrophe(galley_text word, size_t *len) {
    for (size_t i = 0; i < word.len; i++) {
        *len = word.ptr[i] == '\'' ? 1 : 3;
        if (word.ptr[i] == '\'' || (word.len - i > 3 && memcmp(word.ptr + i, "\xE2\x80\x99", 3) == 0))
            return i;
    }
    return word.len;
}

static elision find_elision(galley_text folded) {
    for (size_t i = 0; i < sizeof elisions / sizeof *elisions; i++)
        if (galley_text_is(folded, elisions[i].word))
            return elisions[i].kind;
    return ELISION_NONE;
}

/* "l'Europe", "d’Arc", and "L'Europe" where a sentence begins; "D'Angelo", "O'Neill" and "L'Oréal" inside one stay. */
static void cut_elision(token *next, galley_arena *arena) {
    size_t len = 0, front = find_apostrophe(next->word, &len);
    if (front == next->word.len || front > 6 || front + len == next->word.len)
        return;
    size_t at = 0;
    uint32_t first = 0;
    galley_utf8_next(next->word, &at, &first);
    if (galley_is_upper(first) && !next->is_opening)
        return;
    next->elision = find_elision(galley_fold(galley_text_part(next->word.ptr, front), arena));
    if (next->elision == ELISION_NONE)
        return;
    next->is_opening = false; /* what is a capital behind an elision, is one for itself */
    next->word.ptr += front + len;
    next->word.len -= front + len;
}

static void cut_possessive(token *next) {
    size_t len = 0, front = find_apostrophe(next->word, &len);
    if (front > 0 && front + len + 1 == next->word.len && (next->word.ptr[front + len] | 0x20) == 's')
        next->word.len = front;
}

static void look_at_letters(token *next) {
    size_t at = 0, letters = 0, capitals = 0, all = 0;
    for (uint32_t character; galley_utf8_next(next->word, &at, &character); all++) {
        bool is_capital = galley_is_upper(character);
        if (all == 0) {
            next->is_capital = is_capital;
            next->is_ideograph = galley_is_ideograph(character);
            next->is_number = galley_is_digit(character);
        }
        letters += galley_is_letter(character);
        capitals += is_capital;
    }
    next->is_upper = letters > 1 && capitals == letters;
    size_t apostrophe = 0;
    bool is_contraction = next->word.ptr[0] == 'I' && find_apostrophe(next->word, &apostrophe) == 1;
    next->is_capital &= !is_contraction; /* "I'm" */
}

static gap find_gap(galley_text between) {
    size_t at = 0, signs = 0, spaces = 0;
    uint32_t sign = 0;
    for (uint32_t character; galley_utf8_next(between, &at, &character);) {
        bool is_space = galley_is_space(character);
        spaces += is_space;
        signs += !is_space;
        sign = is_space ? sign : character;
    }
    if (signs == 0)
        return spaces > 0 ? GAP_SPACE : GAP_NOTHING;
    if (signs > 1)
        return GAP_BREAK;
    if ((sign == '-' || sign == 0x2010 || sign == 0x2011) && spaces == 0)
        return GAP_HYPHEN;
    if (sign == '.')
        return GAP_POINT;
    return sign == '&' ? GAP_AND : GAP_BREAK;
}

/* Does what stands before a word make its capital mean nothing? */
static bool is_opening_sign(uint32_t sign) {
    switch (sign) {
    case ':':
    case '"':
    case '\'':
    case '!':
    case '?':
    case '*':
    case '[':
    case '|':
    case '/':
    case 0xAB:   /* « */
    case 0xBB:   /* » opens in German */
    case 0x2013: /* dashes */
    case 0x2014:
    case 0x2018: /* quotation marks */
    case 0x201A:
    case 0x201C:
    case 0x201E:
    case 0x2022: /* bullet, ellipsis */
    case 0x2026:
        return true;
    default:
        return false;
    }
}

static bool opens(galley_text between) {
    size_t at = 0;
    bool has_sign = false, has_space = false;
    for (uint32_t character; galley_utf8_next(between, &at, &character);) {
        has_space |= galley_is_space(character);
        has_sign |= is_opening_sign(character) || (character == '-' && has_space);
    }
    return has_sign;
}

/* ---- Sentences ------------------------------------------------------------------------------------------------- */

static void add_token(reading *self, galley_text word, galley_text between, bool is_first, galley_arena *arena) {
    token next = {.word = word, .whole = word, .sentence = (uint32_t)self->sentences};
    next.gap = is_first ? GAP_BREAK : find_gap(between);
    next.is_opening = is_first || opens(between);
    cut_elision(&next, arena);
    cut_possessive(&next);
    look_at_letters(&next);
    galley_buffer_add_bytes(&self->token_items, &next, sizeof next);
    self->token_count++;
}

/* A line in capitals, or a heading in which nearly all words have one. */
static bool is_shouting(const reading *self, size_t first) {
    size_t words = 0, capitals = 0, uppers = 0;
    for (size_t i = first; i < self->token_count; i++) {
        const token *each = reading_token(self, i);
        words += !each->is_number && !each->is_ideograph;
        capitals += each->is_capital;
        uppers += each->is_upper;
    }
    return (words > 1 && uppers * 2 > words) || (words >= FEWEST_SHOUTED && capitals * 4 >= words * 3);
}

static void end_sentence(reading *self, size_t first, const galley_stop_words *stop, uint32_t language,
                         galley_arena *arena) {
    bool is_shouted = is_shouting(self, first);
    for (size_t i = first; i < self->token_count; i++) {
        token *each = reading_token(self, i);
        each->is_shouted = is_shouted;
        each->term = NO_TERM;
        galley_text folded = galley_fold(each->word, arena);
        if (folded.len == 0)
            continue;
        each->term = find_or_add(self, folded, stop, language);
        count_token(self, each);
    }
}

static bool is_ideograph(galley_text word) {
    size_t at = 0;
    uint32_t character = 0;
    return galley_utf8_next(word, &at, &character) && galley_is_ideograph(character);
}

void reading_read(reading *self, galley_text text, const char *lang, const galley_stop_words *stop, bool keeps_tokens,
                  galley_arena *arena) {
    self->token_items.len = self->term_items.len = 0;
    self->token_count = self->term_count = self->words = self->ideographs = self->sentences = 0;
    set_slots(self, FEWEST_SLOTS);
    uint32_t language = galley_stop_words_language(lang);
    galley_text sentence, word;
    for (size_t at = 0; galley_sentence_next(text, &at, &sentence, lang);) {
        size_t first = self->token_count, words = 0, end = 0;
        for (size_t in = 0; galley_word_next(sentence, &in, &word); words++) {
            size_t start = (size_t)(word.ptr - sentence.ptr);
            self->ideographs += is_ideograph(word);
            if (keeps_tokens && (size_t)(word.ptr - text.ptr) < READING_MAX)
                add_token(self, word, galley_text_part(sentence.ptr + end, start - end), words == 0, arena);
            end = start + word.len;
        }
        end_sentence(self, first, stop, language, arena);
        self->words += words;
        self->sentences += words > 0;
    }
    self->words -= self->ideographs;
}
