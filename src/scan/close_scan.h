/* SPDX-License-Identifier: MIT
 * What is written when a scan has ended: why it did, and the file in its final form. */
#ifndef SCAN_CLOSE_SCAN_H
#define SCAN_CLOSE_SCAN_H

#include <stdbool.h>

#include "warehouse/exit_reason.h"

struct error;
struct prepared_scan;
struct run_end;

bool close_scan_record(struct prepared_scan *prepared, const struct run_end *end,
                       struct error *error);

/* Seals the file if that is due. Whatever fails, the file is sound. */
bool close_scan_file(struct prepared_scan *prepared, enum exit_reason reason,
                     struct error *error);

#endif
