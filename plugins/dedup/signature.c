/* MinHash signatures of word shingles.
 *
 * The share of equal values in two signatures estimates the share of common shingles (Broder, "On the resemblance and
 * containment of documents", 1997). One hash a shingle is enough for all values: its high bits choose the value, its low
 * bits compete for it (Li, Owen, Zhang, "One permutation hashing", 2012). A value that no shingle fell to borrows that
 * of another place, chosen by its own sequence of random places (Shrivastava, "Optimal densification for fast and
 * accurate minwise hashing", 2017). Of each value 8 bits are kept (Li, König, "b-bit minwise hashing", 2010): by chance
 * one in 256 of the others is equal, which the estimate allows for.
 *
 * Ours: a shingle is a run of words of some weight, not number, so that texts without spaces and mixed ones work. */
#include "signature.h"
#include "memory.h"
#include "mix.h"

enum { WINDOW_MAX = 64, VALUE_BITS = 8 }; /* a window holds at most SHINGLE_WORDS_MAX * WEIGHT_WORD words, and one */

static const uint64_t WORD_STEP = UINT64_C(0xD6E8FEB86659FD93);
static const uint32_t NO_VALUE = UINT32_MAX;

struct signature_maker {
    letters *letters;
    uint32_t shingle_weight;    /* 0: no shingles */
    uint64_t steps[WINDOW_MAX]; /* powers of WORD_STEP */
};

signature_maker *signature_maker_new(unsigned shingle_words) {
    signature_maker *maker = heap_new(sizeof *maker);
    maker->letters = letters_new();
    maker->shingle_weight = shingle_words * WEIGHT_WORD;
    maker->steps[0] = 1;
    for (size_t i = 1; i < WINDOW_MAX; i++)
        maker->steps[i] = maker->steps[i - 1] * WORD_STEP;
    return maker;
}

void signature_maker_free(signature_maker *maker) {
    if (!maker)
        return;
    letters_free(maker->letters);
    heap_free(maker);
}

/* ---- Shingles -------------------------------------------------------------------------------------------------- */

/* The last words read, as few as weigh enough for a shingle, and the polynomial hash of them. */
typedef struct window {
    word words[WINDOW_MAX]; /* a ring */
    size_t next, count;
    uint32_t weight;
    uint64_t hash;
} window;

static inline void window_add(window *last, const signature_maker *maker, word added) {
    last->words[last->next++ % WINDOW_MAX] = added;
    last->count++;
    last->weight += added.weight;
    last->hash = last->hash * WORD_STEP + added.hash;
    for (;;) {
        const word *oldest = &last->words[(last->next - last->count) % WINDOW_MAX];
        if (last->weight - oldest->weight < maker->shingle_weight)
            return;
        last->count--;
        last->weight -= oldest->weight;
        last->hash -= oldest->hash * maker->steps[last->count];
    }
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
    uint64_t words, word_count;
    bool has_shingle;
    sample samples[SAMPLES];
    window last;
} making;

static void read_words(const signature_maker *maker, galley_text text, making *made) {
    word_cursor cursor = {.table = maker->letters, .text = text};
    word next;
    while (word_cursor_next(&cursor, &next)) {
        made->words = made->words * WORD_STEP + next.hash;
        made->word_count++;
        if (maker->shingle_weight == 0)
            continue;
        if (next.fact != FACT_NONE)
            sample_add(&made->samples[next.fact == FACT_NAME ? SAMPLE_NAMES : SAMPLE_NUMBERS], next.hash);
        window_add(&made->last, maker, next);
        if (made->last.weight >= maker->shingle_weight) {
            uint64_t shingle = mix_bits(made->last.hash);
            offer_shingle(made->least, shingle);
            sample_add(&made->samples[SAMPLE_SHINGLES], shingle);
            made->has_shingle = true;
        }
    }
}

static void begin_making(making *all) {
    memset(all->least, 0xFF, sizeof all->least);
    all->words = all->word_count = 0;
    all->has_shingle = false;
    all->last = (window){.count = 0};
    sample_begin(&all->samples[SAMPLE_SHINGLES], SHINGLES_MAX);
    sample_begin(&all->samples[SAMPLE_NAMES], FACTS_MAX);
    sample_begin(&all->samples[SAMPLE_NUMBERS], FACTS_MAX);
}

void signature_make(const signature_maker *maker, galley_text title, galley_text text, article_signature *made) {
    making all;
    begin_making(&all);
    read_words(maker, title, &all);
    uint64_t title_words = all.word_count;
    read_words(maker, text, &all);
    made->kind = SIGNATURE_EMPTY;
    if (all.word_count == title_words)
        return;
    made->words = mix_bits(all.words);
    made->kind = SIGNATURE_SHORT;
    if (!all.has_shingle)
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
    word_cursor cursor = {.table = maker->letters, .text = text};
    uint64_t words = 0;
    word next;
    for (*count = 0; word_cursor_next(&cursor, &next); (*count)++)
        words = words * WORD_STEP + next.hash;
    return mix_bits(words);
}

/* ---- Told ------------------------------------------------------------------------------------------------------ */

/* The window, and where its words begin: a ring like that of the words. */
typedef struct listing {
    const signature_maker *maker;
    window last;
    struct place {
        const char *start;
        bool is_title;
    } places[WINDOW_MAX];
    const char *title_end; /* of its last word */
    galley_buffer *found;
    size_t count;
} listing;

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

static void list_shingle(listing *self, uint64_t hash, size_t first, const char *end, bool is_title) {
    const struct place *from = &self->places[first % WINDOW_MAX];
    shingle next = {.hash = hash};
    if (from->is_title) {
        const char *title_end = is_title ? end : self->title_end;
        next.in_title = galley_text_part(from->start, (size_t)(title_end - from->start));
    }
    for (size_t i = first; !is_title && i < self->last.next; i++) {
        if (self->places[i % WINDOW_MAX].is_title)
            continue;
        const char *start = self->places[i % WINDOW_MAX].start;
        next.in_text = galley_text_part(start, (size_t)(end - start));
        break;
    }
    galley_buffer_add_bytes(self->found, &next, sizeof next);
    self->count++;
}

static void list_text(listing *self, galley_text text, bool is_title) {
    word_cursor cursor = {.table = self->maker->letters, .text = text};
    word next;
    for (size_t from = 0; word_cursor_next(&cursor, &next); from = cursor.at) {
        galley_text spelled = trim_word(galley_text_part(text.ptr + from, cursor.at - from));
        const char *end = spelled.ptr + spelled.len;
        self->places[self->last.next % WINDOW_MAX] = (struct place){spelled.ptr, is_title};
        if (self->maker->shingle_weight == 0) {
            size_t first = self->last.next++;
            list_shingle(self, next.hash, first, end, is_title);
        } else {
            window_add(&self->last, self->maker, next);
            if (self->last.weight >= self->maker->shingle_weight)
                list_shingle(self, mix_bits(self->last.hash), self->last.next - self->last.count, end, is_title);
        }
        if (is_title)
            self->title_end = end;
    }
}

size_t signature_shingles(const signature_maker *maker, galley_text title, galley_text text, galley_buffer *found) {
    listing all = {.maker = maker, .found = found};
    list_text(&all, title, true);
    list_text(&all, text, false);
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
