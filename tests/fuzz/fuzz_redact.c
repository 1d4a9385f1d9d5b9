/* Any text: what the scanner of redact finds goes forward, lies in the text on whole characters, and is of a kind that
 * was wanted. The first byte says which kinds. */
#include "must.h"
#include "scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len) {
    galley_text text = galley_text_part((const char *)bytes + 1, len > 0 ? len - 1 : 0);
    if (len == 0 || galley_utf8_valid(text) != text.len)
        return 0;
    bool wanted[KINDS];
    for (int kind = 0; kind < KINDS; kind++)
        wanted[kind] = (bytes[0] >> kind & 1) != 0;
    found found;
    size_t last = 0;
    for (size_t at = 0; find_personal(text, &at, wanted, &found); last = found.end) {
        must(found.kind < KINDS && wanted[found.kind]);
        must(found.start >= last && found.start < found.end && found.end <= text.len && at == found.end);
        galley_text what = galley_text_part(text.ptr + found.start, found.end - found.start);
        must(galley_utf8_valid(what) == what.len);
        must(galley_utf8_valid(galley_text_part(text.ptr, found.start)) == found.start);
    }
    return 0;
}
