/* SPDX-License-Identifier: MIT
 * The command `liveness merge`. */
#ifndef MERGE_MERGE_COMMAND_H
#define MERGE_MERGE_COMMAND_H

#include <stdbool.h>

struct error;

/* argv[0] is "liveness merge". False with *error set on failure. */
bool merge_command(int argc, char **argv, struct error *error);

#endif
