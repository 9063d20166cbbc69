/* SPDX-License-Identifier: MIT
 * Keeps a results file's write-ahead log from growing without end: it cannot be emptied
 * while another program reads the file on and on. */
#ifndef WAREHOUSE_WAL_GUARD_H
#define WAREHOUSE_WAL_GUARD_H

#include <stdbool.h>
#include <stdint.h>

struct database;
struct error;

struct wal_limits {
    int64_t bytes;        /* of the write-ahead log's file; 0: no limit */
    unsigned attempt_ms;  /* that one attempt to empty it waits for readers */
    unsigned patience_ms; /* that attempts go on for */
};

extern const struct wal_limits wal_limits_usual;

enum wal_state {
    WAL_BOUNDED,
    WAL_HELD,          /* readers keep it above its limit */
    WAL_HELD_TOO_LONG, /* and the patience is over */
    WAL_FAILED,        /* it cannot be emptied for another reason: *error */
};

/* All zero but for the limits at the start. */
struct wal_guard {
    struct wal_limits limits;
    uint64_t held_since_ns; /* monotonic; 0: it is not held */
    int64_t bytes;          /* of the file, when it was last looked at */
};

/* Looks at the log's size and empties it if that is above the limit; to be called
 * between transactions, and again and again while it is held. */
enum wal_state wal_guard_look(struct wal_guard *guard, struct database *database,
                              struct error *error);

#endif
