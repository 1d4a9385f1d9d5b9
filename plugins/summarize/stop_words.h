/* Words that say nothing about a text's subject, by language. Made once, then only read. */
#ifndef SUMMARIZE_STOP_WORDS_H
#define SUMMARIZE_STOP_WORDS_H

#include <galley/text.h>

typedef struct stop_words stop_words;

stop_words *stop_words_new(void); /* NULL: no memory */
void stop_words_free(stop_words *words);

/* The rows that serve a language, for stop_words_has; of a tag that no row names, and of NULL, "any language". */
uint32_t stop_words_language(const char *tag);

/* Is this one of the language's? `word` is folded (galley_fold), `hash` its galley_hash64 with seed 0. A single letter
 * always is. Of any language: the words of all rows, and those of at most three letters, which serves languages without
 * a row nearly as well. */
bool stop_words_has(const stop_words *words, uint32_t language, galley_text word, uint64_t hash);

#endif
