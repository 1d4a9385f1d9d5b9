/* Samples by hash: the same shingle is in the sample of every article that has it, or of none (Wegman's adaptive sampling,
 * in Flajolet 1990; for documents Manber, "Finding similar files in a large file system", 1994). So of two samples the
 * shares of common shingles can be counted, containment too, which MinHash values can only derive.
 *
 * Ours: facts. Two notices made of one form have most shingles in common, like a copy and its original; but what differs
 * between them is what they are about. */
#include "sketch.h"

#include <string.h>

/* ---- Drawing --------------------------------------------------------------------------------------------------- */

void sample_begin(sample *drawn, uint32_t most, uint8_t level) {
    drawn->most = most;
    drawn->room = 4 * most; /* at a quarter the first look nearly always tells */
    drawn->count = drawn->used = 0;
    drawn->level = level;
    memset(drawn->slots, 0, drawn->room * sizeof *drawn->slots);
}

/* Where a hash is in a table of `room` slots, or belongs. */
static inline uint32_t find_slot(const uint32_t *slots, uint32_t room, uint32_t hash) {
    uint32_t slot = hash & (room - 1);
    while (slots[slot] != 0 && slots[slot] != hash)
        slot = (slot + 1) & (room - 1);
    return slot;
}

/* Puts it there; false if it is there already. */
static inline bool put_hash(uint32_t *slots, uint32_t room, uint32_t hash) {
    uint32_t slot = find_slot(slots, room, hash);
    bool is_new = slots[slot] == 0;
    slots[slot] = hash;
    return is_new;
}

static void rebuild_table(sample *drawn) {
    memset(drawn->slots, 0, drawn->room * sizeof *drawn->slots);
    for (uint32_t i = 0; i < drawn->count; i++)
        put_hash(drawn->slots, drawn->room, drawn->hashes[i]);
    drawn->used = drawn->count;
}

/* To the next level. Hashes that are below it stay in the table as long as there is room: nobody asks for them again. */
static void thin_out(sample *drawn) {
    uint32_t count = 0;
    drawn->level++;
    for (uint32_t i = 0; i < drawn->count; i++) {
        uint32_t hash = drawn->hashes[i];
        drawn->hashes[count] = hash;
        count += is_of_level(hash, drawn->level);
    }
    drawn->count = count;
    if (drawn->used > drawn->room / 2)
        rebuild_table(drawn);
}

/* Puts in those whose first slot another hash had; what is there already goes. Gives how many remain. */
static uint32_t put_others(sample *drawn, uint32_t count, const uint32_t *others, size_t other_count) {
    uint32_t kept = count;
    for (size_t i = 0; i < other_count; i++) {
        uint32_t *hash = &drawn->hashes[others[i]];
        if (put_hash(drawn->slots, drawn->room, *hash))
            continue;
        *hash = 0;
        kept--;
    }
    for (uint32_t from = drawn->count, to = from; kept < count && from < count; from++) {
        drawn->hashes[to] = drawn->hashes[from];
        to += drawn->hashes[from] != 0;
    }
    return kept;
}

/* Adds as many as a sample may have. Where the first slot tells, as nearly always, no branch is guessed; the others have
 * their place in the order, and are put in afterwards. */
static void add_some(sample *drawn, const uint64_t *hashes, size_t count) {
    const uint32_t most = UINT32_MAX >> drawn->level;
    uint32_t others[SHINGLES_MAX], kept = drawn->count;
    size_t other_count = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t hash = (uint32_t)hashes[i];
        hash += hash == 0;
        uint32_t *slot = &drawn->slots[hash & (drawn->room - 1)], there = *slot;
        bool is_wanted = hash <= most, is_new = is_wanted & (there == 0);
        bool is_other = is_wanted & (there != 0) & (there != hash);
        *slot = is_new ? hash : there;
        drawn->hashes[kept] = hash;
        others[other_count] = kept;
        kept += is_new | is_other;
        other_count += is_other;
    }
    kept = put_others(drawn, kept, others, other_count);
    drawn->used += kept - drawn->count;
    drawn->count = kept;
    while (drawn->count > drawn->most)
        thin_out(drawn);
}

void sample_add(sample *drawn, const uint64_t *hashes, size_t count) {
    for (size_t done = 0; done < count; done += drawn->most)
        add_some(drawn, hashes + done, count - done < drawn->most ? count - done : drawn->most);
}

uint32_t sample_size(const sample *drawn) {
    uint64_t size = (uint64_t)drawn->count << drawn->level;
    return size < UINT32_MAX ? (uint32_t)size : UINT32_MAX;
}

void sketch_fill(sketch *made, uint64_t words, const sample drawn[SAMPLES]) {
    made->head = (sketch_head){.words = words};
    uint32_t *hashes = made->hashes;
    for (size_t kind = 0; kind < SAMPLES; kind++) {
        made->head.counts[kind] = (uint16_t)drawn[kind].count;
        made->head.levels[kind] = drawn[kind].level;
        memcpy(hashes, drawn[kind].hashes, drawn[kind].count * sizeof *hashes);
        hashes += drawn[kind].count;
    }
}

/* ---- Stored ---------------------------------------------------------------------------------------------------- */

static size_t head_bytes(const sketch_head *head) {
    size_t count = 0;
    for (size_t kind = 0; kind < SAMPLES; kind++)
        count += head->counts[kind];
    return sizeof *head + count * sizeof(uint32_t);
}

size_t sketch_bytes(const sketch *of) {
    return head_bytes(&of->head);
}

bool sketch_is_sound(const void *bytes, size_t len) {
    sketch_head head;
    if (len < sizeof head)
        return false;
    memcpy(&head, bytes, sizeof head);
    for (size_t kind = 0; kind < SAMPLES; kind++)
        if (head.counts[kind] > (kind == SAMPLE_SHINGLES ? SHINGLES_MAX : FACTS_MAX) || head.levels[kind] > 31)
            return false;
    return head_bytes(&head) == len;
}

/* ---- Comparing ------------------------------------------------------------------------------------------------- */

/* How many hashes two samples have at the level that both can tell, and how many of them in common. */
typedef struct overlap {
    uint32_t one, other, common;
    double scale; /* how many there are for each */
} overlap;

static const uint32_t *hashes_of(const sketch *of, sample_kind kind) {
    const uint32_t *hashes = of->hashes;
    for (size_t before = 0; before < kind; before++)
        hashes += of->head.counts[before];
    return hashes;
}

void sample_table_fill(sample_table *filled, const sketch *of, sample_kind kind) {
    const uint32_t count = of->head.counts[kind], *hashes = hashes_of(of, kind);
    filled->of = of;
    filled->kind = kind;
    for (filled->room = 4;
         filled->room < 4 * count;) /* at most a quarter is used: the first look nearly always tells */
        filled->room *= 2;
    memset(filled->slots, 0, filled->room * sizeof *filled->slots);
    for (uint32_t i = 0; i < count; i++) {
        if (hashes[i] == 0)
            continue;
        uint32_t slot = find_slot(filled->slots, filled->room, hashes[i]);
        filled->slots[slot] = hashes[i];
        filled->places[slot] = (uint16_t)i;
    }
}

static uint32_t count_at_level(const sketch *of, sample_kind kind, uint32_t level) {
    const uint32_t *hashes = hashes_of(of, kind);
    uint32_t count = 0;
    for (uint32_t i = 0; i < of->head.counts[kind]; i++)
        count += (hashes[i] != 0) & is_of_level(hashes[i], level);
    return count;
}

static overlap find_overlap_with(const sample_table *one, const sketch *other) {
    const uint8_t one_level = one->of->head.levels[one->kind], other_level = other->head.levels[one->kind];
    const uint8_t level = one_level > other_level ? one_level : other_level;
    const uint32_t *hashes = hashes_of(other, one->kind);
    overlap found = {.one = count_at_level(one->of, one->kind, level), .scale = (double)(UINT64_C(1) << level)};
    for (uint32_t i = 0; i < other->head.counts[one->kind]; i++) {
        if (hashes[i] == 0 || !is_of_level(hashes[i], level))
            continue;
        found.other++;
        found.common += sample_table_place(one, hashes[i]) != SAMPLE_TABLE_NONE;
    }
    if (found.common > found.one) /* a sketch of a damaged file may have a hash twice */
        found.common = found.one;
    return found;
}

static overlap find_overlap(const sketch *one, const sketch *other, sample_kind kind) {
    sample_table table;
    sample_table_fill(&table, one, kind);
    return find_overlap_with(&table, other);
}

static uint32_t smaller(overlap of) {
    return of.one < of.other ? of.one : of.other;
}

static double share(uint32_t part, uint32_t whole) {
    return whole > 0 ? (double)part / whole : 0;
}

likeness likeness_of(double resemblance, double containment) {
    double similarity = (resemblance + 3 * containment) / 4;
    return (likeness){.resemblance = resemblance, .containment = containment, .similarity = similarity};
}

static likeness likeness_between(overlap shingles) {
    return likeness_of(share(shingles.common, shingles.one + shingles.other - shingles.common),
                       share(shingles.common, smaller(shingles)));
}

likeness sample_table_compare(const sample_table *shingles_of_one, const sketch *other) {
    return likeness_between(find_overlap_with(shingles_of_one, other));
}

likeness sketch_compare(const sketch *one, const sketch *other) {
    return likeness_between(find_overlap(one, other, SAMPLE_SHINGLES));
}

static double only_in_one(overlap of) {
    return (double)(of.one - of.common) * of.scale;
}

static double only_in_other(overlap of) {
    return (double)(of.other - of.common) * of.scale;
}

static double lesser(double one, double other) {
    return one < other ? one : other;
}

/* A word that differs costs as many shingles as a shingle and the word have letters, together. Where facts that differ
 * explain so great a part of the shingles that differ, in both articles, nothing but the facts was exchanged. Numbers alone
 * explain less, since names are exchanged with them, and in scripts without capitals (or with too many, as in German) those
 * are not known. But what is misread or rewritten all over loses long words before short ones, and shingles before either:
 * there facts are common at least as often as shingles are.
 *
 * They are copies all the same if most of the facts are common, or most of several numbers; or if next to nothing differs,
 * and no names. */
enum {
    FACTS_DIFFERENT_MIN = 3,
    NUMBERS_DIFFERENT_MIN = 2,
    NAMES_DIFFERENT_MIN = 3,
    NUMBERS_COMMON_MIN = 3,
    FACT_LETTERS = 4
};
static const double EXPLAINED_MIN = 0.65, EXPLAINED_BY_NUMBERS_MIN = 0.22, FACTS_COMMON_ENOUGH = 0.8,
                    NUMBERS_COMMON_ENOUGH = 0.6, SIMILAR_ENOUGH = 0.85, NAMES_EXCHANGED_MAX = 0.75, CONTAINED_MAX = 0.8;

static double lesser_difference(overlap of) {
    return lesser(only_in_one(of), only_in_other(of));
}

static bool has_common_facts(overlap names, overlap numbers) {
    double common = (double)names.common * names.scale + (double)numbers.common * numbers.scale;
    double different = lesser(only_in_one(names) + only_in_one(numbers), only_in_other(names) + only_in_other(numbers));
    return different < FACTS_DIFFERENT_MIN || common / (common + different) >= FACTS_COMMON_ENOUGH;
}

static bool has_common_numbers(overlap numbers) {
    return numbers.common >= NUMBERS_COMMON_MIN && share(numbers.common, smaller(numbers)) >= NUMBERS_COMMON_ENOUGH;
}

static double contained(overlap of) {
    return share(of.common, smaller(of));
}

/* Which part of the shingles that differ so many facts explain, in the article where it is less. */
static double explained(double facts_one, double facts_other, overlap shingles, unsigned shingle_letters) {
    double one = only_in_one(shingles), other = only_in_other(shingles), each = shingle_letters + FACT_LETTERS;
    return one > 0 && other > 0 ? lesser(facts_one * each / one, facts_other * each / other) : 0;
}

/* Are so many numbers exchanged, and so few else? */
static bool are_numbers_exchanged(overlap numbers, overlap shingles, unsigned shingle_letters) {
    return lesser_difference(numbers) >= NUMBERS_DIFFERENT_MIN && contained(shingles) < CONTAINED_MAX &&
           contained(numbers) * contained(numbers) < contained(shingles) &&
           explained(only_in_one(numbers), only_in_other(numbers), shingles, shingle_letters) >=
               EXPLAINED_BY_NUMBERS_MIN;
}

static bool are_facts_exchanged(overlap names, overlap numbers, overlap shingles, unsigned shingle_letters) {
    if (has_common_facts(names, numbers) || has_common_numbers(numbers) ||
        contained(names) >= NAMES_EXCHANGED_MAX * contained(shingles))
        return false;
    return explained(only_in_one(names) + only_in_one(numbers), only_in_other(names) + only_in_other(numbers), shingles,
                     shingle_letters) >= EXPLAINED_MIN;
}

bool sample_table_is_same_form(const sample_table *shingles_of_one, const sketch *other, unsigned shingle_letters) {
    const sketch *one = shingles_of_one->of;
    overlap names = find_overlap(one, other, SAMPLE_NAMES), numbers = find_overlap(one, other, SAMPLE_NUMBERS);
    if (has_common_facts(names, numbers) && lesser_difference(numbers) < NUMBERS_DIFFERENT_MIN)
        return false;
    overlap shingles = find_overlap_with(shingles_of_one, other);
    bool is_similar = likeness_between(shingles).similarity >= SIMILAR_ENOUGH;
    if (!is_similar && are_numbers_exchanged(numbers, shingles, shingle_letters))
        return true;
    if (is_similar && lesser_difference(names) < NAMES_DIFFERENT_MIN)
        return false;
    return are_facts_exchanged(names, numbers, shingles, shingle_letters);
}

bool sketch_is_same_form(const sketch *one, const sketch *other, unsigned shingle_letters) {
    sample_table shingles;
    sample_table_fill(&shingles, one, SAMPLE_SHINGLES);
    return sample_table_is_same_form(&shingles, other, shingle_letters);
}
