/* SPDX-License-Identifier: MIT
 * Reads what scans a file has, as far as merging needs to know them. */
#ifndef MERGE_MERGE_ITEMS_H
#define MERGE_MERGE_ITEMS_H

#include <stdbool.h>
#include <stddef.h>

struct database;
struct error;
struct merge_plan;

/* Adds the scans of an open file, the one of that number among the inputs. */
bool merge_items_add(struct merge_plan *plan, struct database *database, size_t input,
                     struct error *error);

#endif
