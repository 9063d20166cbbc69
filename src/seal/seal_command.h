/* SPDX-License-Identifier: MIT
 * `liveness seal`. */
#ifndef SEAL_SEAL_COMMAND_H
#define SEAL_SEAL_COMMAND_H

#include <stdbool.h>

struct error;

/* argv[0] is "liveness seal". */
bool seal_command(int argc, char **argv, struct error *error);

#endif
