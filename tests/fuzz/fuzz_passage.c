/* Any bytes as a text that dedup reads: in passages, many characters at a time, it has the same words, names, numbers and
 * letters as one after the other. */
#include "must.h"
#include "passage.h"

typedef struct reading {
    galley_buffer words, names, numbers, letters;
} reading;

static void add_word(reading *all, word added) {
    galley_buffer_add_bytes(&all->words, &added.hash, sizeof added.hash);
    if (added.fact != FACT_NONE)
        galley_buffer_add_bytes(added.fact == FACT_NAME ? &all->names : &all->numbers, &added.hash, sizeof added.hash);
}

static reading read_one_by_one(const letters *table, galley_text text) {
    reading all = {0};
    word_cursor cursor = {.table = table, .text = text};
    for (word each; word_cursor_next(&cursor, &each);)
        add_word(&all, each);
    uint16_t found[2];
    for (size_t at = 0, count; (count = letters_read(table, text, &at, found, 2)) > 0;)
        galley_buffer_add_bytes(&all.letters, found, count * sizeof *found);
    return all;
}

static reading read_passages(const letters *table, galley_text text) {
    reading all = {0};
    passage_cursor cursor = passage_cursor_of(table, text);
    uint16_t found[PASSAGE_LETTERS];
    for (passage each; passage_next(&cursor, &each, found);) {
        must(each.word_count <= PASSAGE_WORDS && each.letter_count <= PASSAGE_LETTERS);
        galley_buffer_add_bytes(&all.words, each.words, each.word_count * sizeof *each.words);
        galley_buffer_add_bytes(&all.names, each.names, each.name_count * sizeof *each.names);
        galley_buffer_add_bytes(&all.numbers, each.numbers, each.number_count * sizeof *each.numbers);
        galley_buffer_add_bytes(&all.letters, found, each.letter_count * sizeof *found);
    }
    return all;
}

/* Is it the same? Frees both. */
static bool is_same(galley_buffer *one, galley_buffer *other) {
    bool is_same = galley_text_equal(galley_buffer_text(one), galley_buffer_text(other));
    galley_buffer_clear(one);
    galley_buffer_clear(other);
    return is_same;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len) {
    static letters *table; /* it takes a thousand times as long to make as a text to read */
    table = table ? table : letters_new();
    galley_text text = {(const char *)bytes, len};
    reading wanted = read_one_by_one(table, text), got = read_passages(table, text);
    must(is_same(&wanted.words, &got.words));
    must(is_same(&wanted.names, &got.names));
    must(is_same(&wanted.numbers, &got.numbers));
    must(is_same(&wanted.letters, &got.letters));
    return 0;
}
