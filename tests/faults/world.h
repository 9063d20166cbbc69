/* SPDX-License-Identifier: MIT
 * Everything that liveness does to a results file, as scenarios that run in one process
 * and in the same order each time. */
#ifndef FAULTS_WORLD_H
#define FAULTS_WORLD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "probe/probe_set.h"
#include "suite.h"
#include "target/range_set.h"

/* What scenarios share, and how far the one that runs has come. */
struct world {
    struct scratch scratch;
    char path[128];           /* of the results file */
    struct probe_set probes;  /* of the scans */
    struct range_set allowed; /* their targets */
    int64_t arrivals;         /* replies that a commit of this scenario has reported */
};

bool world_open(struct world *world);
void world_close(struct world *world);

/* Does its part with the file at world->path, and closes it. */
typedef bool scenario_fn(struct world *world, struct error *error);

scenario_fn world_scan;      /* a new scan, in a new file or beside others, sealed */
scenario_fn world_interrupt; /* the same, but it ends early and is not sealed */
scenario_fn world_resume;    /* goes on with the newest scan, and seals */
scenario_fn world_seal;
scenario_fn world_report;
scenario_fn world_lookup;
scenario_fn world_check;

#endif
