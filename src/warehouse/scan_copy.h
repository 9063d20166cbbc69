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

/* The same for a file that the scan becomes part of: there it has ended, and what is
 * there already, by another shard of the same scan, is added to. */
bool scan_merge_facts(const struct row_copy *copy, struct error *error);

/* Signatures and counts. */
bool scan_copy_summaries(const struct row_copy *copy, struct error *error);

/* The sorts of its replies, or those of copy->is_kept, none of which is counted yet.
 * Replies whose order is to be forgotten are taken over only then, as sorts are
 * otherwise numbered as they come. */
bool scan_copy_empty_sorts(const struct row_copy *copy, struct error *error);

/* The /24 blocks that replied. */
bool scan_copy_blocks(const struct row_copy *copy, struct error *error);

/* The addresses that replied. */
bool scan_copy_hosts(const struct row_copy *copy, struct error *error);

/* What was counted of it and the earlier scan copy->before, if they are compared. */
bool scan_copy_comparisons(const struct row_copy *copy, struct error *error);

#endif
