/* langdetect_fasttext MODEL < LINES: what the plugin's reader of fastText models says of each line, as
 * `fasttext predict-prob MODEL -` prints it. compare_fasttext.py runs both. */
#include "fasttext.h"
#include <stdlib.h>

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: langdetect_fasttext MODEL < LINES\n");
        return 2;
    }
    galley_error error = {""};
    fasttext fasttext;
    if (!fasttext_open(&fasttext, argv[1], &error)) {
        fprintf(stderr, "langdetect_fasttext: %s\n", error.message);
        return 1;
    }
    fasttext_scratch scratch = {0};
    char *line = NULL;
    size_t room = 0;
    for (ssize_t len; (len = getline(&line, &room, stdin)) > 0;) {
        double probability;
        galley_text text = galley_text_part(line, (size_t)len - (line[len - 1] == '\n'));
        int32_t label = fasttext_judge(&fasttext, &scratch, text, &probability);
        if (label < 0)
            printf("\n");
        else
            printf("%.*s %.6g\n", GALLEY_TEXT_ARGS(fasttext.entries[fasttext.words + label]), probability);
    }
    free(line);
    fasttext_scratch_clear(&scratch);
    fasttext_close(&fasttext);
    return 0;
}
