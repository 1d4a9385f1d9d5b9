/* Takes out program text that scraping left in a story: scripts, style sheets, JSON, tags, shortcodes. */
#ifndef CLEAN_PROGRAM_H
#define CLEAN_PROGRAM_H

#include <galley/text.h>

/* The text without it, the text itself if there is none; adds to *gone how many pieces went. */
galley_text program_take(galley_text text, size_t *gone, galley_arena *arena);

#endif
