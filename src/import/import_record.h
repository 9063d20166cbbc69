/* SPDX-License-Identifier: MIT
 * The record of an imported scan: that of the scan that was sent, and what it was
 * imported from. */
#ifndef IMPORT_IMPORT_RECORD_H
#define IMPORT_IMPORT_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "warehouse/run_record.h"

struct database;
struct error;
struct import_options;
struct sent_scan;

/* Records the scan and what was sent for it, or nothing; *scan gets its number. */
bool import_record_begin(struct database *database, const struct sent_scan *sent,
                         const struct import_options *options, int64_t *scan,
                         struct error *error);

/* Records the digests of the captures, by blanks, and how the scan ended. */
bool import_record_end(struct database *database, int64_t scan, const char *digests,
                       const struct run_end *end, struct error *error);

/* Takes the newest scan back, which has no reply. */
bool import_record_forget(struct database *database, struct error *error);

#endif
