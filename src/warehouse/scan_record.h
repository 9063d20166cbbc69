/* SPDX-License-Identifier: MIT
 * Writes what a scan was asked to do, before it begins, and how it ended. */
#ifndef WAREHOUSE_SCAN_RECORD_H
#define WAREHOUSE_SCAN_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct database;
struct error;
struct probe_set;
struct range_set;

/* A setting in force, for the table of that name. */
struct setting {
    const char *name;
    const char *value;
};

/* A blocklist in force. */
struct blocklist_text {
    const char *name;
    const char *text;
};

struct scan_record {
    int64_t started_us; /* since 1970 UTC */
    uint64_t seed;
    uint64_t targets;
    const struct probe_set *probes; /* with the key */
    const struct range_set *allowed;
    const struct setting *settings;
    size_t setting_count;
    const struct blocklist_text *blocklists;
    size_t blocklist_count;
};

/* Records the scan as part of the caller's transaction; *scan gets its number. */
bool scan_record_write(struct database *database, const struct scan_record *record,
                       int64_t *scan, struct error *error);

/* The same in one transaction, which a power cut does not undo. */
bool scan_record_start(struct database *database, const struct scan_record *record,
                       int64_t *scan, struct error *error);

/* Records a setting later, in place of one of that name. */
bool scan_record_set(struct database *database, int64_t scan,
                     const struct setting *setting, struct error *error);

#endif
