/* Detect: from letters to a language. Script first; where several languages share it, the model. */
#ifndef LANGDETECT_DETECT_H
#define LANGDETECT_DETECT_H

#include "letters.h"
#include "model.h"

typedef struct guess {
    const char *language; /* BCP 47; "" if it is none that is known. Lives as long as the model. */
    double score;         /* how likely it is right: 0 to 1 */
} guess;

/* The likeliest language of what was read, however unlikely that is. */
guess detect_language(const model *model, letters *letters);

#endif
