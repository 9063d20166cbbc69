/* SPDX-License-Identifier: MIT
 * How far sealing has got, and what must come out: the row of table sealing. */
#ifndef WAREHOUSE_SEAL_PROGRESS_H
#define WAREHOUSE_SEAL_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct database;
struct error;

struct seal_progress {
    int64_t log_row;   /* rows of the log up to this one are being sealed */
    int64_t next_key;  /* of these, the ones with smaller keys are sealed */
    uint64_t arrivals; /* sums over the replies sealed before: reply_sums.h ... */
    uint64_t contents; /* ... less that over the rows added to others since */
    bool is_verified;  /* all of these rows are sealed, and some of them deleted */
};

/* *is_begun tells whether there is any. */
bool seal_progress_read(struct database *database, struct seal_progress *progress,
                        bool *is_begun, struct error *error);

bool seal_progress_insert(struct database *database,
                          const struct seal_progress *progress, struct error *error);

/* Records is_verified; the others must be told before. */
bool seal_progress_set_verified(struct database *database, struct error *error);

/* Records next_key and contents, in the caller's transaction. */
bool seal_progress_update(struct database *database,
                          const struct seal_progress *progress, struct error *error);

#endif
