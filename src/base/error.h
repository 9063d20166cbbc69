/* SPDX-License-Identifier: MIT
 * Carries one sentence about what went wrong from where it happened to the user. */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdbool.h>

struct error {
    char text[512]; /* lower case, no full stop: the thing, the cause, the remedy */
    bool is_usage;  /* the user's request was at fault, not the machine: exit code 2 */
};

/* Both fill in *error and return false, so that a caller can return their result. */
bool error_set(struct error *error, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
bool error_set_usage(struct error *error, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
