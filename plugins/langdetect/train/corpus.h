/* Corpus: the texts that the trainer learns from, as pieces of about a sentence, each with the language that
 * languages.tsv gives its source. */
#ifndef LANGDETECT_CORPUS_H
#define LANGDETECT_CORPUS_H

#include "scripts.h"
#include <galley/base.h>

/* Pieces are dealt into folds by eights of one language's pieces (so are the documents that are joined of sentences).
 * What teaches "none of these" is dealt by whole languages: a held-out fold then holds languages never seen. What is
 * made of lists (lists.py), and what is written for the trainer, is in no fold: it teaches always, and nothing is
 * measured by it. */
enum { CORPUS_FOLDS = 5, CORPUS_NO_FOLD = UINT8_MAX };

/* Indexes in corpus.languages, or one of these. */
enum { LANGUAGE_NONE = -1, LANGUAGE_UNREAD = -2 };

typedef struct language {
    galley_text tag;
    script script;
} language;

typedef struct piece {
    galley_text text;
    int language;
    script script;
    uint32_t source; /* pieces of one text or one list of sentences have the same, and stand together */
    uint8_t fold;
    bool is_fragments; /* its words begin and end anywhere */
} piece;

typedef struct corpus {
    galley_arena *arena;
    galley_buffer language_list, source_list, piece_list; /* of language, corpus.c's source, piece */
} corpus;

/* `lists` is the folder of languages.tsv and code.txt, `texts` the one of the corpora. */
bool corpus_open(corpus *corpus, const char *lists, const char *texts, galley_error *error);
void corpus_close(corpus *corpus);

size_t corpus_language_count(const corpus *corpus);
const language *corpus_languages(const corpus *corpus);
size_t corpus_piece_count(const corpus *corpus);
const piece *corpus_pieces(const corpus *corpus);

#endif
