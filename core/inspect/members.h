/* Members of JSON objects that somebody else has written: what is not there, or is of another type, reads as nothing. */
#ifndef CORE_INSPECT_MEMBERS_H
#define CORE_INSPECT_MEMBERS_H

#include <galley/base.h>
#include <jansson.h>

/* A whole number from 0; 0 if it is none. */
uint64_t integer_in(const json_t *object, const char *key);

/* A string, as long as the object: as a view, which is empty if it is none; and as C has it, "" then. */
galley_text text_in(const json_t *object, const char *key);
const char *string_in(const json_t *object, const char *key);

#endif
