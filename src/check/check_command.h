/* SPDX-License-Identifier: MIT
 * The command `liveness check`. */
#ifndef CHECK_CHECK_COMMAND_H
#define CHECK_CHECK_COMMAND_H

#include <stdbool.h>

struct error;

/* argv[0] is "liveness check". False with *error set on failure, which a file that is
 * not sound is. */
bool check_command(int argc, char **argv, struct error *error);

#endif
