/* Ligatures as letters; on request plain quotes and dashes. */
#ifndef CLEAN_TYPOGRAPHY_H
#define CLEAN_TYPOGRAPHY_H

#include <galley/text.h>

typedef enum spelling { SPELL_LIGATURES, SPELL_QUOTES, SPELL_DASHES } spelling;

/* The text with the spellings of that kind replaced; the text itself if there are none. */
galley_text typography_plain(galley_text text, spelling kind, galley_arena *arena);

#endif
