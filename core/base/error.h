/* Error sentences from functions that take a format of their own. */
#ifndef CORE_BASE_ERROR_H
#define CORE_BASE_ERROR_H

#include <galley/base.h>

/* As galley_error_set; `error` must not be NULL. */
void error_set_list(galley_error *error, const char *format, va_list args) GALLEY_FORMAT(2, 0);

#endif
