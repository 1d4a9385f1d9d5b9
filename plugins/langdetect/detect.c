/* Detect: see detect.h. */
#include "detect.h"
#include <galley/text.h>

enum { PARTS = 3, FIRST_CHARACTERS = 300, GROWTH = 3 };

/* A guess that is so likely right is not read on for. */
static const double sure_score = 0.99;

/* Letters of other scripts up to this share are names and quotations; above it, each takes its part of the certainty.
 */
static const double foreign_share = 0.2;

/* A name or a word is no proof, whatever the model makes of it: with so few letters a score has a ceiling. */
enum { FEW_LETTERS = 16 };

static double most_score(uint32_t count) {
    return count < FEW_LETTERS ? 0.35 + 0.02 * (double)count : 1;
}

/* The script with the most weight, and its share of all. A telltale's sign counts for its script. */
static script main_script(const letters *letters, double *share) {
    uint64_t weights[SCRIPT_COUNT], all = 0;
    for (script script = 0; script < SCRIPT_COUNT; script++)
        all += weights[script] = (uint64_t)letters->counts[script] * script_table[script].weight;
    for (size_t i = 0; i < script_telltale_count; i++) {
        weights[script_telltales[i].script] += weights[script_telltales[i].sign];
        weights[script_telltales[i].sign] = 0;
    }
    script best = SCRIPT_NONE;
    for (script script = 0; script < SCRIPT_COUNT; script++)
        if (weights[script] > weights[best])
            best = script;
    *share = all ? (double)weights[best] / (double)all : 0;
    return best;
}

static guess guess_by_script(const letters *letters, script script) {
    uint64_t count = letters->counts[script];
    const char *language = script_table[script].language;
    for (size_t i = 0; i < script_telltale_count; i++) {
        const script_telltale *telltale = &script_telltales[i];
        if (telltale->script != script)
            continue;
        uint64_t signs = letters->counts[telltale->sign];
        count += signs;
        if (signs * 1000 >= count * telltale->per_mille && signs > 0)
            language = script_table[telltale->sign].language;
    }
    guess guess = {language, language[0] ? (double)count / (double)(count + 1) : 0};
    return guess;
}

static guess guess_by_model(const model_group *group, letters *letters, script script) {
    const uint32_t *keys = NULL;
    size_t count = letters_ngrams(letters, script, &keys);
    double odds[MODEL_LANGUAGES];
    model_weigh(group, keys, count, odds);
    guess guess = {"", 0};
    for (uint32_t i = 0; i < group->languages; i++)
        if (group->tags[i][0] && odds[i] > guess.score) {
            guess.language = group->tags[i];
            guess.score = odds[i];
        }
    double most = most_score(letters->counts[script]);
    guess.score = guess.score < most ? guess.score : most;
    return guess;
}

const char *detect_script(const letters *letters) {
    double share = 0;
    script script = main_script(letters, &share);
    const char *language = guess_by_script(letters, script).language;
    if (strcmp(language, "ja") == 0)
        return "Jpan";
    return script == SCRIPT_HANGUL ? "Kore" : script_table[script].code;
}

guess detect_language(const model *model, letters *letters) {
    double share = 0;
    script script = main_script(letters, &share);
    const model_group *group = model->groups[script];
    guess guess = group ? guess_by_model(group, letters, script) : guess_by_script(letters, script);
    if (share < 1 - foreign_share)
        guess.score *= share / (1 - foreign_share);
    return guess;
}

/* ---- Reading no more than it takes ----------------------------------------------------------------------------- */

/* Where the word at `at` ends, unless that is far: some scripts have no spaces. */
static size_t word_end(galley_text text, size_t at) {
    enum { FAR = 40 };
    size_t end = at;
    while (end < text.len && end - at < FAR && text.ptr[end] != ' ' && text.ptr[end] != '\n')
        end++;
    return end - at < FAR ? end : galley_utf8_cut(text, at).len;
}

/* About `len` bytes in each of PARTS places; returns how many it read. */
static size_t read_parts(letters *letters, galley_text text, size_t len) {
    size_t read = 0;
    for (size_t i = 0; i < PARTS; i++) {
        size_t at = (text.len - len) / (PARTS - 1) * i;
        size_t first = i > 0 ? word_end(text, at) : 0, end = word_end(text, at + len);
        if (first < end) {
            letters_read(letters, galley_text_part(text.ptr + first, end - first));
            read += end - first;
        }
    }
    return read;
}

/* How many bytes of this text are a character, about: as many as at its start. */
static double bytes_a_character(galley_text text) {
    galley_text start = galley_utf8_cut(text, FIRST_CHARACTERS);
    return start.len > 0 ? (double)start.len / (double)galley_utf8_count(start) : 1;
}

guess detect_article(const model *model, letters *letters, galley_text title, galley_text text, size_t most,
                     size_t *read) {
    double width = bytes_a_character(text), all = (double)text.len / width;
    double last = most > 0 && (double)most < all ? (double)most : all;
    for (size_t characters = FIRST_CHARACTERS;; characters *= GROWTH) {
        letters_start(letters);
        letters_read(letters, title);
        bool is_last = (double)characters * GROWTH / 2 >= last;
        if (is_last && last >= all) {
            letters_read(letters, text);
            *read = text.len;
        } else {
            *read = read_parts(letters, text, (size_t)((is_last ? last : (double)characters) * width / PARTS));
        }
        guess guess = detect_language(model, letters);
        if (is_last || guess.score >= sure_score)
            return guess;
    }
}
