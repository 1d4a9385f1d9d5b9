/* The list of problems. */
#include "base/problems.h"
#include "base/error.h"
#include "base/memory.h"

#include <stdlib.h>

void problems_add(problems *list, const char *format, ...) {
    galley_error sentence;
    va_list args;
    va_start(args, format);
    error_set_list(&sentence, format, args);
    va_end(args);
    if (list->count == list->capacity) {
        list->capacity = list->capacity * 2 + 16;
        list->messages = memory_resize(list->messages, list->capacity, sizeof *list->messages);
    }
    list->messages[list->count++] = memory_string(galley_text_of(sentence.message));
}

void problems_clear(problems *list) {
    for (size_t i = 0; i < list->count; i++)
        free(list->messages[i]);
    free(list->messages);
    *list = (problems){0};
}
