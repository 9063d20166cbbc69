/* SPDX-License-Identifier: MIT
 * The facts that are handed to the warehouse: replies, and what each second added. */
#ifndef WAREHOUSE_FACTS_H
#define WAREHOUSE_FACTS_H

#include <stdint.h>

#include "probe/reply.h"

enum { RTT_UNKNOWN = -1 };

struct reply_facts {
    struct reply reply;
    int64_t time_us; /* since the scan began */
    int64_t rtt_us;  /* or RTT_UNKNOWN */
};

/* Table health: what one second added. */
struct health_facts {
    int64_t second; /* since the scan began */
    uint64_t probes_sent;
    uint64_t send_failures;
    uint64_t sending_us;
    uint64_t captured;
    uint64_t replies;
    uint64_t kernel_drops;
    uint64_t interface_drops;
    uint64_t ring_drops;
    uint64_t ring_waits;
    uint64_t unsolicited[UNSOLICITED_COUNT]; /* table unsolicited, by reason */
};

#endif
