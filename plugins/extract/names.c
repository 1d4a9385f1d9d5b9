/* Looks names up word by word. The words of "articleBody", "article-body" and "article_body" are the same two. */
#include "names.h"

enum { NAMES_BYTES = 400, WORD_BYTES = 48 };

#define NAME(word, meaning) {word, sizeof(word) - 1, NAMES_##meaning},
static const struct {
    const char *word;
    size_t len;
    unsigned meaning;
} known[] = {
#include "names.inc"
};
#undef NAME

enum { KNOWN_COUNT = sizeof known / sizeof *known };

static unsigned look_up(const char *word, size_t len) {
    for (size_t i = 0; i < KNOWN_COUNT && known[i].word[0] <= word[0]; i++) {
        if (known[i].word[0] != word[0])
            continue;
        bool is_start = known[i].word[known[i].len - 1] == '*';
        size_t compared = is_start ? known[i].len - 1 : known[i].len;
        if ((is_start ? len >= compared : len == compared) && memcmp(known[i].word, word, compared) == 0)
            return known[i].meaning;
    }
    return NAMES_NOTHING;
}

/* The last two words, joined. */
typedef struct pair {
    char letters[2 * WORD_BYTES];
    size_t first, len; /* letters of the first word; of both */
} pair;

static unsigned end_word(pair *words, size_t start) {
    size_t len = words->len - start;
    if (len == 0)
        return NAMES_NOTHING;
    unsigned meaning = look_up(words->letters + start, len);
    if (start > 0)
        meaning |= look_up(words->letters, words->len);
    memmove(words->letters, words->letters + start, len);
    words->len = len;
    return meaning;
}

unsigned names_meaning(galley_text names) {
    pair words = {.len = 0};
    size_t start = 0;
    unsigned meaning = NAMES_NOTHING;
    bool was_lower = false;
    for (size_t i = 0; i < names.len && i < NAMES_BYTES; i++) {
        char letter = names.ptr[i];
        bool is_upper = letter >= 'A' && letter <= 'Z', is_lower = letter >= 'a' && letter <= 'z';
        if (!is_lower && !(is_upper && !was_lower)) {
            meaning |= end_word(&words, start);
            start = words.len;
        }
        if (letter == ' ')
            start = words.len = 0;
        if ((is_upper || is_lower) && words.len - start < WORD_BYTES)
            words.letters[words.len++] = is_upper ? (char)(letter + 32) : letter;
        was_lower = is_lower;
    }
    return meaning | end_word(&words, start);
}
