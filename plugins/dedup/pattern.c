/* Of two pairs that have half of their shingles in common one may be a page that was scanned twice, the other two reports with
 * the same notice of copyright. What tells them apart is where the common shingles stand: everywhere, or in one place.
 *
 * Both texts are looked at piece by piece, by the share of each piece's shingles that the other article has too. */
#include "pattern.h"

#include <math.h>
#include <string.h>

enum { PIECE_LETTERS = 96, PIECE_SHINGLES = 10, PIECES_MAX = SHINGLES_MAX / PIECE_SHINGLES, EVEN_PIECES_MIN = 3 };

/* In an even pair the pieces' shares stray little: by so much of the variance of shares that are 0 or 1. And no passage is
 * missing. */
static const double UNEVEN_MAX = 0.22, UNEVEN_PART = 0.5, PASSAGE_COST = 5, EVEN_POWER = 0.4, EVEN_PASSAGE_MAX = 0.25;

/* In a frame hardly anything is missing; it is no frame if what it is around is a fraction of the text. */
static const double FRAME_MIN = 0.9, PASSAGE_PART = 0.2;

/* So far, as a share of all that is common, may the passage begin from where it begins in the other article; and so much
 * stands behind it. What only begins alike was cut, and went on otherwise. */
static const double PLACE_SLACK = 0.08, BEHIND_MIN = 0.1;

/* ---- One article ----------------------------------------------------------------------------------------------- */

typedef struct common_shingles {
    uint32_t count, shared;
    bool is_common[SHINGLES_MAX];
} common_shingles;

/* The shingles of one article at a level, in the order of the text, and where each stands in that. */
typedef struct placed_shingles {
    uint32_t hashes[SHINGLES_MAX], count;
    uint16_t slots[2 * SHINGLES_MAX]; /* open addressing: a place plus 1; 0: empty */
} placed_shingles;

static bool is_at_level(uint32_t hash, uint8_t level) {
    return hash != 0 && (uint64_t)hash >> (32 - level) == 0;
}

static uint32_t find_slot(const placed_shingles *in, uint32_t hash) {
    const uint32_t room = sizeof in->slots / sizeof *in->slots;
    uint32_t slot = hash & (room - 1);
    while (in->slots[slot] != 0 && in->hashes[in->slots[slot] - 1] != hash)
        slot = (slot + 1) & (room - 1);
    return slot;
}

static void place_shingles(const sketch *of, uint8_t level, placed_shingles *placed) {
    placed->count = 0;
    memset(placed->slots, 0, sizeof placed->slots);
    for (uint32_t i = 0; i < of->head.counts[SAMPLE_SHINGLES]; i++) {
        if (!is_at_level(of->hashes[i], level))
            continue;
        uint32_t slot = find_slot(placed, of->hashes[i]);
        placed->hashes[placed->count++] = of->hashes[i];
        placed->slots[slot] = (uint16_t)placed->count;
    }
}

/* Which shingles of either article the other has, too. */
static void find_common(const placed_shingles *one, const sketch *other, uint8_t level, common_shingles *in_one,
                        common_shingles *in_other) {
    in_one->count = one->count;
    in_other->count = in_one->shared = in_other->shared = 0;
    memset(in_one->is_common, 0, sizeof in_one->is_common);
    for (uint32_t i = 0; i < other->head.counts[SAMPLE_SHINGLES]; i++) {
        if (!is_at_level(other->hashes[i], level))
            continue;
        uint16_t place = one->slots[find_slot(one, other->hashes[i])];
        in_other->is_common[in_other->count++] = place != 0;
        in_other->shared += place != 0;
        if (place == 0)
            continue;
        in_one->shared += !in_one->is_common[place - 1];
        in_one->is_common[place - 1] = true;
    }
}

static double share_of(uint32_t part, uint32_t whole) {
    return whole > 0 ? (double)part / whole : 0;
}

static double containment_of(const common_shingles *in) {
    return share_of(in->shared, in->count);
}

/* The passage of which least is common: [start, end), with so many common shingles before it and in it. */
typedef struct passage {
    uint32_t start, end, before, inside;
} passage;

/* The row with the greatest sum (Kadane), where a common shingle counts so much less than nothing that a text with common
 * ones everywhere has no long one. */
static passage find_passage(const common_shingles *in) {
    double contained = containment_of(in), cost = PASSAGE_COST;
    if (contained > 0 && 3 * (1 - contained) / contained > cost)
        cost = 3 * (1 - contained) / contained;
    passage best = {0}, next = {0};
    double best_sum = 0, sum = 0;
    uint32_t before = 0;
    for (uint32_t i = 0; i < in->count; i++) {
        if (sum <= 0) {
            next = (passage){.start = i, .before = before};
            sum = 0;
        }
        sum += in->is_common[i] ? -cost : 1;
        before += in->is_common[i];
        next.end = i + 1;
        next.inside = before - next.before;
        if (sum > best_sum) {
            best_sum = sum;
            best = next;
        }
    }
    return best;
}

static double passage_part(const common_shingles *in, passage of) {
    return share_of(of.end - of.start, in->count);
}

/* ---- Even ------------------------------------------------------------------------------------------------------ */

static uint32_t count_pieces(uint32_t shingles, uint8_t level) {
    uint64_t by_letters = (((uint64_t)shingles << level) + PIECE_LETTERS / 2) / PIECE_LETTERS;
    uint32_t most = shingles / PIECE_SHINGLES, count = by_letters < most ? (uint32_t)by_letters : most;
    return count > 0 ? count : 1;
}

static bool is_even(const common_shingles *in, uint8_t level) {
    uint32_t all[PIECES_MAX + 1] = {0}, common[PIECES_MAX + 1] = {0};
    uint32_t pieces = count_pieces(in->count, level);
    if (pieces < EVEN_PIECES_MIN)
        return false;
    for (uint32_t i = 0; i < in->count; i++) {
        uint32_t piece = (uint32_t)((uint64_t)i * pieces / in->count);
        all[piece]++;
        common[piece] += in->is_common[i];
    }
    double sum = 0, squares = 0;
    for (uint32_t i = 0; i < pieces; i++) {
        double share = share_of(common[i], all[i]);
        sum += share;
        squares += share * share;
    }
    double mean = sum / pieces, variance = squares / pieces - mean * mean;
    double most = UNEVEN_PART * mean < UNEVEN_MAX ? UNEVEN_PART * mean : UNEVEN_MAX;
    return variance <= most * mean * (1 - mean) && passage_part(in, find_passage(in)) <= EVEN_PASSAGE_MAX;
}

likeness pattern_even_likeness(likeness alike) {
    if (alike.resemblance <= 0)
        return alike;
    double longer =
        alike.containment / alike.resemblance + alike.containment - 1; /* times the shorter one's shingles */
    double containment = pow(alike.containment, EVEN_POWER), resemblance = containment / (1 + longer - containment);
    return (likeness){alike.resemblance, alike.containment, likeness_of(resemblance, containment).similarity};
}

/* ---- Framed ---------------------------------------------------------------------------------------------------- */

static bool is_frame_around(const common_shingles *in, passage inside) {
    uint32_t around = in->count - (inside.end - inside.start), common = in->shared - inside.inside;
    uint32_t behind = common - inside.before;
    return passage_part(in, inside) >= PASSAGE_PART && share_of(common, around) >= FRAME_MIN &&
           share_of(behind, in->shared) >= BEHIND_MIN;
}

static bool is_framed(const common_shingles *one, const common_shingles *other) {
    passage in_one = find_passage(one), in_other = find_passage(other);
    return is_frame_around(one, in_one) && is_frame_around(other, in_other) &&
           fabs(share_of(in_one.before, one->shared) - share_of(in_other.before, other->shared)) <= PLACE_SLACK;
}

pattern pattern_find(const sketch *one, const sketch *other) {
    const uint8_t one_level = one->head.levels[SAMPLE_SHINGLES], other_level = other->head.levels[SAMPLE_SHINGLES];
    const uint8_t level = one_level > other_level ? one_level : other_level;
    placed_shingles placed;
    common_shingles in_one, in_other;
    place_shingles(one, level, &placed);
    find_common(&placed, other, level, &in_one, &in_other);
    if (in_one.shared == 0)
        return (pattern){.is_even = false};
    return (pattern){.is_even = is_even(in_one.count < in_other.count ? &in_one : &in_other, level),
                     .is_framed = is_framed(&in_one, &in_other)};
}
