/* Looks up a character's script in the table scripts.inc. Called for every character that is not ASCII. */
#include "scripts.h"
#include <galley/text.h>

const script_facts script_table[SCRIPT_COUNT] = {
#define SCRIPT(name, code, language, weight) {code, language, weight},
#include "scripts.inc"
#undef SCRIPT
};

const script_telltale script_telltales[] = {
#define TELLTALE(script, sign, per_mille) {SCRIPT_##script, SCRIPT_##sign, per_mille},
#include "scripts.inc"
#undef TELLTALE
};
const size_t script_telltale_count = sizeof script_telltales / sizeof script_telltales[0];

typedef struct range {
    uint32_t first, last;
    script script;
} range;

static const range ranges[] = {
#define RANGE(first, last, script) {first, last, SCRIPT_##script},
#include "scripts.inc"
#undef RANGE
};

script script_of(uint32_t character) {
    size_t low = 0, high = sizeof ranges / sizeof ranges[0];
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (character > ranges[middle].last)
            low = middle + 1;
        else if (character < ranges[middle].first)
            high = middle;
        else
            return ranges[middle].script;
    }
    return galley_is_letter(character) ? SCRIPT_OTHER : SCRIPT_NONE;
}
