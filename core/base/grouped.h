/* Numbers as people read them. */
#ifndef CORE_BASE_GROUPED_H
#define CORE_BASE_GROUPED_H

#include <galley/base.h>

/* What "18,446,744,073,709,551,615" needs. */
typedef struct grouped_text {
    char digits[32];
} grouped_text;

/* 29622 as "29,622": commas whatever the locale, for Galley speaks English. Used in place: grouped(number).digits. */
grouped_text grouped(uint64_t number);

#endif
