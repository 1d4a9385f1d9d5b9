/* galley/text.h: what stages share about text: UTF-8, characters, normal forms, lines, words, sentences, stop words,
 * hashes.
 *
 * Texts are UTF-8. What an article gives is valid UTF-8 always; a function that takes a text relies on that unless it
 * says otherwise. Lengths are bytes unless "characters" is said, and a character is a Unicode code point.
 * All functions here may be called from any thread at any time; none keeps state.
 *
 * The _next functions are cursors: set `size_t at = 0;`, call until false; each call gives the next piece as a view
 * into the text:
 *
 *     size_t at = 0;
 *     for (galley_text word; galley_word_next(text, &at, &word);)
 *         … */
#ifndef GALLEY_TEXT_H
#define GALLEY_TEXT_H

#include <galley/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- UTF-8 ----------------------------------------------------------------------------------------------------- */

/* How many bytes from the start are valid UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF).
 * Equal to text.len if the text is valid; otherwise the offset of the first byte of the first bad sequence. */
GALLEY_API size_t galley_utf8_valid(galley_text text);

/* The code point at *at, which moves behind it; false at the end. Of bytes that are not UTF-8 it gives U+FFFD, one byte
 * at a time, so it never reads past the text whatever stands there. */
GALLEY_API bool galley_utf8_next(galley_text text, size_t *at, uint32_t *character);

/* Writes a code point as UTF-8 and returns how many bytes (1 to 4). Surrogates and what is above U+10FFFF become
 * U+FFFD. */
GALLEY_API size_t galley_utf8_put(char out[4], uint32_t character);
GALLEY_API void galley_buffer_add_character(galley_buffer *buffer, uint32_t character);

/* Number of characters. */
GALLEY_API size_t galley_utf8_count(galley_text text);

/* The longest start of at most `max` bytes that does not cut a character. */
GALLEY_API galley_text galley_utf8_cut(galley_text text, size_t max);

/* ---- Characters (Unicode general categories) ------------------------------------------------------------------- */

GALLEY_API bool galley_is_letter(uint32_t character);      /* L* and M* */
GALLEY_API bool galley_is_upper(uint32_t character);       /* Lu, Lt */
GALLEY_API bool galley_is_lower(uint32_t character);       /* Ll */
GALLEY_API bool galley_is_digit(uint32_t character);       /* Nd */
GALLEY_API bool galley_is_space(uint32_t character);       /* White_Space */
GALLEY_API bool galley_is_punctuation(uint32_t character); /* P* */
GALLEY_API bool galley_is_ideograph(uint32_t character);   /* Han, Hiragana, Katakana; Thai, Lao, Khmer, Myanmar:
                                                              scripts that put no space between words */
GALLEY_API uint32_t galley_to_lower(uint32_t character);   /* simple case mapping */

/* ---- Normal forms ---------------------------------------------------------------------------------------------- */

/* NFC (UAX #15). The text itself if it is in that form already, a copy in the arena otherwise. */
GALLEY_API galley_text galley_nfc(galley_text text, galley_arena *arena);

/* For comparing: NFKC, case folded, without marks (accents), each run of anything but letters and digits one space, no
 * space at either end. In the arena. "L’Été :  c'est  FINI" gives "l ete c est fini". */
GALLEY_API galley_text galley_fold(galley_text text, galley_arena *arena);

/* Without White_Space characters at both ends: a view. */
GALLEY_API galley_text galley_trim(galley_text text);

/* ---- Pieces ---------------------------------------------------------------------------------------------------- */

/* Lines, without the LF (or CR LF) that ends them. An empty text has no line; "a\n" has one. */
GALLEY_API bool galley_line_next(galley_text text, size_t *at, galley_text *line);

/* Words: runs of letters, marks and digits; inside a run also one ' ’ . , between digits or letters as in UAX #29
 * (MidLetter, MidNum, MidNumLet): "l'été", "3.5" are one word, "state-of" two. In scripts without spaces each character
 * is a word (galley_is_ideograph). Nothing else is a word. */
GALLEY_API bool galley_word_next(galley_text text, size_t *at, galley_text *word);

/* Sentences, trimmed, never empty. They end at . ! ? … and their kin (also 。！？ ۔ । ։) with closing quotes and
 * brackets, unless the point belongs to an abbreviation, an initial, a number or an ellipsis inside a sentence; and at
 * each line's end. `lang`, a BCP 47 tag or NULL, chooses the abbreviations; NULL takes those of all languages known. A
 * missing space ("mardi.Le gouvernement") ends a sentence too, where a lower-case word stands before and a capital
 * behind. */
GALLEY_API bool galley_sentence_next(galley_text text, size_t *at, galley_text *sentence, const char *lang);

/* ---- Stop words ------------------------------------------------------------------------------------------------ */

/* Words that say nothing about a text's subject, by language. Made once, by `open`, then only read. */
typedef struct galley_stop_words galley_stop_words;

GALLEY_API galley_stop_words *galley_stop_words_new(void);
GALLEY_API void galley_stop_words_free(galley_stop_words *words); /* NULL is allowed */

/* The rows that serve a language (BCP 47), for galley_stop_words_has; of a tag that none serves, and of NULL, "any". */
GALLEY_API uint32_t galley_stop_words_language(const char *tag);

/* The language that most of a text's first words serve, or NULL if none does well: for text of which nobody told the
 * language. What it returns may be given wherever `lang` is asked for; it is no verdict on what language this is. */
GALLEY_API const char *galley_stop_words_guess(const galley_stop_words *words, galley_text folded);

/* Is this one of the language's? `word` is folded (galley_fold), `hash` its galley_hash64 with seed 0. A single letter
 * always is. Of any language: the words of all rows, and those of at most three letters, which serves languages without
 * a row nearly as well. */
GALLEY_API bool galley_stop_words_has(const galley_stop_words *words, uint32_t language, galley_text word,
                                      uint64_t hash);

/* ---- Hashes ---------------------------------------------------------------------------------------------------- */

/* XXH3 (xxHash 0.8): the same on every machine and in every version of Galley. Not for secrets. */
GALLEY_API uint64_t galley_hash64(galley_text text, uint64_t seed);

typedef struct galley_hash128 {
    uint64_t high, low;
} galley_hash128;

GALLEY_API galley_hash128 galley_hash_128(galley_text text);

#ifdef __cplusplus
}
#endif
#endif
