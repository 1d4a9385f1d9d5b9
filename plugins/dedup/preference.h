/* Which of several copies survives. */
#ifndef DEDUP_PREFERENCE_H
#define DEDUP_PREFERENCE_H

#include <galley/stage.h>

typedef enum keep { KEEP_FIRST, KEEP_EARLIEST, KEEP_LATEST, KEEP_LONGEST, KEEP_PREFERRED } keep;

typedef struct preference {
    int keep;
    galley_strings sources; /* of KEEP_PREFERRED, the best first */
    const char *field;      /* of KEEP_LONGEST: whose length counts */
} preference;

/* The lower the better; of equals the first in corpus order survives. Articles that have not what counts (a date, one of the
 * sources) come last. */
int64_t preference_rank(const preference *self, galley_article *article);

/* Seconds since 1970 of a date as ISO 8601 writes it: 2024-03-11, 2024-03-11T12:00:05.5+01:00, also with a space for the T;
 * without a zone it is UTC. False for anything else. */
bool date_seconds(galley_text date, int64_t *seconds);

#endif
