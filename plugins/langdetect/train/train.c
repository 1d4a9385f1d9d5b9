/* langdetect_train LISTS TEXTS MODEL [FOLD]: learns the model of the stage langdetect.
 *
 * LISTS is the folder of languages.tsv and code.txt, TEXTS the one of the corpora that these name. With FOLD (0 to 4) a
 * fifth of the texts is left out, for measuring (measure.c). The same texts give the same model, byte for byte, on one
 * kind of machine.
 *
 * Each script is learned twice: without a fifth of its texts, on which the odds are then calibrated, and with all. */
#include "corpus.h"
#include "learn.h"
#include "samples.h"
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

enum { CALIBRATION_FOLD = 0 };

static void put_number(galley_buffer *out, uint32_t number) {
    for (int shift = 0; shift < 32; shift += 8)
        galley_buffer_add_char(out, (char)(number >> shift));
}

static void put_varint(galley_buffer *out, uint32_t number) {
    for (; number >= 0x80; number >>= 7)
        galley_buffer_add_char(out, (char)(number | 0x80));
    galley_buffer_add_char(out, (char)number);
}

static uint8_t level_of(const int8_t levels[MODEL_LEVELS], int8_t weight) {
    uint8_t best = 0;
    for (int i = 1; i < MODEL_LEVELS; i++)
        if (abs(levels[i] - weight) < abs(levels[best] - weight))
            best = (uint8_t)i;
    return best;
}

/* The weights of one n-gram; an n-gram without any has no row. Returns whether it wrote one. */
static bool put_row(galley_buffer *out, const learner *learner, size_t feature, uint32_t key_before, double quantum,
                    const int8_t levels[MODEL_LEVELS]) {
    uint8_t row[(MODEL_LANGUAGES + 1) / 2] = {0};
    uint32_t classes = learner->samples->classes;
    bool is_row = false;
    for (uint32_t class = 0; class < classes; class ++) {
        uint8_t level = level_of(levels, learner_weight(learner, feature, class, quantum));
        row[class / 2] |= (uint8_t)(class % 2 ? level << 4 : level);
        is_row |= levels[level] != 0;
    }
    if (is_row) {
        put_varint(out, learner->samples->keys[feature] - key_before);
        galley_buffer_add_bytes(out, row, (classes + 1) / 2);
    }
    return is_row;
}

static void put_group(galley_buffer *out, const learner *learner, double level, double slope) {
    const samples *samples = learner->samples;
    double quantum = learner_quantum(learner);
    galley_buffer_add_string(out, script_table[samples->script].code);
    galley_buffer_add_char(out, (char)samples->classes);
    for (uint32_t class = 0; class < samples->classes; class ++) {
        galley_buffer_add_char(out, (char)samples->tags[class].len);
        galley_buffer_add(out, samples->tags[class]);
    }
    put_number(out, (uint32_t)lround(quantum * 16777216));
    put_number(out, (uint32_t)lround(level * 65536));
    put_number(out, (uint32_t)lround(slope * 65536));
    int8_t levels[MODEL_LEVELS];
    learner_levels(learner, quantum, levels);
    galley_buffer_add_bytes(out, levels, sizeof levels);
    galley_buffer rows = {0};
    uint32_t count = 0, key_before = 0;
    for (size_t feature = 0; feature < samples->features; feature++)
        if (put_row(&rows, learner, feature, key_before, quantum, levels)) {
            key_before = samples->keys[feature];
            count++;
        }
    put_number(out, count);
    galley_buffer_add(out, galley_buffer_text(&rows));
    galley_buffer_clear(&rows);
    printf("  %u n-grams, %zu bytes so far\n", count, out->len);
}

static void train_group(galley_buffer *out, const corpus *corpus, script script, int without) {
    samples samples;
    samples_make(&samples, corpus, script, without);
    printf("%s: %u languages, %zu pieces, %zu n-grams\n", script_table[script].code, samples.classes - 1, samples.count,
           samples.features);
    double level, slope;
    int calibration = without == CALIBRATION_FOLD ? CALIBRATION_FOLD + 1 : CALIBRATION_FOLD;
    learner learner;
    learner_make(&learner, &samples, calibration);
    learner_calibrate(&learner, calibration, &level, &slope);
    printf("  level %.4f, slope %.4f\n", level, slope);
    learner_clear(&learner);
    learner_make(&learner, &samples, -1);
    put_group(out, &learner, level, slope);
    learner_clear(&learner);
    samples_clear(&samples);
}

/* The scripts in which languages.tsv has a language, each once. */
static size_t scripts_of(const corpus *corpus, script scripts[SCRIPT_COUNT]) {
    size_t count = 0;
    for (script script = 0; script < SCRIPT_COUNT; script++) {
        bool is_used = false;
        for (size_t i = 0; i < corpus_language_count(corpus); i++)
            is_used |= corpus_languages(corpus)[i].script == script;
        if (is_used)
            scripts[count++] = script;
    }
    return count;
}

static bool write_packed(const char *path, galley_text content, galley_error *error) {
    gzFile file = gzopen(path, "wb9");
    if (!file)
        return galley_error_set(error, "%s: cannot be opened: %s", path, strerror(errno));
    bool is_written = gzfwrite(content.ptr, content.len, 1, file) == 1;
    is_written &= gzclose(file) == Z_OK;
    return is_written || galley_error_set(error, "%s: cannot be written: %s", path, strerror(errno));
}

int main(int argc, char **argv) {
    if (argc < 4 || argc > 5) {
        fprintf(stderr, "usage: langdetect_train LISTS TEXTS MODEL [FOLD TO LEAVE OUT]\n");
        return 2;
    }
    galley_error error = {""};
    corpus corpus;
    if (!corpus_open(&corpus, argv[1], argv[2], &error)) {
        fprintf(stderr, "langdetect_train: %s\n", error.message);
        return 1;
    }
    script scripts[SCRIPT_COUNT];
    size_t count = scripts_of(&corpus, scripts);
    galley_buffer model = {0};
    galley_buffer_add_string(&model, "galley-langdetect 2\n");
    galley_buffer_add_char(&model, (char)count);
    for (size_t i = 0; i < count; i++)
        train_group(&model, &corpus, scripts[i], argc > 4 ? atoi(argv[4]) : -1);
    bool is_written = write_packed(argv[3], galley_buffer_text(&model), &error);
    if (!is_written)
        fprintf(stderr, "langdetect_train: %s\n", error.message);
    galley_buffer_clear(&model);
    corpus_close(&corpus);
    return is_written ? 0 : 1;
}
