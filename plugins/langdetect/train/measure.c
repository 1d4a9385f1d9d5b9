/* langdetect_measure MODEL FOLD FILE...: what a model says of texts whose language is known.
 *
 * A file is gzip-compressed JSON Lines with id, lang and text. FOLD is the one that langdetect_train left out: of texts
 * whose ids end in a number that tells the fold (sentences-dev, documents-dev) only those of the fold are read; -1
 * reads all. For each file it prints how much was read how fast; at several values of min_score, the shares that are
 * right, "und" and wrong, and macro-F1; what was most often taken for what; how many of the guesses with some score are
 * right; and which languages do worst. A text in a language that the model does not know is right as "und", but counts
 * in no F1. */
#include "detect.h"
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <zlib.h>

enum { MOST_CHARACTERS = 3000 /* as the stage */ };
enum {
    FOLDS = 5,
    SENTENCES_A_BLOCK = 8,
    CONFUSIONS_SHOWN = 12,
    WORST_SHOWN = 12,
    LINE_MOST = 1 << 20,
    CODE_MOST = 16,
    LANGUAGES_MOST = 512
};

static const double thresholds[] = {0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99};
enum { THRESHOLDS = sizeof thresholds / sizeof thresholds[0], DEFAULT_THRESHOLD = 1 };

/* Codes of the measured files that are not the model's. */
static const char *const other_codes[][2] = {
    {"sna", "sn"}, {"ibo", "ig"}, {"run", "rn"}, {"yor", "yo"}, {"xho", "xh"}, {"som", "so"},
    {"orm", "om"}, {"lug", "lg"}, {"lin", "ln"}, {"iw", "he"},  {"jw", "jv"},  {"no", "nb"},
    {"hau", "ha"}, {"eng", "en"}, {"fra", "fr"}, {"swa", "sw"}, {"amh", "am"}, {"tir", "ti"},
};

/* Of the reliability table. */
static const double bins[] = {0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 2};
enum { BINS = sizeof bins / sizeof bins[0] - 1 };

typedef struct confusion {
    char pair[2 * CODE_MOST];
    size_t count;
} confusion;

/* Of the texts in one language, or said to be: how many were found, missed, and wrongly given it. */
typedef struct outcome {
    char code[CODE_MOST];
    bool is_wanted; /* by a text, in a language that the model knows */
    size_t right[THRESHOLDS], missed[THRESHOLDS], wrongly[THRESHOLDS];
} outcome;

typedef struct tally {
    size_t texts, bytes, read;
    size_t right[THRESHOLDS], und[THRESHOLDS], wrong[THRESHOLDS];
    size_t scored[BINS], scored_right[BINS];
    double scores[BINS];
    confusion confusions[4096]; /* at the threshold .5 */
    size_t confusion_count;
    outcome outcomes[LANGUAGES_MOST];
    size_t outcome_count;
    double seconds;
} tally;

static const char *known_code(const char *code) {
    for (size_t i = 0; i < sizeof other_codes / sizeof other_codes[0]; i++)
        if (strcmp(other_codes[i][0], code) == 0)
            return other_codes[i][1];
    return code;
}

/* The language without script and region: sr-Latn is sr. */
static bool is_same_language(const char *one, const char *other) {
    size_t len = strcspn(one, "-");
    return len == strcspn(other, "-") && strncmp(one, other, len) == 0;
}

static bool is_in_fold(const char *id, int fold) {
    const char *number = strrchr(id, '-');
    if (fold < 0 || !number)
        return true;
    bool is_document = number[1] == 'd';
    unsigned long block = strtoul(number + 1 + is_document, NULL, 10) / (is_document ? 1 : SENTENCES_A_BLOCK);
    return block % FOLDS == (unsigned long)fold;
}

static void count_confusion(tally *tally, const char *wanted, const char *found) {
    char pair[2 * CODE_MOST];
    snprintf(pair, sizeof pair, "%.12s>%.12s", wanted, found);
    size_t i = 0;
    while (i < tally->confusion_count && strcmp(tally->confusions[i].pair, pair) != 0)
        i++;
    if (i == sizeof tally->confusions / sizeof tally->confusions[0])
        return;
    if (i == tally->confusion_count)
        memcpy(tally->confusions[tally->confusion_count++].pair, pair, sizeof pair);
    tally->confusions[i].count++;
}

static void count_score(tally *tally, double score, bool is_right) {
    size_t bin = 0;
    while (score >= bins[bin + 1])
        bin++;
    tally->scored[bin]++;
    tally->scored_right[bin] += is_right;
    tally->scores[bin] += score;
}

/* That of the language without script and region; NULL when there are too many. */
static outcome *outcome_of(tally *tally, const char *code) {
    size_t i = 0;
    while (i < tally->outcome_count && !is_same_language(tally->outcomes[i].code, code))
        i++;
    if (i == LANGUAGES_MOST)
        return NULL;
    if (i == tally->outcome_count) {
        snprintf(tally->outcomes[i].code, CODE_MOST, "%.*s", (int)strcspn(code, "-"), code);
        tally->outcome_count++;
    }
    return &tally->outcomes[i];
}

static void count_outcome(tally *tally, const char *wanted, bool is_known, guess guess) {
    outcome *of_wanted = outcome_of(tally, wanted), *of_found = outcome_of(tally, guess.language);
    if (!of_wanted || !of_found)
        return;
    of_wanted->is_wanted |= is_known;
    for (size_t i = 0; i < THRESHOLDS; i++) {
        bool is_und = !guess.language[0] || guess.score < thresholds[i];
        bool is_right = !is_und && of_wanted == of_found;
        of_wanted->right[i] += is_right;
        of_wanted->missed[i] += !is_right;
        of_found->wrongly[i] += !is_und && !is_right;
    }
}

static double f1_of(const outcome *outcome, size_t threshold) {
    double twice = 2 * (double)outcome->right[threshold];
    double all = twice + (double)(outcome->missed[threshold] + outcome->wrongly[threshold]);
    return all > 0 ? twice / all : 0;
}

/* The mean F1 of the languages that texts are in; "und" is a miss. */
static double macro_f1(const tally *tally, size_t threshold) {
    double sum = 0;
    size_t count = 0;
    for (size_t i = 0; i < tally->outcome_count; i++)
        if (tally->outcomes[i].is_wanted) {
            sum += f1_of(&tally->outcomes[i], threshold);
            count++;
        }
    return count > 0 ? sum / (double)count : 0;
}

static void count_guess(tally *tally, const char *wanted, bool is_known, guess guess) {
    const double confusions_from = 0.5;
    bool is_right = is_same_language(wanted, guess.language);
    count_score(tally, guess.score, is_right);
    for (size_t i = 0; i < THRESHOLDS; i++) {
        bool is_und = !guess.language[0] || guess.score < thresholds[i];
        tally->right[i] += is_und ? !is_known : is_right;
        tally->und[i] += is_und && is_known;
        tally->wrong[i] += !is_und && !is_right;
    }
    if (guess.language[0] && guess.score >= confusions_from && !is_right)
        count_confusion(tally, wanted, guess.language);
    count_outcome(tally, wanted, is_known, guess);
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void measure_line(tally *tally, const model *model, letters *letters, const char *line, int fold) {
    json_t *article = json_loads(line, 0, NULL);
    const char *id = json_string_value(json_object_get(article, "id"));
    const char *lang = json_string_value(json_object_get(article, "lang"));
    const json_t *text = json_object_get(article, "text");
    if (id && lang && json_is_string(text) && is_in_fold(id, fold)) {
        const char *wanted = known_code(lang);
        double start = now();
        galley_text whole = galley_text_part(json_string_value(text), json_string_length(text));
        size_t read = 0;
        guess guess = detect_article(model, letters, galley_text_of(""), whole, MOST_CHARACTERS, &read);
        tally->seconds += now() - start;
        tally->texts++;
        tally->bytes += whole.len;
        tally->read += read;
        count_guess(tally, wanted, model_knows(model, wanted), guess);
    }
    json_decref(article);
}

static int compare_confusions(const void *a, const void *b) {
    const confusion *left = a, *right = b;
    return (left->count < right->count) - (left->count > right->count);
}

static void print_reliability(const tally *tally) {
    printf("  lang_score         texts     mean    right\n");
    for (size_t i = 0; i < BINS; i++)
        if (tally->scored[i] > 0)
            printf("  %4.2f up     %9zu   %6.3f   %6.3f\n", bins[i], tally->scored[i],
                   tally->scores[i] / (double)tally->scored[i],
                   (double)tally->scored_right[i] / (double)tally->scored[i]);
}

static int compare_outcomes(const void *a, const void *b) {
    double left = f1_of(a, DEFAULT_THRESHOLD), right = f1_of(b, DEFAULT_THRESHOLD);
    return (left > right) - (left < right);
}

static void print_worst(tally *tally) {
    qsort(tally->outcomes, tally->outcome_count, sizeof tally->outcomes[0], compare_outcomes);
    printf("  lowest F1 at %.2f:", thresholds[DEFAULT_THRESHOLD]);
    for (size_t i = 0, shown = 0; i < tally->outcome_count && shown < WORST_SHOWN; i++)
        if (tally->outcomes[i].is_wanted) {
            printf(" %s %.3f", tally->outcomes[i].code, f1_of(&tally->outcomes[i], DEFAULT_THRESHOLD));
            shown++;
        }
    printf("\n");
}

static void print_tally(const char *path, tally *tally) {
    double texts = tally->texts > 0 ? (double)tally->texts : 1;
    printf("%s: %zu texts, %.1f %% of their bytes read, %.1f MB/s\n  min_score    right      und    wrong  macro-F1\n",
           path, tally->texts, 100 * (double)tally->read / (double)(tally->bytes + 1),
           tally->seconds > 0 ? (double)tally->bytes / tally->seconds / 1e6 : 0);
    for (size_t i = 0; i < THRESHOLDS; i++)
        printf("  %9.2f  %6.2f %%  %6.2f %%  %6.2f %%  %8.4f\n", thresholds[i], 100 * (double)tally->right[i] / texts,
               100 * (double)tally->und[i] / texts, 100 * (double)tally->wrong[i] / texts, macro_f1(tally, i));
    qsort(tally->confusions, tally->confusion_count, sizeof tally->confusions[0], compare_confusions);
    printf("  wrong at 0.50:");
    for (size_t i = 0; i < tally->confusion_count && i < CONFUSIONS_SHOWN; i++)
        printf(" %s %zu", tally->confusions[i].pair, tally->confusions[i].count);
    printf("\n");
    print_reliability(tally);
    print_worst(tally);
}

static bool measure_file(const model *model, const char *path, int fold, galley_error *error) {
    gzFile file = gzopen(path, "rb");
    if (!file)
        return galley_error_set(error, "%s: cannot be opened: %s", path, strerror(errno));
    tally *tally = calloc(1, sizeof *tally);
    char *line = malloc(LINE_MOST);
    letters letters = {0};
    while (tally && line && gzgets(file, line, LINE_MOST))
        measure_line(tally, model, &letters, line, fold);
    if (tally)
        print_tally(path, tally);
    letters_clear(&letters);
    free(line);
    free(tally);
    return gzclose(file) == Z_OK || galley_error_set(error, "%s: cannot be read to its end", path);
}

static bool load_model(model *model, const char *path, galley_error *error) {
    galley_buffer bytes = {0};
    FILE *file = fopen(path, "rb");
    if (!file)
        return galley_error_set(error, "%s: cannot be opened: %s", path, strerror(errno));
    enum { CHUNK = 1 << 16 };
    size_t got;
    while ((got = fread(galley_buffer_reserve(&bytes, CHUNK), 1, CHUNK, file)) > 0)
        bytes.len += got;
    fclose(file);
    bool is_open = model_open_packed(model, galley_buffer_text(&bytes), error);
    galley_buffer_clear(&bytes);
    return is_open;
}

int main(int argc, char **argv) {
    if (argc < 4) {
        fprintf(stderr, "usage: langdetect_measure MODEL FOLD FILE...\n");
        return 2;
    }
    galley_error error = {""};
    model model;
    bool is_good = load_model(&model, argv[1], &error);
    for (int i = 3; is_good && i < argc; i++)
        is_good = measure_file(&model, argv[i], atoi(argv[2]), &error);
    if (!is_good) {
        fprintf(stderr, "langdetect_measure: %s\n", error.message);
        return 1;
    }
    model_close(&model);
    return 0;
}
