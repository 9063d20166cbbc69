/* SPDX-License-Identifier: MIT
 * Copies what is kept of a scan to a new file, table by table; replies are taken over
 * by reply_transfer. */
#ifndef WAREHOUSE_SCAN_COPY_H
#define WAREHOUSE_SCAN_COPY_H

#include <stdbool.h>

struct error;
struct row_copy;

/* All in the caller's transactions. */

/* What was asked, and how it went; targets and blocklists if copy->is_full. */
bool scan_copy_facts(const struct row_copy *copy, struct error *error);

/* Signatures and counts. */
bool scan_copy_summaries(const struct row_copy *copy, struct error *error);

/* The /24 blocks that replied. */
bool scan_copy_blocks(const struct row_copy *copy, struct error *error);

/* What it is compared with; both scans have the same numbers in both files. */
bool scan_copy_comparisons(const struct row_copy *copy, struct error *error);

#endif
