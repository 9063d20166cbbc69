/* SPDX-License-Identifier: MIT
 * Makes a scan that ended early ready to go on, from its results file alone. */
#ifndef SCAN_RESUMED_SCAN_H
#define SCAN_RESUMED_SCAN_H

#include <stdbool.h>

struct error;
struct prepared_scan;

/* Options are set; those that the file's settings decide are replaced. */
bool resumed_scan_prepare(struct prepared_scan *prepared, struct error *error);

#endif
