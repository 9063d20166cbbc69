/* SPDX-License-Identifier: MIT
 * What the user said should end a scan early, other than time. */
#ifndef SCAN_LIMITS_H
#define SCAN_LIMITS_H

#include "warehouse/exit_reason.h"

struct run;

/* The limit that is reached, with run->error set if the user should know more about it;
 * EXIT_DONE if none is. */
enum exit_reason limits_reached(struct run *run);

#endif
