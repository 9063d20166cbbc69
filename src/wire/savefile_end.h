/* SPDX-License-Identifier: MIT
 * Finds where a savefile that was not closed ends being whole. */
#ifndef WIRE_SAVEFILE_END_H
#define WIRE_SAVEFILE_END_H

#include <stdbool.h>

struct error;

/* Cuts away what is behind the last whole packet: a part of another, or zeros. `fd` is
 * of a file that this program writes, so its header is known to be right. Changes
 * nothing and fails if something else is there, since that is no end but damage. */
bool savefile_mend(int fd, const char *path, struct error *error);

#endif
