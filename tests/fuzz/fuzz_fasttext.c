/* Any bytes as a model of fastText's: it opens, or there is a sentence. One that opens gives each text a label that it
 * has and a likelihood. */
#include "fasttext.h"
#include "must.h"

#include <galley/text.h>
#include <stdio.h>
#include <string.h>

static const char *const texts[] = {"", "Le chat dort sur le canapé, et the cat sleeps.",
                                    "\xFF\x80 </s> __label__fr \xE3", "a"};

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len) {
    if (len == 0)
        return 0;
    FILE *file = fmemopen((void *)(uintptr_t)bytes, len, "rb");
    must(file != NULL);
    fasttext fasttext;
    galley_error error = {""};
    bool is_open = fasttext_read(&fasttext, file, len, &error);
    fclose(file);
    must(is_open == (error.message[0] == '\0'));
    if (!is_open)
        return 0;
    fasttext_scratch scratch = {0};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        double probability;
        int32_t label = fasttext_judge(&fasttext, &scratch, galley_text_of(texts[i]), &probability);
        must(label >= -1 && label < fasttext.labels);
        must(probability >= 0 && probability < 1.1);
        must(label < 0 || galley_utf8_valid(galley_text_of(fasttext.tags[label])) == strlen(fasttext.tags[label]));
    }
    fasttext_scratch_clear(&scratch);
    fasttext_close(&fasttext);
    return 0;
}
