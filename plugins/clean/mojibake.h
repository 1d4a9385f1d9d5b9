/* Repairs UTF-8 that was read as Windows-1252 or Latin-1, once or several times. */
#ifndef CLEAN_MOJIBAKE_H
#define CLEAN_MOJIBAKE_H

#include <galley/text.h>

/* The text repaired where it is certain; the text itself if nothing is. */
galley_text mojibake_repair(galley_text text, galley_arena *arena);

#endif
