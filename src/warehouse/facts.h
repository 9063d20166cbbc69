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

enum rate_reason { /* table rate_reason: why the rate was changed */
                   RATE_KEPT,
                   RATE_DROPS,
                   RATE_REFUSED,
                   RATE_FEWER_HITS,
                   RATE_RECOVERED,
                   RATE_REASONS,
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
    enum rate_reason rate_reason;            /* table rate_change, unless RATE_KEPT */
    double rate_pps;                         /* from now on, if it was changed */
};

#endif
