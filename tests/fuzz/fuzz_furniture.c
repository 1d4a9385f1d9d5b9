/* Any text as a URL, a site's name and a line: hosts are parts of the URL, keys are UTF-8, not long, and tell again
 * which site and whether it is the site's own. */
#include "keys.h"
#include "must.h"

#include <galley/base.h>

enum { KEY_MAX_BYTES = 450 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len) {
    galley_text text = galley_text_part((const char *)bytes, len), line = {0};
    text.len = galley_utf8_valid(text);
    size_t at = 0;
    if (text.len == 0)
        return 0;
    galley_text host = url_host(text);
    must(host.ptr >= text.ptr && host.ptr + host.len <= text.ptr + text.len);
    galley_line_next(text, &at, &line);
    galley_buffer site = {0}, key = {0};
    key_of_site(&site, line);
    must(key_is_site(galley_buffer_text(&site)));
    galley_text rest = galley_text_part(text.ptr + at, text.len - at);
    bool has_letter = key_of_line(&key, line, rest);
    galley_text whole = galley_buffer_text(&key);
    must(galley_utf8_valid(whole) == whole.len && whole.len <= KEY_MAX_BYTES);
    must(galley_text_equal(key_site(whole), key_site(galley_buffer_text(&site))));
    must(!has_letter || (!key_is_site(whole) && key_line(whole).len > 0));
    galley_buffer_clear(&site);
    galley_buffer_clear(&key);
    return 0;
}
