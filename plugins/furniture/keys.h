/* How furniture names what it counts: a site, and a line of it as its words. */
#ifndef FURNITURE_KEYS_H
#define FURNITURE_KEYS_H

#include <galley/text.h>

/* The host of a URL, without "www." and a port, in small letters as it stands; empty if it has none. A view. */
galley_text url_host(galley_text url);

/* Into `key`, emptied before, the name of the site itself. */
void key_of_site(galley_buffer *key, galley_text site);

/* Into `key` the name of a line on the site: small letters, "#" for a run of digits, one space for white space; of a
 * long line the start and a hash. False if the line has no letter. */
bool key_of_line(galley_buffer *key, galley_text site, galley_text line);

bool key_is_site(galley_text key);
galley_text key_site(galley_text key);
galley_text key_line(galley_text key);

#endif
