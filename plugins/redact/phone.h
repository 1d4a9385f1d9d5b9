/* Telephone numbers. */
#ifndef REDACT_PHONE_H
#define REDACT_PHONE_H

#include <galley/text.h>

/* Does one begin at `at`, which is behind no letter or digit? `end` is behind it. What stands before `from` is not
 * looked at. */
bool read_phone(galley_text text, size_t from, size_t at, size_t *end);

#endif
