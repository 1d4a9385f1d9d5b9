/* The canonical form of an address, by which two copies of one page are known. */
#ifndef DEDUP_URL_H
#define DEDUP_URL_H

#include <galley/base.h>

/* In the arena; {NULL, 0} if it is no address of a page (http or https, with a host). Linear time in any bytes. */
galley_text url_canonical(galley_text url, galley_arena *arena);

#endif
