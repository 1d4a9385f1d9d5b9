/* FastText's file: see fasttext.h. Everything in it is checked here, so that judging need not check anything. */
#include "fasttext.h"
#include <errno.h>
#include <galley/text.h>
#include <math.h>
#include <stdlib.h>
#include <sys/stat.h>

enum {
    MAGIC = 793712314,
    VERSION_BEFORE = 11,
    VERSION = 12,
    CLASSIFIER = 3,
    CENTROIDS = 256,
    WORD_MOST = 1 << 16, /* bytes of a word */
    LABELS_MOST = 1 << 24,
    NGRAM_MOST = 1 << 10 /* letters of an n-gram, and words of one */
};

/* The tree's sums of counts stay below what marks a node not yet made. */
static const int64_t counts_most = 1000000000000000;

static const char label_prefix[] = "__label__";

/* Reads and stops, for good, at the first thing that is wrong. */
typedef struct source {
    FILE *file;
    uint64_t size, at;
    const char *wrong; /* NULL: nothing */
} source;

static void refuse(source *source, const char *wrong) {
    if (!source->wrong)
        source->wrong = wrong;
}

static void take(source *source, void *out, size_t len) {
    memset(out, 0, len);
    if (source->wrong)
        return;
    if (source->size - source->at < len || fread(out, 1, len, source->file) != len)
        refuse(source, "the file ends here");
    else
        source->at += len;
}

static uint64_t number_of(const uint8_t *bytes, int width) {
    uint64_t number = 0;
    for (int i = width - 1; i >= 0; i--)
        number = number << 8 | bytes[i];
    return number;
}

static uint8_t take_byte(source *source) {
    uint8_t byte;
    take(source, &byte, 1);
    return byte;
}

static int32_t take_int(source *source) {
    uint8_t bytes[4];
    take(source, bytes, sizeof bytes);
    return (int32_t)number_of(bytes, 4);
}

static int64_t take_long(source *source) {
    uint8_t bytes[8];
    take(source, bytes, sizeof bytes);
    return (int64_t)number_of(bytes, 8);
}

/* An int that has to be from `least` to `most`; `least` if it is not. */
static int32_t take_within(source *source, int32_t least, int32_t most, const char *wrong) {
    int32_t number = take_int(source);
    if (number >= least && number <= most)
        return number;
    refuse(source, wrong);
    return least;
}

/* Memory for `count` things that are `width` bytes in the file each; NULL if the file has not so many. */
static void *make_room(source *source, galley_arena *arena, uint64_t count, size_t width, size_t size) {
    if (!source->wrong && count > (source->size - source->at) / width)
        refuse(source, "it says more than the file holds");
    return source->wrong ? NULL : galley_arena_alloc(arena, (size_t)count * size + 1);
}

static uint8_t *take_bytes(source *source, galley_arena *arena, uint64_t count) {
    uint8_t *bytes = make_room(source, arena, count, 1, 1);
    if (bytes)
        take(source, bytes, (size_t)count);
    return bytes;
}

static float *take_floats(source *source, galley_arena *arena, uint64_t count) {
    float *floats = make_room(source, arena, count, sizeof(float), sizeof(float));
    for (uint64_t i = 0; floats && i < count && !source->wrong; i++) {
        uint32_t bits = (uint32_t)take_int(source);
        memcpy(floats + i, &bits, sizeof bits);
        if (!isfinite(floats[i]))
            refuse(source, "a weight is no number");
    }
    return floats;
}

/* ---- Parameters and dictionary --------------------------------------------------------------------------------- */

static void read_parameters(fasttext *fasttext, source *source) {
    if (take_int(source) != MAGIC)
        refuse(source, "this is no fastText model");
    int32_t version = take_within(source, VERSION_BEFORE, VERSION, "fastText's format 11 or 12 was expected");
    fasttext->dim = take_within(source, 1, 1 << 16, "a dimension from 1 to 65536 was expected");
    for (int i = 0; i < 4; i++) /* ws, epoch, minCount, neg */
        take_int(source);
    fasttext->word_ngrams = take_within(source, 0, NGRAM_MOST, "n-grams of 0 to 1024 words were expected");
    fasttext->loss =
        (fasttext_loss)take_within(source, LOSS_TREE, LOSS_ONE_AGAINST_ALL, "a loss from 1 to 4 was expected");
    take_within(source, CLASSIFIER, CLASSIFIER, "a model made by \"fasttext supervised\" was expected");
    fasttext->bucket = take_within(source, 0, INT32_MAX, "a number of buckets was expected");
    fasttext->shortest = take_within(source, 0, NGRAM_MOST, "minn from 0 to 1024 was expected");
    fasttext->longest = take_within(source, 0, NGRAM_MOST, "maxn from 0 to 1024 was expected");
    take_int(source);  /* lrUpdateRate */
    take_long(source); /* t */
    if (version == VERSION_BEFORE)
        fasttext->longest = 0;
    if (fasttext->bucket == 0 && (fasttext->longest > 0 || fasttext->word_ngrams > 1))
        refuse(source, "n-grams without buckets");
}

static galley_text take_word(source *source, galley_arena *arena, galley_buffer *buffer) {
    buffer->len = 0;
    for (char byte; (byte = (char)take_byte(source)) != '\0';) {
        if (buffer->len == WORD_MOST) {
            refuse(source, "a word of more than 65536 bytes");
            break;
        }
        galley_buffer_add_char(buffer, byte);
    }
    return galley_arena_copy(arena, galley_buffer_text(buffer));
}

static void add_slot(fasttext *fasttext, int32_t entry) {
    uint32_t mask = (UINT32_C(1) << fasttext->slot_bits) - 1;
    uint32_t slot = fasttext_hash(fasttext->entries[entry]) & mask;
    while (fasttext->slots[slot])
        slot = (slot + 1) & mask;
    fasttext->slots[slot] = (uint32_t)entry + 1;
}

static void make_slots(fasttext *fasttext, int32_t size) {
    fasttext->slot_bits = 4;
    while (fasttext->slot_bits < 31 && (UINT32_C(1) << fasttext->slot_bits) / 2 < (uint32_t)size)
        fasttext->slot_bits++;
    size_t bytes = ((size_t)1 << fasttext->slot_bits) * sizeof *fasttext->slots;
    fasttext->slots = galley_arena_alloc(fasttext->arena, bytes);
    memset(fasttext->slots, 0, bytes);
}

/* ISO 639-3 codes that have a shorter one in ISO 639-1. */
static const struct {
    char three[4], two[3];
} short_codes[] = {
#define CODE(three, two) {#three, #two},
#include "codes.inc"
#undef CODE
};

/* "__label__eng_Latn" is en-Latn. */
static char *tag_of(galley_arena *arena, galley_text label) {
    size_t prefix = sizeof label_prefix - 1;
    galley_text name = galley_text_part(label.ptr + prefix, label.len - prefix);
    size_t code = 0;
    while (code < name.len && name.ptr[code] != '_' && name.ptr[code] != '-')
        code++;
    galley_text language = galley_text_part(name.ptr, code);
    for (size_t i = 0; i < sizeof short_codes / sizeof short_codes[0]; i++)
        if (galley_text_is(language, short_codes[i].three)) {
            language = galley_text_of(short_codes[i].two);
            break;
        }
    galley_text tag =
        galley_arena_printf(arena, "%.*s%.*s", GALLEY_TEXT_ARGS(language), (int)(name.len - code), name.ptr + code);
    char *bytes = galley_arena_alloc(arena, tag.len + 1);
    for (size_t i = 0; i <= tag.len; i++)
        bytes[i] = i == tag.len ? '\0' : tag.ptr[i] == '_' ? '-' : tag.ptr[i];
    return bytes;
}

static bool is_label(galley_text entry) {
    size_t prefix = sizeof label_prefix - 1;
    return entry.len > prefix && memcmp(entry.ptr, label_prefix, prefix) == 0 && galley_utf8_valid(entry) == entry.len;
}

static void read_entry(fasttext *fasttext, source *source, galley_buffer *buffer, int32_t i) {
    galley_text entry = take_word(source, fasttext->arena, buffer);
    int64_t count = take_long(source);
    bool is_word = i < fasttext->words;
    if (take_byte(source) != !is_word)
        refuse(source, "words before labels were expected");
    if (source->wrong)
        return;
    fasttext->entries[i] = entry;
    if (is_word) {
        add_slot(fasttext, i);
        return;
    }
    if (!is_label(entry)) {
        refuse(source, "a label that begins with __label__ was expected");
        return;
    }
    if (count < 0 || count > counts_most / fasttext->labels)
        refuse(source, "a label's count is out of bounds");
    fasttext->label_counts[i - fasttext->words] = count;
    fasttext->tags[i - fasttext->words] = tag_of(fasttext->arena, entry);
}

static int compare_kept(const void *a, const void *b) {
    int32_t left = *(const int32_t *)a, right = *(const int32_t *)b;
    return (left > right) - (left < right);
}

static void read_kept(fasttext *fasttext, source *source) {
    if (fasttext->pruned <= 0)
        return;
    enum { PAIR = 8 };
    fasttext->kept = make_room(source, fasttext->arena, (uint64_t)fasttext->pruned, PAIR, sizeof *fasttext->kept);
    for (int64_t i = 0; i < fasttext->pruned && !source->wrong; i++) {
        fasttext->kept[i][0] = take_int(source);
        fasttext->kept[i][1] = take_within(source, 0, (int32_t)(fasttext->pruned - 1), "a bucket's row does not exist");
    }
    if (!source->wrong)
        qsort(fasttext->kept, (size_t)fasttext->pruned, sizeof *fasttext->kept, compare_kept);
}

static void read_dictionary(fasttext *fasttext, source *source) {
    enum { ENTRY = 10 }; /* bytes at least */
    int32_t size = take_within(source, 1, INT32_MAX, "a dictionary was expected");
    fasttext->words = take_within(source, 0, size - 1, "fewer words than entries were expected");
    fasttext->labels = take_int(source);
    if (fasttext->labels != size - fasttext->words || fasttext->labels > LABELS_MOST)
        refuse(source, "words and labels are not all entries, or there are too many labels");
    take_long(source); /* tokens */
    fasttext->pruned = take_long(source);
    if (fasttext->pruned < -1 || fasttext->pruned > INT32_MAX)
        refuse(source, "the number of buckets kept is out of bounds");
    fasttext->entries = make_room(source, fasttext->arena, (uint64_t)size, ENTRY, sizeof *fasttext->entries);
    if (!fasttext->entries)
        return;
    size_t labels = (size_t)fasttext->labels;
    fasttext->label_counts = galley_arena_alloc(fasttext->arena, labels * sizeof *fasttext->label_counts);
    fasttext->tags = galley_arena_alloc(fasttext->arena, labels * sizeof *fasttext->tags);
    make_slots(fasttext, size);
    galley_buffer buffer = {0};
    for (int32_t i = 0; i < size && !source->wrong; i++)
        read_entry(fasttext, source, &buffer, i);
    galley_buffer_clear(&buffer);
    read_kept(fasttext, source);
}

/* ---- Matrices -------------------------------------------------------------------------------------------------- */

static void read_quantiser(quantiser *quantiser, source *source, galley_arena *arena, int64_t dim) {
    quantiser->dim = take_int(source);
    quantiser->parts = take_int(source);
    quantiser->width = take_int(source);
    quantiser->last_width = take_int(source);
    if (quantiser->dim != dim || quantiser->width < 1 || quantiser->width > dim || quantiser->last_width < 1 ||
        quantiser->last_width > quantiser->width || quantiser->parts < 1 ||
        (int64_t)(quantiser->parts - 1) * quantiser->width + quantiser->last_width != dim)
        refuse(source, "the parts of a quantiser do not make its dimension");
    quantiser->centroids = take_floats(source, arena, (uint64_t)dim * CENTROIDS);
}

static void read_quantised(matrix *matrix, source *source, galley_arena *arena, int64_t columns, int64_t rows) {
    uint8_t has_norms = take_byte(source);
    matrix->rows = take_long(source);
    matrix->columns = take_long(source);
    int32_t codes = take_int(source);
    if (has_norms > 1 || matrix->columns != columns || matrix->rows != rows || codes < 0)
        refuse(source, "a quantised matrix of another shape was expected");
    matrix->codes = take_bytes(source, arena, (uint64_t)codes);
    read_quantiser(&matrix->codebook, source, arena, columns);
    if (!source->wrong && matrix->rows * matrix->codebook.parts != codes)
        refuse(source, "a quantised matrix has not a code for each part");
    if (!has_norms || source->wrong)
        return;
    matrix->norm_codes = take_bytes(source, arena, (uint64_t)matrix->rows);
    read_quantiser(&matrix->norm_codebook, source, arena, 1);
}

static void read_plain(matrix *matrix, source *source, galley_arena *arena, int64_t columns, int64_t rows) {
    matrix->rows = take_long(source);
    matrix->columns = take_long(source);
    if (matrix->columns != columns || matrix->rows != rows)
        refuse(source, "a matrix of another shape was expected");
    matrix->values = take_floats(source, arena, (uint64_t)rows * (uint64_t)columns);
}

static void read_matrices(fasttext *fasttext, source *source) {
    uint8_t is_quantised = take_byte(source);
    int64_t rows = (int64_t)fasttext->words + (fasttext->pruned >= 0 ? fasttext->pruned : fasttext->bucket);
    if (rows > INT32_MAX)
        refuse(source, "more words and buckets than can be numbered");
    if (is_quantised > 1 || (!is_quantised && fasttext->pruned >= 0))
        refuse(source, "only a quantised matrix can be pruned");
    (is_quantised ? read_quantised : read_plain)(&fasttext->input, source, fasttext->arena, fasttext->dim, rows);
    uint8_t is_output_quantised = take_byte(source);
    if (is_output_quantised > 1)
        refuse(source, "a 0 or a 1 was expected");
    (is_quantised && is_output_quantised ? read_quantised : read_plain)(&fasttext->output, source, fasttext->arena,
                                                                        fasttext->dim, fasttext->labels);
}

/* ---- The tree of labels ---------------------------------------------------------------------------------------- */

/* A Huffman tree as fastText makes it: of the labels, rarest last, and the nodes made so far, the two rarest are
 * joined. */
static void make_tree(fasttext *fasttext) {
    int32_t labels = fasttext->labels, leaf = labels - 1, node = labels;
    size_t nodes = 2 * (size_t)labels - 1;
    fasttext->tree = galley_arena_alloc(fasttext->arena, nodes * sizeof *fasttext->tree);
    int64_t *counts = galley_arena_alloc(fasttext->arena, nodes * sizeof *counts);
    for (size_t i = 0; i < nodes; i++) {
        fasttext->tree[i] = (tree_node){-1, -1};
        counts[i] = i < (size_t)labels ? fasttext->label_counts[i] : counts_most + 1;
    }
    for (size_t i = (size_t)labels; i < nodes; i++) {
        int32_t rarest[2];
        for (int j = 0; j < 2; j++)
            rarest[j] = leaf >= 0 && counts[leaf] < counts[node] ? leaf-- : node++;
        fasttext->tree[i] = (tree_node){rarest[0], rarest[1]};
        counts[i] = counts[rarest[0]] + counts[rarest[1]];
    }
}

/* ---- The file -------------------------------------------------------------------------------------------------- */

bool fasttext_read(fasttext *fasttext, FILE *file, uint64_t size, galley_error *error) {
    memset(fasttext, 0, sizeof *fasttext);
    fasttext->arena = galley_arena_new();
    source source = {.file = file, .size = size};
    read_parameters(fasttext, &source);
    if (!source.wrong)
        read_dictionary(fasttext, &source);
    if (!source.wrong)
        read_matrices(fasttext, &source);
    if (!source.wrong && source.at != source.size)
        refuse(&source, "the file should end here");
    if (!source.wrong) {
        if (fasttext->loss == LOSS_TREE)
            make_tree(fasttext);
        return true;
    }
    fasttext_close(fasttext);
    return galley_error_set(error, "no fastText model that can be read: byte %llu of %llu: %s",
                            (unsigned long long)source.at, (unsigned long long)size, source.wrong);
}

bool fasttext_open(fasttext *fasttext, const char *path, galley_error *error) {
    FILE *file = fopen(path, "rb");
    struct stat stat;
    if (!file)
        return galley_error_set(error, "%s: cannot be opened: %s", path, strerror(errno));
    bool is_read = fstat(fileno(file), &stat) == 0 && S_ISREG(stat.st_mode)
                       ? fasttext_read(fasttext, file, (uint64_t)stat.st_size, error)
                       : galley_error_set(error, "a file was expected");
    fclose(file);
    return is_read || galley_error_at(error, "%s", path);
}

void fasttext_close(fasttext *fasttext) {
    galley_arena_free(fasttext->arena);
    fasttext->arena = NULL;
}

bool fasttext_knows(const fasttext *fasttext, const char *tag) {
    for (int32_t i = 0; i < fasttext->labels; i++)
        if (strcmp(fasttext->tags[i], tag) == 0)
            return true;
    return false;
}
