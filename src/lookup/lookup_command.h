/* SPDX-License-Identifier: MIT
 * The command `liveness lookup`. */
#ifndef LOOKUP_LOOKUP_COMMAND_H
#define LOOKUP_LOOKUP_COMMAND_H

#include <stdbool.h>

struct error;

/* argv[0] is "liveness lookup". False with *error set on failure. */
bool lookup_command(int argc, char **argv, struct error *error);

#endif
