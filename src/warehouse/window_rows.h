/* SPDX-License-Identifier: MIT
 * Writes how far apart the probes to each target were, as the counts grow. */
#ifndef WAREHOUSE_WINDOW_ROWS_H
#define WAREHOUSE_WINDOW_ROWS_H

#include <stdbool.h>
#include <stdint.h>

#include "warehouse/window_counts.h"

struct database;
struct error;

struct window_rows {
    const struct window_counts *counts; /* may grow meanwhile */
    uint64_t written[WINDOW_BUCKETS];   /* of these, what is in the file */
};

/* Adds what the counts have grown by since it was last called, inside the caller's
 * transaction. */
bool window_rows_write(struct window_rows *rows, struct database *database,
                       int64_t scan, struct error *error);

/* Adds targets with this window, likewise. */
bool window_rows_add(struct database *database, int64_t scan, uint64_t window_us,
                     uint64_t targets, struct error *error);

#endif
