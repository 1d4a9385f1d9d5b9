/* summarize: the sentences that say most of what a text says, in their own order.
 *
 * The sentences are read as terms (sentences.c, terms.c), scored (evidence.c and model.c, or graph.c) and chosen
 * (choose.c); this file has the parameters and writes the members. Nothing is drawn at random and all ties are broken
 * by place, so that the same text gives the same summary everywhere. */
#include "model.h"

#include <galley/stage.h>
#include <stdlib.h>

enum { METHOD_RANK, METHOD_LEAD, METHOD_TEXTRANK, METHOD_LEXRANK, METHOD_CENTROID };
enum { SUMMARIZED, WHOLE, CUT, EMPTY };
enum { SENTENCES_DEFAULT = 3 };

/* From this ratio on a summary is a good part of its text, and not the first that one would say. */
static const double share_at_least = 0.25;

typedef struct summarize {
    int method;
    int64_t sentences, max_words; /* 0: not given */
    int64_t headline;             /* words; 0: none */
    double ratio;                 /* 0: not given */
    galley_stop_words *stop;
} summarize;

/* A worker's memory. */
typedef struct desk {
    sentences sentences;
    model model;
    galley_buffer summary;
} desk;

static bool summarize_open(void *stage, galley_error *error) {
    summarize *self = stage;
    if ((self->sentences > 0) + (self->max_words > 0) + (self->ratio > 0) > 1)
        return galley_error_set(error,
                                "sentences, max_words and ratio are three ways to say how long a summary is: "
                                "give one of them, or none for %d sentences",
                                SENTENCES_DEFAULT);
    self->stop = galley_stop_words_new();
    return true;
}

static void summarize_close(void *stage) {
    summarize *self = stage;
    galley_stop_words_free(self->stop);
}

static void *summarize_worker_open(const void *stage, galley_error *error) {
    (void)stage;
    desk *desk = calloc(1, sizeof *desk);
    if (!desk) {
        galley_error_set(error, "no memory for a worker: %zu bytes were not to be had", sizeof *desk);
        return NULL;
    }
    desk->sentences.arena = galley_arena_new();
    return desk;
}

static void summarize_worker_close(const void *stage, void *scratch) {
    (void)stage;
    desk *desk = scratch;
    sentences_clear(&desk->sentences);
    model_clear(&desk->model);
    galley_buffer_clear(&desk->summary);
    free(desk);
}

static summary_room room_of(const summarize *self, sentences *all) {
    if (self->ratio > 0) {
        size_t words = (size_t)(self->ratio * (double)sentences_length(all) + 0.5);
        return (summary_room){.sentences = SIZE_MAX, .words = words > 0 ? words : 1};
    }
    if (self->max_words > 0)
        return (summary_room){.sentences = SIZE_MAX, .words = (size_t)self->max_words, .is_strict = true};
    int64_t sentences = self->sentences > 0 ? self->sentences : SENTENCES_DEFAULT;
    return (summary_room){.sentences = (size_t)sentences, .words = SIZE_MAX};
}

static bool has_room_for_all(summary_room room, sentences *all) {
    return all->count <= room.sentences && (room.words == SIZE_MAX || sentences_length(all) <= room.words);
}

/* Joins what was chosen; true if a sentence of it is cut. */
static bool write_summary(desk *desk, bool is_whole) {
    bool is_cut = false;
    desk->summary.len = 0;
    for (size_t i = 0; i < desk->sentences.count; i++) {
        const sentence *each = &desk->sentences.items[i];
        if (!each->is_chosen && !is_whole)
            continue;
        if (desk->summary.len > 0)
            galley_buffer_add_char(&desk->summary, ' ');
        galley_buffer_add(&desk->summary, each->text);
        if (each->is_cut)
            galley_buffer_add_string(&desk->summary, " …");
        is_cut |= each->is_cut;
    }
    return is_cut;
}

static scorer make_scorer(const summarize *self, desk *desk, bool by_share) {
    sentences *all = &desk->sentences;
    switch (self->method) {
    case METHOD_LEAD:
        sentences_lead(all);
        break;
    case METHOD_TEXTRANK:
        graph_textrank(&desk->model.graph, all);
        break;
    case METHOD_LEXRANK:
        graph_lexrank(&desk->model.graph, all);
        break;
    case METHOD_CENTROID:
        graph_centroid(all);
        break;
    default:
        return model_scorer(&desk->model, all, by_share);
    }
    return (scorer){.score = NULL};
}

static galley_verdict set_summary(const summarize *self, desk *desk, galley_article *article) {
    sentences *all = &desk->sentences;
    summary_room room = room_of(self, all);
    bool is_whole = has_room_for_all(room, all);
    if (!is_whole)
        choose_sentences(all, room, make_scorer(self, desk, self->ratio >= share_at_least));
    galley_count(article, CUT, write_summary(desk, is_whole));
    galley_count(article, is_whole ? WHOLE : SUMMARIZED, 1);
    return galley_article_set_text(article, "summary", galley_buffer_text(&desk->summary));
}

static galley_verdict set_headline(const summarize *self, desk *desk, galley_article *article) {
    sentences *all = &desk->sentences;
    sentences_forget_choice(all);
    summary_room room = {.sentences = 1, .words = (size_t)self->headline, .is_strict = true};
    choose_sentences(all, room, make_scorer(self, desk, false));
    write_summary(desk, false);
    return galley_article_set_text(article, "headline", galley_buffer_text(&desk->summary));
}

static galley_verdict summarize_process(const void *stage, void *scratch, galley_article *article) {
    const summarize *self = stage;
    desk *desk = scratch;
    sentences *all = &desk->sentences;
    galley_text lang = galley_article_text(article, "lang");
    sentences_read(all, self->stop, galley_article_text(article, "title"), galley_article_text(article, "text"),
                   lang.len ? lang.ptr : NULL);
    if (all->count == 0) {
        galley_count(article, EMPTY, 1);
        return GALLEY_KEEP;
    }
    galley_verdict verdict = set_summary(self, desk, article);
    return verdict == GALLEY_KEEP && self->headline > 0 ? set_headline(self, desk, article) : verdict;
}

/* ---- Tables ---------------------------------------------------------------------------------------------------- */

static const char *const methods[] = {
    [METHOD_RANK] = "rank",       [METHOD_LEAD] = "lead",         [METHOD_TEXTRANK] = "textrank",
    [METHOD_LEXRANK] = "lexrank", [METHOD_CENTROID] = "centroid", NULL};

static const galley_param params[] = {
    {.name = "sentences",
     .type = GALLEY_INTEGER,
     .offset = offsetof(summarize, sentences),
     .fallback = "0",
     .min = 0,
     .max = SENTENCES_MAX,
     .unit = "sentences",
     .about = "length of the summary; 3 if none of sentences, max_words and ratio is given"},
    {.name = "max_words",
     .type = GALLEY_INTEGER,
     .offset = offsetof(summarize, max_words),
     .fallback = "0",
     .min = 0,
     .max = 1e6,
     .unit = "words",
     .about = "length of the summary: whole sentences that fit into so many words; 0: not by words"},
    {.name = "ratio",
     .type = GALLEY_REAL,
     .offset = offsetof(summarize, ratio),
     .fallback = "0",
     .min = 0,
     .max = 1,
     .about = "length of the summary, about, as a share of the text's words; 0: not by share"},
    {.name = "method",
     .type = GALLEY_CHOICE,
     .offset = offsetof(summarize, method),
     .fallback = "rank",
     .choices = methods,
     .about = "rank: the learned one; known ones to compare it with: lead (the first sentences), textrank, lexrank, "
              "centroid"},
    {.name = "headline",
     .type = GALLEY_INTEGER,
     .offset = offsetof(summarize, headline),
     .fallback = "0",
     .min = 0,
     .max = 1000,
     .unit = "words",
     .about = "writes headline too: the best sentence of at most so many words; 0: no headline"},
    {0}};

static const char *const reads[] = {"text", "title?", "lang?", NULL}, *const writes[] = {"summary", "headline?", NULL};

static const galley_counter counters[] = {
    [SUMMARIZED] = {"summarized", "articles whose summary was chosen from the text"},
    [WHOLE] = {"whole", "articles so short that the summary is the whole text"},
    [CUT] = {"cut", "summaries with a sentence that was cut, since it was too long"},
    [EMPTY] = {"empty", "articles without a word, which get no summary"},
    {0}};

GALLEY_STAGE(
    summarize, .version = "2.0", .about = "writes a summary of the text's own sentences",
    .description =
        "Sentences of the text, in its order, joined by one space. Each is scored by its place, its length, what it "
        "has "
        "in common with the other sentences, with the title and with what is chosen already, by its numbers, quotes "
        "and marks; the weights were learned from articles with summaries that people wrote. One that repeats "
        "what was chosen is passed over. What is shorter than four words, or is the title again, is taken only where "
        "there is nothing else.\n\n"
        "Of a text with more than 400 sentences the first 400 are read, of a sentence the first 2,000 bytes; one that "
        "is longer, or for which max_words has no room at all, is cut and ends in \" …\". An article without a "
        "word gets no summary; one that it came with stays.",
    .size_of_stage = sizeof(summarize), .params = params, .reads = reads, .writes = writes, .counters = counters,
    .open = summarize_open, .close = summarize_close, .worker_open = summarize_worker_open,
    .worker_close = summarize_worker_close, .process = summarize_process);
