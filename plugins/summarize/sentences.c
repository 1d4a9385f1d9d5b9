/* Ranking. A sentence is central by the number of times that another sentence has one of its words: the degree in the
 * graph of sentences that LexRank (Erkan and Radev 2004) and TextRank (Mihalcea and Tarau 2004) walk through, with words
 * in common for a similarity. Counted word by word that takes linear time and whole numbers; walking on through the graph
 * gave no better summaries here. The sum is divided by the fourth root of the sentence's length: undivided it favours long
 * sentences, divided by the length short ones. To it come the share of the title's words and a place near the beginning
 * (Edmundson 1969). The weights were chosen on French and English news (README). */
#include "sentences.h"

#include <math.h>
#include <stdlib.h>

static const double title_weight = 0.5; /* of a sentence with all words of the title; the most central one counts 1 */
static const double place_weight = 0.6; /* of the first sentence; of the fifth half as much */
static const double place_halved = 4;
static const double open_quote_factor = 0.85; /* half of a quotation reads badly */
static const double said_share = 0.7;         /* of a sentence's terms: it says nothing new */

enum { FEWEST_WORDS = 4 };

void sentences_clear(sentences *all) {
    terms_clear(&all->terms);
    galley_buffer_clear(&all->members);
    galley_arena_free(all->arena);
}

/* ---- Reading --------------------------------------------------------------------------------------------------- */

static void read_title(sentences *all, galley_text title) {
    term_cursor cursor = {.folded = galley_fold(galley_utf8_cut(title, SENTENCE_MAX_BYTES), all->arena)};
    all->title_terms = 0;
    for (term *found; terms_next(&all->terms, &cursor, &found);) {
        if (!found || found->is_stop || found->is_in_title)
            continue;
        found->is_in_title = true;
        all->title_terms++;
    }
}

/* Room for the terms of so many folded bytes, once for all of them: each has one at least, and a space. */
static uint32_t *reserve_members(sentences *all, size_t folded) {
    return (uint32_t *)(void *)galley_buffer_reserve(&all->members, (folded / 2 + 1) * sizeof(uint32_t));
}

static void read_terms(sentences *all, sentence *fresh) {
    term_cursor cursor = {.folded = galley_fold(fresh->text, all->arena)};
    uint32_t number = (uint32_t)all->count, *members = reserve_members(all, cursor.folded.len);
    for (term *found; terms_next(&all->terms, &cursor, &found); fresh->words++) {
        if (!found || found->is_stop || found->last_sentence == number)
            continue;
        found->last_sentence = number;
        found->sentences++;
        members[fresh->count++] = (uint32_t)(found - terms_at(&all->terms, 0));
    }
    all->members.len += fresh->count * sizeof *members;
}

/* Without the dash or the dot that begins an item of a list or a spoken line. */
static galley_text skip_bullet(galley_text text) {
    static const char *const bullets[] = {"- ", "\u2013 ", "\u2014 ", "\u2022 ", "\u00B7 ", "* "};
    for (size_t i = 0; i < sizeof bullets / sizeof *bullets; i++) {
        size_t len = strlen(bullets[i]);
        if (text.len > len && memcmp(text.ptr, bullets[i], len) == 0)
            return galley_trim(galley_text_part(text.ptr + len, text.len - len));
    }
    return text;
}

/* What is too long ends at the last space before the limit, if there is one in the second half. */
static galley_text cut_long(galley_text text) {
    galley_text start = galley_utf8_cut(text, SENTENCE_MAX_BYTES);
    for (size_t len = start.len; len > SENTENCE_MAX_BYTES / 2; len--)
        if (start.ptr[len - 1] == ' ')
            return galley_trim(galley_text_part(start.ptr, len));
    return start;
}

/* What has no word in it (a line of dashes) is no sentence. */
static void read_sentence(sentences *all, galley_text piece) {
    piece = skip_bullet(piece);
    bool is_cut = piece.len > SENTENCE_MAX_BYTES;
    sentence *fresh = &all->items[all->count++];
    *fresh = (sentence){.text = is_cut ? cut_long(piece) : piece,
                        .first = (uint32_t)(all->members.len / sizeof(uint32_t)),
                        .is_cut = is_cut};
    read_terms(all, fresh);
    if (fresh->words == 0)
        all->count--;
}

void sentences_read(sentences *all, const stop_words *stop, galley_text title, galley_text text, const char *lang) {
    all->count = all->members.len = 0;
    terms_begin(&all->terms, stop, lang);
    read_title(all, title);
    galley_text piece;
    for (size_t at = 0; all->count < SENTENCES_MAX && galley_sentence_next(text, &at, &piece, lang);) {
        read_sentence(all, piece);
        galley_arena_reset(all->arena);
    }
}

static size_t count_words(galley_text text) {
    size_t at = 0, words = 0;
    galley_text word;
    while (galley_word_next(text, &at, &word))
        words++;
    return words;
}

size_t sentences_words(const sentences *all) {
    size_t words = 0;
    for (size_t i = 0; i < all->count; i++)
        words += count_words(all->items[i].text);
    return words;
}

/* ---- Scores ---------------------------------------------------------------------------------------------------- */

typedef enum ending {
    UNFINISHED, /* no mark: a heading, a caption, an item of a list */
    STATEMENT,
    QUESTION,
} ending;

static const double factors[] = {[UNFINISHED] = 0.5, [STATEMENT] = 1, [QUESTION] = 0.85};

static ending ending_of_mark(uint32_t character) {
    switch (character) {
    case '.':
    case '!':
    case 0x2026: /* … */
    case 0x0589: /* Armenian */
    case 0x06D4: /* Arabic */
    case 0x0964: /* danda, double danda */
    case 0x0965:
    case 0x104A: /* Myanmar */
    case 0x104B:
    case 0x1362: /* Ethiopic */
    case 0x17D4: /* Khmer */
    case 0x3002: /* ideographic; full-width and half-width */
    case 0xFF01:
    case 0xFF61:
        return STATEMENT;
    case '?':
    case 0x037E: /* Greek */
    case 0x061F: /* Arabic */
    case 0x1367: /* Ethiopic */
    case 0xFF1F:
        return QUESTION;
    default:
        return UNFINISHED;
    }
}

enum { CLOSERS_MAX = 12 }; /* bytes: quotes and brackets behind the mark, each up to three */

/* By the last characters: the last mark among them decides. */
static ending ending_of(galley_text text) {
    size_t at = text.len > CLOSERS_MAX ? text.len - CLOSERS_MAX : 0;
    ending found = UNFINISHED;
    for (uint32_t character; galley_utf8_next(text, &at, &character);) {
        ending here = ending_of_mark(character);
        if (here != UNFINISHED)
            found = here;
        else if (galley_is_letter(character) || galley_is_digit(character))
            found = UNFINISHED;
    }
    return found;
}

static bool is_double_quote(uint32_t character) {
    return character == '"' || character == 0xAB || character == 0xBB || (character >= 0x201C && character <= 0x201E);
}

/* An odd number of double quotes of any kind: one that opens or closes in another sentence. */
static bool has_open_quote(galley_text text) {
    bool is_open = false;
    for (size_t at = 0; at < text.len;) {
        unsigned char byte = (unsigned char)text.ptr[at];
        if (byte != '"' && byte != 0xC2 && byte != 0xE2) { /* with which these characters begin */
            at++;
            continue;
        }
        uint32_t character = 0;
        galley_utf8_next(text, &at, &character);
        is_open ^= is_double_quote(character);
    }
    return is_open;
}

static term *member(const sentences *all, const sentence *of, uint32_t number) {
    return terms_at(&all->terms, ((const uint32_t *)(const void *)all->members.ptr)[of->first + number]);
}

static double centrality(const sentences *all, const sentence *of) {
    uint64_t met = 0;
    for (uint32_t i = 0; i < of->count; i++)
        met += member(all, of, i)->sentences - 1;
    return of->words > 0 ? (double)met / sqrt(sqrt((double)of->words)) : 0;
}

static uint32_t count_title_terms(const sentences *all, const sentence *of) {
    uint32_t shared = 0;
    for (uint32_t i = 0; i < of->count; i++)
        shared += member(all, of, i)->is_in_title;
    return shared;
}

void sentences_rank(sentences *all) {
    double highest = 0;
    for (size_t i = 0; i < all->count; i++) {
        all->items[i].score = centrality(all, &all->items[i]);
        highest = fmax(highest, all->items[i].score);
    }
    for (size_t i = 0; i < all->count; i++) {
        sentence *each = &all->items[i];
        ending ends = ending_of(each->text);
        uint32_t in_title = count_title_terms(all, each);
        double score = highest > 0 ? each->score / highest : 0;
        if (all->title_terms > 0)
            score += title_weight * in_title / all->title_terms;
        score += place_weight * place_halved / (place_halved + (double)i);
        each->score = score * factors[ends] * (has_open_quote(each->text) ? open_quote_factor : 1);
        each->is_junk = each->words < FEWEST_WORDS || (ends == UNFINISHED && in_title == each->count);
    }
}

void sentences_lead(sentences *all) {
    for (size_t i = 0; i < all->count; i++) {
        all->items[i].score = -(double)i;
        all->items[i].is_junk = all->items[i].words < FEWEST_WORDS;
    }
}

/* ---- Choosing -------------------------------------------------------------------------------------------------- */

/* The best first, junk last; of equals the earlier first, so that the order is one whatever sorts. */
static int compare(const void *left, const void *right) {
    const sentence *a = *(sentence *const *)left, *b = *(sentence *const *)right;
    if (a->is_junk != b->is_junk)
        return a->is_junk ? 1 : -1;
    if (a->score != b->score)
        return a->score < b->score ? 1 : -1;
    return (a > b) - (a < b);
}

static bool is_said(const sentences *all, const sentence *of) {
    uint32_t said = 0;
    for (uint32_t i = 0; i < of->count; i++)
        said += member(all, of, i)->is_said;
    return of->count > 0 && said > said_share * of->count;
}

static void choose(const sentences *all, sentence *best) {
    best->is_chosen = true;
    for (uint32_t i = 0; i < best->count; i++)
        member(all, best, i)->is_said = true;
}

static galley_text cut_to_words(galley_text text, size_t words) {
    size_t at = 0, end = 0;
    for (galley_text word; end < text.len && words > 0 && galley_word_next(text, &at, &word); words--)
        end = at;
    return galley_text_part(text.ptr, end);
}

/* Words that a sentence would take of the room: all, or those above half for one that may stand out of it. */
static bool has_room(summary_room room, size_t used, size_t words) {
    size_t left = room.words - used;
    return (room.is_strict ? words : words / 2) <= left;
}

size_t sentences_choose(sentences *all, summary_room room, bool is_said_once) {
    sentence *order[SENTENCES_MAX];
    for (size_t i = 0; i < all->count; i++)
        order[i] = &all->items[i];
    qsort(order, all->count, sizeof *order, compare);

    size_t chosen = 0, used = 0;
    for (size_t i = 0; i < all->count && chosen < room.sentences && used < room.words; i++) {
        sentence *each = order[i];
        if ((each->is_junk && chosen > 0) || (is_said_once && is_said(all, each)))
            continue;
        size_t words = room.words < SIZE_MAX ? count_words(each->text) : 0;
        if (!has_room(room, used, words) && (room.is_strict || chosen > 0))
            continue;
        choose(all, each);
        chosen++;
        used += words;
    }
    if (chosen == 0 && all->count > 0) {
        order[0]->text = cut_to_words(order[0]->text, room.words);
        order[0]->is_cut = order[0]->is_chosen = true;
        chosen = 1;
    }
    return chosen;
}
