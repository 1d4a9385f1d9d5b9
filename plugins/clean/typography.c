/* Replaces characters of print by those of a keyboard, from a table. None of them is longer than what it replaces. */
#include "typography.h"

#include <galley/base.h>

static const struct plain {
    spelling kind;
    const char *from, *to;
} plains[] = {
    {SPELL_LIGATURES, "ﬀ", "ff"},  {SPELL_LIGATURES, "ﬁ", "fi"},  {SPELL_LIGATURES, "ﬂ", "fl"},
    {SPELL_LIGATURES, "ﬃ", "ffi"}, {SPELL_LIGATURES, "ﬄ", "ffl"}, {SPELL_LIGATURES, "ﬅ", "st"},
    {SPELL_LIGATURES, "ﬆ", "st"},  {SPELL_QUOTES, "« ", "\""},    {SPELL_QUOTES, " »", "\""},
    {SPELL_QUOTES, "«", "\""},     {SPELL_QUOTES, "»", "\""},     {SPELL_QUOTES, "“", "\""},
    {SPELL_QUOTES, "”", "\""},     {SPELL_QUOTES, "„", "\""},     {SPELL_QUOTES, "‟", "\""},
    {SPELL_QUOTES, "‘", "'"},      {SPELL_QUOTES, "’", "'"},      {SPELL_QUOTES, "‚", "'"},
    {SPELL_QUOTES, "‛", "'"},      {SPELL_QUOTES, "‹", "'"},      {SPELL_QUOTES, "›", "'"},
    {SPELL_DASHES, "‐", "-"},      {SPELL_DASHES, "‑", "-"},      {SPELL_DASHES, "‒", "-"},
    {SPELL_DASHES, "–", "-"},      {SPELL_DASHES, "—", "-"},      {SPELL_DASHES, "―", "-"},
    {SPELL_DASHES, "−", "-"},
};

/* The row that the text at `at` begins with; NULL if none does. */
static const struct plain *find_plain(galley_text text, size_t at, spelling kind) {
    for (size_t i = 0; i < sizeof plains / sizeof *plains; i++) {
        size_t len = strlen(plains[i].from);
        if (plains[i].kind == kind && text.len - at >= len && memcmp(text.ptr + at, plains[i].from, len) == 0)
            return &plains[i];
    }
    return NULL;
}

/* Where one may begin: all ligatures with 0xEF, quotes and dashes above ASCII; a space before "»". */
static bool may_begin(galley_text text, size_t at, spelling kind) {
    unsigned char byte = (unsigned char)text.ptr[at];
    if (kind == SPELL_LIGATURES)
        return byte == 0xEF;
    bool is_before_quote = byte == ' ' && at + 1 < text.len && (unsigned char)text.ptr[at + 1] == 0xC2;
    return byte == 0xC2 || byte == 0xE2 || is_before_quote;
}

static size_t find_start(galley_text text, size_t at, spelling kind) {
    if (kind == SPELL_LIGATURES) {
        const char *found = at < text.len ? memchr(text.ptr + at, 0xEF, text.len - at) : NULL;
        return found ? (size_t)(found - text.ptr) : text.len;
    }
    while (at < text.len && !may_begin(text, at, kind))
        at++;
    return at;
}

galley_text typography_plain(galley_text text, spelling kind, galley_arena *arena) {
    char *out = NULL;
    size_t len = 0, copied = 0;
    for (size_t at = find_start(text, 0, kind), next; at < text.len; at = find_start(text, next, kind)) {
        const struct plain *found = find_plain(text, at, kind);
        next = at + (found ? strlen(found->from) : 1);
        if (!found)
            continue;
        out = out ? out : galley_arena_alloc(arena, text.len + 1);
        memcpy(out + len, text.ptr + copied, at - copied);
        len += at - copied;
        memcpy(out + len, found->to, strlen(found->to));
        len += strlen(found->to);
        copied = next;
    }
    if (!out)
        return text;
    memcpy(out + len, text.ptr + copied, text.len - copied);
    return galley_text_part(out, len + text.len - copied);
}
