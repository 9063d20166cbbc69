/* SPDX-License-Identifier: MIT
 * The command `liveness export`. */
#ifndef EXPORT_EXPORT_COMMAND_H
#define EXPORT_EXPORT_COMMAND_H

#include <stdbool.h>

struct error;

/* argv[0] is "liveness export". False with *error set on failure. */
bool export_command(int argc, char **argv, struct error *error);

#endif
