/* Detect: see detect.h. */
#include "detect.h"

/* Letters of other scripts up to this share are names and quotations; above it, each takes its part of the certainty. */
static const double foreign_share = 0.2;

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
    return guess;
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
