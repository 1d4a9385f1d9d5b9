/* Check digits and the like: what tells a number of a kind from any number. */
#ifndef REDACT_CHECKS_H
#define REDACT_CHECKS_H

#include <galley/text.h>

/* Digits only; the last is right by Luhn's rule (ISO/IEC 7812), and the first ones are those of a card. */
bool is_card_number(galley_text digits);

/* Letters and digits without spaces: the country's length, and the rest is 1 by ISO 7064 (mod 97-10). */
bool is_iban(galley_text iban);

/* The whole text is an address; not one of a version number's look (fewer than four parts), nor 0.0.0.0 and the like.
 * */
bool is_ipv4(galley_text text);
bool is_ipv6(galley_text text);

#endif
