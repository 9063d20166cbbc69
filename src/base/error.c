/* SPDX-License-Identifier: MIT
 * Formats error sentences into the caller's struct; a sentence too long is cut. */
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>

bool error_set(struct error *error, const char *format, ...) {
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(error->text, sizeof(error->text), format, arguments);
    va_end(arguments);
    error->is_usage = false;
    return false;
}

bool error_set_usage(struct error *error, const char *format, ...) {
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(error->text, sizeof(error->text), format, arguments);
    va_end(arguments);
    error->is_usage = true;
    return false;
}
