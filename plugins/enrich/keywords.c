/* YAKE (Campos, Mangaravite, Pasquali, Jorge, Nunes and Jatowt 2020): a term's score from its capitals, place,
 * frequency, neighbours and spread over sentences; a group's from its terms. What differs: stop words inside a group
 * count by how they stick to their neighbours as in the paper, but are told by a list of stop words or by length; a
 * group that is seen once must be a name, since the product of small scores favours any three words; and of two that
 * share their words only the better one stays (the paper compares letters). */
#include "keywords.h"

#include <math.h>
#include <stdlib.h>

enum { SHORTEST_WORD = 3 /* characters of a keyword's first and last word */ };

typedef struct pair {
    uint32_t left, right, count;
} pair;

static const uint64_t odd = UINT64_C(0x9E3779B97F4A7C15); /* spreads bits (Knuth 1973, 6.4) */

void keywords_clear(keywords *self) {
    galley_buffer_clear(&self->pairs);
    galley_buffer_clear(&self->pair_slots);
    galley_buffer_clear(&self->item_slots);
    galley_buffer_clear(&self->parts);
    galley_buffer_clear(&self->starts);
    galley_buffer_clear(&self->occurrences);
    galley_buffer_clear(&self->scores);
    galley_buffer_clear(&self->items);
    galley_buffer_clear(&self->chosen);
    unspaced_clear(&self->unspaced);
}

static void *room_for(galley_buffer *buffer, size_t count, size_t size) {
    buffer->len = 0;
    return memset(galley_buffer_reserve(buffer, count * size + 1), 0, count * size + 1);
}

static keyword_table table_for(galley_buffer *slots, size_t count) {
    size_t size = 64;
    while (size < count * 2)
        size *= 2;
    return (keyword_table){room_for(slots, size, sizeof(uint32_t)), size - 1};
}

static bool follows(const token *next) {
    return next->gap == GAP_SPACE || next->gap == GAP_HYPHEN;
}

/* ---- Neighbours ------------------------------------------------------------------------------------------------ */

static uint32_t *find_pair(const pair *pairs, keyword_table table, uint32_t left, uint32_t right) {
    size_t at = (size_t)((((uint64_t)left << 32 | right) * odd) >> 32) & table.mask;
    while (table.slots[at]) {
        const pair *each = &pairs[table.slots[at] - 1];
        if (each->left == left && each->right == right)
            break;
        at = (at + 1) & table.mask;
    }
    return &table.slots[at];
}

/* The neighbours in the text, each pair once, with how often it is seen. */
static void find_pairs(keywords *self, const reading *text) {
    self->pair_table = table_for(&self->pair_slots, text->token_count);
    pair *pairs = room_for(&self->pairs, text->token_count, sizeof *pairs);
    self->pair_count = 0;
    for (size_t i = 1; i < text->token_count; i++) {
        const token *before = reading_token(text, i - 1), *next = reading_token(text, i);
        if (!follows(next) || before->term == NO_TERM || next->term == NO_TERM)
            continue;
        uint32_t *slot = find_pair(pairs, self->pair_table, before->term, next->term);
        if (*slot == 0) {
            pairs[self->pair_count] = (pair){before->term, next->term, 0};
            *slot = (uint32_t)++self->pair_count;
        }
        pairs[*slot - 1].count++;
    }
}

static uint32_t count_pair(const keywords *self, uint32_t left, uint32_t right) {
    const pair *pairs = (const pair *)(const void *)self->pairs.ptr;
    uint32_t slot = *find_pair(pairs, self->pair_table, left, right);
    return slot > 0 ? pairs[slot - 1].count : 0;
}

/* ---- Terms ----------------------------------------------------------------------------------------------------- */

typedef struct term_score {
    double score, spread; /* spread: of neighbours, DL + DR of the paper */
    uint32_t left_kinds, left_count, right_kinds, right_count;
} term_score;

static void measure_neighbours(const keywords *self, term_score *scores) {
    const pair *pairs = (const pair *)(const void *)self->pairs.ptr;
    for (size_t i = 0; i < self->pair_count; i++) {
        scores[pairs[i].left].right_kinds++;
        scores[pairs[i].left].right_count += pairs[i].count;
        scores[pairs[i].right].left_kinds++;
        scores[pairs[i].right].left_count += pairs[i].count;
    }
}

static double share(uint32_t part, uint32_t whole) {
    return whole > 0 ? (double)part / whole : 0;
}

/* The sentences of each term's occurrences, in order: those of term t begin at starts[t]. */
static const uint32_t *list_occurrences(keywords *self, const reading *text, uint32_t **starts) {
    uint32_t *places = room_for(&self->starts, text->term_count + 1, sizeof *places);
    uint32_t *sentences = room_for(&self->occurrences, text->token_count, sizeof *sentences);
    for (size_t t = 1; t < text->term_count; t++)
        places[t] = places[t - 1] + reading_term(text, t - 1)->count;
    for (size_t i = 0; i < text->token_count; i++) {
        const token *each = reading_token(text, i);
        if (each->term != NO_TERM)
            sentences[places[each->term]++] = each->sentence;
    }
    for (size_t t = 0; t < text->term_count; t++)
        places[t] -= reading_term(text, t)->count;
    *starts = places;
    return sentences;
}

typedef struct frequencies {
    double most, usual; /* usual: mean and standard deviation together, of what are no stop words */
    double sentences;
} frequencies;

static frequencies measure_frequencies(const reading *text) {
    double count = 0, sum = 0, squares = 0;
    frequencies all = {.most = 1, .sentences = 1};
    for (size_t t = 0; t < text->term_count; t++) {
        const term *each = reading_term(text, t);
        all.most = fmax(all.most, each->count);
        all.sentences = fmax(all.sentences, each->last_sentence);
        if (each->is_stop)
            continue;
        count++;
        sum += each->count;
        squares += (double)each->count * each->count;
    }
    double mean = count > 0 ? sum / count : 1;
    all.usual = mean + (count > 0 ? sqrt(fmax(0, squares / count - mean * mean)) : 0);
    return all;
}

/* Logarithms are a third of the work where each term wants two: those of small numbers are kept. */
static void fill_logarithms(keywords *self) {
    for (size_t i = 0; i < KEPT_LOGARITHMS && self->places[0] == 0; i++)
        self->logarithms[i] = i > 0 ? log((double)i) : 0;
    for (size_t i = KEPT_LOGARITHMS; i-- > 0 && self->places[0] == 0;)
        self->places[i] = log(log(3 + (double)i));
}

static double score_term(const keywords *self, const term *each, const term_score *neighbours, uint32_t median,
                         const frequencies *all) {
    double count = each->count;
    double logarithm = each->count < KEPT_LOGARITHMS ? self->logarithms[each->count] : log(count);
    double casing = fmax(each->capitals, each->uppers) / (1 + logarithm);
    double place = median < KEPT_LOGARITHMS ? self->places[median] : log(log(3 + (double)median));
    double spread =
        share(neighbours->left_kinds, neighbours->left_count) + share(neighbours->right_kinds, neighbours->right_count);
    double relation = 1 + spread * count / all->most;
    double frequency = count / all->usual, sentences = each->sentences / all->sentences;
    return relation * place / (casing + frequency / relation + sentences / relation);
}

static void score_terms(keywords *self, const reading *text) {
    term_score *scores = room_for(&self->scores, text->term_count, sizeof *scores);
    uint32_t *starts;
    const uint32_t *sentences = list_occurrences(self, text, &starts);
    frequencies all = measure_frequencies(text);
    measure_neighbours(self, scores);
    fill_logarithms(self);
    for (size_t t = 0; t < text->term_count; t++) {
        const term *each = reading_term(text, t);
        scores[t].score = score_term(self, each, &scores[t], sentences[starts[t] + each->count / 2], &all);
    }
}

/* ---- Candidates ------------------------------------------------------------------------------------------------ */

/* What a token can be in a keyword. */
enum { NO_PART, INNER_PART, END_PART };

static bool is_end(const reading *text, const galley_calendar *names, const token *each) {
    const term *term = reading_term(text, each->term);
    if (term->is_stop || galley_utf8_count(each->word) < SHORTEST_WORD)
        return false;
    galley_calendar_kind kind = galley_calendar_word(names, term->folded);
    return kind == GALLEY_CALENDAR_NOTHING || kind == GALLEY_CALENDAR_FILLER;
}

static const uint8_t *find_parts(keywords *self, const reading *text, const galley_calendar *names) {
    uint8_t *parts = room_for(&self->parts, text->token_count, 1);
    for (size_t i = 0; i < text->token_count; i++) {
        const token *each = reading_token(text, i);
        if (each->term != NO_TERM && !each->is_ideograph && !each->is_number)
            parts[i] = is_end(text, names, each) ? END_PART : INNER_PART;
    }
    return parts;
}

static bool is_possessive(const token *each) {
    return each->word.ptr + each->word.len != each->whole.ptr + each->whole.len;
}

static bool is_capital_inside(const token *each) {
    return each->is_capital && !each->is_opening && !each->is_shouted;
}

/* Would a keyword that ends before this token, or begins with it, cut what is one: "Jean-Luc", "Los | Angeles"? */
static bool cuts(const reading *text, size_t at, bool is_group) {
    if (at == 0 || at == text->token_count)
        return false;
    const token *before = reading_token(text, at - 1), *next = reading_token(text, at);
    bool is_name = is_group && next->gap == GAP_SPACE && before->is_capital && is_capital_inside(next) &&
                   next->elision == ELISION_NONE;
    return next->gap == GAP_HYPHEN || (is_name && !is_possessive(before));
}

static void add_candidate(keywords *self, keyword_table table, keyword fresh) {
    keyword *items = (keyword *)(void *)self->items.ptr;
    size_t at = (size_t)(fresh.hash >> 32) & table.mask;
    while (table.slots[at] && items[table.slots[at] - 1].hash != fresh.hash)
        at = (at + 1) & table.mask;
    if (table.slots[at]) {
        items[table.slots[at] - 1].count++;
        return;
    }
    items[self->item_count] = fresh;
    table.slots[at] = (uint32_t)++self->item_count;
}

/* Groups of words, each once, with how often it is seen. */
static void find_candidates(keywords *self, const reading *text, const galley_calendar *names) {
    const uint8_t *parts = find_parts(self, text, names);
    keyword_table table = table_for(&self->item_slots, text->token_count * KEYWORD_WORDS);
    self->items.len = 0;
    galley_buffer_reserve(&self->items, text->token_count * KEYWORD_WORDS * sizeof(keyword));
    self->item_count = 0;
    for (size_t i = 0; i < text->token_count; i++) {
        if (parts[i] != END_PART)
            continue;
        uint64_t hash = 0;
        for (size_t words = 1; words <= KEYWORD_WORDS && i + words <= text->token_count; words++) {
            size_t at = i + words - 1;
            const token *last = reading_token(text, at);
            if (parts[at] == NO_PART || (words > 1 && (!follows(last) || is_possessive(last - 1))))
                break;
            hash = ((hash << 23 | hash >> 41) ^ reading_term(text, last->term)->hash) * odd;
            if (parts[at] == END_PART && !cuts(text, i, words > 1) && !cuts(text, i + words, words > 1))
                add_candidate(self, table,
                              (keyword){.hash = hash, .first = (uint32_t)i, .count = 1, .words = (uint32_t)words});
        }
    }
}

/* ---- Scores ---------------------------------------------------------------------------------------------------- */

/* How surely a stop word stands between these two: the product of both ways' probabilities. */
static double stickiness(const keywords *self, const reading *text, size_t at) {
    uint32_t left = reading_token(text, at - 1)->term, middle = reading_token(text, at)->term,
             right = reading_token(text, at + 1)->term;
    return share(count_pair(self, left, middle), reading_term(text, left)->count) *
           share(count_pair(self, middle, right), reading_term(text, right)->count);
}

static bool is_name(const reading *text, const keyword *group) {
    for (size_t i = 0; i < group->words; i++) {
        const token *each = reading_token(text, group->first + i);
        const term *term = reading_term(text, each->term);
        bool is_inner = i > 0 && each->gap == GAP_HYPHEN; /* "Marnes-la-Coquette" */
        if (each->is_shouted)
            return false;
        if (!is_inner && (!each->is_capital || (each->is_opening && term->capitals == 0)))
            return false;
    }
    return true;
}

static double score_group(const keywords *self, const reading *text, const keyword *group) {
    const term_score *scores = (const term_score *)(const void *)self->scores.ptr;
    double product = 1, sum = 0;
    for (size_t i = 0; i < group->words; i++) {
        uint32_t t = reading_token(text, group->first + i)->term;
        if (reading_term(text, t)->is_stop) {
            double sticky = stickiness(self, text, group->first + i);
            product *= 2 - sticky;
            sum -= 1 - sticky;
        } else {
            product *= scores[t].score;
            sum += scores[t].score;
        }
    }
    return product / (group->count * fmax(0.01, 1 + sum));
}

/* Is one better? Of equals the earlier one, and of those the longer. */
static bool precedes(const keyword *left, const keyword *right) {
    if (left->score != right->score)
        return left->score < right->score;
    if (left->first != right->first)
        return left->first < right->first;
    return left->words > right->words;
}

/* Of a heap whose best stands first (Williams 1964), from `at` downwards. */
static void sift_down(keyword *items, size_t count, size_t at) {
    keyword moved = items[at];
    for (size_t child; (child = at * 2 + 1) < count; at = child) {
        child += child + 1 < count && precedes(&items[child + 1], &items[child]);
        if (!precedes(&items[child], &moved))
            break;
        items[at] = items[child];
    }
    items[at] = moved;
}

/* A heap: some are chosen of many, so most need no order. */
static void score_groups(keywords *self, const reading *text) {
    keyword *items = (keyword *)(void *)self->items.ptr;
    size_t kept = 0;
    for (size_t i = 0; i < self->item_count; i++) {
        if (items[i].words > 1 && items[i].count == 1 && !is_name(text, &items[i]))
            continue;
        items[i].score = score_group(self, text, &items[i]);
        items[kept++] = items[i];
    }
    self->item_count = kept;
    for (size_t i = kept / 2; i-- > 0;)
        sift_down(items, kept, i);
}

static keyword take_best(keywords *self) {
    keyword *items = (keyword *)(void *)self->items.ptr;
    keyword best = items[0];
    items[0] = items[--self->item_count];
    if (self->item_count > 0)
        sift_down(items, self->item_count, 0);
    return best;
}

/* ---- Choice ---------------------------------------------------------------------------------------------------- */

static bool holds_all(const reading *text, const keyword *whole, const keyword *part) {
    for (size_t i = 0; i < part->words; i++) {
        bool is_there = false;
        for (size_t j = 0; j < whole->words; j++)
            is_there |= reading_token(text, part->first + i)->term == reading_token(text, whole->first + j)->term;
        if (!is_there)
            return false;
    }
    return true;
}

static bool is_said(const keyword *chosen, size_t count, const reading *text, const keyword *next) {
    for (size_t i = 0; i < count; i++)
        if (holds_all(text, &chosen[i], next) || holds_all(text, next, &chosen[i]))
            return true;
    return false;
}

static bool holds_run(const reading *text, const keyword *whole, const unspaced_word *part) {
    for (size_t start = 0; start + part->length <= whole->words; start++) {
        size_t same = 0;
        while (same < part->length && galley_text_equal(reading_token(text, whole->first + start + same)->whole,
                                                        reading_token(text, part->first + same)->whole))
            same++;
        if (same == part->length)
            return true;
    }
    return false;
}

static bool holds_keyword(const reading *text, const unspaced_word *whole, const keyword *part) {
    keyword outer = {.first = whole->first, .words = whole->length};
    unspaced_word inner = {.first = part->first, .length = part->words};
    return holds_run(text, &outer, &inner);
}

/* Of two of which one is a part of the other the better one stays. */
static void choose_unspaced(keywords *self, const reading *text, keyword *chosen, size_t most) {
    unspaced_find(&self->unspaced, text);
    for (size_t i = 0; i < self->unspaced.count && self->count < most; i++) {
        const unspaced_word *next = unspaced_at(&self->unspaced, i);
        bool is_known = false;
        for (size_t j = 0; j < self->count && !is_known; j++)
            is_known = holds_run(text, &chosen[j], next) || holds_keyword(text, next, &chosen[j]);
        if (!is_known)
            chosen[self->count++] = (keyword){.first = next->first, .count = next->count, .words = next->length};
    }
}

void keywords_find(keywords *self, const reading *text, const galley_calendar *names, size_t most) {
    self->count = 0;
    if (text->token_count == 0)
        return;
    keyword *chosen = room_for(&self->chosen, most, sizeof *chosen);
    if (text->ideographs > text->words)
        choose_unspaced(self, text, chosen, most);
    find_pairs(self, text);
    score_terms(self, text);
    find_candidates(self, text, names);
    score_groups(self, text);
    while (self->item_count > 0 && self->count < most) {
        keyword next = take_best(self);
        if (!is_said(chosen, self->count, text, &next))
            chosen[self->count++] = next;
    }
}

galley_text keywords_spell(const keywords *self, const reading *text, size_t at, galley_arena *arena) {
    const keyword *each = (const keyword *)(const void *)self->chosen.ptr + at;
    const token *first = reading_token(text, each->first), *last = reading_token(text, each->first + each->words - 1);
    galley_text written =
        galley_text_part(first->word.ptr, (size_t)(last->word.ptr + last->word.len - first->word.ptr));
    char *spelled = galley_arena_alloc(arena, written.len * 2 + 4);
    bool is_lowered = first->is_opening && !first->is_upper && reading_term(text, first->term)->lowers > 0;
    size_t len = 0, from = 0;
    for (uint32_t character; galley_utf8_next(written, &from, &character);) {
        bool is_space = galley_is_space(character);
        if (is_space && len > 0 && spelled[len - 1] == ' ')
            continue;
        if (len == 0 && is_lowered)
            character = galley_to_lower(character);
        len += galley_utf8_put(spelled + len, is_space ? ' ' : character == 0x2019 ? '\'' : character);
    }
    return galley_text_part(spelled, len);
}
