/* Any bytes as a text that dedup reads: in passages, many characters at a time, it has the same words, names, numbers and
 * letters as one after the other. */
#include "must.h"
#include "readings.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len) {
    static letters *table; /* it takes a thousand times as long to make as a text to read */
    table = table ? table : letters_new();
    galley_text text = {(const char *)bytes, len};
    reading wanted = read_one_by_one(table, text, 2), got = read_passages(table, text);
    must(got.is_within);
    must(is_same(&wanted.words, &got.words));
    must(is_same(&wanted.names, &got.names));
    must(is_same(&wanted.numbers, &got.numbers));
    must(is_same(&wanted.letters, &got.letters));
    reading_clear(&wanted);
    reading_clear(&got);
    return 0;
}
