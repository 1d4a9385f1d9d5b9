/* Edit distance (Levenshtein 1966; insertion, deletion, substitution cost one) between short names. */
#include "base/nearest.h"

#include <stdio.h>

enum { NAME_MAX_BYTES = 64 };

static size_t smallest(size_t a, size_t b, size_t c) {
    size_t least = a < b ? a : b;
    return least < c ? least : c;
}

static size_t edit_distance(const char *a, const char *b) {
    size_t a_len = strnlen(a, NAME_MAX_BYTES), b_len = strnlen(b, NAME_MAX_BYTES);
    size_t row[NAME_MAX_BYTES + 1];
    for (size_t j = 0; j <= b_len; j++)
        row[j] = j;
    for (size_t i = 1; i <= a_len; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b_len; j++) {
            size_t substituted = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            row[j] = smallest(row[j] + 1, row[j - 1] + 1, substituted);
        }
    }
    return row[b_len];
}

void nearest_init(nearest *self, const char *word) {
    *self = (nearest){.word = word, .distance = strlen(word) / 2 + 1};
}

void nearest_offer(nearest *self, const char *candidate) {
    size_t distance = edit_distance(self->word, candidate);
    if (distance >= self->distance)
        return;
    self->distance = distance;
    self->best = candidate;
}

const char *nearest_hint(const nearest *self, char text[128]) {
    text[0] = '\0';
    if (self->best)
        snprintf(text, 128, "; did you mean \"%.*s\"?", NAME_MAX_BYTES, self->best);
    return text;
}
