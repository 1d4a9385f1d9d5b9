/* Locality-sensitive hashing (Indyk, Motwani 1998; bands of MinHash values as in Leskovec, Rajaraman, Ullman, "Mining of
 * massive datasets", chapter 3): a table for each band of a signature has the numbers of the articles with the same
 * values there. With 34 bands of 3 values two articles of resemblance .5 meet with probability .99, of .4 with .89, of .3
 * with .61, of .05 with .004. Who meets is compared by the whole signature.
 *
 * Copies come soon after one another. So the latest articles are in tables of bands of 2 values too: there .3 meets with
 * .99, .2 with .88, and .05 with .12, which a whole corpus could not afford. They are in two generations: when the current
 * one is full it becomes the one before, and that is forgotten.
 *
 * A table is made of lines of 16 slots, one cache line each: a look-up costs one cache miss, two when the line is full.
 * A slot holds a number and, in the bits that numbers do not need yet, some bits of the band's hash, so that nearly no
 * signature is fetched in vain. Only signatures are kept beside the tables; those are rebuilt from them when they grow,
 * one band at a time, each at another moment, so that memory and time do not come in bursts.
 *
 * A hostile or merely dull corpus has a million articles with the same band (all have the site's cookie notice). Not more
 * than NEAR_SAME_BAND_MAX of those are in that band's table, so that a look-up stays cheap; the others are found by
 * their other bands.
 *
 * What a table holds depends on the signatures and their order only, not on when it grew or was restored. */
#include "near_index.h"
#include "memory.h"
#include "mix.h"

enum {
    LINE_SLOTS = 16,
    LINE_BYTES = LINE_SLOTS * (int)sizeof(uint32_t),
    LINE_FILL = 14,       /* articles a line, when the table has to grow */
    WALK_LINES = 8,       /* an article that finds no free slot in so many lines is left out of this band's table */
    FIRST_ROOM = 1 << 10, /* articles */
    AHEAD = 32,           /* so many lines are on their way from memory while others are filled */
    SEEN_SLOTS = 8192,    /* a power of two, well above NEAR_COMPARED_MAX */
};
_Static_assert(SEEN_SLOTS >= 2 * NEAR_COMPARED_MAX, "the set of seen numbers must not fill up");

/* The table of one band: of the articles from number `first` on. */
typedef struct band {
    uint32_t which, rows, first;
    uint32_t *slots;     /* 0: empty, else bits of the hash and the number - first + 1 */
    size_t bytes;        /* of the slots */
    uint32_t home_lines; /* lines at which a walk may begin; WALK_LINES - 1 more stand behind them */
    uint32_t room;       /* articles for which the table is made */
    uint32_t number_mask;
} band;

typedef struct generation {
    band bands[NEAR_LATEST_BANDS];
} generation;

struct near_index {
    band bands[NEAR_BANDS];
    generation latest[2]; /* current, before */
    galley_buffer signatures;
    uint32_t count;
    uint32_t seen[SEEN_SLOTS]; /* a set of numbers + 1, empty between calls */
    uint32_t candidates[NEAR_COMPARED_MAX];
    size_t candidate_count;
};

static const signature *signature_at(const near_index *index, uint32_t number) {
    return (const signature *)(const void *)index->signatures.ptr + number;
}

/* ---- One band -------------------------------------------------------------------------------------------------- */

static inline uint64_t band_hash(const band *self, const signature *of) {
    uint64_t values = self->which;
    for (size_t row = 0; row < self->rows; row++)
        values = values << 8 | of->values[self->which * self->rows + row];
    return mix_bits(values);
}

static inline uint32_t *home_line(const band *self, uint64_t hash) {
    return self->slots + (size_t)pick_place((uint32_t)(hash >> 32), self->home_lines) * LINE_SLOTS;
}

static inline bool has_same_hash(const band *self, uint32_t slot, uint64_t hash) {
    return ((slot ^ (uint32_t)hash) & ~self->number_mask) == 0;
}

static void band_put(band *self, uint64_t hash, uint32_t number) {
    uint32_t *slots = home_line(self, hash);
    size_t same = 0;
    for (size_t i = 0; i < WALK_LINES * LINE_SLOTS && same < NEAR_SAME_BAND_MAX; i++) {
        if (slots[i] == 0) {
            slots[i] = ((uint32_t)hash & ~self->number_mask) | (number - self->first + 1);
            return;
        }
        same += has_same_hash(self, slots[i], hash);
    }
}

/* Makes the table for `room` articles and puts those in that are there, up to number `end`. */
static void band_build(band *self, uint32_t room, uint32_t end, const near_index *index) {
    self->room = room;
    self->home_lines = room / LINE_FILL + 1;
    self->number_mask = 1;
    while (self->number_mask < room)
        self->number_mask = self->number_mask << 1 | 1;
    pages_free(self->slots, self->bytes);
    self->bytes = ((size_t)self->home_lines + WALK_LINES - 1) * LINE_BYTES;
    self->slots = pages_new(self->bytes);
    for (uint32_t from = self->first; from < end; from += AHEAD) {
        uint32_t count = end - from < AHEAD ? end - from : AHEAD;
        uint64_t hashes[AHEAD];
        for (uint32_t i = 0; i < count; i++) {
            hashes[i] = band_hash(self, signature_at(index, from + i));
            __builtin_prefetch(home_line(self, hashes[i]), 1);
        }
        for (uint32_t i = 0; i < count; i++)
            band_put(self, hashes[i], from + i);
    }
}

static uint32_t first_room(size_t which) {
    return FIRST_ROOM + FIRST_ROOM * (uint32_t)which / (3 * NEAR_BANDS);
}

/* A third more, up to the largest count that there can be. */
static uint32_t next_room(uint32_t room) {
    uint32_t more = room / 3;
    return room < NEAR_COUNT_MAX - more ? room + more : NEAR_COUNT_MAX;
}

static void band_clear(band *self) {
    pages_free(self->slots, self->bytes);
    self->slots = NULL;
    self->bytes = 0;
}

/* ---- The latest ------------------------------------------------------------------------------------------------ */

/* Begins a generation with the articles [first, end) that are there already. */
static void generation_begin(generation *self, uint32_t first, uint32_t end, const near_index *index) {
    for (size_t i = 0; i < NEAR_LATEST_BANDS; i++) {
        self->bands[i] = (band){.which = (uint32_t)i, .rows = NEAR_LATEST_ROWS, .first = first};
        band_build(&self->bands[i], end - first <= FIRST_ROOM ? FIRST_ROOM : NEAR_LATEST, end, index);
    }
}

static void generation_clear(generation *self) {
    for (size_t i = 0; i < NEAR_LATEST_BANDS; i++)
        band_clear(&self->bands[i]);
}

static void generation_grow(generation *self, uint32_t count, const near_index *index) {
    for (size_t i = 0; i < NEAR_LATEST_BANDS; i++)
        band_build(&self->bands[i], NEAR_LATEST, count, index);
}

static bool generation_is_there(const generation *self) {
    return self->bands[0].slots != NULL;
}

/* Makes room among the latest for number `count`. */
static void prepare_latest(near_index *index) {
    generation *current = &index->latest[0];
    uint32_t held = index->count - current->bands[0].first;
    if (held == NEAR_LATEST) {
        generation_clear(&index->latest[1]);
        index->latest[1] = *current;
        generation_begin(current, index->count, index->count, index);
    } else if (held == current->bands[0].room) {
        generation_grow(current, index->count, index);
    }
}

/* ---- The index ------------------------------------------------------------------------------------------------- */

near_index *near_index_new(void) {
    near_index *index = heap_new(sizeof *index);
    for (size_t i = 0; i < NEAR_BANDS; i++) {
        index->bands[i] = (band){.which = (uint32_t)i, .rows = NEAR_ROWS};
        band_build(&index->bands[i], first_room(i), 0, index);
    }
    generation_begin(&index->latest[0], 0, 0, index);
    return index;
}

void near_index_free(near_index *index) {
    if (!index)
        return;
    for (size_t i = 0; i < NEAR_BANDS; i++)
        band_clear(&index->bands[i]);
    generation_clear(&index->latest[0]);
    generation_clear(&index->latest[1]);
    galley_buffer_clear(&index->signatures);
    heap_free(index);
}

uint32_t near_index_count(const near_index *index) {
    return index->count;
}

void near_index_add(near_index *index, const signature *added) {
    uint32_t number = index->count;
    for (size_t i = 0; i < NEAR_BANDS; i++)
        if (number >= index->bands[i].room)
            band_build(&index->bands[i], next_room(index->bands[i].room), number, index);
    prepare_latest(index);
    galley_buffer_add_bytes(&index->signatures, added, sizeof *added);
    index->count++;
    for (size_t i = 0; i < NEAR_BANDS; i++)
        band_put(&index->bands[i], band_hash(&index->bands[i], added), number);
    for (size_t i = 0; i < NEAR_LATEST_BANDS; i++) {
        band *latest = &index->latest[0].bands[i];
        band_put(latest, band_hash(latest, added), number);
    }
}

uint64_t near_index_bytes(const near_index *index) {
    uint64_t bytes = sizeof *index + index->signatures.len;
    for (size_t i = 0; i < NEAR_BANDS; i++)
        bytes += index->bands[i].bytes;
    for (size_t i = 0; i < NEAR_LATEST_BANDS; i++)
        bytes += index->latest[0].bands[i].bytes + index->latest[1].bands[i].bytes;
    return bytes;
}

/* ---- Finding --------------------------------------------------------------------------------------------------- */

static void add_candidate(near_index *index, uint32_t number) {
    size_t place = (size_t)mix_bits(number) % SEEN_SLOTS;
    while (index->seen[place] != 0 && index->seen[place] != number + 1)
        place = (place + 1) % SEEN_SLOTS;
    if (index->seen[place] != 0 || index->candidate_count == NEAR_COMPARED_MAX)
        return;
    index->seen[place] = number + 1;
    index->candidates[index->candidate_count++] = number;
    __builtin_prefetch(signature_at(index, number));
}

static void collect_from_band(near_index *index, const band *from, uint64_t hash) {
    const uint32_t *slots = home_line(from, hash);
    for (size_t i = 0; i < WALK_LINES * LINE_SLOTS && slots[i] != 0; i++)
        if (has_same_hash(from, slots[i], hash))
            add_candidate(index, from->first + (slots[i] & from->number_mask) - 1);
}

static void collect_candidates(near_index *index, const signature *wanted, const band *bands, size_t count) {
    uint64_t hashes[NEAR_LATEST_BANDS];
    for (size_t i = 0; i < count; i++) {
        hashes[i] = band_hash(&bands[i], wanted);
        __builtin_prefetch(home_line(&bands[i], hashes[i]));
    }
    for (size_t i = 0; i < count; i++)
        collect_from_band(index, &bands[i], hashes[i]);
}
_Static_assert(NEAR_BANDS <= NEAR_LATEST_BANDS, "as many hashes as there may be bands");

static void forget_candidates(near_index *index) {
    if (index->candidate_count > 0)
        memset(index->seen, 0, sizeof index->seen);
    index->candidate_count = 0;
}

static bool is_better(const near_match *one, const near_match *other) {
    if (one->alike.similarity != other->alike.similarity)
        return one->alike.similarity > other->alike.similarity;
    if (one->alike.resemblance != other->alike.resemblance)
        return one->alike.resemblance > other->alike.resemblance;
    return one->number < other->number;
}

/* Puts a match where it belongs among `count` that are sorted; the worst goes if there are too many. */
static size_t insert_match(near_match matches[NEAR_MATCHES_MAX], size_t count, near_match added) {
    if (count == NEAR_MATCHES_MAX) {
        if (!is_better(&added, &matches[count - 1]))
            return count;
        count--;
    }
    size_t at = count;
    for (; at > 0 && is_better(&added, &matches[at - 1]); at--)
        matches[at] = matches[at - 1];
    matches[at] = added;
    return count + 1;
}

size_t near_index_find(near_index *index, const signature *wanted, likeness least, near_match matches[NEAR_MATCHES_MAX],
                       uint32_t *compared) {
    size_t count = 0;
    collect_candidates(index, wanted, index->bands, NEAR_BANDS);
    for (size_t i = 0; i < 2; i++)
        if (generation_is_there(&index->latest[i]))
            collect_candidates(index, wanted, index->latest[i].bands, NEAR_LATEST_BANDS);
    for (size_t i = 0; i < index->candidate_count; i++) {
        near_match match = {.number = index->candidates[i]};
        match.alike = signature_compare(wanted, signature_at(index, match.number));
        if (match.alike.resemblance >= least.resemblance && match.alike.similarity >= least.similarity)
            count = insert_match(matches, count, match);
    }
    *compared = (uint32_t)index->candidate_count;
    forget_candidates(index);
    return count;
}

/* ---- State ----------------------------------------------------------------------------------------------------- */

bool near_index_save(const near_index *index, state_file *state, galley_error *error) {
    return state_write(state, &index->count, sizeof index->count, error) &&
           state_write(state, index->signatures.ptr, index->signatures.len, error);
}

/* The generations as they would be if the articles had been added one by one. */
static void restore_latest(near_index *index) {
    uint32_t first = index->count == 0 ? 0 : (index->count - 1) / NEAR_LATEST * NEAR_LATEST;
    generation_clear(&index->latest[0]);
    generation_begin(&index->latest[0], first, index->count, index);
    if (first > 0)
        generation_begin(&index->latest[1], first - NEAR_LATEST, first, index);
}

bool near_index_restore(near_index *index, state_file *state, galley_error *error) {
    uint32_t count;
    if (!state_read(state, &count, sizeof count, error))
        return false;
    if (count > NEAR_COUNT_MAX)
        return galley_error_set(error, STATE_DAMAGED);
    if (!state_read_buffer(state, &index->signatures, (uint64_t)count * sizeof(signature), error))
        return false;
    index->count = count;
    for (size_t i = 0; i < NEAR_BANDS; i++) {
        uint32_t room = index->bands[i].room;
        while (room < count)
            room = next_room(room);
        band_build(&index->bands[i], room, count, index);
    }
    restore_latest(index);
    return true;
}
