/* Samples: see samples.h. */
#include "samples.h"
#include "letters.h"
#include <stdlib.h>

enum {
    FEATURES_MOST = 400000,
    PIECES_LEAST = 3, /* of one language that must have an n-gram */
    NONE_HANDICAP = 4 /* the class of all other languages needs so many times more */
};

/* Every (n-gram, class) of every piece; sorted, equal ones stand together. */
typedef struct occurrence {
    uint32_t key, class;
} occurrence;

static int compare_keys(const void *a, const void *b) {
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    return (left > right) - (left < right);
}

static int compare_occurrences(const void *a, const void *b) {
    const occurrence *left = a, *right = b;
    int by_key = compare_keys(&left->key, &right->key);
    return by_key ? by_key : compare_keys(&left->class, &right->class);
}

/* The n-grams of a piece, ascending, equal ones together; they live until `letters` is used again. */
static size_t sorted_ngrams(letters *letters, const piece *piece, uint32_t **keys) {
    const uint32_t *unsorted;
    letters_start(letters);
    letters_read(letters, piece->text);
    size_t count = piece->is_fragments ? letters_ngrams_inside(letters, piece->script, &unsorted)
                                       : letters_ngrams(letters, piece->script, &unsorted);
    *keys = (uint32_t *)(void *)letters->keys.ptr;
    qsort(*keys, count, sizeof **keys, compare_keys);
    return count;
}

static size_t end_of_run(const uint32_t *keys, size_t at, size_t count) {
    size_t end = at + 1;
    while (end < count && keys[end] == keys[at])
        end++;
    return end;
}

static bool is_wanted(const piece *piece, script script, int without) {
    return piece->script == script && piece->fold != without;
}

static uint32_t class_of(const samples *samples, const corpus *corpus, const piece *piece) {
    if (piece->language < 0)
        return 0;
    galley_text tag = corpus_languages(corpus)[piece->language].tag;
    uint32_t class = 1;
    while (!galley_text_equal(samples->tags[class], tag))
        class ++;
    return class;
}

static void make_classes(samples *samples, const corpus *corpus, script script) {
    samples->script = script;
    samples->tags[0] = galley_text_of("");
    samples->classes = 1;
    for (size_t i = 0; i < corpus_language_count(corpus); i++)
        if (corpus_languages(corpus)[i].script == script && !galley_text_is(corpus_languages(corpus)[i].tag, "-"))
            samples->tags[samples->classes++] = corpus_languages(corpus)[i].tag;
}

static void collect_occurrences(const samples *samples, const corpus *corpus, int without, galley_buffer *out) {
    letters letters = {0};
    for (size_t i = 0; i < corpus_piece_count(corpus); i++) {
        const piece *piece = corpus_pieces(corpus) + i;
        if (!is_wanted(piece, samples->script, without))
            continue;
        uint32_t *keys, class = class_of(samples, corpus, piece);
        size_t count = sorted_ngrams(&letters, piece, &keys);
        for (size_t at = 0; at < count; at = end_of_run(keys, at, count)) {
            occurrence occurrence = {keys[at], class};
            galley_buffer_add_bytes(out, &occurrence, sizeof occurrence);
        }
    }
    letters_clear(&letters);
}

/* Walks the sorted occurrences and writes each n-gram that some class has in at least `least` pieces, if `keys` is not
 * NULL. Returns how many these are. */
static size_t choose(const occurrence *all, size_t count, size_t least, uint32_t *keys, uint32_t *pieces_with) {
    size_t chosen = 0;
    for (size_t at = 0; at < count;) {
        size_t first = at;
        bool is_chosen = false;
        while (at < count && all[at].key == all[first].key) {
            size_t same = at;
            while (at < count && all[at].key == all[same].key && all[at].class == all[same].class)
                at++;
            is_chosen |= at - same >= least * (all[same].class ? 1 : NONE_HANDICAP);
        }
        if (is_chosen && keys) {
            keys[chosen] = all[first].key;
            pieces_with[chosen] = (uint32_t)(at - first);
        }
        chosen += is_chosen;
    }
    return chosen;
}

static void choose_features(samples *samples, const corpus *corpus, int without) {
    galley_buffer collected = {0};
    collect_occurrences(samples, corpus, without, &collected);
    occurrence *all = (occurrence *)(void *)collected.ptr;
    size_t count = collected.len / sizeof *all, least = PIECES_LEAST;
    if (count > 0)
        qsort(all, count, sizeof *all, compare_occurrences);
    while (choose(all, count, least, NULL, NULL) > FEATURES_MOST)
        least++;
    samples->features = choose(all, count, least, NULL, NULL);
    samples->keys = calloc(samples->features + 1, sizeof *samples->keys);
    samples->pieces_with = calloc(samples->features + 1, sizeof *samples->pieces_with);
    choose(all, count, least, samples->keys, samples->pieces_with);
    galley_buffer_clear(&collected);
}

static void add_entries(const samples *samples, const uint32_t *keys, size_t count, galley_buffer *entries) {
    for (size_t at = 0; at < count;) {
        size_t end = end_of_run(keys, at, count);
        const uint32_t *found =
            bsearch(keys + at, samples->keys, samples->features, sizeof *samples->keys, compare_keys);
        if (found) {
            entry entry = {(uint32_t)(found - samples->keys), (uint32_t)(end - at)};
            galley_buffer_add_bytes(entries, &entry, sizeof entry);
        }
        at = end;
    }
}

void samples_make(samples *samples, const corpus *corpus, script script, int without) {
    memset(samples, 0, sizeof *samples);
    make_classes(samples, corpus, script);
    choose_features(samples, corpus, without);
    galley_buffer list = {0}, entries = {0};
    letters letters = {0};
    for (size_t i = 0; i < corpus_piece_count(corpus); i++) {
        const piece *piece = corpus_pieces(corpus) + i;
        if (!is_wanted(piece, script, without))
            continue;
        uint32_t *keys;
        size_t count = sorted_ngrams(&letters, piece, &keys), before = entries.len / sizeof(entry);
        add_entries(samples, keys, count, &entries);
        sample sample = {.first = before,
                         .count = (uint32_t)(entries.len / sizeof(entry) - before),
                         .ngrams = (uint32_t)count,
                         .class = class_of(samples, corpus, piece),
                         .source = piece->source,
                         .fold = piece->fold};
        galley_buffer_add_bytes(&list, &sample, sizeof sample);
    }
    letters_clear(&letters);
    samples->count = list.len / sizeof(sample);
    samples->list = (sample *)(void *)list.ptr;
    samples->entries = (entry *)(void *)entries.ptr;
}

void samples_clear(samples *samples) {
    free(samples->keys);
    free(samples->pieces_with);
    free(samples->list);
    free(samples->entries);
}
