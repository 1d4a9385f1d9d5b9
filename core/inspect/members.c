/* Reading members. */
#include "inspect/members.h"

uint64_t integer_in(const json_t *object, const char *key) {
    json_int_t value = json_integer_value(json_object_get(object, key));
    return value > 0 ? (uint64_t)value : 0;
}

galley_text text_in(const json_t *object, const char *key) {
    const json_t *value = json_object_get(object, key);
    return galley_text_part(json_string_value(value), json_string_length(value));
}

const char *string_in(const json_t *object, const char *key) {
    const char *value = json_string_value(json_object_get(object, key));
    return value ? value : "";
}
