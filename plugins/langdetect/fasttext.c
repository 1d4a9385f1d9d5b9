/* How a fastText model judges a text: see fasttext.h. Floats are added in fastText's order, so that its probabilities
 * come out to the last digits that it prints. */
#include "fasttext.h"
#include <math.h>
#include <stdlib.h>

static const char end_of_line[] = "</s>";
static const char label_prefix[] = "__label__";

uint32_t fasttext_hash(galley_text word) {
    uint32_t hash = 2166136261U; /* FNV-1a (Fowler, Noll, Vo), with bytes taken as signed */
    for (size_t i = 0; i < word.len; i++) {
        uint32_t byte = (uint8_t)word.ptr[i];
        hash = (hash ^ (byte < 0x80 ? byte : byte | 0xFFFFFF00U)) * 16777619U;
    }
    return hash;
}

int32_t fasttext_find(const fasttext *fasttext, galley_text word, uint32_t hash) {
    uint32_t mask = (UINT32_C(1) << fasttext->slot_bits) - 1;
    for (uint32_t slot = hash & mask; fasttext->slots[slot]; slot = (slot + 1) & mask)
        if (galley_text_equal(fasttext->entries[fasttext->slots[slot] - 1], word))
            return (int32_t)(fasttext->slots[slot] - 1);
    return -1;
}

/* ---- Which rows of the input a text adds up -------------------------------------------------------------------- */

static void add_row(fasttext_scratch *scratch, int32_t row) {
    galley_buffer_add_bytes(&scratch->rows, &row, sizeof row);
}

static int compare_bucket(const void *bucket, const void *kept) {
    int32_t left = *(const int32_t *)bucket, right = *(const int32_t *)kept;
    return (left > right) - (left < right);
}

/* The row of a bucket, unless it was pruned. */
static void add_bucket(const fasttext *fasttext, fasttext_scratch *scratch, int32_t bucket) {
    if (fasttext->pruned < 0) {
        add_row(scratch, fasttext->words + bucket);
        return;
    }
    if (fasttext->pruned == 0)
        return;
    const int32_t *kept =
        bsearch(&bucket, fasttext->kept, (size_t)fasttext->pruned, sizeof *fasttext->kept, compare_bucket);
    if (kept)
        add_row(scratch, fasttext->words + kept[1]);
}

static size_t character_end(galley_text word, size_t at) {
    do
        at++;
    while (at < word.len && (word.ptr[at] & 0xC0) == 0x80);
    return at;
}

/* The n-grams of a word with "<" before and ">" behind it; those two are none by themselves. */
static void add_letters(const fasttext *fasttext, fasttext_scratch *scratch, galley_text bare) {
    scratch->word.len = 0;
    galley_buffer_add_char(&scratch->word, '<');
    galley_buffer_add(&scratch->word, bare);
    galley_buffer_add_char(&scratch->word, '>');
    galley_text word = galley_buffer_text(&scratch->word);
    for (size_t first = 0; first < word.len; first = character_end(word, first)) {
        size_t end = first;
        for (int32_t n = 1; n <= fasttext->longest && end < word.len; n++) {
            end = character_end(word, end);
            if (n < fasttext->shortest || (n == 1 && (first == 0 || end == word.len)))
                continue;
            uint32_t hash = fasttext_hash(galley_text_part(word.ptr + first, end - first));
            add_bucket(fasttext, scratch, (int32_t)(hash % (uint32_t)fasttext->bucket));
        }
    }
}

static void add_word(const fasttext *fasttext, fasttext_scratch *scratch, galley_text word) {
    uint32_t hash = fasttext_hash(word);
    int32_t entry = fasttext_find(fasttext, word, hash);
    size_t prefix = sizeof label_prefix - 1;
    if (entry < 0 && word.len >= prefix && memcmp(word.ptr, label_prefix, prefix) == 0)
        return;
    if (entry >= 0)
        add_row(scratch, entry);
    if (fasttext->longest > 0 && !galley_text_is(word, end_of_line))
        add_letters(fasttext, scratch, word);
    galley_buffer_add_bytes(&scratch->hashes, &hash, sizeof hash);
}

/* N-grams of words: their hashes, taken as signed, are mixed in 64 bits. */
static void add_word_ngrams(const fasttext *fasttext, fasttext_scratch *scratch) {
    const int32_t *hashes = (const int32_t *)(const void *)scratch->hashes.ptr;
    size_t count = scratch->hashes.len / sizeof *hashes;
    for (size_t first = 0; first < count; first++) {
        uint64_t hash = (uint64_t)(int64_t)hashes[first];
        for (size_t i = first + 1; i < count && i < first + (size_t)fasttext->word_ngrams; i++) {
            hash = hash * 116049371U + (uint64_t)(int64_t)hashes[i];
            add_bucket(fasttext, scratch, (int32_t)(hash % (uint64_t)fasttext->bucket));
        }
    }
}

static bool is_space(char byte) {
    return byte == ' ' || (byte >= '\t' && byte <= '\r') || byte == '\0';
}

static void collect_rows(const fasttext *fasttext, fasttext_scratch *scratch, galley_text text) {
    scratch->rows.len = scratch->hashes.len = 0;
    for (size_t at = 0; at < text.len;) {
        size_t first = at;
        while (at < text.len && !is_space(text.ptr[at]))
            at++;
        if (at > first)
            add_word(fasttext, scratch, galley_text_part(text.ptr + first, at - first));
        at++;
    }
    add_word(fasttext, scratch, galley_text_of(end_of_line));
    if (fasttext->word_ngrams > 1)
        add_word_ngrams(fasttext, scratch);
}

/* ---- Matrices -------------------------------------------------------------------------------------------------- */

/* Where the part's centroid begins, and how wide it is. */
static const float *centroid(const quantiser *quantiser, int32_t part, uint8_t code, int32_t *width) {
    enum { CENTROIDS = 256 };
    *width = part == quantiser->parts - 1 ? quantiser->last_width : quantiser->width;
    return quantiser->centroids + (size_t)part * CENTROIDS * (size_t)quantiser->width + (size_t)code * (size_t)*width;
}

static float norm_of(const matrix *matrix, int64_t row) {
    return matrix->norm_codes ? matrix->norm_codebook.centroids[matrix->norm_codes[row]] : 1;
}

static void add_matrix_row(const matrix *matrix, int64_t row, float *sums) {
    if (matrix->values) {
        const float *values = matrix->values + row * matrix->columns;
        for (int64_t i = 0; i < matrix->columns; i++)
            sums[i] += values[i];
        return;
    }
    float norm = norm_of(matrix, row);
    const uint8_t *codes = matrix->codes + row * matrix->codebook.parts;
    for (int32_t part = 0; part < matrix->codebook.parts; part++) {
        int32_t width;
        const float *values = centroid(&matrix->codebook, part, codes[part], &width);
        float *own = sums + (size_t)part * (size_t)matrix->codebook.width;
        for (int32_t i = 0; i < width; i++)
            own[i] += norm * values[i];
    }
}

static float product(const matrix *matrix, int64_t row, const float *hidden) {
    float sum = 0;
    if (matrix->values) {
        const float *values = matrix->values + row * matrix->columns;
        for (int64_t i = 0; i < matrix->columns; i++)
            sum += values[i] * hidden[i];
        return sum;
    }
    const uint8_t *codes = matrix->codes + row * matrix->codebook.parts;
    for (int32_t part = 0; part < matrix->codebook.parts; part++) {
        int32_t width;
        const float *values = centroid(&matrix->codebook, part, codes[part], &width);
        const float *own = hidden + (size_t)part * (size_t)matrix->codebook.width;
        for (int32_t i = 0; i < width; i++)
            sum += own[i] * values[i];
    }
    return sum * norm_of(matrix, row);
}

/* ---- Labels ---------------------------------------------------------------------------------------------------- */

/* fastText's logarithm, which knows no infinity. */
static float log_of(float share) {
    return (float)log((double)share + 1e-5);
}

typedef struct branch {
    int32_t node;
    float score;
} branch;

/* Down the tree, the left branch first, and never where it is worse already than the best leaf. */
static int32_t judge_by_tree(const fasttext *fasttext, fasttext_scratch *scratch, const float *hidden, float *score) {
    const float least = log_of(0);
    int32_t best = -1;
    scratch->stack.len = 0;
    branch branch = {2 * fasttext->labels - 2, 0};
    galley_buffer_add_bytes(&scratch->stack, &branch, sizeof branch);
    while (scratch->stack.len > 0) {
        scratch->stack.len -= sizeof branch;
        memcpy(&branch, scratch->stack.ptr + scratch->stack.len, sizeof branch);
        if (branch.score < least || (best >= 0 && branch.score < *score))
            continue;
        tree_node node = fasttext->tree[branch.node];
        if (node.left < 0) {
            best = branch.node;
            *score = branch.score;
            continue;
        }
        float sum = product(&fasttext->output, branch.node - fasttext->labels, hidden);
        float share = (float)(1. / (double)(1 + expf(-sum)));
        struct branch left = {node.left, branch.score + log_of((float)(1.0 - (double)share))};
        struct branch right = {node.right, branch.score + log_of(share)};
        galley_buffer_add_bytes(&scratch->stack, &right, sizeof right);
        galley_buffer_add_bytes(&scratch->stack, &left, sizeof left);
    }
    return best;
}

/* fastText looks the logistic function up in a table of 512 steps from -8 to 8. */
static float logistic(float sum) {
    enum { STEPS = 512, MOST = 8 };
    if (!(sum >= -MOST && sum <= MOST)) /* so that it holds for what is no number, too */
        return sum > 0;
    int step = (int)((sum + MOST) * STEPS / MOST / 2);
    float at = (float)(step * 2 * MOST) / STEPS - MOST;
    return (float)(1.0 / (1.0 + (double)expf(-at)));
}

static void to_shares(float *sums, int32_t count) {
    float most = sums[0], all = 0;
    for (int32_t i = 1; i < count; i++)
        most = sums[i] > most ? sums[i] : most;
    for (int32_t i = 0; i < count; i++)
        all += sums[i] = expf(sums[i] - most);
    for (int32_t i = 0; i < count; i++)
        sums[i] /= all;
}

static int32_t judge_each(const fasttext *fasttext, const float *hidden, float *sums, float *score) {
    for (int32_t i = 0; i < fasttext->labels; i++) {
        sums[i] = product(&fasttext->output, i, hidden);
        if (fasttext->loss != LOSS_SOFTMAX)
            sums[i] = logistic(sums[i]);
    }
    if (fasttext->loss == LOSS_SOFTMAX)
        to_shares(sums, fasttext->labels);
    int32_t best = -1;
    for (int32_t i = 0; i < fasttext->labels; i++) {
        float own = log_of(sums[i]);
        if (best >= 0 && own < *score) /* of equals, the last wins, as in fastText */
            continue;
        best = i;
        *score = own;
    }
    return best;
}

int32_t fasttext_judge(const fasttext *fasttext, fasttext_scratch *scratch, galley_text text, double *probability) {
    *probability = 0;
    collect_rows(fasttext, scratch, text);
    const int32_t *rows = (const int32_t *)(const void *)scratch->rows.ptr;
    size_t count = scratch->rows.len / sizeof *rows, dim = (size_t)fasttext->dim;
    if (count == 0)
        return -1;
    scratch->floats.len = 0;
    size_t size = (dim + (size_t)fasttext->labels) * sizeof(float);
    float *hidden = (float *)(void *)galley_buffer_reserve(&scratch->floats, size);
    memset(hidden, 0, size);
    for (size_t i = 0; i < count; i++)
        add_matrix_row(&fasttext->input, rows[i], hidden);
    for (size_t i = 0; i < dim; i++)
        hidden[i] *= (float)(1.0 / (double)count);
    float score = 0;
    int32_t best = fasttext->loss == LOSS_TREE ? judge_by_tree(fasttext, scratch, hidden, &score)
                                               : judge_each(fasttext, hidden, hidden + dim, &score);
    if (best < 0 || !isfinite(score)) /* weights can be so large that sums are infinite */
        return -1;
    *probability = exp((double)score);
    return best;
}

void fasttext_scratch_clear(fasttext_scratch *scratch) {
    galley_buffer_clear(&scratch->rows);
    galley_buffer_clear(&scratch->hashes);
    galley_buffer_clear(&scratch->word);
    galley_buffer_clear(&scratch->floats);
    galley_buffer_clear(&scratch->stack);
}
