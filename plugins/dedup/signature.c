/* MinHash signatures of shingles: runs of letters.
 *
 * The share of equal values in two signatures estimates the share of common shingles (Broder, "On the resemblance and
 * containment of documents", 1997). One hash a shingle is enough for all values: its high bits choose the value, its low
 * bits compete for it (Li, Owen, Zhang, "One permutation hashing", 2012). A value that no shingle fell to borrows that
 * of another place, chosen by its own sequence of random places (Shrivastava, "Optimal densification for fast and
 * accurate minwise hashing", 2017). Of each value 8 bits are kept (Li, König, "b-bit minwise hashing", 2010): by chance
 * one in 256 of the others is equal, which the estimate allows for.
 *
 * Ours: a shingle is a run of letters, whatever stands between them. A wrong letter costs as many shingles as a shingle has
 * letters; in runs of words it costs all letters of those words, and a space too many or too few does too. So texts without
 * spaces work like any other, and texts that were scanned are found again. */
#include "signature.h"
#include "memory.h"
#include "mix.h"
#include "passage.h"

enum {
    SHINGLES_FEW = SHINGLES_MAX / 8,
    SHORTEST = 2, /* shingles in a row: of a shorter text a few tell too little */
    VALUE_BITS = 8
};

/* Odd, so that each has an inverse among numbers of 64 bits. */
static const uint64_t STEP = UINT64_C(0xD6E8FEB86659FD93), RANK_STEP = UINT64_C(0x9E3779B97F4A7C15);
static const uint32_t NO_VALUE = UINT32_MAX;

/* Letters behind one another: the last ones of the passages before, less than a shingle, and those of a passage. */
enum { RUN_LETTERS = SHINGLE_LETTERS_MAX - 1 + PASSAGE_LETTERS };

typedef struct letter_run {
    uint16_t letters[RUN_LETTERS];
    size_t before, count;
} letter_run;

struct signature_maker {
    letters *letters;
    uint32_t shingle_letters;      /* 0: no shingles */
    uint64_t last_step;            /* STEP to the power of shingle_letters */
    uint64_t unranked;             /* the inverse of RANK_STEP */
    uint64_t falling[RUN_LETTERS]; /* the inverse of STEP to the power of each place */
    uint64_t rising[RUN_LETTERS];  /* STEP to the power of each place, times RANK_STEP */
};

static uint64_t invert(uint64_t odd) {
    uint64_t inverse = odd; /* right in three bits, and each round doubles them (Newton) */
    for (int bits = 3; bits < 64; bits *= 2)
        inverse *= 2 - odd * inverse;
    return inverse;
}

signature_maker *signature_maker_new(unsigned shingle_letters) {
    signature_maker *maker = heap_new(sizeof *maker);
    maker->letters = letters_new();
    maker->shingle_letters = shingle_letters;
    maker->last_step = 1;
    for (unsigned i = 0; i < shingle_letters; i++)
        maker->last_step *= STEP;
    maker->unranked = invert(RANK_STEP);
    maker->falling[0] = 1;
    maker->rising[0] = RANK_STEP;
    for (size_t i = 1; i < RUN_LETTERS; i++) {
        maker->falling[i] = maker->falling[i - 1] * invert(STEP);
        maker->rising[i] = maker->rising[i - 1] * STEP;
    }
    return maker;
}

void signature_maker_free(signature_maker *maker) {
    if (!maker)
        return;
    letters_free(maker->letters);
    heap_free(maker);
}

/* ---- Shingles -------------------------------------------------------------------------------------------------- */

/* A shingle's polynomial in STEP, times RANK_STEP: its high bits are its rank, and the least ranks are kept, as values of a
 * signature and in samples. A shingle's hash has the rank below and other bits above. */
static inline uint32_t rank_of(uint64_t ranked) {
    return (uint32_t)(ranked >> 32);
}

static inline uint64_t shingle_of(uint64_t ranked, const signature_maker *maker) {
    return mix_bits(ranked * maker->unranked) << 32 | rank_of(ranked);
}

/* Goes on to the next letters, behind the last ones; gives where they belong. */
static uint16_t *continue_run(const signature_maker *maker, letter_run *run) {
    size_t all = run->before + run->count, most = maker->shingle_letters > 0 ? maker->shingle_letters - 1 : 0;
    run->before = all < most ? all : most;
    run->count = 0;
    memmove(run->letters, run->letters + all - run->before, run->before * sizeof *run->letters);
    return run->letters + run->before;
}

/* The run's shingles of the ranks that may be in a sample of this level, ranked. With letters times falling powers summed up, a
 * shingle is the difference of two sums, times a rising one: no product waits for another, as in a hash that rolls; and
 * nothing is guessed. */
static size_t find_ranked(const signature_maker *maker, const letter_run *run, uint8_t level,
                          uint64_t found[PASSAGE_LETTERS]) {
    const uint64_t most = UINT64_MAX >> level;
    uint64_t sums[RUN_LETTERS + 1];
    size_t end = run->before + run->count, letters = maker->shingle_letters, count = 0;
    sums[0] = 0;
    for (size_t i = 0; i < end; i++)
        sums[i + 1] = sums[i] + run->letters[i] * maker->falling[i];
    for (size_t i = letters; i <= end; i++) {
        uint64_t ranked = (sums[i] - sums[i - letters]) * maker->rising[i - 1];
        found[count] = ranked;
        count += ranked <= most;
    }
    return count;
}

/* ---- Values ---------------------------------------------------------------------------------------------------- */

static inline void offer_shingle(uint32_t least[SIGNATURE_VALUES], uint64_t bits) {
    uint32_t *value = &least[pick_place((uint32_t)(bits >> 32), SIGNATURE_VALUES)];
    uint32_t offered = (uint32_t)bits != NO_VALUE ? (uint32_t)bits : NO_VALUE - 1;
    *value = offered < *value ? offered : *value; /* not an if: it would be guessed wrongly every other time */
}

/* The place that an empty one borrows from. There is one that is not empty. */
static size_t find_lender(const uint32_t least[SIGNATURE_VALUES], size_t place) {
    for (uint64_t attempt = 0;; attempt++) {
        uint64_t bits = mix_bits((uint64_t)place << 32 | (attempt + 1));
        size_t lender = pick_place((uint32_t)(bits >> 32), SIGNATURE_VALUES);
        if (least[lender] != NO_VALUE)
            return lender;
    }
}

static void keep_values(const uint32_t least[SIGNATURE_VALUES], uint8_t values[SIGNATURE_VALUES]) {
    for (size_t i = 0; i < SIGNATURE_VALUES; i++) {
        size_t from = least[i] != NO_VALUE ? i : find_lender(least, i);
        values[i] = (uint8_t)least[from];
    }
}

/* ---- Articles -------------------------------------------------------------------------------------------------- */

typedef struct making {
    uint32_t least[SIGNATURE_VALUES];
    uint64_t words, word_count, letter_count;
    sample samples[SAMPLES];
    letter_run run;
    passage read;
} making;

/* Goes on with a polynomial in STEP of the hashes of words: two at a time, so that a product seldom waits for another. */
static uint64_t hash_words(uint64_t words, const passage *read) {
    const uint64_t *hashes = read->words;
    size_t i = 0;
    for (; i + 2 <= read->word_count; i += 2)
        words = words * (STEP * STEP) + (hashes[i] * STEP + hashes[i + 1]);
    return i < read->word_count ? words * STEP + hashes[i] : words;
}

static void add_words(making *made) {
    made->words = hash_words(made->words, &made->read);
    made->word_count += made->read.word_count;
    sample_add(&made->samples[SAMPLE_NAMES], made->read.names, made->read.name_count);
    sample_add(&made->samples[SAMPLE_NUMBERS], made->read.numbers, made->read.number_count);
}

/* Adds the shingles that can be in a sample of this level. */
static void add_shingles(const signature_maker *maker, uint8_t level, making *made) {
    uint64_t shingles[PASSAGE_LETTERS];
    size_t count = find_ranked(maker, &made->run, level, shingles);
    for (size_t i = 0; i < count; i++) {
        shingles[i] = shingle_of(shingles[i], maker);
        offer_shingle(made->least, shingles[i]);
    }
    sample_add(&made->samples[SAMPLE_SHINGLES], shingles, count);
    made->letter_count += made->run.count;
}

static void add_text(const signature_maker *maker, galley_text text, uint8_t level, making *made) {
    passage_cursor cursor = passage_cursor_of(maker->letters, text);
    while (passage_next(&cursor, &made->read, continue_run(maker, &made->run))) {
        made->run.count = made->read.letter_count;
        add_words(made);
        if (maker->shingle_letters > 0)
            add_shingles(maker, level, made);
    }
}

/* Bytes that begin a character: all but 10xxxxxx. */
static size_t count_characters(galley_text text) {
    const uint64_t each = UINT64_C(0x0101010101010101);
    size_t at = 0, others = 0;
    for (uint64_t eight; text.len - at >= sizeof eight; at += sizeof eight) {
        memcpy(&eight, text.ptr + at, sizeof eight);
        others += ((eight >> 7 & ~eight >> 6 & each) * each) >> 56;
    }
    for (; at < text.len; at++)
        others += ((unsigned char)text.ptr[at] & 0xC0) == 0x80;
    return text.len - others;
}

/* Of a long text only the shingles are looked at that may stay in its sample, those of a low rank. Nearly each value of the
 * signature has still some of them to choose from, and the least of those is the least of all. */
static uint8_t least_level(galley_text title, galley_text text) {
    size_t characters = count_characters(title) + count_characters(text);
    uint8_t level = 0;
    while (level < 31 && characters >> (level + 1) >= SHINGLES_MAX * 4 / 5)
        level++;
    return level;
}

/* Reads title and text; false if the text has no word. */
static bool make_all(const signature_maker *maker, galley_text title, galley_text text, uint8_t level, making *made) {
    memset(made->least, 0xFF, sizeof made->least);
    made->words = made->word_count = made->letter_count = 0;
    made->run.before = made->run.count = 0;
    sample_begin(&made->samples[SAMPLE_SHINGLES], SHINGLES_MAX, level);
    sample_begin(&made->samples[SAMPLE_NAMES], FACTS_MAX, 0);
    sample_begin(&made->samples[SAMPLE_NUMBERS], FACTS_MAX, 0);
    add_text(maker, title, level, made);
    uint64_t title_words = made->word_count;
    add_text(maker, text, level, made);
    return made->word_count > title_words;
}

void signature_make(const signature_maker *maker, galley_text title, galley_text text, article_signature *made) {
    making all;
    uint8_t level = least_level(title, text);
    made->kind = SIGNATURE_EMPTY;
    if (!make_all(maker, title, text, level, &all))
        return;
    if (level > 0 && all.samples[SAMPLE_SHINGLES].count < SHINGLES_FEW)
        make_all(maker, title, text, 0, &all); /* the same over and over */
    made->words = mix_bits(all.words);
    made->kind = SIGNATURE_SHORT;
    if (maker->shingle_letters == 0 || all.letter_count < (uint64_t)SHORTEST * maker->shingle_letters)
        return;
    made->kind = SIGNATURE_FULL;
    made->shingles.size = sample_size(&all.samples[SAMPLE_SHINGLES]);
    keep_values(all.least, made->shingles.values);
    sketch_fill(&made->verifying, made->words, all.samples);
}

size_t signature_bytes(const article_signature *of) {
    return offsetof(article_signature, verifying) + (of->kind == SIGNATURE_FULL ? sketch_bytes(&of->verifying) : 0);
}

uint64_t signature_words(const signature_maker *maker, galley_text text, uint32_t *count) {
    passage_cursor cursor = passage_cursor_of(maker->letters, text);
    uint16_t letters[PASSAGE_LETTERS];
    uint64_t words = 0;
    passage read;
    for (*count = 0; passage_next(&cursor, &read, letters); *count += (uint32_t)read.word_count)
        words = hash_words(words, &read);
    return mix_bits(words);
}

/* ---- Told ------------------------------------------------------------------------------------------------------ */

/* The last letters, and where they stand: rings. */
typedef struct listing {
    const signature_maker *maker;
    struct place {
        const char *start;
        uint16_t letter;
        bool is_title;
    } places[SHINGLE_LETTERS_MAX + 1];
    size_t letters; /* that were read */
    uint64_t hash;
    const char *title_end; /* of its last letter */
    galley_buffer *found;
    size_t count;
} listing;

static void list_one(listing *self, const shingle *next) {
    galley_buffer_add_bytes(self->found, next, sizeof *next);
    self->count++;
}

static struct place *place_of(listing *self, size_t letter) {
    return &self->places[letter % (SHINGLE_LETTERS_MAX + 1)];
}

/* The shingle that ends with the last letter. */
static void list_shingle(listing *self, const char *end, bool is_title) {
    size_t first = self->letters - self->maker->shingle_letters;
    const struct place *from = place_of(self, first);
    shingle next = {.hash = shingle_of(self->hash * RANK_STEP, self->maker)};
    if (from->is_title) {
        const char *title_end = is_title ? end : self->title_end;
        next.in_title = galley_text_part(from->start, (size_t)(title_end - from->start));
    }
    while (!is_title && place_of(self, first)->is_title)
        first++;
    const char *start = place_of(self, first)->start;
    if (!is_title)
        next.in_text = galley_text_part(start, (size_t)(end - start));
    list_one(self, &next);
}

/* The last character of what was read. */
static const char *last_character(galley_text read) {
    const char *start = read.ptr + read.len;
    while (start > read.ptr && ((unsigned char)*--start & 0xC0) == 0x80)
        continue;
    return start;
}

static void list_letters(listing *self, galley_text text, bool is_title) {
    uint16_t letters[2];
    size_t at = 0, count;
    while ((count = letters_read(self->maker->letters, text, &at, letters, 2)) > 0) {
        const char *start = last_character(galley_text_part(text.ptr, at));
        for (size_t i = 0; i < count; i++) {
            self->hash = self->hash * STEP + letters[i];
            if (self->letters >= self->maker->shingle_letters)
                self->hash -=
                    place_of(self, self->letters - self->maker->shingle_letters)->letter * self->maker->last_step;
            *place_of(self, self->letters++) = (struct place){start, letters[i], is_title};
            if (self->letters >= self->maker->shingle_letters)
                list_shingle(self, text.ptr + at, is_title);
        }
        if (is_title)
            self->title_end = text.ptr + at;
    }
}

/* What a word was read from begins with what stands before it, and may end with one character behind it. */
static galley_text trim_word(galley_text read) {
    size_t start = read.len, end = 0;
    uint32_t character;
    for (size_t at = 0, before = 0; galley_utf8_next(read, &at, &character); before = at) {
        bool is_of_word = galley_is_letter(character) || galley_is_digit(character) || galley_is_ideograph(character);
        if (!is_of_word)
            continue;
        start = before < start ? before : start;
        end = at;
    }
    return start < end ? galley_text_part(read.ptr + start, end - start) : read;
}

static void list_words(listing *self, galley_text text, bool is_title) {
    word_cursor cursor = {.table = self->maker->letters, .text = text};
    word next;
    for (size_t from = 0; word_cursor_next(&cursor, &next); from = cursor.at) {
        galley_text spelled = trim_word(galley_text_part(text.ptr + from, cursor.at - from));
        shingle one = {.hash = next.hash};
        *(is_title ? &one.in_title : &one.in_text) = spelled;
        list_one(self, &one);
    }
}

size_t signature_shingles(const signature_maker *maker, galley_text title, galley_text text, galley_buffer *found) {
    listing all = {.maker = maker, .found = found};
    void (*list)(listing *, galley_text, bool) = maker->shingle_letters > 0 ? list_letters : list_words;
    list(&all, title, true);
    list(&all, text, false);
    return all.count;
}

/* ---- Comparing ------------------------------------------------------------------------------------------------- */

typedef uint8_t sixteen __attribute__((vector_size(16)));

static inline sixteen find_equal(const uint8_t *one, const uint8_t *other) {
    sixteen a, b;
    memcpy(&a, one, sizeof a);
    memcpy(&b, other, sizeof b);
    return (sixteen)(a == b) & 1;
}

/* In how many of their values two are equal: sixteen at a time, the last eight of them by themselves. */
static uint32_t count_equal(const signature *one, const signature *other) {
    enum { LAST = SIGNATURE_VALUES - 16 };
    const sixteen not_yet = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1};
    sixteen equal = find_equal(one->values + LAST, other->values + LAST) & not_yet;
    for (size_t i = 0; i + 16 <= SIGNATURE_VALUES; i += 16)
        equal += find_equal(one->values + i, other->values + i);
    uint64_t halves[2];
    memcpy(halves, &equal, sizeof equal);
    return (uint32_t)((halves[0] + halves[1]) * UINT64_C(0x0101010101010101) >> 56);
}
_Static_assert(SIGNATURE_VALUES % 16 == 8 && SIGNATURE_VALUES < 256,
               "sixteen at a time, then eight; counted in a byte");

static double estimate_resemblance(const signature *one, const signature *other) {
    uint32_t equal = count_equal(one, other);
    const double by_chance = 1.0 / (1 << VALUE_BITS);
    double estimate = ((double)equal / SIGNATURE_VALUES - by_chance) / (1 - by_chance);
    return estimate < 0 ? 0 : estimate;
}

/* From J = |A ∩ B| / |A ∪ B| and the two sizes follows |A ∩ B| = J (|A| + |B|) / (1 + J). */
static double derive_containment(double resemblance, uint32_t one_size, uint32_t other_size) {
    double smaller = one_size < other_size ? one_size : other_size;
    double common = resemblance * ((double)one_size + other_size) / (1 + resemblance);
    return common < smaller ? common / smaller : 1;
}

likeness signature_compare(const signature *one, const signature *other) {
    double resemblance = estimate_resemblance(one, other);
    return likeness_of(resemblance, derive_containment(resemblance, one->size, other->size));
}
