/* SPDX-License-Identifier: MIT
 * Finds which scans are shards of one, what is there twice, and what is missing. */
#ifndef MERGE_MERGE_GROUPS_H
#define MERGE_MERGE_GROUPS_H

#include <stdbool.h>

struct error;
struct merge_plan;

/* Numbers the plan's items and sorts them by that. False, with the files named, if a
 * shard or scan is there twice, or if shards are missing, unless that is allowed. */
bool merge_groups_find(struct merge_plan *plan, bool is_partial, struct error *error);

#endif
