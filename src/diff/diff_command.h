/* SPDX-License-Identifier: MIT
 * The command `liveness diff`. */
#ifndef DIFF_DIFF_COMMAND_H
#define DIFF_DIFF_COMMAND_H

#include <stdbool.h>

struct error;

/* argv[0] is "liveness diff". False with *error set on failure. */
bool diff_command(int argc, char **argv, struct error *error);

#endif
