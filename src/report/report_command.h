/* SPDX-License-Identifier: MIT
 * The command `liveness report`. */
#ifndef REPORT_REPORT_COMMAND_H
#define REPORT_REPORT_COMMAND_H

#include <stdbool.h>

struct error;

/* argv[0] is "liveness report". False with *error set on failure. */
bool report_command(int argc, char **argv, struct error *error);

#endif
