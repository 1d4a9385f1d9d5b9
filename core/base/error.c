/* Error sentences. They name files and quote input, whatever bytes that has, and end up on terminals and in JSON: so
 * they are made printable, and cut at a character when they are too long. */
#include "base/error.h"
#include "base/utf8.h"

#include <stdio.h>

static void finish_sentence(galley_error *error, int written) {
    if (written >= (int)sizeof error->message) {
        galley_text whole = galley_text_part(error->message, sizeof error->message - 1);
        error->message[galley_utf8_cut(whole, whole.len - 3).len] = '\0';
    }
    utf8_make_printable(error->message);
}

void error_set_list(galley_error *error, const char *format, va_list args) {
    finish_sentence(error, vsnprintf(error->message, sizeof error->message, format, args));
}

bool galley_error_set(galley_error *error, const char *format, ...) {
    if (!error)
        return false;
    va_list args;
    va_start(args, format);
    error_set_list(error, format, args);
    va_end(args);
    return false;
}

bool galley_error_at(galley_error *error, const char *format, ...) {
    if (!error)
        return false;
    galley_error sentence = *error;
    va_list args;
    va_start(args, format);
    error_set_list(error, format, args);
    va_end(args);
    size_t len = strlen(error->message);
    int rest = snprintf(error->message + len, sizeof error->message - len, ": %s", sentence.message);
    finish_sentence(error, (int)len + rest);
    return false;
}
