/* The sentences of one text, what speaks for each, and which of them make the summary. */
#ifndef SUMMARIZE_SENTENCES_H
#define SUMMARIZE_SENTENCES_H

#include "terms.h"

enum {
    SENTENCES_MAX = 400,      /* of a longer text the rest is not read: time and memory have a bound */
    SENTENCE_MAX_BYTES = 2000 /* what is longer has no marks (a table, a transcript) and is cut there */
};

typedef struct sentence {
    galley_text text;
    uint32_t first, count; /* its terms without stop words, each once, in `members` */
    uint32_t words;
    double score;
    bool is_cut;  /* the text goes on behind it */
    bool is_junk; /* too short to say something, or nothing but the title again: only where there is nothing else */
    bool is_chosen;
} sentence;

/* A worker's memory: {0} and an arena of its own. */
typedef struct sentences {
    terms terms;
    galley_buffer members; /* of uint32_t: numbers of terms, sentence by sentence */
    galley_arena *arena;   /* for folded text */
    uint32_t title_terms;
    size_t count;
    sentence items[SENTENCES_MAX];
} sentences;

/* How long a summary may be. What is no limit is SIZE_MAX. */
typedef struct summary_room {
    size_t sentences, words;
    bool is_strict; /* no word more; otherwise a sentence fits if more than half of it does, and the first one always */
} summary_room;

void sentences_clear(sentences *all);

/* Reads a text; `lang` may be NULL. */
void sentences_read(sentences *all, const stop_words *stop, galley_text title, galley_text text, const char *lang);

/* Scores them by what they have in common with the others and with the title, and by their place. */
void sentences_rank(sentences *all);

/* Scores them by their place alone: the first first. */
void sentences_lead(sentences *all);

/* Chooses from the best down what there is room for, passing over what was said already if `is_said_once`. What is
 * chosen is marked; returns how many. If a strict room has none, the best is cut to it. */
size_t sentences_choose(sentences *all, summary_room room, bool is_said_once);

/* Words (galley_word_next) of all sentences. */
size_t sentences_words(const sentences *all);

#endif
