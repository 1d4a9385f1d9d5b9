/* Reading by masks: a passage is folded into a byte a letter, sixteen at a time where they are ASCII; then bits say which
 * bytes are letters, and where these bits change words begin and end (as Langdale, Lemire, "Parsing gigabytes of JSON per
 * second", 2019, find strings). So nothing is asked of each character, and no branch is guessed at each word's end.
 *
 * A passage ends behind a space, so that no word is cut. What cannot be folded into bytes is read by words.c. */
#include "passage.h"
#include "sixteen.h"

enum {
    STEP = 16, /* bytes that are folded at once */
    BLOCK = 64,
    /* What was before the passage as one gap, the passage, and what is read and written beyond its end. */
    FOLDED_ROOM = 1 + PASSAGE_BYTES + BLOCK + STEP,
    BORDERS_MAX = 2 * PASSAGE_WORDS,
};
_Static_assert(PASSAGE_BYTES + STEP <= PASSAGE_LETTERS, "letters of the last word are written sixteen at a time");

typedef uint16_t sixteen_wide __attribute__((vector_size(32)));

/* ---- Folding --------------------------------------------------------------------------------------------------- */

static inline sixteen is_between(sixteen bytes, uint8_t first, uint8_t last) {
    return (sixteen)(bytes - first <= (uint8_t)(last - first));
}

/* As the table has ASCII; of other bytes anything. */
static inline sixteen fold_ascii(sixteen bytes) {
    sixteen is_capital = is_between(bytes, 'A', 'Z');
    sixteen lower = bytes | (is_capital & 0x20);
    sixteen letters = is_between(lower, 'a', 'z') & (lower | (is_capital & FOLDED_MARKED));
    sixteen digits = is_between(bytes, '0', '9') & bytes;
    sixteen is_joining =
        (sixteen)(bytes == ' ') | (sixteen)(bytes == '\n') | (sixteen)(bytes == '-') | (sixteen)(bytes == '\'');
    return letters | digits | (is_joining & FOLDED_JOINING);
}

static inline sixteen load_text(galley_text text, size_t at) {
    if (text.len - at >= STEP)
        return load_sixteen(text.ptr + at);
    char last[STEP] = {0};
    memcpy(last, text.ptr + at, text.len - at);
    return load_sixteen(last);
}

/* Writes a character's bytes; false if it cannot be folded into bytes. */
static inline bool fold_character(const letters *table, uint32_t character, uint8_t *folded, size_t *count) {
    if (character >= TABLED) {
        letter_kind kind;
        fold_rare(character, &kind);
        folded[(*count)++] = FOLDED_GAP;
        return kind == GAP;
    }
    const letter *found = &table->of[character];
    if (found->folded_count == NOT_FOLDED)
        return false;
    folded[*count] = found->folded;
    folded[*count + 1] = (uint8_t)found->second;
    *count += found->folded_count;
    return true;
}

/* Folds the text from *at to `end`, at most PASSAGE_BYTES, and gives how many bytes that makes. Moves *at to the first
 * character that cannot be folded into bytes, or to `end`. */
static size_t fold_text(const letters *table, galley_text text, size_t *at, size_t end, uint8_t *folded) {
    size_t next = *at, count = 0;
    while (next < end) {
        sixteen bytes = load_text(text, next);
        store_sixteen(folded + count, fold_ascii(bytes));
        size_t ascii = (size_t)__builtin_ctz(high_bits(bytes) | 1u << STEP), left = end - next;
        size_t taken = ascii < left ? ascii : left;
        next += taken;
        count += taken;
        if (taken == STEP || next == end)
            continue;
        size_t behind = next;
        uint32_t character = next_character(text, &behind);
        if (!fold_character(table, character, folded, &count))
            break;
        next = behind;
    }
    *at = next;
    return count;
}

/* ---- Words ----------------------------------------------------------------------------------------------------- */

/* Which of 64 folded bytes are letters or digits. */
static inline uint64_t find_letters(const uint8_t *folded) {
    uint64_t bits = 0;
    for (unsigned at = 0; at < BLOCK; at += STEP) {
        sixteen bytes = load_sixteen(folded + at) & (uint8_t)~FOLDED_MARKED;
        bits |= (uint64_t)high_bits((sixteen)(bytes >= '0')) << at;
    }
    return bits;
}

/* Where words begin and end, by turns. Behind the `count` bytes is a gap. */
static size_t find_borders(const uint8_t *folded, size_t count, uint16_t borders[BORDERS_MAX]) {
    size_t found = 0;
    uint64_t before = 0;
    for (size_t at = 0; at <= count; at += BLOCK) {
        uint64_t letters = find_letters(folded + at), changes = letters ^ (letters << 1 | before);
        before = letters >> 63;
        for (; changes != 0; changes &= changes - 1)
            borders[found++] = (uint16_t)(at + (size_t)__builtin_ctzll(changes));
    }
    return found;
}

/* The first `len` of sixteen bytes, without marks. */
static inline sixteen take_bytes(const uint8_t *folded, size_t len) {
    static const uint8_t kept[2 * STEP] = {0x7F, 0x7F, 0x7F, 0x7F, 0x7F, 0x7F, 0x7F, 0x7F,
                                           0x7F, 0x7F, 0x7F, 0x7F, 0x7F, 0x7F, 0x7F, 0x7F};
    return load_sixteen(folded) & load_sixteen(kept + (len < STEP ? STEP - len : 0));
}

static inline void write_letters(uint16_t *found, sixteen bytes) {
    sixteen_wide letters = __builtin_convertvector(bytes, sixteen_wide);
    memcpy(found, &letters, sizeof letters);
}

static inline uint64_t add_two_blocks(uint64_t hash, sixteen bytes) {
    uint64_t blocks[2];
    memcpy(blocks, &bytes, sizeof blocks);
    return add_block(add_block(hash, low_first(blocks[0])), low_first(blocks[1]));
}

/* Of a word of more than sixteen letters the hash and the letters; behind the first two blocks are as many as it takes. */
static uint64_t take_long_word(const uint8_t *folded, size_t len, uint16_t *found) {
    uint64_t hash = 0;
    size_t done = 0;
    for (; len - done > STEP / 2; done += STEP) {
        sixteen bytes = take_bytes(folded + done, len - done);
        write_letters(found + done, bytes);
        hash = add_two_blocks(hash, bytes);
        if (len - done <= STEP)
            return hash;
    }
    sixteen bytes = take_bytes(folded + done, len - done);
    uint64_t block;
    memcpy(&block, &bytes, sizeof block);
    write_letters(found + done, bytes);
    return add_block(hash, low_first(block));
}

/* The hash of a word before its bits are mixed; writes its letters. */
static inline uint64_t take_word(const uint8_t *folded, size_t len, uint16_t *found) {
    if (len > STEP)
        return take_long_word(folded, len, found);
    sixteen bytes = take_bytes(folded, len);
    write_letters(found, bytes);
    return add_two_blocks(0, bytes);
}

static inline bool has_only_joining(const uint8_t *folded, size_t from, size_t to) {
    while (from < to && folded[from] == FOLDED_JOINING)
        from++;
    return from == to;
}

/* Which facts a folded word may be, by its first letter. */
static inline bool may_be_fact(uint8_t first) {
    return first <= '9' || first >= ('a' | FOLDED_MARKED);
}

static inline void add_fact(passage *to, word fact) {
    to->names[to->name_count] = to->numbers[to->number_count] = fact.hash;
    to->name_count += fact.fact == FACT_NAME;
    to->number_count += fact.fact == FACT_NUMBER;
}

/* Of the words that may be facts those that are: numbers, and capitals within a sentence. */
static void take_facts(const uint8_t *folded, const uint16_t *borders, const uint16_t *maybe, size_t count,
                       passage *next) {
    for (size_t i = 0; i < count; i++) {
        size_t which = maybe[i], start = borders[2 * which], before = which > 0 ? borders[2 * which - 1] : 0;
        bool is_number = folded[start] <= '9';
        if (is_number || has_only_joining(folded, before, start))
            add_fact(next, (word){next->words[which], is_number ? FACT_NUMBER : FACT_NAME});
    }
}

/* The words of `count` folded bytes, behind which are zeros; the first byte stands for what was before. Is the end still
 * inside a sentence? */
static bool take_words(const uint8_t *folded, size_t count, passage *next, uint16_t *found) {
    uint16_t borders[BORDERS_MAX], maybe[PASSAGE_WORDS];
    size_t words = find_borders(folded, count, borders) / 2, letters = 0, maybes = 0;
    for (size_t i = 0; i < words; i++) {
        size_t start = borders[2 * i], len = borders[2 * i + 1] - start;
        next->words[i] = mix_bits(take_word(folded + start, len, found + letters));
        letters += len;
        maybe[maybes] = (uint16_t)i;
        maybes += may_be_fact(folded[start]);
    }
    next->word_count = words;
    next->letter_count = letters;
    take_facts(folded, borders, maybe, maybes, next);
    return has_only_joining(folded, words > 0 ? borders[2 * words - 1] : 0, count);
}

/* ---- Passages -------------------------------------------------------------------------------------------------- */

passage_cursor passage_cursor_of(const letters *table, galley_text text) {
    return (passage_cursor){.words = {.table = table, .text = text}};
}

/* Behind the last space before `end`, or `from` if there is none. */
static size_t find_space(galley_text text, size_t from, size_t end) {
    while (end > from && text.ptr[end - 1] != ' ' && text.ptr[end - 1] != '\n')
        end--;
    return end;
}

/* Where a passage from here on may end. */
static size_t passage_end(galley_text text, size_t from) {
    return text.len - from <= PASSAGE_BYTES ? text.len : find_space(text, from, from + PASSAGE_BYTES);
}

/* Reads up to `end`, which stands behind a gap or at the end of the text; false, and nothing is read, if it cannot all be
 * folded into bytes. *stopped: at which character. */
static bool read_folded(passage_cursor *cursor, size_t end, passage *next, uint16_t *found, size_t *stopped) {
    uint8_t folded[FOLDED_ROOM];
    word_cursor *words = &cursor->words;
    *stopped = words->at;
    folded[0] = words->is_inside ? FOLDED_JOINING : FOLDED_GAP;
    size_t count = 1 + fold_text(words->table, words->text, stopped, end, folded + 1);
    bool is_cut = end < words->text.len && folded[count - 1] > FOLDED_JOINING; /* in what is not valid */
    if (*stopped != end || is_cut)
        return false;
    memset(folded + count, 0, BLOCK);
    words->is_inside = take_words(folded, count, next, found);
    words->at = cursor->letters_at = end;
    return true;
}

static void add_word(passage *to, word added) {
    add_fact(to, added);
    to->words[to->word_count++] = added.hash;
}

/* Words up to `end`, and on as long as they do not begin in ASCII. */
static void read_words(word_cursor *cursor, size_t end, passage *next) {
    word each;
    while (next->word_count < PASSAGE_WORDS && cursor->at < cursor->text.len &&
           (cursor->at < end || (unsigned char)cursor->text.ptr[cursor->at] >= 0x80) && word_cursor_next(cursor, &each))
        add_word(next, each);
}

/* Letters, up to where words were read. */
static void read_letters(passage_cursor *cursor, passage *next, uint16_t *found) {
    galley_text read = galley_text_part(cursor->words.text.ptr, cursor->words.at);
    next->letter_count = letters_read(cursor->words.table, read, &cursor->letters_at, found, PASSAGE_LETTERS);
}

bool passage_next(passage_cursor *cursor, passage *next, uint16_t *found) {
    word_cursor *words = &cursor->words;
    size_t from = words->at, end = passage_end(words->text, from), stopped;
    next->word_count = next->name_count = next->number_count = next->letter_count = 0;
    if (cursor->letters_at == from) {
        if (from == words->text.len)
            return false;
        if (end > from && read_folded(cursor, end, next, found, &stopped))
            return true;
        size_t before = end > from ? find_space(words->text, from, stopped) : from;
        if (before > from && read_folded(cursor, before, next, found, &stopped))
            return true;
        read_words(words, end > from ? stopped + 1 : from + PASSAGE_BYTES, next);
    }
    read_letters(cursor, next, found);
    return true;
}
