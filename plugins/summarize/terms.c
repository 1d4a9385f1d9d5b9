/* Terms: found in galley_fold's output, where nothing but a space stands between words, so that the loop looks for
 * spaces and asks galley_word_next only where it meets a script that may do without them. */
#include "terms.h"

enum { FEWEST_SLOTS = 1024, FIRST_UNSPACED_BYTE = 0xE0 /* begins U+0800; Thai, Han and Kana are above */ };

void terms_clear(terms *all) {
    galley_buffer_clear(&all->items);
    galley_buffer_clear(&all->slots);
}

/* ---- The table ------------------------------------------------------------------------------------------------- */

static uint32_t *find_slot(const terms *all, uint64_t hash) {
    uint32_t *slots = (uint32_t *)(void *)all->slots.ptr;
    size_t at = hash & (all->slot_count - 1);
    while (slots[at] && terms_at(all, slots[at] - 1)->hash != hash)
        at = (at + 1) & (all->slot_count - 1);
    return &slots[at];
}

static void set_slots(terms *all, size_t count) {
    memset(galley_buffer_reserve(&all->slots, count * sizeof(uint32_t)), 0, count * sizeof(uint32_t));
    all->slot_count = count;
    for (uint32_t i = 0; i < all->count; i++)
        *find_slot(all, terms_at(all, i)->hash) = i + 1;
}

void terms_begin(terms *all, const galley_stop_words *stop, const char *lang) {
    all->stop = stop;
    all->language = galley_stop_words_language(lang);
    all->count = all->items.len = 0;
    set_slots(all, FEWEST_SLOTS);
}

void terms_forget_walk(terms *all) {
    for (uint32_t i = 0; i < all->count; i++)
        terms_at(all, i)->last_seen = NOT_SEEN;
}

static term *find_or_add(terms *all, galley_text word) {
    uint64_t hash = galley_hash64(word, 0);
    uint32_t *slot = find_slot(all, hash);
    if (*slot)
        return terms_at(all, *slot - 1);
    term fresh = {.hash = hash,
                  .first_seen = NOT_SEEN,
                  .last_seen = NOT_SEEN,
                  .is_number = word.ptr[0] >= '0' && word.ptr[0] <= '9',
                  .is_stop = galley_stop_words_has(all->stop, all->language, word, hash)};
    galley_buffer_add_bytes(&all->items, &fresh, sizeof fresh);
    *slot = (uint32_t)++all->count;
    if (all->count * 2 > all->slot_count)
        set_slots(all, all->slot_count * 2);
    return terms_at(all, (uint32_t)all->count - 1);
}

/* ---- Reading --------------------------------------------------------------------------------------------------- */

static bool is_ideograph(galley_text word) {
    size_t at = 0;
    uint32_t character = 0;
    galley_utf8_next(word, &at, &character);
    return galley_is_ideograph(character);
}

/* The next word where there may be ideographs: these by twos. */
static bool next_unspaced(terms *all, term_cursor *cursor, term **found) {
    galley_text word, before = cursor->ideograph;
    cursor->ideograph = galley_text_of(NULL);
    if (!galley_word_next(cursor->folded, &cursor->at, &word))
        return false;
    if (!is_ideograph(word)) {
        *found = find_or_add(all, word);
        return true;
    }
    cursor->ideograph = word;
    bool is_second = before.len > 0 && before.ptr + before.len == word.ptr;
    *found = is_second ? find_or_add(all, galley_text_part(before.ptr, before.len + word.len)) : NULL;
    return true;
}

bool terms_next(terms *all, term_cursor *cursor, term **found) {
    galley_text text = cursor->folded;
    size_t start = cursor->at;
    if (start < text.len && text.ptr[start] == ' ')
        start++;
    size_t end = start;
    while (end < text.len && text.ptr[end] != ' ') {
        if ((unsigned char)text.ptr[end] >= FIRST_UNSPACED_BYTE)
            return next_unspaced(all, cursor, found);
        end++;
    }
    cursor->at = end;
    if (end == start)
        return false;
    *found = find_or_add(all, galley_text_part(text.ptr + start, end - start));
    return true;
}
