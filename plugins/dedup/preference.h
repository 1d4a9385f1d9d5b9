/* Which of several copies survives. */
#ifndef DEDUP_PREFERENCE_H
#define DEDUP_PREFERENCE_H

#include <galley/date.h>
#include <galley/stage.h>

typedef enum keep { KEEP_FIRST, KEEP_EARLIEST, KEEP_LATEST, KEEP_LONGEST, KEEP_PREFERRED } keep;

typedef struct preference {
    int keep;
    galley_strings sources;    /* of KEEP_PREFERRED, the best first */
    const char *field;         /* of KEEP_LONGEST: whose length counts */
    galley_calendar *calendar; /* of KEEP_EARLIEST and KEEP_LATEST; otherwise NULL */
} preference;

/* The lower the better; of equals the first in corpus order survives. Articles that have not what counts (a date, one of the
 * sources) come last. */
int64_t preference_rank(const preference *self, galley_article *article);

/* Does it go by dates? */
static inline bool is_by_date(const preference *self) {
    return self->keep == KEEP_EARLIEST || self->keep == KEEP_LATEST;
}

/* Seconds since 1970 of a date as galley_date_read reads it: 2024-03-11, 2024-03-11T12:00:05+01:00, "11 mars 2024"; without
 * a zone it is UTC. False for what is no date, has no day, or may be two. */
bool date_seconds(const galley_calendar *calendar, galley_text text, galley_arena *scratch, int64_t *seconds);

#endif
