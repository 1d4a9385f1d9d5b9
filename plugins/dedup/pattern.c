/* Of two pairs that have half of their shingles in common one may be a page that was scanned twice, the other two reports with
 * the same notice of copyright. What tells them apart is where the common shingles stand: everywhere, or in one place.
 *
 * Both texts are looked at piece by piece, by the share of each piece's shingles that the other article has too. */
#include "pattern.h"

#include <math.h>
#include <string.h>

enum { PIECE_LETTERS = 96, PIECE_SHINGLES = 10, PIECES_MAX = SHINGLES_MAX / PIECE_SHINGLES };

/* In an even pair nearly every piece has a third of what is common on the average. */
static const double EVEN_PIECES = 0.85, EVEN_PART = 1.0 / 3;

/* In a frame nothing is missing, in what it is around nothing is common; it is no frame if that is a fraction of the text. */
static const double FRAME_MIN = 0.9, PASSAGE_MAX = 0.15, PASSAGE_PART = 0.2, FRAMED_CONTAINMENT = 0.85;

/* So far may the passage begin from where it begins in the other article: the shares of what is common before it. */
static const double PLACE_SLACK = 0.08;

/* ---- Pieces ---------------------------------------------------------------------------------------------------- */

typedef struct article_pieces {
    uint32_t all[PIECES_MAX + 1], common[PIECES_MAX + 1];
    uint32_t count, shingles, shared;
} article_pieces;

typedef struct shingle_set {
    uint32_t slots[2 * SHINGLES_MAX];
} shingle_set;

static bool is_at_level(uint32_t hash, uint8_t level) {
    return (uint64_t)hash >> (32 - level) == 0;
}

static uint32_t find_slot(const shingle_set *set, uint32_t hash) {
    const uint32_t room = sizeof set->slots / sizeof *set->slots;
    uint32_t slot = hash & (room - 1);
    while (set->slots[slot] != 0 && set->slots[slot] != hash)
        slot = (slot + 1) & (room - 1);
    return slot;
}

/* Those at the level, in the order of the text. */
static uint32_t read_shingles(const sketch *of, uint8_t level, uint32_t hashes[SHINGLES_MAX], shingle_set *set) {
    uint32_t count = 0;
    memset(set, 0, sizeof *set);
    for (uint32_t i = 0; i < of->head.counts[SAMPLE_SHINGLES]; i++) {
        uint32_t hash = of->hashes[i];
        if (hash == 0 || !is_at_level(hash, level))
            continue;
        hashes[count++] = hash;
        set->slots[find_slot(set, hash)] = hash;
    }
    return count;
}

static article_pieces cut_up(const uint32_t *hashes, uint32_t count, const shingle_set *other, uint8_t level) {
    article_pieces cut = {.shingles = count};
    uint64_t by_letters = (((uint64_t)count << level) + PIECE_LETTERS / 2) / PIECE_LETTERS;
    uint32_t most = count / PIECE_SHINGLES;
    cut.count = by_letters < most ? (uint32_t)by_letters : most;
    if (cut.count == 0)
        cut.count = 1;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t piece = (uint32_t)((uint64_t)i * cut.count / count);
        bool is_common = other->slots[find_slot(other, hashes[i])] != 0;
        cut.all[piece]++;
        cut.common[piece] += is_common;
        cut.shared += is_common;
    }
    return cut;
}

static double share_of_piece(const article_pieces *cut, uint32_t piece) {
    return cut->all[piece] > 0 ? (double)cut->common[piece] / cut->all[piece] : 0;
}

/* ---- Even ------------------------------------------------------------------------------------------------------ */

static bool is_even(const article_pieces *cut) {
    if (cut->shared == 0)
        return false;
    double least = (double)cut->shared / cut->shingles * EVEN_PART;
    uint32_t even = 0;
    for (uint32_t i = 0; i < cut->count; i++)
        even += share_of_piece(cut, i) >= least;
    return even >= EVEN_PIECES * cut->count;
}

likeness pattern_even_likeness(likeness alike) {
    if (alike.containment <= 0)
        return alike;
    double longer = alike.containment / alike.resemblance + alike.containment - 1; /* times as many shingles as the shorter */
    double containment = cbrt(alike.containment);
    double resemblance = containment / (1 + longer - containment);
    return (likeness){alike.resemblance, alike.containment, likeness_of(resemblance, containment).similarity};
}

/* ---- Framed ---------------------------------------------------------------------------------------------------- */

/* The longest row of pieces of which nothing is common: [start, end). */
typedef struct passage {
    uint32_t start, end;
} passage;

static passage find_passage(const article_pieces *cut) {
    passage longest = {0, 0};
    for (uint32_t i = 0; i < cut->count; i++) {
        uint32_t start = i;
        while (i < cut->count && share_of_piece(cut, i) <= PASSAGE_MAX)
            i++;
        if (i - start > longest.end - longest.start)
            longest = (passage){start, i};
    }
    return longest;
}

/* The share of what is common outside the passage, but for the pieces in which it begins and ends. */
static double share_around(const article_pieces *cut, passage inside) {
    uint32_t all = 0, common = 0;
    for (uint32_t i = 0; i < cut->count; i++) {
        if (i + 1 >= inside.start && i <= inside.end)
            continue;
        all += cut->all[i];
        common += cut->common[i];
    }
    return all > 0 ? (double)common / all : 0;
}

/* Of all that is common, what stands before the passage. */
static double share_before(const article_pieces *cut, passage inside) {
    uint32_t before = 0;
    for (uint32_t i = 0; i < inside.start; i++)
        before += cut->common[i];
    return (double)before / cut->shared;
}

static bool is_frame_around(const article_pieces *cut, passage inside) {
    return inside.end - inside.start >= PASSAGE_PART * cut->count && share_around(cut, inside) >= FRAME_MIN;
}

static bool is_framed(const article_pieces *one, const article_pieces *other) {
    const article_pieces *shorter = one->shingles < other->shingles ? one : other;
    if (shorter->shared == 0 || (double)shorter->shared / shorter->shingles >= FRAMED_CONTAINMENT)
        return false;
    passage in_one = find_passage(one), in_other = find_passage(other);
    return is_frame_around(one, in_one) && is_frame_around(other, in_other) &&
           fabs(share_before(one, in_one) - share_before(other, in_other)) <= PLACE_SLACK;
}

pattern pattern_find(const sketch *one, const sketch *other) {
    const uint8_t one_level = one->head.levels[SAMPLE_SHINGLES], other_level = other->head.levels[SAMPLE_SHINGLES];
    const uint8_t level = one_level > other_level ? one_level : other_level;
    uint32_t of_one[SHINGLES_MAX], of_other[SHINGLES_MAX];
    shingle_set set_one, set_other;
    uint32_t one_count = read_shingles(one, level, of_one, &set_one);
    uint32_t other_count = read_shingles(other, level, of_other, &set_other);
    if (one_count == 0 || other_count == 0)
        return (pattern){.is_even = false};
    article_pieces one_cut = cut_up(of_one, one_count, &set_other, level);
    article_pieces other_cut = cut_up(of_other, other_count, &set_one, level);
    return (pattern){.is_even = is_even(one_count < other_count ? &one_cut : &other_cut),
                     .is_framed = is_framed(&one_cut, &other_cut)};
}
