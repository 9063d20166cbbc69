/* SPDX-License-Identifier: MIT
 * The scan that a capture is of, from its results file: all that tells replies. */
#ifndef IMPORT_SENT_SCAN_H
#define IMPORT_SENT_SCAN_H

#include <stdbool.h>

#include "probe/probe_set.h"
#include "target/permutation.h"
#include "target/range_set.h"
#include "warehouse/stored_plan.h"
#include "warehouse/stored_scan.h"
#include "wire/captured.h"

struct database;
struct error;
struct import_options;
struct schedule;

/* All zero at the start; sent_scan_finish frees whatever was made. */
struct sent_scan {
    struct database *database; /* the caller's */
    struct stored_scan stored;
    struct stored_plan plan;
    struct probe_set probes;        /* with the key */
    struct captured_addresses ours; /* that replies are to */
    struct range_set targets;
    struct permutation permutation;
    struct schedule *schedule;
};

bool sent_scan_read(struct database *database, const struct import_options *options,
                    struct sent_scan *sent, struct error *error);
void sent_scan_finish(struct sent_scan *sent);

#endif
