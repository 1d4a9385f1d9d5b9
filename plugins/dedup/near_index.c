/* Locality-sensitive hashing (Indyk, Motwani 1998; bands of MinHash values as in Leskovec, Rajaraman, Ullman, "Mining of
 * massive datasets", chapter 3): a table for each band of a signature (band_table.c) has the numbers of the articles with
 * the same values there. With 34 bands of 3 values two articles of resemblance .5 meet with probability .99, of .4 with
 * .89, of .3 with .61, of .05 with .004. Who meets is compared by the whole signature.
 *
 * Copies come soon after one another. So the latest articles are in tables of bands of 2 values too: there .3 meets with
 * .99, .2 with .88, and .05 with .12, which a whole corpus could not afford. When these tables are full the
 * older half is forgotten.
 *
 * Only signatures are kept beside the tables; those are rebuilt from them when they grow, one band at a time, each at
 * another moment, so that memory and time do not come in bursts.
 *
 * A hostile or merely dull corpus has a million articles with the same band (all have the site's cookie notice). Not more
 * than NEAR_SAME_BAND_MAX of those are in that band's table, so that a look-up stays cheap; the others are found by
 * their other bands.
 *
 * Above a limit of memory the tables and signatures go to disk as a run (near_runs.c) and begin anew. A look-up then asks
 * the runs first, so that what is found does not depend on the limit.
 *
 * What a table holds depends on the signatures and their order only, not on when it grew or was restored. */
#include "near_index.h"
#include "memory.h"
#include "near_runs.h"

enum {
    FIRST_ROOM = 1 << 10, /* articles */
    SEEN_SLOTS = 8192,    /* a power of two, well above NEAR_COMPARED_MAX */
};
_Static_assert(SEEN_SLOTS >= 2 * NEAR_COMPARED_MAX, "the set of seen numbers must not fill up");

struct near_index {
    band_table bands[NEAR_BANDS];
    latest_tables latest;
    signature_list signatures; /* from number bands[0].first on */
    uint32_t count;
    uint64_t memory;           /* bytes; 0: no limit */
    near_runs *runs;           /* of the articles before bands[0].first */
    uint32_t seen[SEEN_SLOTS]; /* a set of numbers + 1, empty between calls */
    const signature *candidates[NEAR_COMPARED_MAX];
    uint32_t numbers[NEAR_COMPARED_MAX]; /* of the candidates */
    size_t candidate_count;
};

/* The signature of a number, and those that follow in the same piece of memory. */
static signature_piece signatures_at(const near_index *index, uint32_t number) {
    uint32_t first = index->bands[0].first;
    return number < first ? near_runs_signatures(index->runs, number)
                          : signature_list_at(&index->signatures, number - first);
}

size_t near_bands_met(const signature *one, const signature *other, size_t rows, size_t bands) {
    size_t met = 0;
    for (size_t i = 0; i < bands; i++)
        met += memcmp(one->values + i * rows, other->values + i * rows, rows) == 0;
    return met;
}

/* A table of the articles that are there, from its first up to number `end`. */
static void band_build(band_table *self, uint32_t room, uint32_t end, const near_index *index) {
    band_begin(self, room);
    for (uint32_t from = self->first; from < end;) {
        signature_piece piece = signatures_at(index, from);
        piece.count = piece.count < end - from ? piece.count : end - from;
        band_fill(self, piece, from, NEAR_SAME_BAND_MAX);
        from += piece.count;
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

/* ---- The latest ------------------------------------------------------------------------------------------------ */

/* Are there fewer than NEAR_LATEST_SAME_MAX articles with that key? Of a shorter chain no signature is asked. */
static bool has_room_for(const near_index *index, uint32_t band, uint16_t key) {
    size_t length = 0, same = 0;
    uint32_t head = latest_head(&index->latest, band, key);
    for (uint32_t each = head; each != LATEST_NONE; each = latest_before(&index->latest, band, each))
        length++;
    if (length < NEAR_LATEST_SAME_MAX)
        return true;
    for (uint32_t each = head; each != LATEST_NONE; each = latest_before(&index->latest, band, each))
        same += latest_key(band, signatures_at(index, each).first) == key;
    return same < NEAR_LATEST_SAME_MAX;
}

static void put_latest(near_index *index, const signature *added, uint32_t number) {
    for (uint32_t i = 0; i < NEAR_LATEST_BANDS; i++) {
        uint16_t key = latest_key(i, added);
        if (!latest_has(&index->latest, i, key) || has_room_for(index, i, key))
            latest_put(&index->latest, i, key, number);
    }
}

/* The articles [first, end) that are there already. */
static void fill_latest(near_index *index, uint32_t first, uint32_t end) {
    latest_begin(&index->latest, first);
    for (uint32_t number = first; number < end; number++)
        put_latest(index, signatures_at(index, number).first, number);
}

/* The first of the latest when there are so many articles. */
static uint32_t first_latest(uint32_t count) {
    return count <= NEAR_LATEST_MAX ? 0 : (count - 1) / NEAR_LATEST * NEAR_LATEST - NEAR_LATEST;
}

/* Makes room among the latest for one more. */
static void prepare_latest(near_index *index) {
    uint32_t first = first_latest(index->count + 1);
    if (first != index->latest.first)
        fill_latest(index, first, index->count);
}

/* ---- The index ------------------------------------------------------------------------------------------------- */

near_index *near_index_new(uint64_t memory) {
    near_index *index = heap_new(sizeof *index);
    index->memory = memory;
    index->runs = near_runs_new(NEAR_BANDS, NEAR_ROWS, NEAR_SAME_BAND_MAX);
    for (size_t i = 0; i < NEAR_BANDS; i++) {
        index->bands[i] = (band_table){.which = (uint32_t)i, .rows = NEAR_ROWS};
        band_build(&index->bands[i], first_room(i), 0, index);
    }
    latest_begin(&index->latest, 0);
    return index;
}

void near_index_free(near_index *index) {
    if (!index)
        return;
    for (size_t i = 0; i < NEAR_BANDS; i++)
        band_clear(&index->bands[i]);
    latest_clear(&index->latest);
    near_runs_free(index->runs);
    signature_list_clear(&index->signatures);
    heap_free(index);
}

uint32_t near_index_count(const near_index *index) {
    return index->count;
}

/* ---- Leaving memory -------------------------------------------------------------------------------------------- */

/* By number alone, so that an index that is restored leaves memory where the one that was saved did. */
static bool has_to_leave(const near_index *index) {
    enum { ARTICLE_BYTES = 300, LATEST_BYTES = 5 << 20 };
    uint64_t bytes = (uint64_t)(index->count - index->bands[0].first) * ARTICLE_BYTES + LATEST_BYTES;
    return index->memory != 0 && bytes > index->memory;
}

static bool write_run(near_index *index, galley_error *error) {
    galley_buffer pieces = {0};
    for (uint32_t at = 0; at < index->signatures.count;) {
        signature_piece piece = signature_list_at(&index->signatures, at);
        galley_buffer_add_bytes(&pieces, &piece, sizeof piece);
        at += piece.count;
    }
    bool is_written = near_runs_add(index->runs, (const signature_piece *)(const void *)pieces.ptr,
                                    pieces.len / sizeof(signature_piece), error);
    galley_buffer_clear(&pieces);
    return is_written;
}

/* All that is in memory becomes a run; the tables are empty. If the disk does not take it all is as before. */
static bool leave_memory(near_index *index, galley_error *error) {
    for (size_t i = 0; i < NEAR_BANDS; i++) /* makes room for those that are written */
        band_clear(&index->bands[i]);
    bool is_written = write_run(index, error);
    for (size_t i = 0; i < NEAR_BANDS; i++) {
        band_table *each = &index->bands[i];
        each->first = is_written ? index->count : each->first;
        band_build(each, is_written ? first_room(i) : each->room, index->count, index);
    }
    if (is_written)
        signature_list_clear(&index->signatures);
    return is_written;
}

bool near_index_add(near_index *index, const signature *added, galley_error *error) {
    if (has_to_leave(index) && !leave_memory(index, error))
        return false;
    uint32_t number = index->count;
    for (size_t i = 0; i < NEAR_BANDS; i++)
        if (number - index->bands[i].first >= index->bands[i].room)
            band_build(&index->bands[i], next_room(index->bands[i].room), number, index);
    prepare_latest(index);
    for (uint32_t i = 0; i < NEAR_LATEST_BANDS; i++)
        latest_prefetch(&index->latest, i, latest_key(i, added));
    signature_list_add(&index->signatures, added);
    index->count++;
    for (size_t i = 0; i < NEAR_BANDS; i++)
        band_put(&index->bands[i], band_hash(&index->bands[i], added), number, NEAR_SAME_BAND_MAX);
    put_latest(index, added, number);
    return true;
}

uint64_t near_index_bytes(const near_index *index) {
    uint64_t bytes = sizeof *index + signature_list_bytes(&index->signatures) + latest_bytes(&index->latest) +
                     near_runs_bytes(index->runs);
    for (size_t i = 0; i < NEAR_BANDS; i++)
        bytes += index->bands[i].bytes;
    return bytes;
}

/* ---- Finding --------------------------------------------------------------------------------------------------- */

static size_t seen_place(uint32_t number) {
    return (size_t)mix_bits(number) % SEEN_SLOTS;
}

/* Where a number is in the set, or belongs. */
static size_t find_seen(const near_index *index, uint32_t number) {
    size_t place = seen_place(number);
    while (index->seen[place] != 0 && index->seen[place] != number + 1)
        place = (place + 1) % SEEN_SLOTS;
    return place;
}

static bool is_candidate(const near_index *index, uint32_t number) {
    return index->seen[find_seen(index, number)] != 0;
}

static void add_candidate(near_index *index, uint32_t number) {
    size_t place = find_seen(index, number);
    if (index->seen[place] != 0 || index->candidate_count == NEAR_COMPARED_MAX)
        return;
    const signature *found = signatures_at(index, number).first;
    __builtin_prefetch(found);
    __builtin_prefetch((const char *)(found + 1) - 1);
    index->seen[place] = number + 1;
    index->numbers[index->candidate_count] = number;
    index->candidates[index->candidate_count++] = found;
}

/* At most so many of those with that hash; gives how many more there might be. */
static size_t collect_from_band(near_index *index, const band_table *from, uint64_t hash, size_t most) {
    const uint32_t *line = band_home_line(from, hash);
    for (size_t i = 0; i < BAND_WALK_LINES && most > 0; i++, line += BAND_LINE_SLOTS) {
        for (uint32_t same = band_line_same(from, line, hash); same != 0 && most > 0; same &= same - 1) {
            uint32_t slot = line[__builtin_ctz(same)];
            if (slot == 0)
                return most;
            add_candidate(index, from->first + (slot & from->number_mask) - 1);
            most--;
        }
        if (!band_line_is_full(line))
            return most;
    }
    return most;
}

static void collect_from_all(near_index *index, const uint64_t *hashes) {
    size_t runs = near_runs_count(index->runs);
    for (size_t i = 0; i < NEAR_BANDS; i++) {
        size_t most = NEAR_SAME_BAND_MAX;
        for (size_t run = 0; run < runs; run++)
            most = collect_from_band(index, near_runs_table(index->runs, run, i), hashes[i], most);
        collect_from_band(index, &index->bands[i], hashes[i], most);
    }
}

static void hash_bands(const band_table *bands, size_t count, const signature *of, uint64_t *hashes) {
    for (size_t i = 0; i < count; i++)
        hashes[i] = band_hash(&bands[i], of);
}

static void prefetch_bands(const band_table *bands, size_t count, const uint64_t *hashes) {
    for (size_t i = 0; i < count; i++)
        __builtin_prefetch(band_home_line(&bands[i], hashes[i]));
}

static void collect_from_chain(near_index *index, uint32_t band, uint16_t key) {
    for (uint32_t each = latest_head(&index->latest, band, key); each != LATEST_NONE;
         each = latest_before(&index->latest, band, each))
        if (!is_candidate(index, each) && latest_key(band, signatures_at(index, each).first) == key)
            add_candidate(index, each);
}

static void collect_from_latest(near_index *index, const signature *wanted) {
    uint32_t bands[NEAR_LATEST_BANDS];
    size_t count = 0;
    for (uint32_t i = 0; i < NEAR_LATEST_BANDS; i++) { /* not an if: which bands it is cannot be guessed */
        bands[count] = i;
        count += latest_has(&index->latest, i, latest_key(i, wanted));
    }
    for (size_t i = 0; i < count; i++)
        collect_from_chain(index, bands[i], latest_key(bands[i], wanted));
}

/* All lines are on their way before the first is read. */
static void collect_candidates(near_index *index, const signature *wanted) {
    uint64_t hashes[NEAR_BANDS];
    hash_bands(index->bands, NEAR_BANDS, wanted, hashes);
    prefetch_bands(index->bands, NEAR_BANDS, hashes);
    for (size_t run = 0; run < near_runs_count(index->runs); run++)
        prefetch_bands(near_runs_table(index->runs, run, 0), NEAR_BANDS, hashes);
    collect_from_latest(index, wanted);
    collect_from_all(index, hashes);
}

/* Empties the set: from the first of a row of full places on, each time. */
static void forget_candidates(near_index *index) {
    for (size_t i = 0; i < index->candidate_count; i++)
        for (size_t place = seen_place(index->numbers[i]); index->seen[place] != 0; place = (place + 1) % SEEN_SLOTS)
            index->seen[place] = 0;
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

void near_index_find(near_index *index, const signature *wanted, likeness least, near_found *found) {
    collect_candidates(index, wanted);
    found->count = 0;
    found->compared = (uint32_t)index->candidate_count;
    for (size_t i = 0; i < index->candidate_count; i++) {
        near_match match = {.number = index->numbers[i], .alike = signature_compare(wanted, index->candidates[i])};
        if (match.alike.resemblance >= least.resemblance && match.alike.similarity >= least.similarity)
            found->count = insert_match(found->matches, found->count, match);
    }
    forget_candidates(index);
}

/* ---- State ----------------------------------------------------------------------------------------------------- */

bool near_index_save(const near_index *index, state_file *state, galley_error *error) {
    bool is_saved = state_write(state, &index->count, sizeof index->count, error);
    for (uint32_t number = 0; is_saved && number < index->count; number++)
        is_saved = state_write(state, signatures_at(index, number).first, sizeof(signature), error);
    return is_saved;
}

/* The tables as they would be if the articles had been added one by one. */
static void restore_bands(near_index *index) {
    for (size_t i = 0; i < NEAR_BANDS; i++) {
        uint32_t room = index->bands[i].room;
        while (room < index->count - index->bands[i].first)
            room = next_room(room);
        band_build(&index->bands[i], room, index->count, index);
    }
}

bool near_index_restore(near_index *index, state_file *state, galley_error *error) {
    uint32_t count;
    if (!state_read(state, &count, sizeof count, error))
        return false;
    if (count > NEAR_COUNT_MAX)
        return galley_error_set(error, STATE_DAMAGED);
    while (index->count < count) {
        signature next;
        if (!state_read(state, &next, sizeof next, error) || (has_to_leave(index) && !leave_memory(index, error)))
            return false;
        signature_list_add(&index->signatures, &next);
        index->count++;
    }
    restore_bands(index);
    fill_latest(index, first_latest(index->count), index->count);
    return true;
}
