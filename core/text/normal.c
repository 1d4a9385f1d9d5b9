/* Normal forms (UAX #15), with utf8proc's tables and our own loop around them, because texts come from strangers: marks
 * are put in order by counting, so that a megabyte of them costs linear time, and what is in normal form already, which
 * is nearly everything, is only looked at.
 *
 * The loop relies on boundaries: a character that begins something new (is_boundary) never changes with, or moves
 * before, what stands in front of it. So a text is normalised in pieces from boundary to boundary. */
#include "base/memory.h"
#include "base/utf8.h"
#include "text/characters.h"

#include <stdlib.h>
#include <utf8proc.h>

enum {
    FIRST_MARK = 0x300,     /* everything below is in NFC and composes only with what stands behind it */
    LONGEST_CHARACTER = 32, /* code points that one character decomposes to: 18, U+FDFA */
    FEW_MARKS = 16,
    COMBINING_CLASSES = 256
};

/* ---- Pieces: decomposed, put in order, composed, written ------------------------------------------------------- */

typedef struct piece {
    utf8proc_int32_t *characters; /* decomposed; the first is a boundary, or the text begins with it */
    utf8proc_int32_t *sorted;     /* as many again, for sorting */
    size_t count, capacity;
} piece;

static void piece_clear(piece *pending) {
    free(pending->characters);
    free(pending->sorted);
}

static void piece_add(piece *pending, utf8proc_int32_t character) {
    if (pending->count == pending->capacity) {
        pending->capacity = pending->capacity ? pending->capacity * 2 : 64;
        pending->characters = memory_resize(pending->characters, pending->capacity, sizeof *pending->characters);
    }
    pending->characters[pending->count++] = character;
}

static unsigned combining_class(utf8proc_int32_t character) {
    return (unsigned)utf8proc_get_property(character)->combining_class % COMBINING_CLASSES;
}

static void sort_few_marks(utf8proc_int32_t *marks, size_t count) {
    for (size_t i = 1; i < count; i++) {
        utf8proc_int32_t mark = marks[i];
        unsigned class = combining_class(mark);
        size_t to = i;
        for (; to > 0 && combining_class(marks[to - 1]) > class; to--)
            marks[to] = marks[to - 1];
        marks[to] = mark;
    }
}

static void sort_many_marks(utf8proc_int32_t *marks, size_t count, utf8proc_int32_t *sorted) {
    size_t place[COMBINING_CLASSES + 1] = {0};
    for (size_t i = 0; i < count; i++)
        place[combining_class(marks[i]) + 1]++;
    for (size_t class = 1; class <= COMBINING_CLASSES; class ++)
        place[class] += place[class - 1];
    for (size_t i = 0; i < count; i++)
        sorted[place[combining_class(marks[i])]++] = marks[i];
    memcpy(marks, sorted, count * sizeof *marks);
}

/* The canonical ordering algorithm: each run of marks stably by combining class. */
static void piece_sort(piece *pending) {
    for (size_t i = 0; i < pending->count;) {
        size_t end = i;
        while (end < pending->count && combining_class(pending->characters[end]) != 0)
            end++;
        if (end - i > FEW_MARKS) {
            pending->sorted = memory_resize(pending->sorted, pending->capacity, sizeof *pending->sorted);
            sort_many_marks(pending->characters + i, end - i, pending->sorted);
        } else if (end - i > 1) {
            sort_few_marks(pending->characters + i, end - i);
        }
        i = end + 1;
    }
}

/* Sorts and composes the piece in place; it is then as long as `count` says. */
static void piece_compose(piece *pending) {
    if (pending->count < 2)
        return;
    piece_sort(pending);
    utf8proc_ssize_t composed = utf8proc_normalize_utf32(pending->characters, (utf8proc_ssize_t)pending->count,
                                                         UTF8PROC_COMPOSE | UTF8PROC_STABLE);
    if (composed >= 0)
        pending->count = (size_t)composed;
}

/* Does a character that decomposes come back when it is composed again? Not so the doubles of Unicode (Kelvin sign) and
 * what is excluded from composition. */
static bool is_recomposed(utf8proc_int32_t character) {
    utf8proc_int32_t parts[LONGEST_CHARACTER];
    int last_boundary_class = 0;
    utf8proc_ssize_t count = utf8proc_decompose_char(character, parts, LONGEST_CHARACTER,
                                                     UTF8PROC_DECOMPOSE | UTF8PROC_STABLE, &last_boundary_class);
    if (count > 1)
        count = utf8proc_normalize_utf32(parts, count, UTF8PROC_COMPOSE | UTF8PROC_STABLE);
    return count == 1 && parts[0] == character;
}

/* Blocks without a character that changes or composes with what stands before it. */
static inline bool is_settled_block(uint32_t character) {
    return character < FIRST_MARK || (character >= 0x400 && character < 0x483) || /* Cyrillic */
           (character >= 0x1E00 && character < 0x1F00) ||                         /* Vietnamese and other Latin */
           (character >= 0x2010 && character < 0x2028) ||                         /* dashes and quotes */
           (character >= 0x4E00 && character < 0xA000) || (character >= 0xAC00 && character < 0xD7A4); /* Han, Hangul */
}

/* Does this character neither compose with what stands before it nor change by itself (NFC_Quick_Check=Yes, class 0)?
 * The second of a composition is a mark, or a Hangul vowel or final. */
static bool is_boundary(uint32_t character) {
    if (is_settled_block(character))
        return true;
    if ((character >= 0x1160 && character <= 0x11FF) || character > UTF8_LAST)
        return false;
    const utf8proc_property_t *property = utf8proc_get_property((utf8proc_int32_t)character);
    bool is_marking = property->category >= UTF8PROC_CATEGORY_MN && property->category <= UTF8PROC_CATEGORY_ME;
    return property->combining_class == 0 && !is_marking && is_recomposed((utf8proc_int32_t)character);
}

/* ---- NFC ------------------------------------------------------------------------------------------------------- */

/* Does one of eight bytes begin a character from U+0300 on, that is, is it 0xCC or more? Bits of one byte are brought
 * together at its top: 11 and then 1, 01 or 0011. */
static inline bool has_high_character(const char *bytes) {
    uint64_t eight;
    memcpy(&eight, bytes, sizeof eight);
    uint64_t behind = eight << 2 | eight << 3 | (eight << 4 & eight << 5);
    return (eight & eight << 1 & behind & UINT64_C(0x8080808080808080)) != 0;
}

/* The first place from `at` on, a character's start, whose character is not a boundary, or the text's end. */
static size_t find_unsettled(galley_text text, size_t at) {
    while (at < text.len) {
        size_t len;
        while (text.len - at >= 8 && !has_high_character(text.ptr + at))
            at += 8;
        if (at == text.len || ((unsigned char)text.ptr[at] & 0xC0) == 0x80) { /* inside a character, or behind it */
            at += at < text.len;
            continue;
        }
        if (!is_boundary(utf8_peek(text, at, &len)))
            return at;
        at += len;
    }
    return text.len;
}

static void decompose_canonically(piece *pending, uint32_t character) {
    utf8proc_int32_t parts[LONGEST_CHARACTER];
    int last_boundary_class = 0;
    utf8proc_ssize_t count = utf8proc_decompose_char((utf8proc_int32_t)character, parts, LONGEST_CHARACTER,
                                                     UTF8PROC_DECOMPOSE | UTF8PROC_STABLE, &last_boundary_class);
    for (utf8proc_ssize_t i = 0; i < count && i < LONGEST_CHARACTER; i++)
        piece_add(pending, parts[i]);
}

static void write_piece(galley_buffer *out, piece *pending) {
    piece_compose(pending);
    for (size_t i = 0; i < pending->count; i++)
        galley_buffer_add_character(out, (uint32_t)pending->characters[i]);
    pending->count = 0;
}

/* Writes the text from `boundary` on in normal form, up to the first boundary behind `unsettled`; gives its place. */
static size_t normalise(galley_text text, size_t boundary, size_t unsettled, piece *pending, galley_buffer *out) {
    size_t at = boundary, len;
    while (at < text.len) {
        uint32_t character = utf8_peek(text, at, &len);
        if (at > unsettled && is_boundary(character))
            break;
        decompose_canonically(pending, character);
        at += len;
    }
    write_piece(out, pending);
    return at;
}

galley_text galley_nfc(galley_text text, galley_arena *arena) {
    size_t unsettled = find_unsettled(text, 0), written = 0, len;
    if (unsettled == text.len)
        return text;
    galley_buffer out = {0};
    galley_buffer_reserve(&out, text.len);
    piece pending = {0};
    while (unsettled < text.len) {
        size_t boundary = unsettled;
        if (boundary > written) { /* the character before it may compose with it */
            utf8_peek_back(text, boundary, &len);
            boundary -= len;
        }
        galley_buffer_add(&out, galley_text_part(text.ptr + written, boundary - written));
        written = normalise(text, boundary, unsettled, &pending, &out);
        unsettled = find_unsettled(text, written);
    }
    galley_buffer_add(&out, galley_text_part(text.ptr + written, text.len - written));
    galley_text result = galley_buffer_text(&out);
    result = galley_text_equal(result, text) ? text : galley_arena_copy(arena, result);
    galley_buffer_clear(&out);
    piece_clear(&pending);
    return result;
}

/* ---- Folding --------------------------------------------------------------------------------------------------- */

enum { FIRST_TABLED = 0xC0, AFTER_TABLED = 0x180 };

/* What the letters from U+00C0 to U+017F fold to; never more bytes than the letter has. Empty: not decided here. */
static const char folded_latin[AFTER_TABLED - FIRST_TABLED][3] = {
    "a", "a", "a",  "a",  "a", "a", "æ", "c", "e", "e", "e", "e", "i", "i", "i", "i",  /* C0 */
    "ð", "n", "o",  "o",  "o", "o", "o", "",  "ø", "u", "u", "u", "u", "y", "þ", "ss", /* D0 */
    "a", "a", "a",  "a",  "a", "a", "æ", "c", "e", "e", "e", "e", "i", "i", "i", "i",  /* E0 */
    "ð", "n", "o",  "o",  "o", "o", "o", "",  "ø", "u", "u", "u", "u", "y", "þ", "y",  /* F0 */
    "a", "a", "a",  "a",  "a", "a", "c", "c", "c", "c", "c", "c", "c", "c", "d", "d",  /* 100 */
    "đ", "đ", "e",  "e",  "e", "e", "e", "e", "e", "e", "e", "e", "g", "g", "g", "g",  /* 110 */
    "g", "g", "g",  "g",  "h", "h", "ħ", "ħ", "i", "i", "i", "i", "i", "i", "i", "i",  /* 120 */
    "i", "ı", "ij", "ij", "j", "j", "k", "k", "ĸ", "l", "l", "l", "l", "l", "l", "",   /* 130 */
    "",  "ł", "ł",  "n",  "n", "n", "n", "n", "n", "",  "ŋ", "ŋ", "o", "o", "o", "o",  /* 140 */
    "o", "o", "œ",  "œ",  "r", "r", "r", "r", "r", "r", "s", "s", "s", "s", "s", "s",  /* 150 */
    "s", "s", "t",  "t",  "t", "t", "ŧ", "ŧ", "u", "u", "u", "u", "u", "u", "u", "u",  /* 160 */
    "u", "u", "u",  "u",  "w", "w", "y", "y", "y", "z", "z", "z", "z", "z", "z", "s",  /* 170 */
};

typedef struct folding {
    galley_arena *arena;
    char *ptr; /* what is folded so far, in the arena */
    size_t len, capacity;
    bool has_gap; /* something stood here that is neither letter nor digit */
    piece pending;
} folding;

/* Folding seldom makes a text longer, so the first block, as long as the text, is mostly the last. */
static void make_room(folding *fold, size_t more) {
    if (fold->capacity - fold->len >= more)
        return;
    size_t capacity = fold->capacity * 2 + more;
    char *bytes = galley_arena_alloc(fold->arena, capacity);
    memcpy(bytes, fold->ptr, fold->len);
    fold->ptr = bytes;
    fold->capacity = capacity;
}

static inline void close_gap(folding *fold) {
    if (fold->has_gap && fold->len > 0)
        fold->ptr[fold->len++] = ' ';
    fold->has_gap = false;
}

static inline void put_folded(folding *fold, const char *bytes, size_t len) {
    make_room(fold, len + 1);
    close_gap(fold);
    for (size_t i = 0; i < len; i++)
        fold->ptr[fold->len++] = bytes[i];
}

/* What ASCII folds to; a space: neither letter nor digit. */
static const char folded_ascii[] = "                                "
                                   "                0123456789      "
                                   " abcdefghijklmnopqrstuvwxyz     "
                                   " abcdefghijklmnopqrstuvwxyz     ";

enum { LONGEST_RUN = 256 }; /* bytes; as much room is made at once */

/* Folds ASCII from `at` on without a branch a byte, and says where it ends. */
static size_t fold_ascii(folding *fold, galley_text text, size_t at) {
    size_t end = text.len - at < LONGEST_RUN ? text.len : at + LONGEST_RUN;
    make_room(fold, end - at + 1);
    close_gap(fold);
    char *out = fold->ptr;
    size_t len = fold->len;
    bool was_gap = len == 0 || out[len - 1] == ' ';
    for (; at < end && (unsigned char)text.ptr[at] < 0x80; at++) {
        char folded = folded_ascii[(unsigned char)text.ptr[at]];
        bool is_gap = folded == ' ';
        out[len] = folded;
        len += !(is_gap && was_gap);
        was_gap = is_gap;
    }
    fold->has_gap = was_gap;
    fold->len = len > 0 && was_gap ? len - 1 : len; /* a gap is written when something stands behind it */
    return at;
}

/* What news is full of beside ASCII: Latin letters with accents, dashes and quotes. */
static inline bool is_common(uint32_t character) {
    if (character >= FIRST_TABLED && character < AFTER_TABLED)
        return folded_latin[character - FIRST_TABLED][0] != '\0';
    return character >= 0x2010 && character <= 0x2027;
}

static inline void fold_common(folding *fold, uint32_t character) {
    if (character >= AFTER_TABLED) {
        fold->has_gap = true;
        return;
    }
    const char *folded = folded_latin[character - FIRST_TABLED];
    put_folded(fold, folded, folded[1] ? 2 : 1);
}

static void write_folded_piece(folding *fold) {
    piece_compose(&fold->pending);
    for (size_t i = 0; i < fold->pending.count; i++) {
        uint32_t character = (uint32_t)fold->pending.characters[i];
        if (galley_is_letter(character) || galley_is_digit(character)) {
            char bytes[4];
            put_folded(fold, bytes, galley_utf8_put(bytes, character));
        } else {
            fold->has_gap = true;
        }
    }
    fold->pending.count = 0;
}

/* Accents and their like, which people leave out, by combining class: overlays (1), Hebrew and Arabic points (10 to
 * 35), what stands above, below and around (200 and more). The rest are vowels, viramas and voicing marks, which are
 * letters to those who read them. */
static bool is_accent(utf8proc_int32_t character) {
    const utf8proc_property_t *property = utf8proc_get_property(character);
    int class = property->combining_class;
    return class == 1 || (class >= 10 && class <= 35) || class >= 200 || property->category == UTF8PROC_CATEGORY_ME;
}

static void fold_character(folding *fold, uint32_t character) {
    utf8proc_int32_t parts[LONGEST_CHARACTER];
    int last_boundary_class = 0;
    utf8proc_ssize_t count = utf8proc_decompose_char((utf8proc_int32_t)character, parts, LONGEST_CHARACTER,
                                                     UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
                                                         UTF8PROC_IGNORE | UTF8PROC_STABLE,
                                                     &last_boundary_class);
    for (utf8proc_ssize_t i = 0; i < count && i < LONGEST_CHARACTER; i++) {
        if (is_accent(parts[i]))
            continue;
        if (is_boundary((uint32_t)parts[i]))
            write_folded_piece(fold);
        piece_add(&fold->pending, parts[i]);
    }
}

galley_text galley_fold(galley_text text, galley_arena *arena) {
    folding fold = {.arena = arena, .capacity = text.len + 16};
    fold.ptr = galley_arena_alloc(arena, fold.capacity);
    for (size_t at = 0, len = 1; at < text.len; at += len) {
        uint32_t character = utf8_peek(text, at, &len);
        bool is_ascii = character < 0x80;
        if (!is_ascii && !is_common(character)) {
            fold_character(&fold, character);
            continue;
        }
        if (fold.pending.count)
            write_folded_piece(&fold);
        if (is_ascii) {
            at = fold_ascii(&fold, text, at);
            len = 0;
        } else {
            fold_common(&fold, character);
        }
    }
    write_folded_piece(&fold);
    piece_clear(&fold.pending);
    return galley_text_part(fold.ptr, fold.len);
}

galley_text galley_trim(galley_text text) {
    size_t start = 0, end = text.len, len;
    if (text.len == 0) /* which may have no address */
        return text;
    while (start < end && galley_is_space(utf8_peek(text, start, &len)))
        start += len;
    while (end > start && galley_is_space(utf8_peek_back(text, end, &len)))
        end -= len;
    return galley_text_part(text.ptr + start, end - start);
}
