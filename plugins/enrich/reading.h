/* A text read once for all that enrich writes of it: its words in sentences, what stands between them, and for each
 * different word, a term, how it occurs. The memory is a worker's and is used again. */
#ifndef ENRICH_READING_H
#define ENRICH_READING_H

#include <galley/text.h>

enum { NO_TERM = UINT32_MAX, READING_MAX = 256 * 1024 /* bytes of a text whose tokens are kept */ };

/* What stands between a token and the one before it. */
typedef enum gap { GAP_BREAK, GAP_SPACE, GAP_HYPHEN, GAP_POINT, GAP_AND, GAP_NOTHING } gap;

/* What was cut off the front of a word: "d'Arc", "l'Europe". */
typedef enum elision { ELISION_NONE, ELISION_OF, ELISION_THE, ELISION_OTHER } elision;

typedef struct token {
    galley_text word;  /* as it is written, without elision and possessive 's */
    galley_text whole; /* with them */
    uint32_t term, sentence;
    gap gap;
    elision elision;
    bool is_capital; /* begins with a capital */
    bool is_upper;   /* two letters and more, all of them capitals */
    bool is_opening; /* begins a sentence, a quotation, or what follows a colon: a capital says nothing here */
    bool is_number;  /* begins with a digit: "1990", "15h30" */
    bool is_ideograph;
    bool is_shouted; /* in a line of capitals, or of words that all begin with one */
} token;

typedef struct term {
    uint64_t hash;
    galley_text folded;
    uint32_t count, capitals, uppers, lowers; /* occurrences; as capitals only those that do not open */
    uint32_t sentences, last_sentence;        /* how many it is in; the last of them, counted from 1 */
    bool is_stop;
} term;

typedef struct reading {
    galley_buffer token_items, term_items, slots;
    size_t slot_count, token_count, term_count;
    size_t words, ideographs, sentences; /* of the whole text; ideographs are not among the words */
} reading;

void reading_clear(reading *self);

/* Reads a text; `lang` may be NULL. What is folded lives in the arena, the rest points into the text. Only the first
 * READING_MAX bytes become tokens, and none if `keeps_tokens` is false; all is counted. */
void reading_read(reading *self, galley_text text, const char *lang, const galley_stop_words *stop, bool keeps_tokens,
                  galley_arena *arena);

static inline token *reading_token(const reading *self, size_t at) {
    return (token *)(void *)self->token_items.ptr + at;
}

static inline term *reading_term(const reading *self, size_t at) {
    return (term *)(void *)self->term_items.ptr + at;
}

#endif
