/* SPDX-License-Identifier: MIT
 * Which scans of which files become which scans of the new one. */
#ifndef MERGE_MERGE_PLAN_H
#define MERGE_MERGE_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"
#include "warehouse/file_digest.h"

struct error;
struct merge_options;
struct watch;

/* Where a scan is, and comes in. */
struct merge_place {
    int64_t started_us;
    size_t input; /* number of the file */
    int64_t scan; /* in it */
};

/* A scan of an input. */
struct merge_item {
    struct merge_place at;
    struct merge_place first; /* of the shards of its scan, or itself */
    int64_t shard;            /* of so many */
    int64_t shards;
    bool can_unite;              /* it can become part of a scan */
    char plan[DIGEST_TEXT_SIZE]; /* the same for all shards of a scan */
    int64_t new_scan;            /* in the new file; the same for shards */
};

struct merge_plan {
    const char *const *paths; /* the caller's */
    struct file_digest *digests;
    size_t input_count;
    struct merge_item *items; /* by new_scan; shards by when they were started */
    size_t item_count;
    int64_t scans; /* of the new file */
};

/* Reads what there is, and finds what belongs together. False, with the files named, if
 * a shard or scan is there twice, or shards are missing. On success and on failure,
 * merge_plan_finish frees it. */
bool merge_plan_make(struct merge_plan *plan, const struct merge_options *options,
                     struct watch *watch, struct error *error);
void merge_plan_finish(struct merge_plan *plan);

#endif
