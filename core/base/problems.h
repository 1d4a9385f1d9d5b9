/* Everything that is wrong with something, where one problem does not hide the next. */
#ifndef CORE_BASE_PROBLEMS_H
#define CORE_BASE_PROBLEMS_H

#include <galley/base.h>

/* Sentences that begin with their place, e.g. file:line:column. {0} is an empty list. */
typedef struct problems {
    char **messages;
    size_t count, capacity;
} problems;

void problems_add(problems *list, const char *format, ...) GALLEY_FORMAT(2, 3);
void problems_clear(problems *list);

#endif
