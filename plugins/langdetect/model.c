/* The model: see model.h. Weights add up (a linear model); how they were learned is train/train.c's business. */
#include "model.h"
#include <math.h>
#include <zlib.h>

enum {
    ROWS_MOST = 1 << 24,
    LEVEL_MOST = 64, /* what is learned is near 0; with these and 2^32 n-grams exp() stays finite */
    SLOPE_MOST = 16,
    UNPACKED_MOST = 1 << 26
};

static const char magic[] = "galley-langdetect 2\n";

/* Reads the bytes and stops, for good, at the first that is not there. */
typedef struct cursor {
    const uint8_t *bytes;
    size_t len, at;
    bool is_short;
} cursor;

static const uint8_t *take(cursor *cursor, size_t count) {
    if (cursor->is_short || cursor->len - cursor->at < count) {
        cursor->is_short = true;
        return NULL;
    }
    cursor->at += count;
    return cursor->bytes + cursor->at - count;
}

static uint8_t take_byte(cursor *cursor) {
    const uint8_t *byte = take(cursor, 1);
    return byte ? *byte : 0;
}

static uint32_t take_number(cursor *cursor) {
    const uint8_t *bytes = take(cursor, 4);
    if (!bytes)
        return 0;
    return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

static uint32_t take_varint(cursor *cursor) {
    uint32_t value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
        uint8_t byte = take_byte(cursor);
        value |= (uint32_t)(byte & 0x7F) << shift;
        if (byte < 0x80)
            break;
    }
    return value;
}

static script script_with_code(const uint8_t *code) {
    for (script script = 0; script < SCRIPT_COUNT; script++)
        if (memcmp(script_table[script].code, code, 4) == 0 && script_table[script].language[0] == '\0')
            return script;
    return SCRIPT_NONE;
}

/* Slots for at least twice the rows: looking for what is not there ends soon. */
static void make_slots(model_group *group, galley_arena *arena, uint32_t rows) {
    group->slot_bits = 4;
    while (group->slot_bits < 30 && (UINT32_C(1) << group->slot_bits) / 2 < rows)
        group->slot_bits++;
    size_t slots = (size_t)1 << group->slot_bits;
    group->marks = galley_arena_alloc(arena, slots * sizeof *group->marks);
    group->rows = galley_arena_alloc(arena, slots * sizeof *group->rows);
    memset(group->marks, 0, slots * sizeof *group->marks);
}

static uint16_t mark_of(uint32_t key) {
    uint16_t mark = (uint16_t)key;
    return mark ? mark : 1;
}

static void put_row(model_group *group, uint32_t key, uint32_t row) {
    size_t mask = ((size_t)1 << group->slot_bits) - 1;
    size_t slot = key >> (32 - group->slot_bits);
    while (group->marks[slot])
        slot = (slot + 1) & mask;
    group->marks[slot] = mark_of(key);
    group->rows[slot] = row;
}

static const int8_t *find_row(const model_group *group, uint32_t key) {
    size_t mask = ((size_t)1 << group->slot_bits) - 1;
    uint16_t mark = mark_of(key);
    for (size_t slot = key >> (32 - group->slot_bits); group->marks[slot]; slot = (slot + 1) & mask)
        if (group->marks[slot] == mark)
            return group->weights + group->rows[slot] * group->stride;
    return NULL;
}

static const char tag_bytes[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-";

static bool read_tags(model_group *group, galley_arena *arena, cursor *cursor) {
    group->languages = take_byte(cursor);
    group->tags = galley_arena_alloc(arena, (group->languages + 1) * sizeof *group->tags);
    memset(group->tags, 0, (group->languages + 1) * sizeof *group->tags);
    for (uint32_t i = 0; i < group->languages; i++) {
        uint8_t len = take_byte(cursor);
        const uint8_t *tag = take(cursor, len);
        if (!tag || len >= MODEL_TAG)
            return false;
        memcpy(group->tags[i], tag, len);
        if (strspn(group->tags[i], tag_bytes) != len)
            return false;
    }
    return group->languages > 0;
}

/* A row has at least a byte of key and one of weights, so the bytes that are left bound how many there can be. */
static bool read_rows(model_group *group, galley_arena *arena, cursor *cursor) {
    const int8_t *levels = (const int8_t *)take(cursor, MODEL_LEVELS);
    uint32_t rows = take_number(cursor), bytes = (group->languages + 1) / 2;
    if (!levels || rows > ROWS_MOST || rows > (cursor->len - cursor->at) / (1 + bytes))
        return false;
    make_slots(group, arena, rows);
    group->stride = (group->languages + MODEL_BLOCK - 1) / MODEL_BLOCK * MODEL_BLOCK;
    group->weights = galley_arena_alloc(arena, rows * group->stride);
    memset(group->weights, 0, rows * group->stride);
    uint32_t key = 0;
    for (uint32_t row = 0; row < rows; row++) {
        key += take_varint(cursor);
        const uint8_t *packed = take(cursor, bytes);
        if (!packed)
            return false;
        put_row(group, key, row);
        int8_t *weights = group->weights + row * group->stride;
        for (uint32_t i = 0; i < group->languages; i++)
            weights[i] = levels[i % 2 ? packed[i / 2] >> 4 : packed[i / 2] & 0xF];
    }
    return true;
}

static bool read_group(model *model, cursor *cursor) {
    const uint8_t *code = take(cursor, 4);
    script script = code ? script_with_code(code) : SCRIPT_NONE;
    if (script == SCRIPT_NONE || model->groups[script])
        return false;
    model_group *group = galley_arena_alloc(model->arena, sizeof *group);
    if (!read_tags(group, model->arena, cursor))
        return false;
    group->quantum = take_number(cursor) / 16777216.0;
    group->level = (int32_t)take_number(cursor) / 65536.0;
    group->slope = (int32_t)take_number(cursor) / 65536.0;
    if (fabs(group->level) > LEVEL_MOST || fabs(group->slope) > SLOPE_MOST)
        return false;
    model->groups[script] = group;
    return read_rows(group, model->arena, cursor);
}

bool model_open(model *model, galley_text bytes, galley_error *error) {
    memset(model, 0, sizeof *model);
    cursor cursor = {(const uint8_t *)bytes.ptr, bytes.len, 0, false};
    const uint8_t *start = take(&cursor, sizeof magic - 1);
    if (!start || memcmp(start, magic, sizeof magic - 1) != 0)
        return galley_error_set(error, "this is no langdetect model of version 2");
    model->arena = galley_arena_new();
    bool is_good = true;
    for (uint8_t groups = take_byte(&cursor); is_good && groups > 0; groups--)
        is_good = read_group(model, &cursor);
    if (is_good && !cursor.is_short && cursor.at == cursor.len)
        return true;
    galley_arena_free(model->arena);
    return galley_error_set(error, "the langdetect model is damaged before byte %zu of %zu", cursor.at, cursor.len);
}

/* The bytes of a single member of gzip. */
static bool unpack(galley_text packed, galley_buffer *bytes) {
    enum { GZIP = 16 + MAX_WBITS, CHUNK = 1 << 18 };
    z_stream stream = {.next_in = (z_const Bytef *)packed.ptr, .avail_in = (uInt)packed.len};
    if (packed.len > UNPACKED_MOST || inflateInit2(&stream, GZIP) != Z_OK)
        return false;
    int status = Z_OK;
    while (status == Z_OK && bytes->len < UNPACKED_MOST) {
        stream.next_out = (Bytef *)galley_buffer_reserve(bytes, CHUNK);
        stream.avail_out = CHUNK;
        status = inflate(&stream, Z_NO_FLUSH);
        bytes->len += CHUNK - stream.avail_out;
    }
    bool is_whole = status == Z_STREAM_END && stream.avail_in == 0;
    inflateEnd(&stream);
    return is_whole;
}

bool model_open_packed(model *model, galley_text packed, galley_error *error) {
    galley_buffer bytes = {0};
    bool is_open = unpack(packed, &bytes) ? model_open(model, galley_buffer_text(&bytes), error)
                                          : galley_error_set(error, "the langdetect model is no whole gzip file");
    galley_buffer_clear(&bytes);
    return is_open;
}

void model_close(model *model) {
    galley_arena_free(model->arena);
}

bool model_knows(const model *model, const char *tag) {
    for (size_t script = 0; script < SCRIPT_COUNT; script++) {
        if (tag[0] && strcmp(script_table[script].language, tag) == 0)
            return true;
        const model_group *group = model->groups[script];
        for (uint32_t i = 0; group && i < group->languages; i++)
            if (tag[0] && strcmp(group->tags[i], tag) == 0)
                return true;
    }
    return false;
}

/* Sums of 16 bits hold so many weights without overflowing. */
enum { ROWS_A_ROUND = 256 };

typedef struct sums {
    int16_t round[(MODEL_LANGUAGES + MODEL_BLOCK - 1) / MODEL_BLOCK * MODEL_BLOCK];
    int64_t all[MODEL_LANGUAGES];
} sums;

static void end_round(const model_group *group, sums *sums) {
    for (uint32_t i = 0; i < group->languages; i++)
        sums->all[i] += sums->round[i];
    memset(sums->round, 0, sizeof sums->round);
}

/* The loop over a block is of fixed length, so that compilers make vector instructions of it. */
static void add_row(int16_t *round, const int8_t *row, size_t stride) {
    for (size_t block = 0; block < stride; block += MODEL_BLOCK)
        for (size_t i = 0; i < MODEL_BLOCK; i++)
            round[block + i] = (int16_t)(round[block + i] + row[block + i]);
}

/* C has no word for this; without it all is as right, and slower by a third. */
static void fetch_ahead(const int8_t *row) {
#if defined(__GNUC__)
    __builtin_prefetch(row);
#else
    (void)row;
#endif
}

/* The rows of the n-grams, as many as there are, and on their way from memory while the next is looked for. */
static size_t find_rows(const model_group *group, const uint32_t *keys, size_t count, const int8_t **rows) {
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        const int8_t *row = find_row(group, keys[i]);
        if (!row)
            continue;
        fetch_ahead(row);
        rows[found++] = row;
    }
    return found;
}

/* Adds up the rows of the n-grams; returns how many have one. */
static size_t add_rows(const model_group *group, const uint32_t *keys, size_t count, sums *sums) {
    const int8_t *rows[ROWS_A_ROUND];
    size_t known = 0;
    memset(sums, 0, sizeof *sums);
    for (size_t at = 0; at < count; at += ROWS_A_ROUND) {
        size_t found = find_rows(group, keys + at, count - at < ROWS_A_ROUND ? count - at : ROWS_A_ROUND, rows);
        for (size_t i = 0; i < found; i++)
            add_row(sums->round, rows[i], group->stride);
        end_round(group, sums);
        known += found;
    }
    return known;
}

void model_weigh(const model_group *group, const uint32_t *keys, size_t count, double *odds) {
    sums sums;
    memset(odds, 0, group->languages * sizeof *odds);
    if (add_rows(group, keys, count, &sums) == 0)
        return;
    double n = (double)count + 1;
    double scale = group->quantum * pow(n, -0.75) * exp(group->level + group->slope * log(n));
    int64_t most = sums.all[0];
    for (uint32_t i = 1; i < group->languages; i++)
        most = sums.all[i] > most ? sums.all[i] : most;
    double all = 0;
    for (uint32_t i = 0; i < group->languages; i++)
        all += odds[i] = exp((double)(sums.all[i] - most) * scale);
    for (uint32_t i = 0; i < group->languages; i++)
        odds[i] /= all;
}
