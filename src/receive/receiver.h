/* SPDX-License-Identifier: MIT
 * Turns captured frames into facts: parse, attribute, time, hand over. */
#ifndef RECEIVE_RECEIVER_H
#define RECEIVE_RECEIVER_H

#include <stdint.h>

#include "probe/probe_set.h"
#include "probe/reply.h"

struct captured;
struct probe_set;
struct scan_clock;
struct schedule;
struct sent_times;
struct writer_thread;

struct receiver {
    const struct probe_set *probes;
    const struct schedule *schedule;
    const struct sent_times *times; /* NULL: not known */
    struct writer_thread *writer;
    int link_type;
    struct scan_clock *clock; /* NULL: packets' times are taken as they are, ... */
    int64_t started_ns;       /* ... and this is when the scan began */

    /* Counts since the start. */
    uint64_t handed_over; /* replies, duplicates included, given to the writer */
    uint64_t by_probe[PROBES_MAX]; /* of these */
    uint64_t with_cookie;          /* likewise: those that nobody could guess */
    uint64_t ring_drops;           /* replies that the writer had no room for */
    uint64_t unsolicited_sum;
    uint64_t unsolicited[UNSOLICITED_COUNT]; /* by reason */
};

/* A captured_fn; `context` is the receiver. */
void receiver_take(void *context, const struct captured *captured);

#endif
