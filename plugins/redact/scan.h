/* Finds what belongs to persons in a text: one walk, no backtracking. */
#ifndef REDACT_SCAN_H
#define REDACT_SCAN_H

#include <galley/text.h>

typedef enum found_kind { EMAIL, IBAN, CARD, IP, PHONE, KINDS } found_kind;

typedef struct found {
    found_kind kind;
    size_t start, end; /* bytes */
} found;

/* The next one from *at on, which moves behind it; false behind the last. `wanted` says which kinds. */
bool find_personal(galley_text text, size_t *at, const bool wanted[KINDS], found *found);

#endif
