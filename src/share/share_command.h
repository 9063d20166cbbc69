/* SPDX-License-Identifier: MIT
 * The command `liveness share`. */
#ifndef SHARE_SHARE_COMMAND_H
#define SHARE_SHARE_COMMAND_H

#include <stdbool.h>

struct error;

/* argv[0] is "liveness share". False with *error set on failure. */
bool share_command(int argc, char **argv, struct error *error);

#endif
