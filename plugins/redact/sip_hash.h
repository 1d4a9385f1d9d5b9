/* SipHash-2-4 (Aumasson and Bernstein 2012): a hash that tells nothing to those who have not its key. */
#ifndef REDACT_SIP_HASH_H
#define REDACT_SIP_HASH_H

#include <galley/text.h>

/* The key's bytes from 0 to 7 and from 8 to 15, the first of each the least. */
uint64_t sip_hash(const uint64_t key[2], galley_text text);

#endif
