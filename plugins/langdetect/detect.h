/* Detect: from letters to a language. Script first; where several languages share it, the model. */
#ifndef LANGDETECT_DETECT_H
#define LANGDETECT_DETECT_H

#include "letters.h"
#include "model.h"

typedef struct guess {
    const char *language; /* BCP 47; "" if it is none that is known. Lives as long as the model. */
    double score;         /* how likely it is right: 0 to 1 */
} guess;

/* The script of most of the letters that were read, as ISO 15924 has it; Japanese and Korean as Jpan and Kore; "Zyyy"
 * if there are none. */
const char *detect_script(const letters *letters);

/* The likeliest language of what was read, however unlikely that is. */
guess detect_language(const model *model, letters *letters);

/* The same of an article, of which no more is read than it takes to be sure: first about 300 characters, a third each
 * from start, middle and end (a page's furniture, often in another language, is seldom in all three), and three times
 * as many as often as that is not enough, up to about `most` (0: all). `title`, which may be empty, is read each time.
 * What was read last stays in `letters`; *read is how many bytes of the text that was. */
guess detect_article(const model *model, letters *letters, galley_text title, galley_text text, size_t most,
                     size_t *read);

#endif
