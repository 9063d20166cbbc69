/* SPDX-License-Identifier: MIT
 * Runs a prepared scan: the event loop between sending, capture and writing. */
#ifndef SCAN_RUN_H
#define SCAN_RUN_H

#include <stdbool.h>

#include "warehouse/exit_reason.h"

struct error;
struct prepared_scan;

/* Sends, receives and writes until all is done or something ends it, and closes the
 * scan's record. *reason tells why it ended; false, with *error set, if that was a
 * failure. */
bool run_scan(struct prepared_scan *prepared, enum exit_reason *reason,
              struct error *error);

#endif
