/* Choosing: greedy, as maximal marginal relevance is (Carbonell and Goldstein 1998): what the chosen sentences say
 * already counts against the others. */
#include "choose.h"

static const double most_said = 0.8; /* of a sentence's terms: it says nothing new */

/* Of equals the earlier one; junk behind all others. */
static bool is_better(const sentence *one, const sentence *other) {
    if (!other || one->is_junk != other->is_junk)
        return !other || other->is_junk;
    return one->score > other->score;
}

double said_share(const sentences *all, const sentence *of) {
    uint32_t said = 0;
    for (uint32_t i = 0; i < of->count; i++)
        said += sentence_term(all, of, i)->is_said;
    return of->count > 0 ? (double)said / of->count : 0;
}

static void choose(const sentences *all, sentence *best) {
    best->is_chosen = true;
    for (uint32_t i = 0; i < best->count; i++)
        sentence_term(all, best, i)->is_said = true;
}

static galley_text cut_to_words(galley_text text, size_t words) {
    size_t at = 0, end = 0;
    for (galley_text word; end < text.len && words > 0 && galley_word_next(text, &at, &word); words--)
        end = at;
    return galley_text_part(text.ptr, end);
}

/* Words that a sentence would take of the room: all, or those above half for one that may stand out of it. */
static bool has_room(summary_room room, size_t used, sentence *each) {
    if (room.words == SIZE_MAX)
        return true;
    size_t left = room.words - used, words = sentence_length(each);
    return (room.is_strict ? words : words / 2) <= left;
}

static sentence *find_best(sentences *all, summary_room room, size_t chosen, size_t used) {
    sentence *best = NULL;
    for (size_t i = 0; i < all->count; i++) {
        sentence *each = &all->items[i];
        bool may_be = !each->is_chosen && !each->is_passed_over && !(each->is_junk && chosen > 0);
        bool is_first_loose = chosen == 0 && !room.is_strict;
        if (may_be && is_better(each, best) && (is_first_loose || has_room(room, used, each)))
            best = each;
    }
    return best;
}

static void cut_best(sentences *all, size_t words) {
    sentence *best = NULL;
    for (size_t i = 0; i < all->count; i++)
        if (is_better(&all->items[i], best))
            best = &all->items[i];
    best->text = cut_to_words(best->text, words);
    best->is_cut = best->is_chosen = true;
}

size_t choose_sentences(sentences *all, summary_room room, scorer scorer) {
    size_t chosen = 0, used = 0;
    bool is_stale = scorer.score != NULL;
    while (chosen < room.sentences && used < room.words) {
        if (is_stale)
            scorer.score(scorer.context, all, chosen);
        sentence *best = find_best(all, room, chosen, used);
        if (!best)
            break;
        is_stale = false;
        best->is_passed_over = scorer.is_said_once && said_share(all, best) > most_said;
        if (best->is_passed_over)
            continue;
        choose(all, best);
        chosen++;
        used += room.words < SIZE_MAX ? sentence_length(best) : 0;
        is_stale = scorer.score != NULL;
    }
    if (chosen > 0 || all->count == 0)
        return chosen;
    cut_best(all, room.words);
    return 1;
}
