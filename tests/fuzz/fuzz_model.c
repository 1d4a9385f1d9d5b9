/* Any bytes as langdetect's model: it opens, or there is a sentence. One that opens gives each text a tag that is UTF-8
 * and a likelihood, and of any n-grams likelihoods that together make 1. */
#include "detect.h"
#include "must.h"

#include <galley/text.h>
#include <math.h>
#include <string.h>

static const char *const texts[] = {"",
                                    "Le chat dort sur le canapé, et the cat sleeps on the sofa.",
                                    "Съешь же ещё этих мягких французских булок",
                                    "نص حكيم له سر قاطع וذو שם",
                                    "ऋषियों को सताने वाले दुष्ट राक्षसों",
                                    "いろはにほへと 天地玄黃 Ελλάδα"};

static void check_weighing(const model_group *group, const uint32_t *keys, size_t count) {
    double odds[MODEL_LANGUAGES], sum = 0;
    must(group->languages <= MODEL_LANGUAGES);
    model_weigh(group, keys, count, odds);
    for (uint32_t i = 0; i < group->languages; i++) {
        must(odds[i] >= 0 && odds[i] <= 1);
        sum += odds[i];
    }
    must(sum == 0 || fabs(sum - 1) < 1e-6);
}

static void check_text(const model *model, letters *letters, const char *text) {
    letters_start(letters);
    letters_read(letters, galley_text_of(text));
    guess guess = detect_language(model, letters);
    must(guess.score >= 0 && guess.score <= 1);
    must(galley_utf8_valid(galley_text_of(guess.language)) == strlen(guess.language));
    must(!guess.language[0] || model_knows(model, guess.language));
    for (script script = 0; script < SCRIPT_COUNT; script++) {
        const uint32_t *keys = NULL;
        size_t count = letters_ngrams(letters, script, &keys);
        if (model->groups[script])
            check_weighing(model->groups[script], keys, count);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len) {
    model model;
    galley_error error = {""};
    bool is_open = model_open(&model, galley_text_part((const char *)bytes, len), &error);
    must(is_open == (error.message[0] == '\0'));
    if (!is_open)
        return 0;
    letters letters = {.count = 0};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        check_text(&model, &letters, texts[i]);
    letters_clear(&letters);
    model_close(&model);
    return 0;
}
