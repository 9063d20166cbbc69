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

/* Why a scan ended; rows of table exit_reason. */
enum exit_reason {
    EXIT_DONE,
    EXIT_MAX_RUNTIME,
    EXIT_INTERRUPTED,
    EXIT_SEND_FAILED,
    EXIT_CAPTURE_FAILED,
    EXIT_WRITE_FAILED,
};

const char *exit_reason_name(enum exit_reason reason);

/* Records the scan in one transaction; *scan gets its number. */
bool scan_record_start(struct database *database, const struct scan_record *record,
                       int64_t *scan, struct error *error);

bool scan_record_finish(struct database *database, int64_t scan, int64_t ended_us,
                        enum exit_reason reason, struct error *error);

#endif
