/* Any text as an article: tokens lie in the text one behind the other; keywords and names are valid UTF-8, not empty
 * and no more than were asked for. The first byte chooses the language. */
#include "entities.h"
#include "keywords.h"
#include "must.h"

static void check_tokens(const reading *all, galley_text text) {
    const char *end = text.ptr;
    for (size_t i = 0; i < all->token_count; i++) {
        const token *each = reading_token(all, i);
        must(each->whole.ptr >= end && each->whole.len > 0);
        end = each->whole.ptr + each->whole.len;
        must(end <= text.ptr + text.len);
        must(each->word.ptr >= each->whole.ptr && each->word.ptr + each->word.len <= end);
        must(each->term == NO_TERM || each->term < all->term_count);
    }
}

static void check_text(const galley_calendar *names, const galley_stop_words *stop, galley_text text, const char *lang,
                       galley_arena *arena) {
    enum { MOST = 5 };
    reading all = {0};
    keywords words = {0};
    entities found = {0};
    reading_read(&all, text, lang, stop, true, arena);
    check_tokens(&all, text);
    keywords_find(&words, &all, names, MOST);
    entities_find(&found, &all, names, lang, arena);
    must(words.count <= MOST);
    for (size_t i = 0; i < words.count; i++) {
        galley_text spelled = keywords_spell(&words, &all, i, arena);
        must(spelled.len > 0 && galley_utf8_valid(spelled) == spelled.len);
    }
    for (size_t i = 0; i < found.count; i++) {
        const entity *each = entities_at(&found, i);
        must(each->count > 0 && each->name.len > 0 && galley_utf8_valid(each->name) == each->name.len);
        must(i == 0 || each->count <= entities_at(&found, i - 1)->count);
    }
    reading_clear(&all);
    keywords_clear(&words);
    entities_clear(&found);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len) {
    static const char *const languages[] = {NULL, "fr", "en", "de", "en-US", "zh", "it", "pl"};
    galley_text text = galley_text_part((const char *)bytes + 1, len > 0 ? len - 1 : 0);
    if (len == 0 || galley_utf8_valid(text) != text.len)
        return 0;
    const char *lang = languages[bytes[0] % 8];
    static galley_calendar *names; /* made once: they take longer than a text */
    static galley_stop_words *stop;
    names = names ? names : galley_calendar_new();
    stop = stop ? stop : galley_stop_words_new();
    galley_arena *arena = galley_arena_new();
    check_text(names, stop, text, lang, arena);
    galley_arena_free(arena);
    return 0;
}
