/* SPDX-License-Identifier: MIT
 * Reads back from a results file what a scan was asked to do. */
#ifndef WAREHOUSE_STORED_SCAN_H
#define WAREHOUSE_STORED_SCAN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/keyed_hash.h"
#include "warehouse/exit_reason.h"

struct database;
struct error;
struct probe_set;
struct range_set;
struct run_start;

struct stored_scan {
    int64_t scan;       /* its number */
    int64_t started_us; /* since 1970 UTC */
    uint64_t seed;
    struct hash_key key;
    uint64_t slot;           /* all before it were sent when it last committed ... */
    uint64_t slots;          /* ... of so many; 0 if it never did */
    bool is_complete;        /* everything was sent */
    bool is_unfinished;      /* the file is not sealed, or still in WAL mode */
    bool is_ended;           /* else it runs, or broke off */
    int64_t ended_us;        /* since 1970 UTC */
    enum exit_reason reason; /* these two only if it is ended */
    uint64_t targets;        /* that it set out to ask */
    uint32_t source;         /* our address, when it began */
};

/* The newest. */
bool stored_scan_read(struct database *database, struct stored_scan *stored,
                      struct error *error);

/* The newest scan that tells how it was sent, which one whose import did not come to
 * its end does not; or the one of that number, if it is not 0. */
bool stored_scan_read_sent(struct database *database, int64_t scan,
                           struct stored_scan *stored, struct error *error);

/* Calls on_setting for each setting; stops and returns false when that does. */
typedef bool stored_setting_fn(void *context, const char *name, const char *value,
                               struct error *error);
bool stored_scan_settings(struct database *database, int64_t scan,
                          stored_setting_fn *on_setting, void *context,
                          struct error *error);

/* The same for each blocklist in force: its name and its text. */
bool stored_scan_blocklists(struct database *database, int64_t scan,
                            stored_setting_fn *on_blocklist, void *context,
                            struct error *error);

/* The same for each of our addresses that the scan was sent from. */
typedef bool stored_source_fn(void *context, uint32_t source, struct error *error);
bool stored_scan_sources(struct database *database, int64_t scan,
                         stored_source_fn *on_source, void *context,
                         struct error *error);

/* How many replies it received, duplicates included. */
bool stored_scan_replies(struct database *database, int64_t scan, int64_t *replies,
                         struct error *error);

/* Adds the scan's targets to the set, not sealed. */
bool stored_scan_targets(struct database *database, int64_t scan,
                         struct range_set *targets, struct error *error);

/* Adds the scan's probes to the all-zero set. */
bool stored_scan_probes(struct database *database, int64_t scan,
                        struct probe_set *probes, struct error *error);

/* Forgets that the scan ended and what it was compared with, records a run, and makes
 * the file ready to be written to. */
bool stored_scan_reopen(struct database *database, int64_t scan,
                        const struct run_start *start, struct error *error);

#endif
