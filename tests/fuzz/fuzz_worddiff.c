/* Two texts, the first up to a NUL: whatever the limit of steps is, both can be put together from the pieces of their
 * difference, and equal ones have none. */
#include "inspect/worddiff.h"
#include "must.h"

static bool is_put_together(const word_diff *diff, piece_kind left_out, galley_text text) {
    size_t at = 0;
    for (size_t i = 0; i < diff->count; i++) {
        galley_text piece = diff->pieces[i].text;
        if (diff->pieces[i].kind == left_out)
            continue;
        if (piece.len > text.len - at || !galley_text_equal(piece, galley_text_part(text.ptr + at, piece.len)))
            return false;
        at += piece.len;
    }
    return at == text.len;
}

static void check(galley_text before, galley_text after, size_t steps, galley_arena *arena) {
    word_diff diff = word_diff_make(before, after, steps, arena);
    must(is_put_together(&diff, PIECE_NEW, before) && is_put_together(&diff, PIECE_GONE, after));
    for (size_t i = 0; i < diff.count; i++)
        must(diff.pieces[i].text.len > 0);
    if (galley_text_equal(before, after))
        must(diff.count <= 1 && diff.words_gone == 0 && diff.words_new == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len) {
    galley_text all = {(const char *)bytes, len};
    const char *nul = len > 0 ? memchr(all.ptr, '\0', len) : NULL;
    size_t first = nul ? (size_t)(nul - all.ptr) : len / 2, second = nul ? first + 1 : first;
    galley_text before = {all.ptr, first}, after = {all.ptr + second, len - second};
    galley_arena *arena = galley_arena_new();
    check(before, after, WORD_DIFF_STEPS, arena);
    check(before, after, 20, arena);
    check(before, before, WORD_DIFF_STEPS, arena);
    galley_arena_free(arena);
    return 0;
}
