/* Scripts: which one a character belongs to, and what a script alone says about the language. The table is scripts.inc.
 */
#ifndef LANGDETECT_SCRIPTS_H
#define LANGDETECT_SCRIPTS_H

#include <stddef.h>
#include <stdint.h>

typedef enum script {
#define SCRIPT(name, code, language, weight) SCRIPT_##name,
#include "scripts.inc"
#undef SCRIPT
    SCRIPT_COUNT
} script;

typedef struct script_facts {
    const char *code;     /* ISO 15924 */
    const char *language; /* the one language that it means, or "" */
    uint32_t weight;      /* of a letter against letters of other scripts */
} script_facts;

extern const script_facts script_table[SCRIPT_COUNT];

/* `script` belongs to `sign`'s language when at least `per_mille` of both one's letters are of `sign`. */
typedef struct script_telltale {
    script script, sign;
    uint32_t per_mille;
} script_telltale;

extern const script_telltale script_telltales[];
extern const size_t script_telltale_count;

/* SCRIPT_NONE for what is no letter. */
script script_of(uint32_t character);

#endif
