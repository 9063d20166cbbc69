/* SPDX-License-Identifier: MIT
 * A results file with one scan in it, for the suites of the warehouse. */
#ifndef UNIT_STORE_H
#define UNIT_STORE_H

#include <stdint.h>

#include "base/error.h"
#include "probe/probe_set.h"
#include "suite.h"
#include "target/range_set.h"
#include "warehouse/database.h"

struct store {
    struct scratch scratch;
    char path[128];
    struct database database;
    struct probe_set probes;  /* the default ones */
    struct range_set allowed; /* 192.0.2.0/24 and 198.51.100.0/24 */
    int64_t scan;
    struct error error;
};

void store_open(struct store *store);

/* The same but for the file: it has a path, probes and addresses. */
void store_prepare(struct store *store);

void store_finish(struct store *store);

/* Records one more scan of that sort; store->scan gets its number. */
void store_add_scan(struct store *store);

/* Runs statements of the test's own. */
void store_run(struct store *store, const char *sql);

/* Makes it a file of that schema version, 8 or later, without views. */
void store_make_older(struct store *store, int version);

/* The one number, or first one, that a query yields; INT64_MIN if none. */
int64_t store_number(struct database *database, const char *query);

#endif
