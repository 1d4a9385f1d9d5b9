/* Makes JSON of what pages write where JSON should be. */
#ifndef EXTRACT_JSON_MEND_H
#define EXTRACT_JSON_MEND_H

#include <galley/base.h>

/* Appends all values of `script` to `json`, which then can be parsed unless they stand deeper in each other than
 * anybody writes: then it ends there. In linear time; at most six times as long as the script. */
void json_mend(galley_text script, galley_buffer *json);

#endif
