/* SPDX-License-Identifier: MIT
 * Writes a scan of the new file: another file's, or what its shards add up to. */
#ifndef MERGE_MERGE_SCAN_H
#define MERGE_MERGE_SCAN_H

#include <stdbool.h>
#include <stddef.h>

struct database;
struct error;
struct merge_item;
struct merge_plan;
struct merge_source;
struct watch;

struct merge_job {
    const struct merge_plan *plan;
    struct merge_source *source; /* of what is read */
    struct database *to;
    struct watch *watch;
    const struct merge_item *items; /* of this scan, by when they were started */
    size_t item_count;
};

/* In the caller's transaction. */
bool merge_scan(const struct merge_job *job, struct error *error);

#endif
