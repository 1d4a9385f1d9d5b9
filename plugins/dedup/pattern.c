/* Of two pairs that have half of their shingles in common one may be a page that was scanned twice, the other two reports with
 * the same notice of copyright. What tells them apart is where the common shingles stand: everywhere, or in one place.
 *
 * Both texts are looked at piece by piece, by the share of each piece's shingles that the other article has too. */
#include "pattern.h"

#include <math.h>
#include <string.h>

enum { PIECE_LETTERS = 96, PIECE_SHINGLES = 10, EVEN_PIECES_MIN = 3 };

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

/* Of all shingles of a sketch those at a level. */
static void keep_level(const sketch *of, uint8_t level, common_shingles *in) {
    in->count = in->shared = 0;
    for (uint32_t i = 0; i < of->head.counts[SAMPLE_SHINGLES]; i++) {
        bool is_common = in->is_common[i];
        in->is_common[in->count] = is_common;
        in->count += (of->hashes[i] != 0) & is_of_level(of->hashes[i], level);
        in->shared += is_common;
    }
}

/* Which shingles of either article the other has, too. */
static void find_common(const sample_table *one, const sketch *other, uint8_t level, common_shingles *in_one,
                        common_shingles *in_other) {
    in_other->count = in_other->shared = 0;
    memset(in_one->is_common, 0, sizeof in_one->is_common);
    for (uint32_t i = 0; i < other->head.counts[SAMPLE_SHINGLES]; i++) {
        if (other->hashes[i] == 0 || !is_of_level(other->hashes[i], level))
            continue;
        uint32_t place = sample_table_place(one, other->hashes[i]);
        bool is_common = place != SAMPLE_TABLE_NONE;
        in_other->is_common[in_other->count++] = is_common;
        in_other->shared += is_common;
        if (is_common)
            in_one->is_common[place] = true;
    }
    keep_level(one->of, level, in_one);
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

/* Can a passage be so great a part? For each common shingle it has more than PASSAGE_COST others, so that nobody need look
 * where these are few. */
static bool may_have_passage(const common_shingles *in, double part) {
    return (1 - containment_of(in)) * (1 + 1 / PASSAGE_COST) >= part;
}

/* ---- Even ------------------------------------------------------------------------------------------------------ */

static uint32_t count_pieces(uint32_t shingles, uint8_t level) {
    uint64_t by_letters = (((uint64_t)shingles << level) + PIECE_LETTERS / 2) / PIECE_LETTERS;
    uint32_t most = shingles / PIECE_SHINGLES, count = by_letters < most ? (uint32_t)by_letters : most;
    return count > 0 ? count : 1;
}

static uint32_t piece_start(const common_shingles *in, uint32_t which, uint32_t pieces) {
    return (which * in->count + pieces - 1) / pieces;
}

static uint32_t count_common(const common_shingles *in, uint32_t start, uint32_t end) {
    uint32_t count = 0;
    for (uint32_t i = start; i < end; i++)
        count += in->is_common[i];
    return count;
}

static bool is_even(const common_shingles *in, uint8_t level) {
    uint32_t pieces = count_pieces(in->count, level);
    if (pieces < EVEN_PIECES_MIN)
        return false;
    double sum = 0, squares = 0;
    for (uint32_t i = 0; i < pieces; i++) {
        uint32_t start = piece_start(in, i, pieces), end = piece_start(in, i + 1, pieces);
        double share = share_of(count_common(in, start, end), end - start);
        sum += share;
        squares += share * share;
    }
    double mean = sum / pieces, variance = squares / pieces - mean * mean;
    double most = UNEVEN_PART * mean < UNEVEN_MAX ? UNEVEN_PART * mean : UNEVEN_MAX;
    return variance <= most * mean * (1 - mean) &&
           (!may_have_passage(in, EVEN_PASSAGE_MAX) || passage_part(in, find_passage(in)) <= EVEN_PASSAGE_MAX);
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
    if (!may_have_passage(one, PASSAGE_PART) || !may_have_passage(other, PASSAGE_PART))
        return false;
    passage in_one = find_passage(one), in_other = find_passage(other);
    return is_frame_around(one, in_one) && is_frame_around(other, in_other) &&
           fabs(share_of(in_one.before, one->shared) - share_of(in_other.before, other->shared)) <= PLACE_SLACK;
}

pattern pattern_find_with(const sample_table *one, const sketch *other) {
    const uint8_t one_level = one->of->head.levels[SAMPLE_SHINGLES], other_level = other->head.levels[SAMPLE_SHINGLES];
    const uint8_t level = one_level > other_level ? one_level : other_level;
    common_shingles in_one, in_other;
    find_common(one, other, level, &in_one, &in_other);
    if (in_one.shared == 0)
        return (pattern){.is_even = false};
    return (pattern){.is_even = is_even(in_one.count < in_other.count ? &in_one : &in_other, level),
                     .is_framed = is_framed(&in_one, &in_other)};
}

pattern pattern_find(const sketch *one, const sketch *other) {
    sample_table shingles;
    sample_table_fill(&shingles, one, SAMPLE_SHINGLES);
    return pattern_find_with(&shingles, other);
}
