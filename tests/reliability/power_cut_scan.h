/* SPDX-License-Identifier: MIT
 * A scan without a network, each of whose slots has one reply that is known. */
#ifndef POWER_CUT_SCAN_H
#define POWER_CUT_SCAN_H

#include <stdbool.h>
#include <stdint.h>

#include "store.h"

enum {
    SCAN_TARGETS = 512, /* of the store */
    SCAN_PROBES = 9,
    SCAN_SLOTS = SCAN_TARGETS * SCAN_PROBES * 2,
    SLOT_US = 1000, /* a reply's time is its slot's */
};

struct slots {
    uint64_t first;
    uint64_t end;  /* the first that is not theirs */
    uint64_t sent; /* those before it were sent earlier */
    bool is_slow;  /* so that there are many commits */
};

/* Lets the real writer write the replies of these slots, and tells it of the progress
 * meanwhile. */
bool scan_slots(struct store *store, const struct slots *slots);

/* Records that the scan ended, done or after its longest runtime, seals its file and
 * closes it. */
bool scan_close(struct store *store, bool is_done);

/* Opens it again to go on with it. */
bool scan_reopen(struct store *store, uint64_t *slot);

#endif
