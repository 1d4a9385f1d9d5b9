/* summarize: the sentences that say most of what a text says, in their own order.
 *
 * The sentences are read as terms (terms.c, stop_words.c), scored and chosen (sentences.c); this file has the parameters
 * and writes the member. Nothing is drawn at random and all ties are broken by place, so that the same text gives the same
 * summary everywhere. */
#include "sentences.h"

#include <galley/stage.h>
#include <stdlib.h>

enum { METHOD_RANK, METHOD_LEAD };
enum { SUMMARIZED, WHOLE, CUT, EMPTY };
enum { SENTENCES_DEFAULT = 3 };

typedef struct summarize {
    int method;
    int64_t sentences, max_words; /* 0: not given */
    double ratio;                 /* 0: not given */
    stop_words *stop;
} summarize;

/* A worker's memory. */
typedef struct desk {
    sentences sentences;
    galley_buffer summary;
} desk;

static bool summarize_open(void *stage, galley_error *error) {
    summarize *self = stage;
    if ((self->sentences > 0) + (self->max_words > 0) + (self->ratio > 0) > 1)
        return galley_error_set(error,
                                "sentences, max_words and ratio are three ways to say how long a summary is: "
                                "give one of them, or none for %d sentences",
                                SENTENCES_DEFAULT);
    self->stop = stop_words_new();
    return self->stop || galley_error_set(error, "no memory for the table of stop words");
}

static void summarize_close(void *stage) {
    summarize *self = stage;
    stop_words_free(self->stop);
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
    galley_buffer_clear(&desk->summary);
    free(desk);
}

static summary_room room_of(const summarize *self, const sentences *all) {
    if (self->ratio > 0) {
        size_t words = (size_t)(self->ratio * (double)sentences_words(all) + 0.5);
        return (summary_room){.sentences = SIZE_MAX, .words = words > 0 ? words : 1};
    }
    if (self->max_words > 0)
        return (summary_room){.sentences = SIZE_MAX, .words = (size_t)self->max_words, .is_strict = true};
    int64_t sentences = self->sentences > 0 ? self->sentences : SENTENCES_DEFAULT;
    return (summary_room){.sentences = (size_t)sentences, .words = SIZE_MAX};
}

static bool has_room_for_all(summary_room room, const sentences *all) {
    return all->count <= room.sentences && (room.words == SIZE_MAX || sentences_words(all) <= room.words);
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
    summary_room room = room_of(self, all);
    bool is_whole = has_room_for_all(room, all);
    if (!is_whole) {
        if (self->method == METHOD_RANK)
            sentences_rank(all);
        else
            sentences_lead(all);
        sentences_choose(all, room, self->method == METHOD_RANK);
    }
    galley_count(article, CUT, write_summary(desk, is_whole));
    galley_count(article, is_whole ? WHOLE : SUMMARIZED, 1);
    return galley_article_set_text(article, "summary", galley_buffer_text(&desk->summary));
}

/* ---- Tables ---------------------------------------------------------------------------------------------------- */

static const char *const methods[] = {[METHOD_RANK] = "rank", [METHOD_LEAD] = "lead", NULL};

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
     .about = "rank: what has most in common with the text and its title; lead: its first sentences"},
    {0}};

static const char *const reads[] = {"text", "title?", "lang?", NULL}, *const writes[] = {"summary", NULL};

static const galley_counter counters[] = {
    [SUMMARIZED] = {"summarized", "articles whose summary was chosen from the text"},
    [WHOLE] = {"whole", "articles so short that the summary is the whole text"},
    [CUT] = {"cut", "summaries with a sentence that was cut, since it was too long"},
    [EMPTY] = {"empty", "articles without a word, which get no summary"},
    {0}};

GALLEY_STAGE(
    summarize, .version = "1.1", .about = "writes a summary of the text's own sentences",
    .description =
        "The sentences whose words stand in most others, with a preference for the words of the title and for "
        "the beginning, in the order of the text, joined by one space. One that repeats what was chosen is passed "
        "over. What is shorter than four words, or is the title again, is taken only where there is nothing else; "
        "a line without a mark at its end, such as a heading, seldom.\n\n"
        "Of a text with more than 400 sentences the first 400 are read, of a sentence the first 2,000 bytes; one that "
        "is longer, or for which max_words has no room at all, is cut and ends in \" …\". An article without a "
        "word gets no summary; one that it came with stays.",
    .size_of_stage = sizeof(summarize), .params = params, .reads = reads, .writes = writes, .counters = counters,
    .open = summarize_open, .close = summarize_close, .worker_open = summarize_worker_open,
    .worker_close = summarize_worker_close, .process = summarize_process);
