/* SPDX-License-Identifier: MIT
 * The command `liveness import`. */
#ifndef IMPORT_IMPORT_COMMAND_H
#define IMPORT_IMPORT_COMMAND_H

#include <stdbool.h>

struct error;

/* argv[0] is "liveness import". */
bool import_command(int argc, char **argv, struct error *error);

#endif
