/* Values that pages keep for themselves: in scripts, and under names that no standard knows. */
#ifndef EXTRACT_DATE_NAMES_H
#define EXTRACT_DATE_NAMES_H

#include <galley/text.h>

/* Is this the name of a day of publication? Of a <meta>, an attribute, a member of an object. */
bool date_name_is_publication(galley_text name);

/* The next value of such a name in a script, from *at on, which moves behind it; false: there is no more. Values are
 * texts between quotation marks that have a digit, or numbers. In linear time. */
bool date_name_next_in_script(galley_text script, size_t *at, galley_text *value);

#endif
