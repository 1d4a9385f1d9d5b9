/* What of a text became what: a difference in words. Knows nothing of articles. */
#ifndef CORE_INSPECT_WORDDIFF_H
#define CORE_INSPECT_WORDDIFF_H

#include <galley/text.h>

typedef enum piece_kind { PIECE_SAME, PIECE_GONE, PIECE_NEW } piece_kind;

typedef struct diff_piece {
    piece_kind kind;
    galley_text text; /* a view into the text before (GONE) or after */
} diff_piece;

/* The pieces of SAME and GONE are the text before, those of SAME and NEW the text after, in order. */
typedef struct word_diff {
    diff_piece *pieces; /* in the arena */
    size_t count;
    size_t words_gone, words_new; /* of the shortest difference: what joined changes have between them is not counted */
    bool is_coarse; /* the limit of steps was reached: some part that has words in common is shown as replaced whole */
} word_diff;

enum { WORD_DIFF_STEPS = 1 << 25 }; /* about a tenth of a second */

/* The shortest difference, unless that takes more than `steps` comparisons, with changes joined into phrases that have
 * only a few words in common between them; linear memory. Words are galley_word_next's; each line feed, each other run
 * of white space and each other character is a piece that can change by itself. */
word_diff word_diff_make(galley_text before, galley_text after, size_t steps, galley_arena *arena);

#endif
