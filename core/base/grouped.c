/* Grouping digits. */
#include "base/grouped.h"

#include <stdio.h>

grouped_text grouped(uint64_t number) {
    char digits[24];
    int len = snprintf(digits, sizeof digits, "%llu", (unsigned long long)number);
    grouped_text text;
    char *at = text.digits;
    for (int i = 0; i < len; i++) {
        *at++ = digits[i];
        if (i + 1 < len && (len - i - 1) % 3 == 0)
            *at++ = ',';
    }
    *at = '\0';
    return text;
}
