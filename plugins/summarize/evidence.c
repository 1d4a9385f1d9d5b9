/* Place and title go back to Edmundson (1969), frequent words to Luhn (1958); the degree is the first step of the walk
 * through the graph of sentences of LexRank (Erkan and Radev 2004) and TextRank (Mihalcea and Tarau 2004), with words
 * in common for similarity, and the centroid that of Radev et al. (2004): counted
 * word by word both take linear time. */
#include "evidence.h"

#include <math.h>
#include <stdlib.h>

/* ---- Marks and signs ------------------------------------------------------------------------------------------- */

typedef struct signs {
    uint32_t digits, capitals, commas, quotes, brackets, colons;
    bool begins_with_quote;
} signs;

/* Double quotes are '"', « », those from U+201C to U+201E, and the two of plain text that was tokenised, `` and ''. */
static size_t quote_length(galley_text text, size_t at) {
    const char *here = text.ptr + at;
    size_t left = text.len - at;
    if (*here == '"')
        return 1;
    if (left >= 2 && (memcmp(here, "\xC2\xAB", 2) == 0 || memcmp(here, "\xC2\xBB", 2) == 0 ||
                      memcmp(here, "``", 2) == 0 || memcmp(here, "''", 2) == 0))
        return 2;
    bool is_curly = left >= 3 && memcmp(here, "\xE2\x80", 2) == 0 && (unsigned char)here[2] >= 0x9C &&
                    (unsigned char)here[2] <= 0x9E;
    return is_curly ? 3 : 0;
}

static bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

static signs count_signs(galley_text text) {
    signs found = {0};
    char before = ' ';
    for (size_t at = 0; at < text.len; before = text.ptr[at], at++) {
        char byte = text.ptr[at];
        bool is_word_start = before == ' ' || before == '-' || before == '\'';
        if (byte == ' ' || (byte >= 'a' && byte <= 'z'))
            continue;
        if (byte >= 'A' && byte <= 'Z') {
            found.capitals += is_word_start && at > 0;
            continue;
        }
        if (is_digit(byte)) {
            found.digits += !is_digit(before) && before != '.' && before != ',';
            continue;
        }
        found.commas += byte == ',';
        found.colons += byte == ':';
        found.brackets += byte == '(' || byte == '[';
        size_t quote = quote_length(text, at);
        if (quote) {
            found.begins_with_quote |= at == 0;
            found.quotes++;
            at += quote - 1;
        }
    }
    return found;
}

/* ---- Terms ----------------------------------------------------------------------------------------------------- */

enum { TOP_TERMS = 10, LEAD_SENTENCES = 2, WORDS_MAX_SHARE = 3 };

/* What is known of a text as a whole. */
typedef struct whole {
    double words;                     /* in an average sentence */
    double highest[2];                /* degree and density */
    double centroid_norm;             /* of the sum of all sentences */
    uint32_t top_at_least, top_count; /* in how many sentences a top term stands, and how many such terms there are */
} whole;

static double density_of(const sentence *of, double degree) {
    return of->words > 0 ? degree / of->words : 0;
}

static double degree_of(const sentences *all, const sentence *of) {
    uint64_t met = 0;
    for (uint32_t i = 0; i < of->count; i++)
        met += sentence_term(all, of, i)->sentences - 1;
    return (double)met / sqrt(sqrt((double)(of->words > 0 ? of->words : 1)));
}

/* Terms are counted by the number of sentences they stand in, from the highest number down until there are enough. */
static void find_top_terms(const sentences *all, whole *text) {
    uint32_t with[SENTENCES_MAX + 1] = {0};
    for (uint32_t i = 0; i < all->terms.count; i++)
        with[terms_at(&all->terms, i)->sentences]++;
    text->top_at_least = SENTENCES_MAX;
    while (text->top_at_least > 1 && text->top_count + with[text->top_at_least] <= TOP_TERMS)
        text->top_count += with[text->top_at_least--];
    text->top_at_least++;
}

static whole look_at_whole(const sentences *all) {
    whole text = {0};
    double squares = 0;
    for (uint32_t i = 0; i < all->terms.count; i++)
        squares += (double)terms_at(&all->terms, i)->sentences * terms_at(&all->terms, i)->sentences;
    text.centroid_norm = sqrt(squares);
    for (size_t i = 0; i < all->count; i++) {
        const sentence *each = &all->items[i];
        double degree = degree_of(all, each);
        text.words += each->words;
        text.highest[0] = fmax(text.highest[0], degree);
        text.highest[1] = fmax(text.highest[1], density_of(each, degree));
    }
    text.words = all->count > 0 ? text.words / (double)all->count : 0;
    find_top_terms(all, &text);
    return text;
}

static double share(double part, double of) {
    return of > 0 ? part / of : 0;
}

static void add_terms(const sentences *all, const whole *text, size_t number, evidence *row) {
    const sentence *of = &all->items[number];
    uint32_t in_title = 0, top = 0, lead = 0, before = 0, fresh = 0;
    double centroid = 0;
    for (uint32_t i = 0; i < of->count; i++) {
        term *each = sentence_term(all, of, i);
        in_title += each->is_in_title;
        top += each->sentences >= text->top_at_least;
        centroid += each->sentences;
        lead += each->first_seen < LEAD_SENTENCES && each->first_seen < number;
        fresh += each->first_seen == number;
        before += number > 0 && each->last_seen == number - 1;
        each->last_seen = (uint32_t)number;
    }
    double degree = degree_of(all, of);
    row->of[FEATURE_DEGREE] = (float)share(degree, text->highest[0]);
    row->of[FEATURE_DENSITY] = (float)share(density_of(of, degree), text->highest[1]);
    row->of[FEATURE_CENTROID] = (float)share(centroid, text->centroid_norm * sqrt((double)of->count));
    row->of[FEATURE_TOP_TERMS] = (float)share(top, text->top_count);
    row->of[FEATURE_TITLE] = (float)share(in_title, all->title_terms);
    row->of[FEATURE_TITLE_SHARE] = (float)share(in_title, of->count);
    row->of[FEATURE_LEAD] = (float)share(lead, of->count);
    row->of[FEATURE_BEFORE] = (float)share(before, of->count);
    row->of[FEATURE_FRESH] = (float)share(fresh, of->count);
    row->of[FEATURE_STOP_WORDS] = (float)(1 - share(of->count, of->words));
}

/* ---- Place, length, signs -------------------------------------------------------------------------------------- */

static void add_place(const sentences *all, size_t number, evidence *row) {
    row->of[FEATURE_FIRST] = number == 0;
    row->of[FEATURE_SECOND] = number == 1;
    row->of[FEATURE_THIRD] = number == 2;
    row->of[FEATURE_PLACE] = (float)(1 / (1 + (double)number));
    row->of[FEATURE_PLACE_LOG] = (float)log(1 + (double)number);
    row->of[FEATURE_DEPTH] = (float)share((double)number, (double)all->count - 1);
    row->of[FEATURE_LAST] = number + 1 == all->count;
    row->of[FEATURE_LINE_START] = all->items[number].begins_line;
}

static float tens_between(double words, double from, double to) {
    return (float)(fmax(0, fmin(words, to) - from) / 10);
}

static void add_length(const sentences *all, const whole *text, size_t number, evidence *row) {
    double words = all->items[number].words;
    row->of[FEATURE_WORDS_10] = tens_between(words, 0, 10);
    row->of[FEATURE_WORDS_20] = tens_between(words, 10, 20);
    row->of[FEATURE_WORDS_30] = tens_between(words, 20, 30);
    row->of[FEATURE_WORDS_45] = tens_between(words, 30, 45);
    row->of[FEATURE_WORDS_70] = tens_between(words, 45, 70);
    row->of[FEATURE_LENGTH] = (float)fmin(share(words, text->words), WORDS_MAX_SHARE);
}

static void add_signs(const sentence *of, evidence *row) {
    signs found = count_signs(of->text);
    double tens = fmax(of->words, 5) / 10.0;
    row->of[FEATURE_DIGITS] = (float)fmin(found.digits / tens, 3);
    row->of[FEATURE_HAS_DIGITS] = found.digits > 0;
    row->of[FEATURE_CAPITALS] = (float)fmin(found.capitals / tens, 5);
    row->of[FEATURE_COMMAS] = (float)fmin(found.commas / tens, 3);
    row->of[FEATURE_QUOTES] = found.quotes > 0;
    row->of[FEATURE_QUOTE_FIRST] = found.begins_with_quote;
    row->of[FEATURE_QUOTE_OPEN] = found.quotes % 2 == 1;
    row->of[FEATURE_BRACKETS] = found.brackets > 0;
    row->of[FEATURE_COLON] = found.colons > 0;
    row->of[FEATURE_QUESTION] = of->ending == QUESTION;
    row->of[FEATURE_UNFINISHED] = of->ending == UNFINISHED;
}

void evidence_compute(sentences *all, graph *graph, evidence *out) {
    graph_textrank(graph, all);
    terms_forget_walk(&all->terms);
    whole text = look_at_whole(all);
    for (size_t i = 0; i < all->count; i++) {
        out[i] = (evidence){0};
        add_place(all, i, &out[i]);
        add_length(all, &text, i, &out[i]);
        add_terms(all, &text, i, &out[i]);
        add_signs(&all->items[i], &out[i]);
        out[i].of[FEATURE_TEXTRANK] = (float)all->items[i].score;
    }
}
