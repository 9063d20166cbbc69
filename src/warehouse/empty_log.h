/* SPDX-License-Identifier: MIT
 * Deletes the rows of the log that are sealed and verified. */
#ifndef WAREHOUSE_EMPTY_LOG_H
#define WAREHOUSE_EMPTY_LOG_H

#include <stdbool.h>
#include <stdint.h>

struct error;
struct seal_scan;

/* Of the rows up to job->progress->log_row; `last_row` is the log's last. The sealed
 * tables have grown by so many pages in sealing them; 0 if that is not known. */
bool empty_log(const struct seal_scan *job, int64_t last_row, int64_t grown_pages,
               struct error *error);

#endif
