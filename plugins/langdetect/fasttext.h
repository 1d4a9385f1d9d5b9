/* FastText: reads a classifier that the program fastText (Facebook, version 0.9.2) trained, .bin or .ftz, and says what
 * it says: Joulin, Grave, Bojanowski, Mikolov: Bag of Tricks for Efficient Text Classification, EACL 2017; quantised as
 * in Joulin et al.: FastText.zip, 2016. fasttext_read.c knows the file, fasttext.c how a text is judged.
 *
 * The file, little endian, without padding:
 *     i32 793712314, i32 version (11 or 12)
 *     i32 dim, ws, epoch, minCount, neg, wordNgrams, loss, model, bucket, minn, maxn, lrUpdateRate; f64 t
 *         used: dim, wordNgrams, loss (1 hierarchical softmax, 2 negative sampling, 3 softmax, 4 one against all),
 *         model (3: a classifier), bucket, minn, maxn (0 in version 11)
 *     dictionary: i32 size, nwords, nlabels; i64 tokens, pruned; first the words, then the labels, each:
 *         its bytes and a NUL, i64 count, i8 type (0 word, 1 label);
 *         then, if pruned > 0, so many pairs: i32 bucket, i32 its row behind the words (-1: nothing was pruned)
 *     u8 quantised; the input matrix (a row for each word, then for each bucket), plain or quantised
 *     u8 quantised; the output matrix (a row for each label; hierarchical softmax: for each inner node of the tree),
 *         plain, or, if both say so, quantised
 * A plain matrix: i64 rows, i64 columns, f32 each. A quantised one: u8 has norms, i64 rows, i64 columns, i32 bytes of
 * codes, the codes, a quantiser; with norms, a code for each row and their quantiser.
 * A quantiser: i32 dim, parts, width of a part, width of the last; 256 centroids of each part, f32.
 *
 * All sizes are checked against what is left of the file before memory is taken for them. */
#ifndef LANGDETECT_FASTTEXT_H
#define LANGDETECT_FASTTEXT_H

#include <galley/base.h>
#include <stdio.h>

typedef enum fasttext_loss { LOSS_TREE = 1, LOSS_SAMPLED, LOSS_SOFTMAX, LOSS_ONE_AGAINST_ALL } fasttext_loss;

typedef struct quantiser {
    int32_t dim, parts, width, last_width;
    float *centroids;
} quantiser;

typedef struct matrix {
    int64_t rows, columns;
    float *values; /* NULL if quantised: */
    uint8_t *codes, *norm_codes /* NULL: norms are 1 */;
    quantiser codebook, norm_codebook;
} matrix;

typedef struct tree_node {
    int32_t left, right; /* -1 in a leaf */
} tree_node;

typedef struct fasttext {
    galley_arena *arena;
    int32_t dim, word_ngrams, bucket, shortest, longest;
    fasttext_loss loss;
    int32_t words, labels;
    galley_text *entries; /* words, then labels with their prefix */
    char **tags;          /* of each label, as BCP 47: without prefix, ISO 639-3 made 639-1 where there is one */
    int64_t *label_counts;
    uint32_t *slots; /* a hash table of words: index in entries + 1; 0: empty */
    uint32_t slot_bits;
    int64_t pruned;     /* -1: not; else: how many buckets have a row */
    int32_t (*kept)[2]; /* bucket and its row, ascending by bucket */
    matrix input, output;
    tree_node *tree; /* of a tree; its first `labels` nodes are the leaves */
} fasttext;

/* Memory for judging; one a worker, cleared to 0 before the first use. */
typedef struct fasttext_scratch {
    galley_buffer rows, hashes, word, floats, stack;
} fasttext_scratch;

/* Reads a model of `size` bytes. False, with a sentence that names byte and reason, if it is none; then there is
 * nothing to close. */
bool fasttext_read(fasttext *fasttext, FILE *file, uint64_t size, galley_error *error);
bool fasttext_open(fasttext *fasttext, const char *path, galley_error *error);
void fasttext_close(fasttext *fasttext);

/* The likeliest label of a text, which is taken as one line, and how likely it is by the model, as `fasttext
 * predict-prob` prints it (by its way of counting up to 1.0001). -1 if nothing in it is known. */
int32_t fasttext_judge(const fasttext *fasttext, fasttext_scratch *scratch, galley_text text, double *probability);
void fasttext_scratch_clear(fasttext_scratch *scratch);

/* Does the model ever give this tag? */
bool fasttext_knows(const fasttext *fasttext, const char *tag);

uint32_t fasttext_hash(galley_text word);
/* Index in entries, or -1. */
int32_t fasttext_find(const fasttext *fasttext, galley_text word, uint32_t hash);

#endif
