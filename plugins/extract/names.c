/* Looks names up word by word. The words of "articleBody", "article-body" and "article_body" are the same two. */
#include "names.h"

#include <stdlib.h>

enum { NAMES_BYTES = 400, WORD_BYTES = 48, LETTERS = 26 };

#define NAME(word, meaning) {word, sizeof(word) - 1, NAMES_##meaning},
static const struct {
    const char *word;
    size_t len;
    unsigned meaning;
} listed[] = {
#include "names.inc"
};
#undef NAME

enum { LISTED_COUNT = sizeof listed / sizeof *listed };

struct names {
    uint16_t starts[LETTERS * LETTERS + 1]; /* in `listed`, of each pair of first letters */
};

static size_t pair_of(const char *word) {
    return (size_t)(word[0] - 'a') * LETTERS + (size_t)(word[1] - 'a');
}

names *names_new(void) {
    names *known = calloc(1, sizeof *known);
    if (!known)
        abort();
    for (size_t pair = 0, i = 0; pair <= LETTERS * LETTERS; pair++) {
        while (i < LISTED_COUNT && pair_of(listed[i].word) < pair)
            i++;
        known->starts[pair] = (uint16_t)i;
    }
    return known;
}

void names_free(names *known) {
    free(known);
}

static unsigned look_up(const names *known, const char *word, size_t len) {
    if (len < 2)
        return NAMES_NOTHING;
    size_t pair = pair_of(word);
    for (size_t i = known->starts[pair]; i < known->starts[pair + 1]; i++) {
        bool is_start = listed[i].word[listed[i].len - 1] == '*';
        size_t compared = is_start ? listed[i].len - 1 : listed[i].len;
        if ((is_start ? len >= compared : len == compared) && memcmp(listed[i].word, word, compared) == 0)
            return listed[i].meaning;
    }
    return NAMES_NOTHING;
}

/* The last two words, joined. */
typedef struct pair {
    char letters[2 * WORD_BYTES];
    size_t first, len; /* letters of the first word; of both */
} pair;

static unsigned end_word(const names *known, pair *words, size_t start) {
    size_t len = words->len - start;
    if (len == 0)
        return NAMES_NOTHING;
    unsigned meaning = look_up(known, words->letters + start, len);
    if (start > 0)
        meaning |= look_up(known, words->letters, words->len);
    memmove(words->letters, words->letters + start, len);
    words->len = len;
    return meaning;
}

unsigned names_meaning(const names *known, galley_text written) {
    pair words = {.len = 0};
    size_t start = 0;
    unsigned meaning = NAMES_NOTHING;
    bool was_lower = false;
    for (size_t i = 0; i < written.len && i < NAMES_BYTES; i++) {
        char letter = written.ptr[i];
        bool is_upper = letter >= 'A' && letter <= 'Z', is_lower = letter >= 'a' && letter <= 'z';
        if (!is_lower && !(is_upper && !was_lower)) {
            meaning |= end_word(known, &words, start);
            start = words.len;
        }
        if (letter == ' ')
            start = words.len = 0;
        if ((is_upper || is_lower) && words.len - start < WORD_BYTES)
            words.letters[words.len++] = is_upper ? (char)(letter + 32) : letter;
        was_lower = is_lower;
    }
    return meaning | end_word(known, &words, start);
}

void names_read(const names *known, const page *of, galley_buffer *meanings) {
    static const char *const keys[] = {"class", "id", "role", "data-testid", "data-component", "itemprop"};
    meanings->len = 0;
    uint32_t *found = (uint32_t *)(void *)galley_buffer_reserve(meanings, (of->count + 1) * sizeof *found);
    for (size_t i = 0; i < of->count; i++) {
        const node *at = &of->nodes[i];
        found[i] = NAMES_NOTHING;
        for (uint32_t a = at->attributes; a < at->attributes + at->attribute_count; a++)
            for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
                if (galley_text_is(of->attributes[a].name, keys[k]))
                    found[i] |= names_meaning(known, of->attributes[a].value);
    }
    meanings->len = of->count * sizeof *found;
}
