/* SPDX-License-Identifier: MIT
 * Runs a prepared scan: the event loop between sending, capture and writing. */
#ifndef SCAN_RUN_H
#define SCAN_RUN_H

#include <stdbool.h>
#include <stdint.h>

#include "warehouse/scan_record.h"

struct capture;
struct database;
struct error;
struct network_path;
struct probe_set;
struct scan_options;
struct schedule;
struct schedule_plan;
struct sender_socket;

/* All that was made ready before. */
struct run_parts {
    const struct scan_options *options;
    const struct schedule_plan *plan;
    struct schedule *schedule;
    const struct probe_set *probes;
    const struct network_path *path;
    struct sender_socket *socket;
    struct capture *capture;
    int link_type; /* of the capture */
    struct database *database;
    int64_t scan;       /* its number in the file */
    int64_t started_ns; /* real-time clock, as recorded */
};

/* Sends, receives and writes until all is done or something ends it, and closes the
 * scan's record. *reason tells why it ended; false, with *error set, if that was a
 * failure. */
bool run_scan(const struct run_parts *parts, enum exit_reason *reason,
              struct error *error);

#endif
