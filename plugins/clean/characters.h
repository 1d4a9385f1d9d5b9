/* Cleans a text character by character: mojibake, entities, control characters, ligatures, normal form, white
 * space, quotes and dashes. */
#ifndef CLEAN_CHARACTERS_H
#define CLEAN_CHARACTERS_H

#include <galley/text.h>

typedef enum character_rule {
    MOJIBAKE,
    ENTITIES,
    CONTROLS,
    LIGATURES,
    NFC,
    SPACES,
    BLANK_LINES,
    QUOTES,
    DASHES,
    CHARACTER_RULE_COUNT
} character_rule;

/* The text as the rules in `is_on` want it; the text itself if it is so already. Sets has_changed[rule] for each rule that
 * changed something. In a title (`is_title`) line breaks are white space like any other. */
galley_text characters_clean(galley_text text, bool is_title, const bool is_on[CHARACTER_RULE_COUNT],
                             bool has_changed[CHARACTER_RULE_COUNT], galley_arena *arena);

#endif
