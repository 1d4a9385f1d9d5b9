/* The sentences of one text, what speaks for each, and which of them make the summary. */
#ifndef SUMMARIZE_SENTENCES_H
#define SUMMARIZE_SENTENCES_H

#include "terms.h"

enum {
    SENTENCES_MAX = 400,      /* of a longer text the rest is not read: time and memory have a bound */
    SENTENCE_MAX_BYTES = 2000 /* what is longer has no marks (a table, a transcript) and is cut there */
};

typedef enum sentence_ending {
    UNFINISHED, /* no mark: a heading, a caption, an item of a list */
    STATEMENT,
    QUESTION,
} sentence_ending;

typedef struct sentence {
    galley_text text;
    uint32_t first, count; /* its terms without stop words, each once, in `members` */
    uint32_t words;        /* of its folded form */
    uint32_t numbers;      /* of these, those that begin with a digit */
    size_t length;         /* sentence_length, once it is asked for */
    bool is_counted;
    double score;
    sentence_ending ending;
    bool begins_line; /* of several lines, and not the first */
    bool is_dateline; /* if it is short */
    bool is_cut;      /* the text goes on behind it */
    bool is_junk;     /* too few words to say something, or the title again: only where there is nothing else */
    bool is_chosen, is_passed_over;
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

/* The term of a sentence's that has this number among them. */
static inline term *sentence_term(const sentences *all, const sentence *of, uint32_t number) {
    return terms_at(&all->terms, ((const uint32_t *)(const void *)all->members.ptr)[of->first + number]);
}

void sentences_clear(sentences *all);

/* Reads a text; `lang` may be NULL, and is guessed then. */
void sentences_read(sentences *all, const galley_stop_words *stop, galley_text title, galley_text text,
                    const char *lang);

/* Scores them by their place alone: the first first. */
void sentences_lead(sentences *all);

/* Makes none chosen and nothing said, for another summary of the same text. */
void sentences_forget_choice(sentences *all);

/* Words (galley_word_next) of a sentence, and of all; counted when asked for. */
size_t sentence_length(sentence *each);
size_t sentences_length(sentences *all);

#endif
