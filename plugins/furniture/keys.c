/* Keys are the site, a line feed, and the line; a site's own key ends with the line feed. */
#include "keys.h"

#include <galley/base.h>

enum {
    LINE_MAX_BYTES = 200, /* of a line in its key; what is longer gets a hash for the rest */
    SITE_MAX_BYTES = 200
};

static bool ends_host(char byte) {
    return byte == '/' || byte == '?' || byte == '#' || byte == ':';
}

galley_text url_host(galley_text url) {
    size_t start = 0, end;
    for (size_t i = 0; i + 2 < url.len && start == 0; i++)
        if (memcmp(url.ptr + i, "://", 3) == 0)
            start = i + 3;
    if (start == 0)
        return galley_text_part(url.ptr, 0);
    for (end = start; end < url.len && !ends_host(url.ptr[end]);)
        if (url.ptr[end++] == '@') /* a user's name before the host */
            start = end;
    if (end - start > 4 && memcmp(url.ptr + start, "www.", 4) == 0)
        start += 4;
    return galley_text_part(url.ptr + start, end - start);
}

void key_of_site(galley_buffer *key, galley_text site) {
    key->len = 0;
    site = galley_utf8_cut(site, SITE_MAX_BYTES);
    for (size_t i = 0; i < site.len; i++)
        galley_buffer_add_char(key, site.ptr[i] == '\n' ? ' ' : site.ptr[i]);
    galley_buffer_add_char(key, '\n');
}

/* Adds the line as its words. False if there is no letter in it. */
static bool add_words(galley_buffer *key, galley_text line) {
    bool has_letter = false;
    uint32_t character, before = ' ';
    for (size_t at = 0; galley_utf8_next(line, &at, &character); before = character) {
        character = character < 0x80 && character >= 'A' && character <= 'Z' ? character + 32 : character;
        character = character >= 0x80 ? galley_to_lower(character) : character;
        character = galley_is_digit(character) ? '#' : galley_is_space(character) ? ' ' : character;
        has_letter = has_letter || galley_is_letter(character);
        bool is_run = character == before && (character == '#' || character == ' ');
        if (!is_run)
            galley_buffer_add_character(key, character);
    }
    return has_letter;
}

bool key_of_line(galley_buffer *key, galley_text site, galley_text line) {
    key_of_site(key, site);
    size_t start = key->len;
    bool has_letter = add_words(key, line);
    if (key->len - start <= LINE_MAX_BYTES)
        return has_letter;
    galley_text whole = galley_text_part(key->ptr + start, key->len - start);
    uint64_t hash = galley_hash64(whole, 0);
    key->len = start + galley_utf8_cut(whole, LINE_MAX_BYTES).len;
    galley_buffer_printf(key, "… %016llx", (unsigned long long)hash);
    return has_letter;
}

static size_t site_len(galley_text key) {
    const char *feed = memchr(key.ptr, '\n', key.len);
    return feed ? (size_t)(feed - key.ptr) : key.len;
}

bool key_is_site(galley_text key) {
    return site_len(key) + 1 == key.len;
}

galley_text key_site(galley_text key) {
    return galley_text_part(key.ptr, site_len(key));
}

galley_text key_line(galley_text key) {
    size_t start = site_len(key) + 1;
    return start < key.len ? galley_text_part(key.ptr + start, key.len - start) : galley_text_part(key.ptr, 0);
}
