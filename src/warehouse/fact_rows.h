/* SPDX-License-Identifier: MIT
 * Writes each kind of fact into its table, inside the caller's transaction. */
#ifndef WAREHOUSE_FACT_ROWS_H
#define WAREHOUSE_FACT_ROWS_H

#include <stdbool.h>
#include <stdint.h>

struct database;
struct error;
struct health_facts;

bool fact_rows_add_health(struct database *database, int64_t scan,
                          const struct health_facts *health, struct error *error);

/* Of that, what was no reply. */
bool fact_rows_add_unsolicited(struct database *database, int64_t scan,
                               const struct health_facts *health, struct error *error);

bool fact_rows_set_progress(struct database *database, int64_t scan, uint64_t slot,
                            uint64_t slots, struct error *error);

#endif
