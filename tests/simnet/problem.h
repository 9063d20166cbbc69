/* SPDX-License-Identifier: MIT
 * One sentence on what is wrong, from where it was found to the user. */
#ifndef SIMNET_PROBLEM_H
#define SIMNET_PROBLEM_H

#include <stdbool.h>

struct problem {
    char text[400]; /* lower case, no full stop: what is wrong, what is expected */
    bool is_usage;  /* the user's request is at fault: exit status 2 */
};

/* Both return false, so that a caller can return their result. */
bool problem_set(struct problem *problem, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
bool problem_set_usage(struct problem *problem, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
