/* TextRank (Mihalcea and Tarau 2004): PageRank over sentences, which are linked by their words in common, divided by the
 * logarithms of their lengths. LexRank (Erkan and Radev 2004): the same over cosines of words weighted by rarity, where links
 * below 0.1 are cut and the others are weighted. Centroid (Radev et al. 2004): the sum of a sentence's words' weights in the
 * text as a whole. What differs: each word of a sentence counts once, and rarity is that in the text itself. */
#include "graph.h"

#include <math.h>

enum { ROUNDS = 30 };
static const double damping = 0.85, settled = 1e-4, weakest_link = 0.1;

void graph_clear(graph *graph) {
    galley_buffer_clear(&graph->similarity);
}

static float *rows_of(graph *graph, size_t count) {
    return (float *)(void *)galley_buffer_reserve(&graph->similarity, count * count * sizeof(float));
}

static double rarity(const sentences *all, const term *each) {
    return log((double)all->count / each->sentences) + 1;
}

/* Weight of the terms that sentence `number`, whose terms were seen last, has in common with another. */
static double common_weight(const sentences *all, uint32_t number, const sentence *other, bool by_rarity) {
    double weight = 0;
    for (uint32_t i = 0; i < other->count; i++) {
        const term *each = sentence_term(all, other, i);
        if (each->last_seen == number)
            weight += by_rarity ? rarity(all, each) * rarity(all, each) : 1;
    }
    return weight;
}

static void see_terms(const sentences *all, uint32_t number) {
    const sentence *of = &all->items[number];
    for (uint32_t i = 0; i < of->count; i++)
        sentence_term(all, of, i)->last_seen = number;
}

static double textrank_link(double common, const sentence *one, const sentence *other) {
    double lengths = log(one->count) + log(other->count);
    return one->count > 0 && other->count > 0 && lengths > 0 ? common / lengths : 0;
}

static double lexrank_link(double common, double norm, double other_norm) {
    double cosine = norm > 0 && other_norm > 0 ? common / sqrt(norm * other_norm) : 0;
    return cosine >= weakest_link ? cosine : 0;
}

static void link_sentences(const sentences *all, float *rows, bool by_rarity) {
    double norms[SENTENCES_MAX];
    for (uint32_t i = 0; i < all->count; i++) {
        see_terms(all, i);
        norms[i] = common_weight(all, i, &all->items[i], by_rarity);
        rows[i * all->count + i] = 0;
        for (uint32_t j = 0; j < i; j++) {
            double common = common_weight(all, i, &all->items[j], by_rarity);
            double link = by_rarity ? lexrank_link(common, norms[i], norms[j])
                                    : textrank_link(common, &all->items[i], &all->items[j]);
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
    link_sentences(all, rows, by_rarity);
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
