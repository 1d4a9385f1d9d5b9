/* Error sentences. Cut at a character when they are too long, so that what is printed stays valid UTF-8. */
#include <galley/text.h>

#include <stdio.h>

static void cut_at_character(galley_error *error, int written) {
    if (written < (int)sizeof error->message)
        return;
    galley_text whole = galley_text_part(error->message, sizeof error->message - 1);
    error->message[galley_utf8_cut(whole, whole.len - 3).len] = '\0';
}

bool galley_error_set(galley_error *error, const char *format, ...) {
    if (!error)
        return false;
    va_list args;
    va_start(args, format);
    int written = vsnprintf(error->message, sizeof error->message, format, args);
    va_end(args);
    cut_at_character(error, written);
    return false;
}

bool galley_error_at(galley_error *error, const char *format, ...) {
    if (!error)
        return false;
    galley_error sentence = *error;
    va_list args;
    va_start(args, format);
    int place = vsnprintf(error->message, sizeof error->message, format, args);
    va_end(args);
    cut_at_character(error, place);
    size_t len = strlen(error->message);
    int rest = snprintf(error->message + len, sizeof error->message - len, ": %s", sentence.message);
    cut_at_character(error, (int)len + rest);
    return false;
}
