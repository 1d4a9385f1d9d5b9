/* Mojibake: UTF-8 whose bytes were taken for Windows-1252 or Latin-1, so that "é" became "Ã©" and "’" became "â€™".
 *
 * Where characters that stand for bytes of 0x80 and above form a character of UTF-8, that character was meant, if it is
 * certain: if no reader of right text could meet them. That is so for a first one of Ã or Â and a second that is no mark
 * that may follow a capital by right ("AMANHÃ»"); for three bytes, if none is such a mark; for a control; for two and more
 * side by side; for a capital behind a small letter ("pomoÄ‡u"), or before a sign and a small letter ("Å¡vedski"). Others
 * are repaired if there are several and nothing in the text speaks against it: each character above ASCII must be a part
 * of one. What was spoilt twice is repaired twice. */
#include "mojibake.h"

#include <galley/base.h>

enum { TIMES = 3, SEQUENCES_MIN = 3, SEQUENCE_MAX = 4 };

/* What Windows-1252 has at 0x80 to 0x9F; 0 where it has nothing. */
static const uint16_t windows[32] = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                     0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                     0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                     0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

/* The byte that was taken for this character; 0 if none above ASCII was. */
static unsigned char byte_of(uint32_t character) {
    if (character >= 0x80 && character <= 0xFF)
        return (unsigned char)character;
    for (unsigned i = 0; i < 32 && character > 0xFF && character < 0x2123; i++)
        if (windows[i] == character)
            return (unsigned char)(0x80 + i);
    return 0;
}

typedef struct sequence {
    size_t len; /* bytes in the text; 0: there is none */
    char bytes[SEQUENCE_MAX];
    size_t count;    /* of bytes */
    uint32_t second; /* character */
    bool has_mark;   /* as right text has behind a letter */
    bool is_repaired;
} sequence;

enum { SHARP_S = 0xDF /* the only small letter that would begin two bytes: of N'Ko, and "Spaß“" is no mojibake */ };

static size_t wanted_bytes(unsigned char lead) {
    if (lead < 0xC2 || lead > 0xF4 || lead == SHARP_S)
        return 0;
    return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

/* Marks that stand behind a capital by right, and then make no é of it. */
static bool is_mark(uint32_t character) {
    return character == 0xBB || character == 0xAB || character == 0xA0 || character == 0xB7 || character == 0xB0 ||
           character == 0xBA || character == 0xAE || (character >= 0x2013 && character <= 0x2122);
}

static bool is_control(uint32_t character) {
    return character >= 0x80 && character < 0xA0;
}

/* What right text has behind a letter: such marks, also as Windows-1252's bytes, soft hyphens, and š, ž, œ. */
static bool is_usual(uint32_t character) {
    return is_mark(is_control(character) ? windows[character - 0x80] : character) || character == 0xAD ||
           galley_is_lower(character);
}

static sequence read_sequence(galley_text text, size_t at) {
    sequence found = {0};
    uint32_t character = 0, second = 0;
    size_t end = at;
    galley_utf8_next(text, &end, &character);
    size_t wanted = wanted_bytes(byte_of(character));
    if (wanted == 0)
        return found;
    found.bytes[found.count++] = (char)byte_of(character);
    while (found.count < wanted && galley_utf8_next(text, &end, &character)) {
        unsigned char byte = byte_of(character);
        if (byte < 0x80 || byte > 0xBF)
            return found;
        second = found.count == 1 ? character : second;
        found.bytes[found.count++] = (char)byte;
    }
    if (found.count < wanted || galley_utf8_valid(galley_text_part(found.bytes, wanted)) != wanted)
        return found;
    found.second = second;
    found.has_mark = wanted == 2 ? is_mark(second) : is_usual(second) || is_usual(character);
    found.len = end - at;
    return found;
}

/* ---- What is certain ------------------------------------------------------------------------------------------- */

static uint32_t character_before(galley_text text, size_t at) {
    uint32_t character = 0;
    while (at > 0 && ((unsigned char)text.ptr[--at] & 0xC0) == 0x80)
        ;
    galley_utf8_next(text, &at, &character);
    return character;
}

static uint32_t character_at(galley_text text, size_t at) {
    uint32_t character = 0;
    galley_utf8_next(text, &at, &character);
    return character;
}

static bool is_ascii_lower(uint32_t character) {
    return character >= 'a' && character <= 'z';
}

/* Two bytes: is the first a capital where none can stand, or where what follows cannot? */
static bool is_misplaced(galley_text text, size_t at, const sequence *found) {
    uint32_t before = at > 0 ? character_before(text, at) : ' ', behind = character_at(text, at + found->len);
    unsigned char lead = (unsigned char)found->bytes[0];
    if (is_ascii_lower(before))
        return true;
    if (galley_is_letter(before))
        return lead == 0xC2 && found->second == 0xB0; /* "NÂ°" */
    if (lead == 0xC2 || (lead == 0xC3 && found->second == 0xA0))
        return before <= '9'; /* "Â« Â»", "20Â°", "Ã" and a no-break space; but not «Â» */
    return !is_usual(found->second) && !galley_is_letter(found->second) && is_ascii_lower(behind);
}

/* By itself, wherever it stands. */
static bool is_plain(const sequence *found) {
    unsigned char lead = (unsigned char)found->bytes[0];
    if (found->count == 2)
        return (lead == 0xC2 || lead == 0xC3) && !found->has_mark;
    if (found->count == 4)
        return lead == 0xF0;
    bool is_sign = found->second > 0xFF && !galley_is_letter(found->second); /* "â€™", and not "âšš" */
    return found->count == 3 && (!found->has_mark || (lead == 0xE2 && is_sign));
}

/* The alphabet of two bytes by their first: Greek, Cyrillic, Armenian and Hebrew, Arabic. */
static int alphabet_of(unsigned char lead) {
    if (lead == 0xCE || lead == 0xCF)
        return 1;
    return lead >= 0xD0 && lead <= 0xDB ? 2 + (lead - 0xD0) / 4 : 0;
}

/* Of one alphabet, or with first bytes that are the same or next to each other. */
static bool are_alike(const sequence *one, const sequence *other) {
    unsigned char lead = (unsigned char)one->bytes[0], next = (unsigned char)other->bytes[0];
    bool is_near = (unsigned char)(lead - next + 1) <= 2;
    return other->count == one->count && (is_near || (alphabet_of(lead) > 0 && alphabet_of(lead) == alphabet_of(next)));
}

/* By itself and by what stands beside it; `before` is the sequence right before it, if there is one, and is_repaired if
 * it was certain. */
static bool is_certain(galley_text text, size_t at, const sequence *found, const sequence *before) {
    sequence behind = read_sequence(text, at + found->len);
    if (before->len > 0 && (before->is_repaired || are_alike(found, before)))
        return true;
    if (behind.len > 0 && (is_plain(&behind) || are_alike(found, &behind)))
        return true;
    if (found->count == 3 && (unsigned char)found->bytes[0] != 0xE2 && at > 0 && character_before(text, at) > 0x7F)
        return false; /* among other signs above ASCII it may be another encoding's */
    bool is_byte = is_control(found->second) && (found->count > 2 || !is_usual(found->second));
    return is_byte || is_plain(found) || (found->count == 2 && is_misplaced(text, at, found));
}

/* The next character from `at` on that stands for a byte at which a sequence may begin, with another above ASCII behind
 * it. Such characters are U+00C2 to U+00F4: 0xC3 and a byte. */
static size_t find_lead(galley_text text, size_t at) {
    while (at + 2 < text.len) {
        const char *lead = memchr(text.ptr + at, 0xC3, text.len - at - 2);
        if (!lead)
            break;
        at = (size_t)(lead - text.ptr);
        if ((unsigned char)lead[2] >= 0xC2)
            return at;
        at += 2;
    }
    return text.len;
}

/* Are doubtful sequences to be trusted? */
static bool is_all_spoilt(galley_text text) {
    size_t sequences = 0, unusual = 0;
    for (size_t at = 0; at < text.len;) {
        if ((unsigned char)text.ptr[at] < 0x80) {
            at++;
            continue;
        }
        sequence found = read_sequence(text, at);
        if (found.len == 0)
            return false;
        sequences++;
        unusual += found.count > 2 || !found.has_mark;
        at += found.len;
    }
    return sequences >= SEQUENCES_MIN && unusual > 0; /* "TAXÍ», CAFÉ”, MENÚ…" are usual */
}

static galley_text repair_once(galley_text text, galley_arena *arena) {
    char *out = NULL; /* shorter than the text */
    size_t len = 0, copied = 0;
    int trusts_doubtful = -1; /* not known yet */
    sequence last = {0};
    size_t last_end = 0;
    for (size_t at = find_lead(text, 0), next; at < text.len; at = find_lead(text, next)) {
        sequence found = read_sequence(text, at);
        next = at + (found.len > 0 ? found.len : 2);
        last = last_end == at ? last : (sequence){0};
        bool is_sure = found.len > 0 && is_certain(text, at, &found, &last);
        found.is_repaired = is_sure;
        last = found;
        last_end = next;
        if (found.len > 0 && !is_sure && trusts_doubtful < 0)
            trusts_doubtful = is_all_spoilt(text);
        if (found.len == 0 || !(is_sure || trusts_doubtful > 0))
            continue;
        out = out ? out : galley_arena_alloc(arena, text.len + 1);
        memcpy(out + len, text.ptr + copied, at - copied);
        len += at - copied;
        memcpy(out + len, found.bytes, found.count);
        len += found.count;
        copied = at + found.len;
    }
    if (!out)
        return text;
    memcpy(out + len, text.ptr + copied, text.len - copied);
    return galley_text_part(out, len + text.len - copied);
}

galley_text mojibake_repair(galley_text text, galley_arena *arena) {
    for (int time = 0; time < TIMES; time++) {
        galley_text repaired = repair_once(text, arena);
        if (repaired.ptr == text.ptr)
            break;
        text = repaired;
    }
    return text;
}
