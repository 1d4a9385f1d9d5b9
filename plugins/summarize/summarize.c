/* summarize: the sentences that say most of what a text says, in their own order.
 *
 * A word matters by the number of sentences that it stands in (Luhn 1958; SumBasic, Nenkova and Vanderwende 2005), a
 * sentence by its words; the title's words and the text's beginning count more, since news puts first what matters
 * (Edmundson 1969). Sentences are taken from the best down, passing over those that repeat what was taken. Each has a
 * place and no random number is drawn, so that the same text gives the same summary. */
#include <galley/stage.h>
#include <math.h>
#include <stdlib.h>

enum { SENTENCES_MAX = 400, SHORT_WORD = 3 }; /* what follows in a longer text is background; letters */
enum { SUMMARIZED, WHOLE, EMPTY };

static const double title_weight = 1.0; /* of a word of the title, against 1 for a word of two sentences */
static const double lead_weight = 2.0;  /* of the first sentence, against the last */
static const double length_power = 0.5; /* 1: the mean of the words; 0: their sum, which favours long sentences */
static const double repeated_share = 0.6;

typedef struct summarize {
    int64_t sentences, max_words;
    double ratio;
} summarize;

typedef struct word {
    uint64_t hash;
    uint32_t sentences;     /* in how many it stands */
    uint32_t last_sentence; /* from 1; 0: none yet */
    bool is_in_title, is_taken;
} word;

typedef struct sentence {
    galley_text text;
    size_t first, count; /* its different words, in `members` */
    size_t len;          /* words, all counted */
    double score;
    bool is_chosen, is_passed;
} sentence;

/* A worker's memory. */
typedef struct desk {
    galley_buffer words;   /* of word */
    galley_buffer slots;   /* of uint32_t: index + 1 in `words`, open addressing */
    galley_buffer members; /* of uint32_t: indexes in `words`, sentence by sentence */
    sentence sentences[SENTENCES_MAX];
    size_t count, word_count, slot_count;
    galley_buffer summary;
} desk;

static void *summarize_worker_open(const void *stage, galley_error *error) {
    (void)stage;
    desk *fresh = calloc(1, sizeof *fresh);
    if (!fresh)
        galley_error_set(error, "out of memory");
    return fresh;
}

static void summarize_worker_close(const void *stage, void *scratch) {
    (void)stage;
    desk *desk = scratch;
    galley_buffer_clear(&desk->words);
    galley_buffer_clear(&desk->slots);
    galley_buffer_clear(&desk->members);
    galley_buffer_clear(&desk->summary);
    free(desk);
}

/* ---- Words ----------------------------------------------------------------------------------------------------- */

static word *word_at(const desk *desk, size_t index) {
    return (word *)(void *)desk->words.ptr + index;
}

static uint32_t *slot_of(const desk *desk, uint64_t hash) {
    uint32_t *slots = (uint32_t *)(void *)desk->slots.ptr;
    size_t at = hash & (desk->slot_count - 1);
    while (slots[at] && word_at(desk, slots[at] - 1)->hash != hash)
        at = (at + 1) & (desk->slot_count - 1);
    return &slots[at];
}

static void set_slots(desk *desk, size_t count) {
    desk->slots.len = 0;
    memset(galley_buffer_reserve(&desk->slots, count * sizeof(uint32_t)), 0, count * sizeof(uint32_t));
    desk->slot_count = count;
    for (uint32_t i = 0; i < desk->word_count; i++)
        *slot_of(desk, word_at(desk, i)->hash) = i + 1;
}

static size_t word_index(desk *desk, uint64_t hash) {
    uint32_t *slot = slot_of(desk, hash);
    if (*slot)
        return *slot - 1;
    if ((desk->word_count + 1) * 2 > desk->slot_count) {
        set_slots(desk, desk->slot_count * 2);
        slot = slot_of(desk, hash);
    }
    word fresh = {.hash = hash};
    galley_buffer_add_bytes(&desk->words, &fresh, sizeof fresh);
    *slot = (uint32_t)++desk->word_count;
    return desk->word_count - 1;
}

/* A hash of the word in lower case; 0 for a word that is so short that it carries no meaning. */
static uint64_t word_hash(galley_text text) {
    uint64_t hash = 0;
    size_t at = 0, letters = 0;
    bool is_ideograph = false;
    for (uint32_t character; galley_utf8_next(text, &at, &character); letters++) {
        hash = (hash + galley_to_lower(character) + 1) * UINT64_C(0x9E3779B97F4A7C15);
        hash ^= hash >> 29;
        is_ideograph |= galley_is_ideograph(character);
    }
    return letters > SHORT_WORD || is_ideograph ? hash | 1 : 0;
}

static void read_title(desk *desk, galley_text title) {
    galley_text piece;
    for (size_t at = 0; galley_word_next(title, &at, &piece);) {
        uint64_t hash = word_hash(piece);
        if (hash)
            word_at(desk, word_index(desk, hash))->is_in_title = true;
    }
}

static void read_sentence(desk *desk, galley_text text) {
    sentence *fresh = &desk->sentences[desk->count++];
    *fresh = (sentence){.text = text, .first = desk->members.len / sizeof(uint32_t)};
    galley_text piece;
    for (size_t at = 0; galley_word_next(text, &at, &piece); fresh->len++) {
        uint64_t hash = word_hash(piece);
        if (!hash)
            continue;
        uint32_t index = (uint32_t)word_index(desk, hash);
        word *found = word_at(desk, index);
        if (found->last_sentence == desk->count)
            continue;
        found->last_sentence = (uint32_t)desk->count;
        found->sentences++;
        galley_buffer_add_bytes(&desk->members, &index, sizeof index);
        fresh->count++;
    }
}

static void read_text(desk *desk, galley_text title, galley_text text, const char *lang) {
    desk->count = desk->word_count = desk->words.len = desk->members.len = 0;
    set_slots(desk, 1024);
    read_title(desk, title);
    galley_text piece;
    for (size_t at = 0; desk->count < SENTENCES_MAX && galley_sentence_next(text, &at, &piece, lang);)
        read_sentence(desk, piece);
}

/* ---- Choosing -------------------------------------------------------------------------------------------------- */

static word *sentence_word(const desk *desk, const sentence *of, size_t number) {
    return word_at(desk, ((const uint32_t *)(const void *)desk->members.ptr)[of->first + number]);
}

static double score_of(const desk *desk, size_t number) {
    const sentence *of = &desk->sentences[number];
    double sum = 0;
    for (size_t i = 0; i < of->count; i++) {
        const word *word = sentence_word(desk, of, i);
        sum += log2((double)word->sentences) + (word->is_in_title ? title_weight : 0);
    }
    double lead = 1 + lead_weight / (double)(number + 1);
    return of->count ? sum * lead / pow((double)of->count, length_power) : 0;
}

static bool is_repeated(const desk *desk, const sentence *of) {
    size_t taken = 0;
    for (size_t i = 0; i < of->count; i++)
        taken += sentence_word(desk, of, i)->is_taken;
    return of->count > 0 && (double)taken > repeated_share * (double)of->count;
}

/* The best that is left, or NULL; of equals the earlier. */
static sentence *best_left(desk *desk) {
    sentence *best = NULL;
    for (size_t i = 0; i < desk->count; i++) {
        sentence *each = &desk->sentences[i];
        if (!each->is_chosen && !each->is_passed && (!best || each->score > best->score))
            best = each;
    }
    return best;
}

static void choose(desk *desk, sentence *chosen) {
    chosen->is_chosen = true;
    for (size_t i = 0; i < chosen->count; i++)
        sentence_word(desk, chosen, i)->is_taken = true;
}

/* How long the summary may be: one of the two. */
typedef struct room {
    size_t sentences, words;
} room;

static room room_of(const summarize *self, const desk *desk) {
    size_t all = 0;
    for (size_t i = 0; i < desk->count; i++)
        all += desk->sentences[i].len;
    if (self->ratio > 0)
        return (room){SIZE_MAX, (size_t)(self->ratio * (double)all + 0.5)};
    if (self->max_words > 0)
        return (room){SIZE_MAX, (size_t)self->max_words};
    return (room){self->sentences > 0 ? (size_t)self->sentences : 3, SIZE_MAX};
}

/* One sentence is chosen in any case: a summary that is too long is better than none. */
static void choose_all(desk *desk, room room) {
    size_t sentences = 0, words = 0;
    for (size_t i = 0; i < desk->count; i++)
        desk->sentences[i].score = score_of(desk, i);
    for (sentence *best; sentences < room.sentences && (best = best_left(desk));) {
        bool fits = sentences == 0 || best->len <= room.words - words;
        if (!fits || is_repeated(desk, best)) {
            best->is_passed = true;
            continue;
        }
        choose(desk, best);
        sentences++;
        words = best->len < room.words - words ? words + best->len : room.words;
    }
}

/* ---- The stage ------------------------------------------------------------------------------------------------- */

static bool summarize_open(void *stage, galley_error *error) {
    const summarize *self = stage;
    if ((self->sentences > 0) + (self->max_words > 0) + (self->ratio > 0) > 1)
        return galley_error_set(error, "sentences, max_words and ratio are three ways to say how long: give one");
    return true;
}

static galley_verdict summarize_process(const void *stage, void *scratch, galley_article *article) {
    desk *desk = scratch;
    galley_text lang = galley_article_text(article, "lang");
    read_text(desk, galley_article_text(article, "title"), galley_article_text(article, "text"),
              lang.len ? lang.ptr : NULL);
    if (desk->count == 0) {
        galley_count(article, EMPTY, 1);
        return GALLEY_KEEP;
    }
    choose_all(desk, room_of(stage, desk));
    size_t chosen = 0;
    desk->summary.len = 0;
    for (size_t i = 0; i < desk->count; i++) {
        if (!desk->sentences[i].is_chosen)
            continue;
        if (chosen++)
            galley_buffer_add_char(&desk->summary, ' ');
        galley_buffer_add(&desk->summary, desk->sentences[i].text);
    }
    galley_count(article, chosen == desk->count ? WHOLE : SUMMARIZED, 1);
    return galley_article_set_text(article, "summary", galley_buffer_text(&desk->summary));
}

static const galley_param params[] = {
    {.name = "sentences",
     .type = GALLEY_INTEGER,
     .offset = offsetof(summarize, sentences),
     .fallback = "0",
     .min = 0,
     .max = SENTENCES_MAX,
     .unit = "sentences",
     .about = "length of the summary; 3 if none of the three is given"},
    {.name = "max_words",
     .type = GALLEY_INTEGER,
     .offset = offsetof(summarize, max_words),
     .fallback = "0",
     .min = 0,
     .max = 1e6,
     .unit = "words",
     .about = "length of the summary in words: whole sentences that fit, one at least"},
    {.name = "ratio",
     .type = GALLEY_REAL,
     .offset = offsetof(summarize, ratio),
     .fallback = "0",
     .min = 0,
     .max = 1,
     .about = "length of the summary as a share of the text's words"},
    {0}};
static const char *const reads[] = {"text", "title?", "lang?", NULL}, *const writes[] = {"summary", NULL};
static const galley_counter counters[] = {
    [SUMMARIZED] = {"summarized", "articles whose summary is shorter than the text"},
    [WHOLE] = {"whole", "articles so short that the summary is the whole text"},
    [EMPTY] = {"empty", "articles without text, which get no summary"},
    {0}};

GALLEY_STAGE(summarize, .version = "1.0", .about = "writes a summary of the text's own sentences",
             .description =
                 "The sentences whose words stand in most others, with a preference for the beginning and for "
                 "the words of the title, in the order of the text. What repeats a sentence that was chosen "
                 "is passed over. Of a text with more than 400 sentences the first 400 are read.",
             .size_of_stage = sizeof(summarize), .params = params, .reads = reads, .writes = writes,
             .counters = counters, .open = summarize_open, .worker_open = summarize_worker_open,
             .worker_close = summarize_worker_close, .process = summarize_process);
