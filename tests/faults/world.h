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
    char aside[128];          /* of one more */
    char made[128];           /* of what is made from it, a results file or text */
    struct probe_set probes;  /* of the scans */
    struct range_set allowed; /* their targets */
    unsigned shard;           /* of the scans, ... */
    unsigned shards;          /* ... 1 or more */
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

/* The same in hand_on.c, where files are made of others. */
scenario_fn world_put_aside;   /* a new scan, and its file is moved to world->aside */
scenario_fn world_first_shard; /* the first of two, in world->aside */
scenario_fn world_last_shard;
scenario_fn world_share_anonymised;
scenario_fn world_share_summary;
scenario_fn world_merge;
scenario_fn world_export;
scenario_fn world_diff;

/* Prints what was made. */
scenario_fn world_describe_made;

#endif
