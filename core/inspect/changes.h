/* What one copy of an article has that another has not, member by member. */
#ifndef CORE_INSPECT_CHANGES_H
#define CORE_INSPECT_CHANGES_H

#include "inspect/copies.h"
#include "inspect/worddiff.h"

/* A member as it was at some time: decoded name, JSON as it was spelled. */
typedef struct field_value {
    galley_text name, json;
} field_value;

typedef struct field_values {
    field_value *items; /* in the arena */
    size_t count;
} field_values;

/* The members of a copy, without Galley's own "galley". With `with_edits`, of a dropped one: as it was when it was
 * dropped, not as it was read. */
field_values copy_values(const rundir *run, const copy *copy, bool with_edits, galley_arena *arena);

/* [{"field", "change": "added" | "changed" | "removed", "before"?, "after"?, and of changed strings "words":
 * [["same" | "gone" | "new", text]…], "words_gone", "words_new", "is_coarse"?}]: a new reference, empty if nothing
 * changed. A string that is spelled in another way has not changed. */
json_t *changes_list(field_values before, field_values after, galley_arena *arena);

/* One of "words" of a change; the text is the JSON's. */
diff_piece change_piece(const json_t *piece);

/* A member's value for JSON: as it stands, or its spelling as a string where jansson cannot hold it. A new
 * reference. */
json_t *value_json(galley_text json);

/* A string's content, or the spelling of another value. In the arena. */
galley_text value_text(galley_text json, galley_arena *arena);

#endif
