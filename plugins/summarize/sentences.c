/* Reading: a text comes apart into sentences, and they into terms, each counted. */
#include "sentences.h"

enum { FEWEST_WORDS = 4, FEWEST_WORDS_OF_SPECIAL = 8, GUESSED_FROM_BYTES = 600 };

void sentences_clear(sentences *all) {
    terms_clear(&all->terms);
    galley_buffer_clear(&all->members);
    galley_arena_free(all->arena);
}

/* ---- Marks ----------------------------------------------------------------------------------------------------- */

static sentence_ending ending_of_mark(uint32_t character) {
    switch (character) {
    case '.':
    case '!':
    case 0x2026: /* … */
    case 0x0589: /* Armenian */
    case 0x06D4: /* Arabic */
    case 0x0964: /* danda, double danda */
    case 0x0965:
    case 0x104A: /* Myanmar */
    case 0x104B:
    case 0x1362: /* Ethiopic */
    case 0x17D4: /* Khmer */
    case 0x3002: /* ideographic; full-width and half-width */
    case 0xFF01:
    case 0xFF61:
        return STATEMENT;
    case '?':
    case 0x037E: /* Greek */
    case 0x061F: /* Arabic */
    case 0x1367: /* Ethiopic */
    case 0xFF1F:
        return QUESTION;
    default:
        return UNFINISHED;
    }
}

enum { CLOSERS_MAX = 12 }; /* bytes: quotes and brackets behind the mark, each up to three */

/* By the last characters: the last mark among them decides. */
static sentence_ending ending_of(galley_text text) {
    size_t at = text.len > CLOSERS_MAX ? text.len - CLOSERS_MAX : 0;
    sentence_ending found = UNFINISHED;
    for (uint32_t character; galley_utf8_next(text, &at, &character);) {
        sentence_ending here = ending_of_mark(character);
        if (here != UNFINISHED)
            found = here;
        else if (galley_is_letter(character) || galley_is_digit(character))
            found = UNFINISHED;
    }
    return found;
}

/* ---- Reading --------------------------------------------------------------------------------------------------- */

static void read_title(sentences *all, galley_text title) {
    term_cursor cursor = {.folded = galley_fold(galley_utf8_cut(title, SENTENCE_MAX_BYTES), all->arena)};
    all->title_terms = 0;
    for (term *found; terms_next(&all->terms, &cursor, &found);) {
        if (!found || found->is_stop || found->is_in_title)
            continue;
        found->is_in_title = true;
        all->title_terms++;
    }
}

/* Room for the terms of so many folded bytes, once for all of them: each has one at least, and a space. */
static uint32_t *reserve_members(sentences *all, size_t folded) {
    return (uint32_t *)(void *)galley_buffer_reserve(&all->members, (folded / 2 + 1) * sizeof(uint32_t));
}

static void read_terms(sentences *all, sentence *fresh) {
    term_cursor cursor = {.folded = galley_fold(fresh->text, all->arena)};
    uint32_t number = (uint32_t)all->count, *members = reserve_members(all, cursor.folded.len);
    for (term *found; terms_next(&all->terms, &cursor, &found); fresh->words++) {
        fresh->numbers += found && found->is_number;
        if (!found || found->is_stop || found->last_sentence == number)
            continue;
        if (found->last_sentence == 0)
            found->first_seen = number - 1;
        found->last_sentence = number;
        found->sentences++;
        members[fresh->count++] = (uint32_t)(found - terms_at(&all->terms, 0));
    }
    all->members.len += fresh->count * sizeof *members;
}

/* The length of the dash or the dot that begins an item of a list or a spoken line, or of what is left of a table or of
 * tokens in front of a sentence ("| . "). */
static size_t bullet_length(galley_text text) {
    static const char *const bullets[] = {"- ", "\u2013 ", "\u2014 ", "\u2022 ", "\u00B7 ", "* ", "| ", ". "};
    for (size_t i = 0; i < sizeof bullets / sizeof *bullets; i++) {
        size_t len = strlen(bullets[i]);
        if (text.len > len && memcmp(text.ptr, bullets[i], len) == 0)
            return len;
    }
    return 0;
}

static galley_text skip_bullets(galley_text text) {
    for (size_t len; (len = bullet_length(text)) > 0;)
        text = galley_trim(galley_text_part(text.ptr + len, text.len - len));
    return text;
}

/* What is too long ends at the last space before the limit, if there is one in the second half. */
static galley_text cut_long(galley_text text) {
    galley_text start = galley_utf8_cut(text, SENTENCE_MAX_BYTES);
    for (size_t len = start.len; len > SENTENCE_MAX_BYTES / 2; len--)
        if (start.ptr[len - 1] == ' ')
            return galley_trim(galley_text_part(start.ptr, len));
    return start;
}

/* Does a line's end stand before this piece of a text? */
static bool begins_line_behind_another(galley_text text, galley_text piece) {
    const char *at = piece.ptr;
    while (at > text.ptr && (at[-1] == ' ' || at[-1] == '\t' || at[-1] == '\r'))
        at--;
    return at > text.ptr && at[-1] == '\n';
}

/* Is what ends here, and goes on with a dash at once, where and by whom the news is told: "MADRID (EFE).- "? */
static bool is_dateline(galley_text text, galley_text piece) {
    const char *behind = piece.ptr + piece.len;
    size_t left = (size_t)(text.ptr + text.len - behind);
    return (left > 0 && *behind == '-') ||
           (left > 2 && (memcmp(behind, "\u2013", 3) == 0 || memcmp(behind, "\u2014", 3) == 0));
}

/* What has no word in it (a line of dashes) is no sentence. */
static void read_sentence(sentences *all, galley_text text, galley_text piece) {
    bool begins_line = begins_line_behind_another(text, piece), ends_dateline = is_dateline(text, piece);
    piece = skip_bullets(piece);
    bool is_cut = piece.len > SENTENCE_MAX_BYTES;
    sentence *fresh = &all->items[all->count++];
    *fresh = (sentence){.text = is_cut ? cut_long(piece) : piece,
                        .first = (uint32_t)(all->members.len / sizeof(uint32_t)),
                        .begins_line = begins_line,
                        .is_dateline = ends_dateline,
                        .is_cut = is_cut};
    fresh->ending = ending_of(fresh->text);
    read_terms(all, fresh);
    if (fresh->words == 0)
        all->count--;
}

/* Too few words that are no numbers ("Published: 17:10, 7 December"), a short question, dateline or heading, or a line
 * that is the title again. */
static bool is_junk(const sentences *all, const sentence *of) {
    uint32_t in_title = 0;
    for (uint32_t i = 0; i < of->count; i++)
        in_title += sentence_term(all, of, i)->is_in_title;
    bool is_heading = of->ending == UNFINISHED && of->begins_line;
    bool needs_more = of->ending == QUESTION || of->is_dateline || is_heading;
    bool is_short = of->words - of->numbers < (needs_more ? FEWEST_WORDS_OF_SPECIAL : FEWEST_WORDS);
    return is_short || (of->ending == UNFINISHED && in_title == of->count);
}

/* By its beginning, where nobody told it. */
static const char *guess_language(sentences *all, const galley_stop_words *stop, galley_text text) {
    const char *lang =
        galley_stop_words_guess(stop, galley_fold(galley_utf8_cut(text, GUESSED_FROM_BYTES), all->arena));
    galley_arena_reset(all->arena);
    return lang;
}

void sentences_read(sentences *all, const galley_stop_words *stop, galley_text title, galley_text text,
                    const char *lang) {
    all->count = all->members.len = 0;
    lang = lang ? lang : guess_language(all, stop, text);
    terms_begin(&all->terms, stop, lang);
    read_title(all, title);
    galley_text piece;
    for (size_t at = 0; all->count < SENTENCES_MAX && galley_sentence_next(text, &at, &piece, lang);) {
        read_sentence(all, text, piece);
        galley_arena_reset(all->arena);
    }
    for (size_t i = 0; i < all->count; i++)
        all->items[i].is_junk = is_junk(all, &all->items[i]);
}

size_t sentence_length(sentence *each) {
    galley_text word;
    for (size_t at = 0; !each->is_counted && galley_word_next(each->text, &at, &word);)
        each->length++;
    each->is_counted = true;
    return each->length;
}

size_t sentences_length(sentences *all) {
    size_t words = 0;
    for (size_t i = 0; i < all->count; i++)
        words += sentence_length(&all->items[i]);
    return words;
}

/* ---- The first first ------------------------------------------------------------------------------------------- */

void sentences_lead(sentences *all) {
    for (size_t i = 0; i < all->count; i++) {
        all->items[i].score = -(double)i;
    }
}

void sentences_forget_choice(sentences *all) {
    for (size_t i = 0; i < all->count; i++)
        all->items[i].is_chosen = all->items[i].is_passed_over = false;
    for (uint32_t i = 0; i < all->terms.count; i++)
        terms_at(&all->terms, i)->is_said = false;
}
