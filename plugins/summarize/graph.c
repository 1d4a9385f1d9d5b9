/* TextRank (Mihalcea and Tarau 2004): PageRank over sentences, which are linked by their words in common, divided by
 * the logarithms of their lengths. LexRank (Erkan and Radev 2004): the same over cosines of words weighted by rarity,
 * where links below 0.1 are cut and the others are weighted. Centroid (Radev et al. 2004): the sum of a sentence's
 * words' weights in the text as a whole. What differs: each word of a sentence counts once, and rarity is that in the
 * text itself. */
#include "graph.h"

#include <math.h>

enum { ROUNDS = 30 };
static const double damping = 0.85, settled = 1e-4, weakest_link = 0.1;

void graph_clear(graph *graph) {
    galley_buffer_clear(&graph->similarity);
    galley_buffer_clear(&graph->standings);
}

static float *rows_of(graph *graph, size_t count) {
    return (float *)(void *)galley_buffer_reserve(&graph->similarity, count * count * sizeof(float));
}

static double rarity(const sentences *all, const term *each) {
    return log((double)all->count / each->sentences) + 1;
}

static double weight_of(const sentences *all, const term *each, bool by_rarity) {
    return by_rarity ? rarity(all, each) * rarity(all, each) : 1;
}

/* Where a term stands: in which sentence, and where before; a list a term, through `last_seen` as its head. */
typedef struct standing {
    uint32_t sentence, before;
} standing;

/* Adds up, below the diagonal, the weights of the terms that two sentences have in common: only pairs that have one are
 * met, which are few. */
static void add_common(graph *graph, sentences *all, float *rows, bool by_rarity) {
    size_t count = all->members.len / sizeof(uint32_t);
    standing *standings = (standing *)(void *)galley_buffer_reserve(&graph->standings, count * sizeof *standings);
    terms_forget_walk(&all->terms);
    memset(rows, 0, all->count * all->count * sizeof *rows);
    for (uint32_t i = 0; i < all->count; i++) {
        const sentence *of = &all->items[i];
        for (uint32_t k = 0; k < of->count; k++) {
            term *each = sentence_term(all, of, k);
            float weight = (float)weight_of(all, each, by_rarity);
            standings[of->first + k] = (standing){.sentence = i, .before = each->last_seen};
            for (uint32_t at = each->last_seen; at != NOT_SEEN; at = standings[at].before)
                rows[i * all->count + standings[at].sentence] += weight;
            each->last_seen = of->first + k;
        }
    }
}

/* What a sentence's length counts in its links: for TextRank a logarithm, for LexRank the norm of its weights. */
static double length_of(const sentences *all, const sentence *of, bool by_rarity) {
    double sum = 0;
    for (uint32_t i = 0; by_rarity && i < of->count; i++)
        sum += weight_of(all, sentence_term(all, of, i), true);
    return by_rarity ? sqrt(sum) : log(of->count > 0 ? of->count : 1);
}

static double textrank_link(double common, double length, double other) {
    return length + other > 0 ? common / (length + other) : 0;
}

static double lexrank_link(double common, double length, double other) {
    double cosine = length > 0 && other > 0 ? common / (length * other) : 0;
    return cosine >= weakest_link ? cosine : 0;
}

static void link_sentences(graph *graph, sentences *all, float *rows, bool by_rarity) {
    double lengths[SENTENCES_MAX];
    add_common(graph, all, rows, by_rarity);
    for (size_t i = 0; i < all->count; i++) {
        lengths[i] = length_of(all, &all->items[i], by_rarity);
        for (size_t j = 0; j < i; j++) {
            double common = (double)rows[i * all->count + j];
            double link = by_rarity ? lexrank_link(common, lengths[i], lengths[j])
                                    : textrank_link(common, lengths[i], lengths[j]);
            rows[i * all->count + j] = rows[j * all->count + i] = (float)link;
        }
    }
}

/* Makes of each row's links shares of its rank that go along them. */
static void make_shares(float *rows, size_t count) {
    for (size_t i = 0; i < count; i++) {
        double sum = 0;
        for (size_t j = 0; j < count; j++)
            sum += (double)rows[i * count + j];
        for (size_t j = 0; sum > 0 && j < count; j++)
            rows[i * count + j] = (float)((double)rows[i * count + j] / sum);
    }
}

/* PageRank (Brin and Page 1998) by powers, until no rank moves. */
static void walk(sentences *all, const float *rows) {
    size_t count = all->count;
    float ranks[SENTENCES_MAX], next[SENTENCES_MAX];
    for (size_t i = 0; i < count; i++)
        ranks[i] = 1;
    double moved = 1;
    for (int round = 0; round < ROUNDS && moved > settled; round++) {
        for (size_t j = 0; j < count; j++)
            next[j] = (float)(1 - damping);
        for (size_t i = 0; i < count; i++)
            for (size_t j = 0; j < count; j++)
                next[j] += (float)damping * ranks[i] * rows[i * count + j];
        moved = 0;
        for (size_t j = 0; j < count; j++) {
            moved = fmax(moved, fabs((double)next[j] - (double)ranks[j]));
            ranks[j] = next[j];
        }
    }
    for (size_t i = 0; i < count; i++)
        all->items[i].score = (double)ranks[i];
}

static void scale_scores(sentences *all) {
    double highest = 0;
    for (size_t i = 0; i < all->count; i++)
        highest = fmax(highest, all->items[i].score);
    for (size_t i = 0; highest > 0 && i < all->count; i++)
        all->items[i].score /= highest;
}

static void rank_by_links(graph *graph, sentences *all, bool by_rarity) {
    float *rows = rows_of(graph, all->count);
    link_sentences(graph, all, rows, by_rarity);
    make_shares(rows, all->count);
    walk(all, rows);
    scale_scores(all);
}

void graph_textrank(graph *graph, sentences *all) {
    rank_by_links(graph, all, false);
}

void graph_lexrank(graph *graph, sentences *all) {
    rank_by_links(graph, all, true);
}

void graph_centroid(sentences *all) {
    for (size_t s = 0; s < all->count; s++) {
        sentence *each = &all->items[s];
        each->score = 0;
        for (uint32_t i = 0; i < each->count; i++) {
            const term *word = sentence_term(all, each, i);
            each->score += word->sentences > 1 ? word->sentences * rarity(all, word) : 0;
        }
    }
    scale_scores(all);
}
