/* SPDX-License-Identifier: MIT
 * What a scan says when its file cannot be written, with the remedy. */
#ifndef SCAN_WRITE_ERROR_H
#define SCAN_WRITE_ERROR_H

#include <stdint.h>

struct error;
struct prepared_scan;

/* Adds to the cause, once the scan is in the file, how to go on with it. */
void write_error_add_remedy(const struct prepared_scan *prepared, struct error *error);

/* Another program has kept the file's write-ahead log from being emptied. */
void write_error_held(const struct prepared_scan *prepared, int64_t wal_bytes,
                      struct error *error);

#endif
