/* The measures of Gopher (Rae et al. 2021, table A1 and section A.1), C4 (Raffel et al. 2020) and FineWeb (Penedo et
 * al. 2024). A word is what stands between spaces, as in Gopher's paper; in scripts without spaces each character is
 * one. Repeated runs of words are found by their hashes, in linear time. */
#include "measure.h"

enum { LONGEST_WORD = 1000 /* characters; C4 */, FEWEST_LINE_WORDS = 3, LONGEST_STOP_WORD = 32 };

typedef struct word {
    uint64_t hash;
    uint32_t characters, at, len; /* bytes */
} word;

typedef struct slot {
    uint64_t hash;
    uint64_t count;
} slot;

void desk_clear(desk *desk) {
    galley_buffer_clear(&desk->words);
    galley_buffer_clear(&desk->slots);
    galley_buffer_clear(&desk->kept);
}

static double share(double part, double of) {
    return of > 0 ? part / of : 0;
}

/* ---- Sets ------------------------------------------------------------------------------------------------------ */

typedef struct set {
    slot *slots;
    size_t mask;
} set;

static set set_of(desk *desk, size_t elements) {
    size_t count = 16;
    while (count < elements * 2)
        count *= 2;
    slot *slots = (slot *)(void *)galley_buffer_reserve(&desk->slots, count * sizeof(slot));
    memset(slots, 0, count * sizeof(slot));
    return (set){slots, count - 1};
}

/* Counts one more; returns how many there were. */
static uint64_t set_add(set set, uint64_t hash) {
    size_t at = hash & set.mask;
    while (set.slots[at].count > 0 && set.slots[at].hash != hash)
        at = (at + 1) & set.mask;
    set.slots[at].hash = hash;
    return set.slots[at].count++;
}

/* ---- Words ----------------------------------------------------------------------------------------------------- */

static const word *words_of(const desk *desk) {
    return (const word *)(const void *)desk->words.ptr;
}

static size_t word_count(const desk *desk) {
    return desk->words.len / sizeof(word);
}

static bool word_next(galley_text text, size_t *at, galley_text *found, uint32_t *characters) {
    size_t start = *at, end = start;
    uint32_t character;
    *characters = 0;
    for (size_t next = start; galley_utf8_next(text, &next, &character); end = next) {
        bool is_alone = galley_is_ideograph(character);
        bool is_space = galley_is_space(character);
        if (*characters > 0 && (is_space || is_alone))
            break;
        if (is_space) {
            start = next;
            continue;
        }
        ++*characters;
        if (is_alone) {
            end = next;
            break;
        }
    }
    *at = end > start ? end : text.len;
    *found = galley_text_part(text.ptr + start, end > start ? end - start : 0);
    return found->len > 0;
}

typedef struct word_kind {
    bool has_letter, has_sign_only;
} word_kind;

/* Not a sign: letters and digits of all scripts, but also €, and an emoji. */
static bool is_sign(uint32_t character) {
    bool is_ascii = character < 0x80 && !galley_is_letter(character) && !galley_is_digit(character);
    return is_ascii || galley_is_punctuation(character) || (character >= 0x80 && character < 0xA0);
}

static word_kind kind_of(galley_text word) {
    word_kind kind = {.has_sign_only = true};
    uint32_t character;
    for (size_t at = 0; galley_utf8_next(word, &at, &character);) {
        kind.has_letter |= galley_is_letter(character);
        kind.has_sign_only &= is_sign(character);
    }
    return kind;
}

static size_t count_string(galley_text text, const char *string) {
    size_t len = strlen(string), count = 0;
    const char *at = text.ptr, *end = text.ptr + text.len;
    while (at < end && (at = memchr(at, string[0], (size_t)(end - at)))) {
        bool is_here = (size_t)(end - at) >= len && memcmp(at, string, len) == 0;
        count += is_here;
        at += is_here ? len : 1;
    }
    return count;
}

typedef struct language {
    const char *tags, *words;
} language;

static const language languages[] = {
#include "stop_words.inc"
};

static bool lists(const char *words, const char *word, size_t len) {
    for (const char *at = words; *at; at += strspn(at, " ")) {
        size_t here = strcspn(at, " ");
        if (here == len && memcmp(at, word, len) == 0)
            return true;
        at += here;
    }
    return false;
}

static const char *stop_words_of(const char *tag) {
    size_t len = tag ? strcspn(tag, "-_") : 0;
    for (size_t i = 0; len > 0 && i < sizeof languages / sizeof *languages; i++)
        if (lists(languages[i].tags, tag, len))
            return languages[i].words;
    return NULL;
}

/* Without signs at its ends, in lower case; empty if it is too long for a stop word. */
static size_t bare_word(galley_text word, char out[LONGEST_STOP_WORD + 4]) {
    galley_text bare;
    size_t at = 0, len = 0;
    uint32_t character;
    if (!galley_word_next(word, &at, &bare) || bare.len > LONGEST_STOP_WORD)
        return 0;
    for (at = 0; len <= LONGEST_STOP_WORD && galley_utf8_next(bare, &at, &character);)
        len += galley_utf8_put(out + len, galley_to_lower(character));
    return len;
}

/* How many different stop words the text has. */
static double count_stop_words(desk *desk, galley_text text, const char *lang) {
    const char *stop_words = stop_words_of(lang);
    if (!stop_words)
        return NOT_MEASURED;
    set seen = set_of(desk, 64);
    double count = 0;
    for (size_t i = 0; i < word_count(desk) && count < 16; i++) {
        char bare[LONGEST_STOP_WORD + 4];
        const word *each = &words_of(desk)[i];
        size_t len = bare_word(galley_text_part(text.ptr + each->at, each->len), bare);
        if (len > 0 && lists(stop_words, bare, len))
            count += set_add(seen, galley_hash64(galley_text_part(bare, len), 0)) == 0;
    }
    return count;
}

static bool begins_with_bullet(galley_text line) {
    return line.len > 0 && (line.ptr[0] == '-' || (line.len >= 3 && memcmp(line.ptr, "•", 3) == 0));
}

static bool ends_with(galley_text text, const char *end) {
    size_t len = strlen(end);
    return text.len >= len && memcmp(text.ptr + text.len - len, end, len) == 0;
}

static void measure_marks(desk *desk, galley_text text) {
    double lines = 0, bullets = 0, ellipses = 0;
    galley_text line;
    for (size_t at = 0; galley_line_next(text, &at, &line);) {
        lines++;
        line = galley_trim(line);
        bullets += begins_with_bullet(line);
        ellipses += ends_with(line, "...") || ends_with(line, "…");
    }
    desk->of[BULLET_LINES] = share(bullets, lines);
    desk->of[ELLIPSIS_LINES] = share(ellipses, lines);
}

void measure_words(desk *desk, galley_text text, const char *lang) {
    for (int i = 0; i < MEASURES; i++)
        desk->of[i] = NOT_MEASURED;
    desk->words.len = 0;
    double words = 0, characters = 0, with_letter = 0, all = 0;
    galley_text found;
    uint32_t length;
    for (size_t at = 0; word_next(text, &at, &found, &length);) {
        all++;
        word fresh = {galley_hash64(found, 0), length, (uint32_t)(found.ptr - text.ptr), (uint32_t)found.len};
        galley_buffer_add_bytes(&desk->words, &fresh, sizeof fresh);
        word_kind kind = kind_of(found);
        with_letter += kind.has_letter;
        words += !kind.has_sign_only;
        characters += kind.has_sign_only ? 0 : length;
    }
    desk->of[WORDS] = words;
    desk->of[WORD_LENGTH] = share(characters, words);
    desk->of[HASHES] = share((double)count_string(text, "#"), all);
    desk->of[ELLIPSES] = share((double)(count_string(text, "...") + count_string(text, "…")), all);
    desk->of[LETTER_WORDS] = share(with_letter, all);
    measure_marks(desk, text);
    desk->of[STOP_WORDS] = count_stop_words(desk, text, lang);
}

/* ---- Repetition ------------------------------------------------------------------------------------------------ */

typedef struct repeated {
    double elements, characters, all;
} repeated;

static void add_element(set seen, galley_text element, repeated *found) {
    found->all++;
    if (set_add(seen, galley_hash64(element, 0)) == 0)
        return;
    found->elements++;
    found->characters += (double)galley_utf8_count(element);
}

/* Lines that are not empty. */
static repeated find_repeated_lines(desk *desk, galley_text text) {
    set seen = set_of(desk, count_string(text, "\n") + 1);
    repeated found = {0};
    galley_text line;
    for (size_t at = 0; galley_line_next(text, &at, &line);)
        if (galley_trim(line).len > 0)
            add_element(seen, line, &found);
    return found;
}

/* Paragraphs: what stands between empty lines. */
static repeated find_repeated_paragraphs(desk *desk, galley_text text) {
    set seen = set_of(desk, count_string(text, "\n\n") + 1);
    repeated found = {0};
    text = galley_trim(text);
    galley_text line;
    const char *start = text.ptr;
    for (size_t at = 0; galley_line_next(text, &at, &line);) {
        bool is_last = at >= text.len;
        if (line.len > 0 && !is_last)
            continue;
        const char *end = is_last ? line.ptr + line.len : line.ptr;
        galley_text paragraph = galley_trim(galley_text_part(start, (size_t)(end - start)));
        if (paragraph.len > 0)
            add_element(seen, paragraph, &found);
        start = text.ptr + at;
    }
    return found;
}

static uint64_t run_hash(const word *words, int length) {
    uint64_t hash = 0;
    for (int i = 0; i < length; i++)
        hash = (hash ^ words[i].hash) * UINT64_C(0x9E3779B97F4A7C15) + (hash >> 29);
    return hash;
}

static double run_characters(const word *words, int length, bool with_spaces) {
    double characters = with_spaces ? length - 1 : 0;
    for (int i = 0; i < length; i++)
        characters += words[i].characters;
    return characters;
}

/* Characters in the run of words that stands most often; of equals the first. */
static double find_top_run(desk *desk, int length) {
    size_t count = word_count(desk);
    if (count < (size_t)length)
        return 0;
    const word *words = words_of(desk);
    set seen = set_of(desk, count);
    uint64_t most = 0;
    for (size_t i = 0; i + (size_t)length <= count; i++) {
        uint64_t here = set_add(seen, run_hash(&words[i], length)) + 1;
        most = here > most ? here : most;
    }
    for (size_t i = 0; i + (size_t)length <= count; i++) {
        uint64_t hash = run_hash(&words[i], length);
        size_t at = hash & seen.mask;
        while (seen.slots[at].hash != hash)
            at = (at + 1) & seen.mask;
        if (seen.slots[at].count == most)
            return (double)most * run_characters(&words[i], length, true);
    }
    return 0;
}

/* Characters in runs of words that stood before; behind such a run the next begins. */
static double find_duplicate_runs(desk *desk, int length) {
    size_t count = word_count(desk);
    const word *words = words_of(desk);
    set seen = set_of(desk, count + 1);
    double characters = 0;
    for (size_t i = 0; i + (size_t)length <= count;) {
        bool is_known = set_add(seen, run_hash(&words[i], length)) > 0;
        characters += is_known ? run_characters(&words[i], length, false) : 0;
        i += is_known ? (size_t)length : 1;
    }
    return characters;
}

void measure_repetition(desk *desk, galley_text text) {
    enum { FIRST_TOP = 2, FIRST_DUPLICATE = 5 };
    double characters = (double)galley_utf8_count(text);
    repeated paragraphs = find_repeated_paragraphs(desk, text);
    repeated lines = find_repeated_lines(desk, text);
    desk->of[DUPLICATE_PARAGRAPHS] = share(paragraphs.elements, paragraphs.all);
    desk->of[DUPLICATE_PARAGRAPH_CHARACTERS] = share(paragraphs.characters, characters);
    desk->of[DUPLICATE_LINES] = share(lines.elements, lines.all);
    desk->of[DUPLICATE_LINE_CHARACTERS] = share(lines.characters, characters);
    for (int i = TOP_2; i <= TOP_4; i++)
        desk->of[i] = share(find_top_run(desk, i - TOP_2 + FIRST_TOP), characters);
    for (int i = DUPLICATE_5; i <= DUPLICATE_10; i++)
        desk->of[i] = share(find_duplicate_runs(desk, i - DUPLICATE_5 + FIRST_DUPLICATE), characters);
}

/* ---- C4 -------------------------------------------------------------------------------------------------------- */

static const char *const policies[] = {"terms of use", "privacy policy", "cookie policy",
                                       "uses cookies", "use of cookies", "use cookies"};

static bool holds_ascii(galley_text text, const char *lower) {
    size_t len = strlen(lower);
    for (size_t i = 0; i + len <= text.len; i++) {
        if ((text.ptr[i] | 0x20) != lower[0]) /* a letter, as all that are looked for begin with one */
            continue;
        size_t same = 0;
        for (; same < len; same++) {
            char byte = text.ptr[i + same];
            if ((byte >= 'A' && byte <= 'Z' ? byte + ('a' - 'A') : byte) != lower[same])
                break;
        }
        if (same == len)
            return true;
    }
    return false;
}

static bool has_policy(galley_text line) {
    for (size_t i = 0; i < sizeof policies / sizeof *policies; i++)
        if (holds_ascii(line, policies[i]))
            return true;
    return false;
}

static bool ends_in_mark(galley_text line) {
    return line.len > 0 && strchr(".?!\"'", line.ptr[line.len - 1]) && !ends_with(line, "...");
}

/* Enough words, and none that is too long. */
static bool has_words(galley_text line) {
    galley_text found;
    uint32_t length;
    size_t words = 0;
    for (size_t at = 0; word_next(line, &at, &found, &length); words++)
        if (length > LONGEST_WORD)
            return false;
    return words >= FEWEST_LINE_WORDS;
}

/* The bytes of "[12]", "[]", "[edit]" or "[citation needed]" at the front; 0: none stands there. */
static size_t citation_bytes(galley_text text) {
    static const char *const notes[] = {"[edit]", "[citation needed]"};
    for (size_t i = 0; i < sizeof notes / sizeof *notes; i++) {
        size_t len = strlen(notes[i]);
        if (text.len >= len && memcmp(text.ptr, notes[i], len) == 0)
            return len;
    }
    size_t at = 1;
    while (at < text.len && text.ptr[at] >= '0' && text.ptr[at] <= '9')
        at++;
    return text.len > at && text.ptr[0] == '[' && text.ptr[at] == ']' ? at + 1 : 0;
}

/* The line without the marks of citations, which C4's program takes out, behind what `out` has. */
static void add_without_citations(galley_buffer *out, galley_text line) {
    size_t written = 0;
    for (size_t at = 0; at < line.len;) {
        const char *bracket = memchr(line.ptr + at, '[', line.len - at);
        at = bracket ? (size_t)(bracket - line.ptr) : line.len;
        size_t bytes = bracket ? citation_bytes(galley_text_part(bracket, line.len - at)) : 0;
        if (bytes > 0 || !bracket) {
            galley_buffer_add(out, galley_text_part(line.ptr + written, at - written));
            written = at + bytes;
        }
        at += bytes > 0 ? bytes : 1;
    }
}

/* In the order in which C4's program looks at a line. */
static bool keeps_line(desk *desk, galley_text line) {
    desk->of[LOREM_IPSUM] += holds_ascii(line, "lorem ipsum");
    if (holds_ascii(line, "javascript"))
        return false;
    desk->of[CURLY_BRACKETS] += (double)count_string(line, "{");
    return !has_policy(line);
}

void measure_c4(desk *desk, galley_text text, const settings *settings) {
    desk->of[LOREM_IPSUM] = desk->of[CURLY_BRACKETS] = desk->of[SENTENCES] = 0;
    desk->kept.len = 0;
    galley_text line, sentence;
    for (size_t at = 0; galley_line_next(text, &at, &line);) {
        line = galley_trim(line);
        if (!has_words(line))
            continue;
        size_t before = desk->kept.len;
        if (before > 0)
            galley_buffer_add_char(&desk->kept, '\n');
        size_t start = desk->kept.len;
        add_without_citations(&desk->kept, line);
        line = galley_text_part(desk->kept.ptr + start, desk->kept.len - start);
        if ((settings->wants_mark && !ends_in_mark(line)) || !keeps_line(desk, line)) {
            desk->kept.len = before;
            continue;
        }
        for (size_t in = 0; galley_sentence_next(line, &in, &sentence, settings->lang);)
            desk->of[SENTENCES]++;
    }
}

/* ---- FineWeb --------------------------------------------------------------------------------------------------- */

static const uint32_t full_stops[][2] = {
#include "full_stops.inc"
};

/* Is the last character a full stop, of whatever script? */
static bool ends_in_full_stop(galley_text line) {
    size_t start = line.len;
    while (start > 0 && ((unsigned char)line.ptr[--start] & 0xC0) == 0x80)
        continue;
    uint32_t last = 0;
    galley_utf8_next(line, &start, &last);
    size_t low = 0, high = sizeof full_stops / sizeof *full_stops;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (full_stops[middle][1] < last)
            low = middle + 1;
        else
            high = middle;
    }
    return low < sizeof full_stops / sizeof *full_stops && full_stops[low][0] <= last;
}

void measure_fineweb(desk *desk, galley_text text, int64_t short_line) {
    double lines = 0, ended = 0, few = 0, characters = 0;
    galley_text line;
    for (size_t at = 0; galley_line_next(text, &at, &line);) {
        double length = (double)galley_utf8_count(line);
        characters += length;
        if (galley_trim(line).len == 0)
            continue;
        lines++;
        ended += ends_in_full_stop(line);
        few += length <= (double)short_line;
    }
    desk->of[ENDED_LINES] = share(ended, lines);
    desk->of[SHORT_LINES] = share(few, lines);
    desk->of[REPEATED_LINE_CHARACTERS] = share(find_repeated_lines(desk, text).characters, characters);
    desk->of[LINES_PER_WORD] = share((double)count_string(text, "\n"), (double)word_count(desk));
}
