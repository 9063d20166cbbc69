/* SPDX-License-Identifier: MIT
 * Makes a new scan ready, up to its record in a new results file. */
#ifndef SCAN_NEW_SCAN_H
#define SCAN_NEW_SCAN_H

#include <stdbool.h>

struct error;
struct prepared_scan;

/* Options are set. With --dry-run only the plan is made and printed. */
bool new_scan_prepare(struct prepared_scan *prepared, struct error *error);

#endif
