/* SPDX-License-Identifier: MIT
 * Goes through the scans of a file, the first first. */
#ifndef WAREHOUSE_SCAN_NUMBERS_H
#define WAREHOUSE_SCAN_NUMBERS_H

#include <stdbool.h>
#include <stdint.h>

struct database;
struct error;

/* Calls `take` for each scan, or for the one of that number unless it is 0; stops and
 * returns false when that does. False, too, if there is none, or a number is out of
 * range. */
typedef bool scan_number_fn(void *context, int64_t scan, struct error *error);
bool scan_numbers_each(struct database *database, int64_t only, scan_number_fn *take,
                       void *context, struct error *error);

#endif
