/* SPDX-License-Identifier: MIT
 * The command `liveness scan`. */
#ifndef SCAN_SCAN_COMMAND_H
#define SCAN_SCAN_COMMAND_H

#include <stdbool.h>

struct error;

/* argv[0] is "liveness scan". False, with *error set, if the scan failed; *error's text
 * is empty if all there is to say was said. */
bool scan_command(int argc, char **argv, struct error *error);

#endif
